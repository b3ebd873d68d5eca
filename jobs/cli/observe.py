"""`observe`: look at the channels now instead of waiting for the schedule."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jobs.context import JobContext
    from jobs.look_round import Standing


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
    """Work beside any running worker until every look that was due is made or has to wait."""
    import asyncio
    import threading

    from jobs import look_round
    from jobs.cli.bars import counted
    from jobs.context import process_name
    from jobs.engine.logs import for_a_person
    from jobs.engine.stopping import on_stop_signals
    from jobs.engine.worker import Worker

    for_a_person()
    stop = threading.Event()
    on_stop_signals(stop)
    wanted = await asyncio.to_thread(look_round.begin, context, api=api, page=page)
    working = asyncio.create_task(Worker(context, process_name()).run(stop))
    with counted("Đang xem") as show:
        async for far in look_round.follow(context, wanted, stop):
            show(far.looked, far.looked + far.left)
    stop.set()
    await working
    return _report(far)


def _report(far: "Standing") -> int:
    from catalog.errors import entry

    typer.echo(f"Đã xem {far.looked} tin; {far.silent} tin lần này không đọc được gì.")
    if far.left:
        typer.echo(f"Chưa đến lượt: {far.left} tin, sẽ được xem tiếp theo lịch.")
    for code, number in far.waiting.most_common():
        known = entry(code)
        typer.echo(f"{number} gian hàng hoặc tên miền phải chờ: {known.text_vi}. {known.advice_vi}")
    return 1 if far.silent or far.left else 0
