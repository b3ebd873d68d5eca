"""The shape that every kind of difference has as a SELECT, so that they can be joined by UNION."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, case, cast, literal, null, select
from sqlmodel import col

from catalog.errors import CATALOGUE, Owner
from catalog.models import Listing, Shop
from catalog.observing.kinds import FACTS, Kind

RANK = {kind: number for number, kind in enumerate(Kind)}

Part = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Trait:
    """Listings with one kind of difference: whose move it is, the channel's words, both sides.

    By default the owner is the kind's own, the words are those of the newest observation, and it
    began with the status that stands.
    """

    kind: Kind
    where: ColumnElement[bool]
    owner: ColumnElement[str] | None = None
    detail: Any = None
    since: Any = None
    diff: tuple[Any, Any] = (None, None)


@dataclass(frozen=True, slots=True)
class Group:
    """Traits of the listings that meet `base`, with the tables they ask: counted in one pass.

    `joins`: what is joined (outer) beside `Listing`, and on what.
    """

    base: ColumnElement[bool]
    traits: tuple[Trait, ...]
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()

    def joined(self, query: Part) -> Part:
        """The query with the group's tables and its condition."""
        for table, on in self.joins:
            query = query.outerjoin(table, on)
        return query.where(self.base)

    def parts(self) -> list[Part]:
        """One SELECT for each trait."""
        return [self.joined(_part(trait)).where(trait.where) for trait in self.traits]


def _part(trait: Trait) -> Part:
    kind, detail, since = trait.kind, trait.detail, trait.since
    fixed = literal((FACTS[kind].owner or Owner.STAFF).value)
    seen, wanted = trait.diff
    return select(
        literal(kind.value).label("kind"),
        literal(RANK[kind]).label("rank"),
        (fixed if trait.owner is None else trait.owner).label("owner"),
        col(Listing.shop_id).label("shop_id"),
        col(Listing.id).label("listing_id"),
        col(Listing.product_id).label("product_id"),
        _text(col(Listing.observed_reason) if detail is None else detail).label("detail"),
        _text(seen).label("seen"),
        _text(wanted).label("wanted"),
        (col(Listing.observed_since) if since is None else since).label("since"),
    ).select_from(Listing)


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
