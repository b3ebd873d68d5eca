"""The shape that every kind of difference has as a SELECT, so that they can be joined by UNION."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, case, cast, literal, null, select
from sqlmodel import col

from catalog.errors import CATALOGUE, Owner
from catalog.models import Listing, Shop
from catalog.observing.kinds import FACTS, Kind

RANK = {kind: number for number, kind in enumerate(Kind)}

Part = Select[*tuple[Any, ...]]


def part(
    kind: Kind,
    where: ColumnElement[bool],
    *,
    owner: ColumnElement[str] | None = None,
    detail: Any = None,
    since: Any = None,
    diff: tuple[Any, Any] = (None, None),
) -> Part:
    """Listings with this difference: whose move it is, the channel's words, seen and wanted.

    By default the owner is the kind's own, the words are those of the newest observation, and it
    began with the status that stands.
    """
    fixed = literal((FACTS[kind].owner or Owner.STAFF).value)
    seen, wanted = diff
    return (
        select(
            literal(kind.value).label("kind"),
            literal(RANK[kind]).label("rank"),
            (fixed if owner is None else owner).label("owner"),
            col(Listing.shop_id).label("shop_id"),
            col(Listing.id).label("listing_id"),
            col(Listing.product_id).label("product_id"),
            _text(col(Listing.observed_reason) if detail is None else detail).label("detail"),
            _text(seen).label("seen"),
            _text(wanted).label("wanted"),
            (col(Listing.observed_since) if since is None else since).label("since"),
        )
        .select_from(Listing)
        .where(where)
    )


def shop_part(kind: Kind, where: ColumnElement[bool], *, since: Any, detail: Any = None) -> Part:
    """Shops with this difference, in the same columns."""
    owner = FACTS[kind].owner or Owner.STAFF
    return (
        select(
            literal(kind.value).label("kind"),
            literal(RANK[kind]).label("rank"),
            literal(owner.value).label("owner"),
            col(Shop.id).label("shop_id"),
            cast(null(), Integer).label("listing_id"),
            cast(null(), Integer).label("product_id"),
            _text(detail).label("detail"),
            _text(None).label("seen"),
            _text(None).label("wanted"),
            since.label("since"),
        )
        .select_from(Shop)
        .where(where)
    )


def owner_of(code: Any) -> ColumnElement[str]:
    """The owner that the error catalogue names; an unlisted code is ours to look into."""
    owners = {known: found.owner.value for known, found in CATALOGUE.items()}
    return case(owners, value=code, else_=Owner.US.value)


def _text(value: Any) -> ColumnElement[str]:
    return cast(null() if value is None else value, String)
