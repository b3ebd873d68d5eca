"""`evidence verify`: whether anybody altered what the observations rest on."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlmodel import Session


def verify(
    listing: Annotated[int | None, typer.Option(help="Chỉ một tin.")] = None,
) -> None:
    """Kiểm tra chuỗi băm của bằng chứng; mã thoát 1 nếu có chỗ bị sửa."""
    from rich.progress import track
    from sqlmodel import col, select

    from catalog import observing, shop_pages
    from catalog.models import Evidence
    from jobs.cli.common import database

    broken = 0
    with database() as opened, opened.read() as session:
        query = select(Evidence.listing_id).distinct().order_by(col(Evidence.listing_id))
        ids = [listing] if listing is not None else list(session.exec(query))
        for listing_id in track(ids, "Đang kiểm tra", transient=True):
            for fault in observing.verify(session, listing_id):
                broken += 1
                where = f"Tin {listing_id}, bằng chứng {fault.evidence_id}"
                typer.echo(f"{where}: {fault.reason_vi}", err=True)
        shops = [] if listing is not None else _shops(session)
        for shop_id in shops:
            for fault in shop_pages.verify(session, shop_id):
                broken += 1
                where = f"Gian hàng {shop_id}, lượt xem {fault.evidence_id}"
                typer.echo(f"{where}: {fault.reason_vi}", err=True)
    looked = f"{len(ids)} tin" + (f", {len(shops)} gian hàng" if shops else "")
    typer.echo(f"Đã kiểm tra {looked}, {broken} chỗ không khớp.")
    raise typer.Exit(1 if broken else 0)


def _shops(session: "Session") -> list[int]:
    from sqlmodel import col, select

    from catalog.models import ShopObservation

    query = select(ShopObservation.shop_id).distinct().order_by(col(ShopObservation.shop_id))
    return list(session.exec(query))
