"""`observe`: look at the channels now instead of waiting for the schedule."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jobs.context import JobContext


def observe(
    api: Annotated[bool, typer.Option("--api", help="Hỏi qua API.")] = False,
    page: Annotated[bool, typer.Option("--page", help="Đọc trang công khai.")] = False,
    listing: Annotated[int | None, typer.Option("--listing", help="Chỉ một tin.")] = None,
) -> None:
    """Xem lại trạng thái trên sàn: một tin, hoặc các tin đến lượt (mặc định: cả hai cách)."""
    import asyncio

    from jobs.cli.common import database

    with database():
        everything = not api and not page
        code = asyncio.run(_observe(api or everything, page or everything, listing))
    raise typer.Exit(code)


async def _observe(api: bool, page: bool, listing: int | None) -> int:
    from catalog.config import load_settings
    from jobs.cli.common import whoami
    from jobs.outfit import outfit

    async with outfit(load_settings(), whoami()) as context:
        if listing is not None:
            return await _one(context, listing)
        return await _all(context, api=api, page=page)


async def _one(context: "JobContext", listing_id: int) -> int:
    from jobs.looking import look_now

    seen = await look_now(context, listing_id)
    if seen is None:
        typer.echo(f"Không có tin {listing_id}, hoặc tin chưa có trên sàn.", err=True)
        return 2
    from catalog.labels import OBSERVED_VI
    from jobs.cli.common import local

    typer.echo(f"{OBSERVED_VI[seen.status]} · {local(seen.observed_at)} · {seen.reason or ''}")
    return 0


async def _all(context: "JobContext", *, api: bool, page: bool) -> int:
    from jobs.context import process_name
    from jobs.engine.worker import Worker
    from jobs.observe_api import observe_api
    from jobs.observe_page import observe_page

    places = 0
    for wanted, job in ((api, observe_api), (page, observe_page)):
        if wanted:
            places += sum(job(context).counts.values())
    typer.echo(f"Đang xem lại {places} gian hàng và tên miền…")
    await Worker(context, process_name()).drain()
    typer.echo("Đã xem xong.")
    return 0
