"""Taking over the public address of a listing (tin đăng) that a person put up or found."""

from datetime import datetime

from sqlmodel import Session, col, select

from catalog import audit
from catalog.errors import ChoPhienError
from catalog.models import Listing, Product
from catalog.observing import picture
from catalog.status import Dispatch

NEEDS_PERSON = "needs_person"
LONGEST = 500


class AddressError(ChoPhienError):
    """An address that can't be taken over."""

    code = "address_taken"


def keep(session: Session, listing_id: int, url: str, actor: str, now: datetime) -> None:
    """Keep the address and ask for a look; an upload that a person owed counts as done.

    The caller has checked that the host is a floor's. Raises AddressError for an unknown listing,
    and for an address that stands at another listing: one page must not count as two goods on sale.
    """
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise AddressError(f"Không có tin {listing_id}", "item_not_found")
    if len(url) > LONGEST:
        raise AddressError(f"Địa chỉ dài quá {LONGEST} chữ", "data_invalid")
    _check_free(session, listing_id, url)
    if listing.public_url != url:
        picture.begin_anew(listing, now)
    listing.public_url, listing.due_at = url, now
    if listing.dispatch == Dispatch.BLOCKED and listing.dispatch_code == NEEDS_PERSON:
        # The person has done what the plan asked: what was exported is what stands there now.
        listing.dispatch, listing.dispatch_code = Dispatch.ACCEPTED, None
        listing.dispatched_hash, listing.dispatch_at = listing.attempted_hash, now
        picture.begin_anew(listing, now)
    session.add(listing)
    session.flush()
    audit.write(session, actor, "listing.link", "listing", listing_id, url=url)


def _check_free(session: Session, listing_id: int, url: str) -> None:
    query = (
        select(Listing.id, Product.name)
        .join(Product, col(Product.id) == col(Listing.product_id))
        .where(Listing.public_url == url, col(Listing.id) != listing_id)
    )
    other = session.exec(query).first()
    if other is not None:
        raise AddressError(f"Địa chỉ này đã ghi cho tin {other[0]} ({other[1]})")
