"""Drift: a page that is on sale but says something else than the catalog, with both sides.

Price, stock and title against the product; the picture against the one that the page showed after
our upload (`catalog.observing.picture`); OCOP stars that the page claims against the
recognition that is current on the day (`catalog.recognition`): a page may not claim stars that
lapsed, nor more than there are. Fewer stars than there are is no drift: a product that was raised
may still be sold under its older label.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SelectBase,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
)
from sqlmodel import col

from catalog import recognition
from catalog.models import Listing, Product
from catalog.models.base import UtcDateTime
from catalog.observing import picture
from catalog.observing.kinds import Kind
from catalog.observing.parts import Group, Trait
from catalog.status import ON_SALE
from catalog.timing import local_day

UNTOLD = cast(null(), UtcDateTime)
"""The status says nothing of when a fact beside it began: `shown_since` asks the log for that."""
CERTIFIED = 3
"""The least number of stars that a certificate gives; fewer are no OCOP claim."""


def drift_group(calm: ColumnElement[bool]) -> Group:
    """Price, stock, title and picture, where `calm` says that nothing of ours is on its way."""
    seen, wanted = col(Listing.observed_price_vnd), col(Product.price_vnd)
    left, stock = col(Listing.observed_stock), col(Product.stock)
    title, name = col(Listing.observed_title), col(Product.name)
    pictures = col(Listing.observed_picture), col(Listing.picture_base)
    since = col(Listing.picture_since)
    traits = (
        Trait(
            Kind.PRICE_DRIFT,
            seen != wanted,
            detail=_told("sàn ", seen, ", khai ", wanted),
            since=UNTOLD,
            diff=(seen, wanted),
        ),
        Trait(
            Kind.OVERSELLING,
            left > stock,
            detail=_told("sàn ", left, ", khai ", stock),
            since=UNTOLD,
            diff=(left, stock),
        ),
        Trait(
            Kind.TITLE_DRIFT,
            _retitled(),
            detail=title,
            since=UNTOLD,
            diff=(title, name),
        ),
        Trait(Kind.PICTURE_CHANGED, picture.has_changed(), diff=pictures, since=since),
        Trait(Kind.PICTURE_GONE, picture.is_gone(), diff=pictures, since=since),
    )
    return Group(calm, traits, ((Product, col(Product.id) == col(Listing.product_id)),))


def _retitled() -> ColumnElement[bool]:
    """The page's title doesn't contain our name, whatever the case and the tone marks."""
    title, folded = col(Listing.observed_title), col(Listing.title_folded)
    # Rows from before titles were folded: the database's own idea of lower case must do.
    plain = ~func.lower(title).contains(func.lower(col(Product.name)))
    name = col(Product.name_folded)
    # Most titles are the name itself: that is seen at once, a pattern takes its time.
    other = and_(folded != name, ~folded.contains(name))
    return or_(other, and_(folded.is_(None), plain))


def star_group(
    now: datetime, seen_since: ColumnElement[bool], of: SelectBase | None = None
) -> Group:
    """Pages on sale that claim stars that lapsed, or more than there are.

    `seen_since` says that the page was looked at after our own last change. Where the day of a
    decision isn't public and its recognition may be current, the page is not accused of a lapse.
    `of` are the products that are asked about, when not all are.
    """
    claimed = col(Listing.observed_stars)
    current = recognition.current(local_day(now), of)
    shown = and_(col(Listing.observed).in_(ON_SALE), claimed >= CERTIFIED, seen_since)
    none = current.c.product_id.is_(None)
    fewer, both = current.c.stars < claimed, (claimed, current.c.stars)
    traits = (
        Trait(Kind.STARS_LAPSED, none, since=UNTOLD, diff=(claimed, None)),
        Trait(Kind.STARS_TOO_HIGH, fewer, since=UNTOLD, diff=both),
    )
    return Group(shown, traits, ((current, current.c.product_id == col(Listing.product_id)),))


def _told(before: str, first: Any, between: str, second: Any) -> ColumnElement[str]:
    return literal(before) + cast(first, String) + literal(between) + cast(second, String)
