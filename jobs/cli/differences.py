"""`differences`, `accept-picture`: where floors differ from what is wanted, and one decision."""

from typing import TYPE_CHECKING, Annotated

import typer

from catalog.errors import OWNER_VI, Owner
from catalog.observing.kinds import Kind

if TYPE_CHECKING:
    from catalog.observing import Difference

ListingId = Annotated[int, typer.Argument(help="Mã tin.")]


def differences(
    owner: Annotated[Owner | None, typer.Option(help="Chỉ việc của người này.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Chỉ loại này.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu khác biệt.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Chỗ sàn khác với danh mục: dòng “-” là đã khai, dòng “+” là đang thấy."""
    from catalog import observing
    from jobs.cli.common import database, print_json

    with database() as opened, opened.read() as session:
        found = observing.differences(
            session, owner=owner, kinds=[kind] if kind else None, limit=limit
        )
        numbers = observing.difference_counts(session)
    total = sum(n for (a, b), n in numbers.items() if kind in (None, a) and owner in (None, b))
    if json:
        print_json({"total": total, "items": [_document(one) for one in found]})
        return
    for one in found:
        _show(one)
    typer.echo(f"{len(found)} trên {total} khác biệt.")


def accept_picture(listing_id: ListingId) -> None:
    """Ghi nhận ảnh đang thấy trên sàn là đúng; từ nay so với ảnh ấy."""
    from catalog.models import Listing, utc_now
    from catalog.observing import picture
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        listing = session.get(Listing, listing_id)
        shown = listing.observed_picture if listing is not None else None
        done = shown is not None and picture.accept(session, listing_id, shown, whoami(), utc_now())
    if not done:
        typer.echo(f"Tin {listing_id} không có ảnh nào khác ảnh đã ghi nhận.", err=True)
        raise typer.Exit(2)
    typer.echo(f"Đã ghi nhận ảnh của tin {listing_id}: {shown or 'không có ảnh'}")


def _document(one: "Difference") -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "owner": one.owner.value,
        "listing_id": one.listing_id,
        "shop_id": one.shop_id,
        "product": one.product_name,
        "shop": one.shop_name,
        "text_vi": one.text_vi,
        "detail": one.detail,
        "since": one.since and one.since.isoformat(),
        "wanted": one.wanted,
        "seen": one.seen,
    }


def _show(one: "Difference") -> None:
    where = f"{one.product_name} · {one.shop_name}" if one.listing_id else one.shop_name
    number = f" (tin {one.listing_id})" if one.listing_id else ""
    typer.echo(f"{where}{number}: {one.text_vi}. Việc của {OWNER_VI[one.owner]}.")
    if one.wanted or one.seen:
        typer.echo(f"  - {one.wanted or 'không có'}\n  + {one.seen or 'không có'}")
    elif one.detail:
        typer.echo(f"  {one.detail}")
