"""One shop's page: its facts, what holds for all its goods, and its shelf, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Row, case, func, or_
from sqlmodel import Session, col

from catalog import readiness
from catalog.models import Listing, Producer, Product
from catalog.shelf import Part, Shelf, named
from storefront.readmodels import asked, shops
from storefront.readmodels.shops import ShopLine

PAGE_SIZE = 50
SHELVED = (Part.READY, Part.LACKING, Part.ON)
"""What is listed when no part is asked for, those to decide on first."""


@dataclass(frozen=True, slots=True)
class ShelfQuery:
    """Which products are shown; a value that makes no sense is dropped."""

    q: str = ""
    xem: str = ""
    trang: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the query string (or a form that repeats it)."""
        part = args.get("xem", "")
        return cls(
            q=asked.text(args.get("q")),
            xem=part if part in set(Part) else "",
            trang=asked.page(args.get("trang")),
        )

    def args(self, **changes: str | int) -> dict[str, str | int]:
        """The query string with some values changed; empty ones are left out."""
        return asked.changed(self, changes)

    @property
    def part(self) -> Part | None:
        """The part asked for; None for all that may stand on the shelf."""
        return Part(self.xem) if self.xem else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The three axes of a product's listing in this shop."""

    listing_id: int
    intent: str
    dispatch: str
    dispatch_code: str | None
    observed: str
    observed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One product; `lacks` are the error codes of what is missing before it can be sent."""

    product_id: int
    name: str
    sku: str
    producer: str
    price_vnd: int | None
    price_is_sample: bool
    picture: str | None
    picture_is_sample: bool
    lacks: tuple[str, ...]
    certified: bool
    part: Part
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for all goods of the shop, as stored."""

    attributes: tuple[tuple[str, str], ...]
    category_id: str
    logistic_ids: str


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Everything that a shop's page shows."""

    shop: ShopLine
    common: Common
    counts: Mapping[Part, int]
    total: int
    page: int
    pages: int
    rows: tuple[ShelfRow, ...]
    may_go_up: int = 0
    """Products of the parts shown that may be put up, on every page."""

    @property
    def shelved(self) -> int:
        """Products that stand, or may stand, on the shelf."""
        return sum(self.counts[part] for part in SHELVED)


def shelf_page(
    session: Session, shop_id: int, query: ShelfQuery, now: datetime, as_of: date
) -> ShelfPage | None:
    """The page; None for an unknown shop. A handful of statements at any size."""
    shop = shops.shop_line(session, shop_id, now)
    if shop is None:
        return None
    shelf = Shelf.of(session, shop_id, as_of)
    counts = shelf.counts(session, query.q)
    parts = (query.part,) if query.part else SHELVED
    total = sum(counts[part] for part in parts)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.trang, pages)
    return ShelfPage(
        shop=shop,
        common=common_of(shelf.shop.settings),
        counts=counts,
        total=total,
        page=page,
        pages=pages,
        rows=_rows(session, shelf, query, parts, page),
        may_go_up=sum(counts[part] for part in parts if part in (Part.READY, Part.LACKING)),
    )


def common_of(settings: Mapping[str, Any]) -> Common:
    """The shop-wide values as text for the form."""
    return Common(
        attributes=tuple((settings.get("attributes") or {}).items()),
        category_id=str(settings.get("category_id") or ""),
        logistic_ids=", ".join(map(str, settings.get("logistic_ids") or ())),
    )


def chosen_ids(session: Session, shelf: Shelf, query: ShelfQuery) -> list[int]:
    """All products that fit the filter, on every page."""
    parts = (query.part,) if query.part else SHELVED
    return [number for part in parts for number in shelf.ids(session, part, query.q)]


def _rows(
    session: Session, shelf: Shelf, query: ShelfQuery, parts: tuple[Part, ...], page: int
) -> tuple[ShelfRow, ...]:
    part = case(*((shelf.condition(word), word.value) for word in parts), else_="")
    rank = case(*((shelf.condition(word), place) for place, word in enumerate(parts)), else_=9)
    rows = session.execute(
        shelf.rows(
            Product,
            Listing,
            func.coalesce(col(Producer.name), "").label("producer"),
            shelf.certified.c.product_id.is_not(None).label("certified"),
            part.label("part"),
        )
        .where(*named(query.q), or_(*(shelf.condition(word) for word in parts)))
        .order_by(rank, col(Product.name_sort), col(Product.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return tuple(map(_row, rows))


def _row(row: Row[*tuple[Any, ...]]) -> ShelfRow:
    product, listing = row[0], row[1]
    return ShelfRow(
        product_id=product.id,
        name=product.name,
        sku=product.sku,
        producer=row.producer,
        price_vnd=product.price_vnd,
        price_is_sample=product.price_is_sample,
        picture=product.picture,
        picture_is_sample=product.picture_is_sample,
        lacks=readiness.lacks(product),
        certified=row.certified,
        part=Part(row.part),
        standing=_standing(listing) if listing is not None else None,
    )


def _standing(listing: Listing) -> Standing:
    return Standing(
        listing.id or 0,
        listing.intent,
        listing.dispatch,
        listing.dispatch_code,
        listing.observed,
        listing.observed_at,
    )
