"""`evidence verify` and `evidence annex`: what the observations rest on, checked and printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from catalog.observing import Broken


def verify(
    listing: Annotated[int | None, typer.Option(help="Chỉ một tin.")] = None,
) -> None:
    """Kiểm tra chuỗi băm của bằng chứng; mã thoát 1 nếu có chỗ bị sửa."""
    from rich.progress import track

    from catalog import observing, shop_pages
    from jobs.cli.common import database

    broken = 0
    with database() as opened, opened.read() as session:
        ids = _listings(session, listing)
        if listing is not None and not ids:
            typer.echo(f"Không có tin {listing}.", err=True)
            raise typer.Exit(2)
        for listing_id in track(ids, "Đang kiểm tra", transient=True):
            for fault in observing.verify(session, listing_id):
                broken += 1
                _tell(f"Tin {listing_id}", "bằng chứng", fault)
        shops = [] if listing is not None else _shops(session)
        for shop_id in shops:
            for fault in shop_pages.verify(session, shop_id):
                broken += 1
                _tell(f"Gian hàng {shop_id}", "lượt xem", fault)
    looked = f"{len(ids)} tin" + (f", {len(shops)} gian hàng" if shops else "")
    typer.echo(f"Đã kiểm tra {looked}, {broken} chỗ không khớp.")
    raise typer.Exit(1 if broken else 0)


def annex(
    listing: Annotated[int, typer.Argument(help="Mã tin.")],
    target: Annotated[Path | None, typer.Option("--out", help="Tệp HTML để ghi.")] = None,
    since: Annotated[str, typer.Option(help="Chỉ từ ngày này (dd/mm/yyyy).")] = "",
) -> None:
    """Lập phụ lục bằng chứng của một tin để in; mã thoát 1 nếu chuỗi băm không khớp."""
    from catalog import observing
    from catalog.models import utc_now
    from jobs.cli.common import database
    from storefront import annex as document

    with database() as opened, opened.read() as session:
        found = observing.annex(session, listing, utc_now(), since=_day(since))
    if found is None:
        typer.echo(f"Không có tin {listing}.", err=True)
        raise typer.Exit(2)
    file = target or Path(document.file_name(found))
    file.write_text(document.render(found), encoding="utf-8")
    typer.echo(f"{len(found.looks)} lần xem, {len(found.broken)} chỗ không khớp: {file}")
    raise typer.Exit(1 if found.broken else 0)


def _day(written: str) -> "datetime | None":
    from datetime import datetime

    from catalog.timing import ZONE

    if not written:
        return None
    try:
        return datetime.strptime(written, "%d/%m/%Y").replace(tzinfo=ZONE)
    except ValueError:
        raise typer.BadParameter(f"“{written}” không phải ngày dd/mm/yyyy") from None


def _tell(where: str, what: str, fault: "Broken") -> None:
    row = f", {what} {fault.evidence_id}" if fault.evidence_id else ""
    typer.echo(f"{where}{row}: {fault.reason_vi}", err=True)


def _listings(session: "Session", only: int | None) -> list[int]:
    """Listings that were looked at: where the evidence is gone, the looks still speak of it."""
    from sqlmodel import col, select

    from catalog.models import Listing

    query = select(col(Listing.id)).order_by(col(Listing.id))
    looked = col(Listing.look_at).is_not(None)
    query = query.where(looked if only is None else col(Listing.id) == only)
    return [listing_id or 0 for listing_id in session.exec(query)]


def _shops(session: "Session") -> list[int]:
    from sqlmodel import col, select

    from catalog.models import ShopObservation

    query = select(ShopObservation.shop_id).distinct().order_by(col(ShopObservation.shop_id))
    return list(session.exec(query))
