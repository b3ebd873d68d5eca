"""Counts beside the filters, over the whole catalog; cached per catalogue version and day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.models import Channel, Listing, Product, Shop
from storefront.readmodels.places import suggestions
from storefront.readmodels.products import on_sale_lately
from storefront.readmodels.stars import Standing, best_recognition


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of products behind it."""

    value: str
    label_vi: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Everything that the filter form offers."""

    stars: tuple[tuple[int, int], ...]
    groups: tuple[tuple[str, int], ...]
    standings: tuple[tuple[Standing, int], ...]
    channels: tuple[Choice, ...]
    places: tuple[str, ...]
    products: int


def count_facets(session: Session, as_of: date) -> Facets:
    """Count the catalog once for every filter."""
    best = best_recognition(as_of)
    counted = session.execute(
        select(best.c.standing, func.count())
        .select_from(Product)
        .outerjoin(best, best.c.product_id == Product.id)
        .group_by(best.c.standing)
    )
    by_standing = {row[0] or Standing.NONE.value: row[1] for row in counted}
    stars = session.execute(
        select(best.c.stars, func.count())
        .where(best.c.standing == Standing.CURRENT.value)
        .group_by(best.c.stars)
        .order_by(best.c.stars.desc())
    )
    groups = session.execute(
        select(col(Product.product_group), func.count())
        .group_by(col(Product.product_group))
        .order_by(func.count().desc())
    )
    return Facets(
        stars=tuple((row[0], row[1]) for row in stars),
        groups=tuple((row[0], row[1]) for row in groups),
        standings=tuple((word, by_standing.get(word.value, 0)) for word in Standing),
        channels=_channels(session, as_of),
        places=suggestions(session),
        products=sum(by_standing.values()),
    )


def _channels(session: Session, as_of: date) -> tuple[Choice, ...]:
    rows = session.execute(
        select(
            col(Channel.kind), col(Channel.label), func.count(col(Listing.product_id).distinct())
        )
        .outerjoin(Shop, col(Shop.channel) == Channel.kind)
        .outerjoin(
            Listing,
            (col(Listing.shop_id) == Shop.id) & on_sale_lately(as_of),
        )
        .where(col(Channel.enabled))
        .group_by(col(Channel.kind), col(Channel.label))
        .order_by(col(Channel.label))
    )
    return tuple(Choice(row[0], row[1], row[2]) for row in rows)
