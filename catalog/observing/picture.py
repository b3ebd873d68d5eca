"""Drift of the picture: which one a listing showed first after our upload, and what became of it.

Our own picture can't be compared: channels re-host and re-size it. So the first picture seen twice
apart in time after our push, or the one that staff accepted, is the baseline, and a later picture
seen twice apart in time is compared with it (`catalog.observing.picture_identity`). A page whose
picture is another one at each of three looks can't be compared, and isn't until the next push.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col

from catalog import audit
from catalog.models import Listing
from catalog.observing.picture_identity import is_same
from catalog.status import Method

VARIES = "*"
"""Stands for the picture where each look showed another one."""
_RESTLESS = 3


class Pictured(Protocol):
    """The fields of the fold's state that are about the picture."""

    @property
    def picture(self) -> str | None:
        """The newest picture seen twice; "" for none on the page, None for not known."""

    @property
    def picture_base(self) -> str | None:
        """What it is compared with."""

    @property
    def picture_from(self) -> datetime | None:
        """Since when looks count: our push, or the moment of the acceptance."""

    @property
    def picture_start(self) -> str | None:
        """What staff accepted at that time."""

    @property
    def picture_next(self) -> str | None:
        """Another picture seen once."""

    @property
    def picture_next_at(self) -> datetime | None:
        """When."""

    @property
    def picture_strays(self) -> int | None:
        """How many looks in a row showed one never seen before."""

    @property
    def api_at(self) -> datetime | None:
        """When the channel's API last told something."""


def start(known: Pictured) -> dict[str, Any]:
    """The fields at the time from which looks count."""
    return {
        "picture": known.picture_start,
        "picture_base": known.picture_start or None,
        "picture_since": known.picture_from if known.picture_start is not None else None,
        "picture_from": known.picture_from,
        "picture_start": known.picture_start,
    }


def seen(
    known: Pictured, address: str, at: datetime, method: Method, gap: timedelta
) -> dict[str, Any]:
    """What a look at `address` changes in the fields; `gap` parts two looks that both count."""
    if known.picture_from is not None and at <= known.picture_from:
        return {}
    first_by_api = method is Method.API and known.api_at is None
    if method is not Method.API and known.api_at is not None:
        # Its page may lead with another of the product's pictures.
        return {}
    if first_by_api:
        return {"picture": None, "picture_base": None, **_noticed(address, at, 1)}
    if known.picture == VARIES:
        return {}
    if known.picture is not None and is_same(address, known.picture):
        return {} if known.picture_next_at is None else _noticed(None, None, None)
    before, since = known.picture_next, known.picture_next_at
    if before is None or since is None or not is_same(address, before):
        return _another(known, address, at)
    return _confirmed(known, address) if at - since >= gap else {}


def _another(known: Pictured, address: str, at: datetime) -> dict[str, Any]:
    strays = (known.picture_strays or 0) + 1
    if strays < _RESTLESS:
        return _noticed(address, at, strays)
    return {"picture": VARIES, "picture_base": None, **_noticed(None, None, None)}


def _confirmed(known: Pictured, address: str) -> dict[str, Any]:
    base = known.picture_base
    # The page's address may vary in size: the same picture is kept in the same words.
    shown = base if base is not None and is_same(address, base) else address
    return {
        "picture": shown,
        "picture_base": base or address or None,
        "picture_since": known.picture_next_at,
        **_noticed(None, None, None),
    }


def _noticed(address: str | None, at: datetime | None, strays: int | None) -> dict[str, Any]:
    return {"picture_next": address, "picture_next_at": at, "picture_strays": strays}


def is_told(known: str | None, address: str | None) -> bool:
    """Whether a look at this picture says nothing new about the known one, if none is in doubt."""
    if address is None or known == VARIES:
        return True
    return known is not None and is_same(known, address)


def has_changed() -> ColumnElement[bool]:
    """Listings that show another picture than the one they are compared with."""
    shown = col(Listing.observed_picture)
    return and_(shown != "", shown != col(Listing.picture_base))


def is_gone() -> ColumnElement[bool]:
    """Listings that showed a picture and don't any more."""
    return and_(col(Listing.observed_picture) == "", col(Listing.picture_base).is_not(None))


def begin_anew(listing: Listing, at: datetime, accepted: str | None = None) -> None:
    """Count looks after `at` only: what we sent, or what staff accepted, is what is expected."""
    listing.picture_from, listing.picture_start = at, accepted
    listing.observed_picture, listing.picture_base = accepted, accepted or None
    listing.picture_since = at if accepted is not None else None
    listing.picture_next = listing.picture_next_at = listing.picture_strays = None


def accept(session: Session, listing_id: int, shown: str, by: str, at: datetime) -> bool:
    """Take the picture that a person was shown for the right one, in a writing transaction.

    False when the listing shows another one by now, or none that differs. The decision is kept
    in the audit log.
    """
    listing = session.get(Listing, listing_id, with_for_update=True)
    if listing is None or listing.picture_base is None or listing.observed_picture != shown:
        return False
    if shown == listing.picture_base:
        return False
    told = {"before": listing.picture_base, "after": shown}
    begin_anew(listing, at, shown)
    session.add(listing)
    audit.write(session, by, "listing.picture", "listing", listing_id, **told)
    return True
