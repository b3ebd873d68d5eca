"""The public catalog: products found, one page of cards, counts beside the filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, or_, select
from sqlmodel import Session, col

from catalog.coverage import fresh_since
from catalog.models import Listing, PaymentAccount, Place, Producer, Product, Shop
from catalog.search import search
from catalog.status import ON_SALE, PaymentState, ShopState
from storefront.readmodels.places import place_condition
from storefront.readmodels.queries import RELEVANCE, ProductQuery
from storefront.readmodels.stars import Standing, best_recognition, standings

PAGE_SIZE = 24
MOST_HITS = 1000
"""The best hits of a search are kept; nobody pages further."""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product in a list."""

    id: int
    slug: str
    name: str
    producer_id: int | None
    producer: str
    place: str
    stars: int | None
    standing: Standing
    picture: str | None
    picture_is_sample: bool
    price_vnd: int | None
    price_is_sample: bool
    on_sale: int
    on_sale_is_sandbox: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductPageOf:
    """One page of the catalog; `partly`: no product has every word that was searched for."""

    total: int
    cards: tuple[ProductCard, ...]
    page: int
    pages: int
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Sales:
    """In how many shops a product was last seen on sale, and when the oldest of them was seen."""

    shops: int
    is_sandbox: bool
    seen_at: datetime | None


def find_products(session: Session, query: ProductQuery, as_of: date) -> ProductPageOf:
    """The products that fit, one page of them; a page past the end shows the last one."""
    best = best_recognition(as_of)
    found_words = search(session, query.q, MOST_HITS) if query.q else []
    hits = [hit.product_id for hit in found_words] if query.q else None
    fitting = _matching(session, query, best, hits, as_of)
    # All fitting ids at once: the window over recognitions is computed once, not again to count.
    if hits is not None and query.sap_xep == RELEVANCE:
        found = set(session.scalars(fitting))
        ids = [number for number in hits if number in found]
    else:
        ids = list(session.scalars(fitting.order_by(*_order(query, best))))
    total = len(ids)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.trang, pages)
    wanted = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    partly = any(not hit.every_word for hit in found_words)
    return ProductPageOf(total, cards_of(session, wanted, as_of), page, pages, partly)


def cards_of(session: Session, ids: Sequence[int], as_of: date) -> tuple[ProductCard, ...]:
    """Cards of these products in this order: three statements, however many cards."""
    rows = session.execute(
        select(Product, col(Producer.name), col(Place.name))
        .outerjoin(Producer, col(Producer.id) == Product.producer_id)
        .outerjoin(Place, col(Place.id) == Product.place_now_id)
        .where(col(Product.id).in_(ids))
    ).all()
    sales, stars = sales_of(session, ids), standings(session, ids, as_of)
    cards = {row[0].id: _card(row, sales, stars) for row in rows}
    return tuple(cards[product_id] for product_id in ids if product_id in cards)


def sales_of(session: Session, ids: Sequence[int]) -> dict[int, Sales]:
    """Shops in which each product was last seen on sale."""
    rows = session.execute(
        select(
            col(Listing.product_id),
            func.count(),
            func.max(case((col(Shop.is_sandbox), 1), else_=0)),
            func.min(col(Listing.observed_at)),
        )
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .where(col(Listing.product_id).in_(ids), col(Listing.observed).in_(ON_SALE))
        .group_by(col(Listing.product_id))
    )
    return {row[0]: Sales(row[1], bool(row[2]), row[3]) for row in rows}


def _card(
    row: Any, sales: dict[int, Sales], standing: dict[int, tuple[Standing, int | None]]
) -> ProductCard:
    product, producer, place = row
    word, stars = standing.get(product.id, (Standing.NONE, None))
    sold = sales.get(product.id, Sales(0, is_sandbox=False, seen_at=None))
    return ProductCard(
        id=product.id,
        slug=product.slug,
        name=product.name,
        producer_id=product.producer_id,
        producer=producer or "",
        place=place or product.xa or product.huyen or product.tinh,
        stars=stars,
        standing=word,
        picture=product.picture,
        picture_is_sample=product.picture_is_sample,
        price_vnd=product.price_vnd,
        price_is_sample=product.price_is_sample,
        on_sale=sold.shops,
        on_sale_is_sandbox=sold.is_sandbox,
        seen_at=sold.seen_at,
    )


def _matching(
    session: Session,
    query: ProductQuery,
    best: Subquery[Any],
    hits: list[int] | None,
    as_of: date,
) -> Select[Any]:
    """Ids of the products that fit, joined to their best recognition."""
    conditions = [*_recognition(query, best), *_trade(query, as_of)]
    if hits is not None:
        conditions.append(col(Product.id).in_(hits))
    if query.nhom:
        conditions.append(col(Product.product_group) == query.nhom)
    if query.noi:
        conditions.append(place_condition(session, query.noi))
    statement: Select[Any] = select(col(Product.id))
    return statement.outerjoin(best, best.c.product_id == Product.id).where(*conditions)


def _recognition(query: ProductQuery, best: Subquery[Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.sao:
        conditions += [best.c.stars == int(query.sao), best.c.standing == Standing.CURRENT.value]
    if query.cong_nhan == Standing.NONE:
        conditions.append(or_(best.c.standing.is_(None), best.c.standing == query.cong_nhan))
    elif query.cong_nhan:
        conditions.append(best.c.standing == query.cong_nhan)
    return conditions


def _trade(query: ProductQuery, as_of: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.ban:
        conditions.append(listed_on(None, as_of))
    if query.kenh:
        conditions.append(listed_on(query.kenh, as_of))
    if query.gian_hang:
        conditions.append(_yes_or_not(has_shop(), query.gian_hang))
    if query.tai_khoan:
        conditions.append(_yes_or_not(has_account(), query.tai_khoan))
    return conditions


def _yes_or_not(condition: ColumnElement[bool], answer: str) -> ColumnElement[bool]:
    return condition if answer == "co" else ~condition


def listed_on(channel: str | None, as_of: date) -> ColumnElement[bool]:
    """The product is on sale (on this channel), by looks that coverage counts too."""
    statement = (
        select(col(Listing.id))
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .where(col(Listing.product_id) == Product.id, on_sale_lately(as_of))
    )
    return exists(statement.where(col(Shop.channel) == channel) if channel else statement)


def on_sale_lately(as_of: date) -> ColumnElement[bool]:
    """The listing was last seen on sale, and not too long ago."""
    return col(Listing.observed).in_(ON_SALE) & (col(Listing.observed_at) >= fresh_since(as_of))


def has_shop() -> ColumnElement[bool]:
    """The product's producer has an open digital shop."""
    return exists().where(
        col(Shop.producer_id) == Product.producer_id, col(Shop.state) == ShopState.ACTIVE
    )


def has_account() -> ColumnElement[bool]:
    """The product's producer has a verified electronic payment account."""
    return exists().where(
        col(PaymentAccount.producer_id) == Product.producer_id,
        col(PaymentAccount.state) == PaymentState.VERIFIED,
    )


def _order(query: ProductQuery, best: Subquery[Any]) -> list[Any]:
    name = [col(Product.name_sort), col(Product.id)]
    if query.sap_xep == "ten":
        return name
    if query.sap_xep == "moi":
        return [best.c.decision_date.desc().nulls_last(), best.c.year.desc().nulls_last(), *name]
    standing_first = best.c.standing != Standing.CURRENT.value
    return [standing_first.nulls_last(), best.c.stars.desc().nulls_last(), *name]
