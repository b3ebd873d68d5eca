"""`want`: which products are to stand in a shop; the next plan acts on it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from catalog.shelf import Part, Shelf


def want(
    shop: Annotated[int, typer.Option(help="Gian hàng (chophien shop list).")],
    sku: Annotated[
        list[str] | None, typer.Option("--sku", help="Sản phẩm này (lặp lại được).")
    ] = None,
    all_ready: Annotated[
        bool, typer.Option("--all-ready", help="Mọi sản phẩm đủ thông tin, còn công nhận.")
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Rút khỏi gian hàng thay vì đưa lên.")
    ] = False,
) -> None:
    """Đưa sản phẩm lên (hoặc rút khỏi) một gian hàng; kế hoạch tới sẽ thực hiện.

    Cùng --withdraw, --all-ready là mọi sản phẩm đang trên gian hàng.
    """
    from datetime import UTC, datetime

    from catalog.shelf import Shelf
    from catalog.timing import local_day
    from jobs.cli.common import database, whoami

    if all_ready == bool(sku):
        raise typer.BadParameter("cần --all-ready, hoặc một hay nhiều --sku")
    with database() as opened, opened.write() as session:
        shelf = Shelf.of(session, shop, local_day(datetime.now(UTC)))
        ids = _asked(session, shelf, sku or [], withdraw=withdraw)
        act = shelf.take_down if withdraw else shelf.put_up
        change = act(session, ids, whoami())
        left = shelf.counts(session)
    deed = "Đã rút" if withdraw else "Đã đưa lên"
    typer.echo(f"{deed}: {change.changed} sản phẩm; không đổi: {change.unchanged}.")
    if change.waiting:
        typer.echo(f"Còn thiếu thông tin: {change.waiting}, sẽ tự gửi khi điền đủ.")
    if change.uncertified:
        typer.echo(f"Không có công nhận còn hiệu lực, không đưa lên: {change.uncertified}.")
    if all_ready and not withdraw:
        _tell_left(shop, left)


def _tell_left(shop: int, left: Mapping["Part", int]) -> None:
    """What "all that is ready" left out, so that nobody takes it for everything."""
    from catalog.readiness import LACK_VI
    from catalog.shelf import Part

    if lacking := left[Part.LACKING]:
        *facts, last = LACK_VI.values()
        told = f"{lacking} sản phẩm thiếu {', '.join(facts)} hoặc {last}"
        typer.echo(f"Chưa đưa lên: {told}; điền ở trang /quan-tri/gian-hang/{shop}.")
    if uncertified := left[Part.UNCERTIFIED]:
        typer.echo(f"Chưa đưa lên: {uncertified} sản phẩm không có công nhận còn hiệu lực.")


def _asked(session: "Session", shelf: "Shelf", skus: list[str], *, withdraw: bool) -> list[int]:
    from catalog.shelf import Part

    if skus:
        return shelf.ids_of_skus(session, skus)
    return shelf.ids(session, Part.ON if withdraw else Part.READY)
