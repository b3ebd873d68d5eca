"""The status board: product × shop, three axes, the age of each observation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, col

from catalog.models import Channel, Listing, Producer, Product, Shop
from catalog.status import Dispatch, Intent, Observed
from catalog.text_vi import fold
from storefront.readmodels import asked

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Filters of the board; a value that makes no sense is dropped."""

    q: str = ""
    kenh: str = ""
    muon: str = ""
    gui: str = ""
    thay: str = ""
    trang: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the query string."""
        return cls(
            q=asked.text(args.get("q")),
            kenh=asked.text(args.get("kenh"), asked.LONGEST_KIND),
            muon=_word(args.get("muon"), Intent),
            gui=_word(args.get("gui"), Dispatch),
            thay=_word(args.get("thay"), Observed),
            trang=asked.page(args.get("trang")),
        )

    def args(self, **changes: str | int) -> dict[str, str | int]:
        """The query string with some values changed; empty ones are left out."""
        return asked.changed(self, changes)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One listing: what we want, what became of asking, what was seen and when."""

    listing_id: int
    channel: str
    shop: str
    is_sandbox: bool
    intent: str
    dispatch: str
    dispatch_code: str | None
    dispatch_at: datetime | None
    observed: str
    observed_at: datetime | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One product with all its listings."""

    product_id: int
    slug: str
    name: str
    producer: str
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board."""

    total: int
    page: int
    pages: int
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """How many listings stand at each word of the observed and dispatch axes."""

    listings: int
    observed: Mapping[str, int]
    dispatch: Mapping[str, int]
    channels: tuple[tuple[str, str], ...]


def board_totals(session: Session) -> BoardTotals:
    """Count every listing once by each axis."""
    seen = _counted(session, col(Listing.observed))
    channels = session.execute(
        select(col(Channel.kind), col(Channel.label)).order_by(col(Channel.label))
    )
    return BoardTotals(
        listings=sum(seen.values()),
        observed=seen,
        dispatch=_counted(session, col(Listing.dispatch)),
        channels=tuple((row[0], row[1]) for row in channels),
    )


def board(session: Session, query: BoardQuery) -> Board:
    """Products that fit, one page, with their listings: three statements."""
    conditions = [*_text(query)]
    listing = _listing_conditions(query)
    if listing:
        fitting = select(col(Listing.product_id)).join(Shop, col(Shop.id) == Listing.shop_id)
        conditions.append(col(Product.id).in_(fitting.where(*listing)))
    total = session.scalar(select(func.count()).select_from(Product).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.trang, pages)
    products = session.execute(
        select(col(Product.id), col(Product.slug), col(Product.name), col(Producer.name))
        .outerjoin(Producer, col(Producer.id) == Product.producer_id)
        .where(*conditions)
        .order_by(_without_listing(), col(Product.name_sort), col(Product.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    cells = _cells(session, [row[0] for row in products])
    rows = tuple(
        BoardRow(row[0], row[1], row[2], row[3] or "", tuple(cells.get(row[0], ())))
        for row in products
    )
    return Board(total, page, pages, rows)


def _without_listing() -> ColumnElement[bool]:
    """Products that stand in some shop come first: the others have nothing to show yet."""
    return ~exists().where(col(Listing.product_id) == Product.id)


def _cells(session: Session, product_ids: list[int]) -> dict[int, list[BoardCell]]:
    rows = session.execute(
        select(Listing, Shop, col(Channel.label))
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Listing.product_id).in_(product_ids))
        .order_by(col(Channel.label), col(Shop.id))
    )
    cells: dict[int, list[BoardCell]] = {}
    for row in rows:
        cells.setdefault(row[0].product_id, []).append(_cell(row))
    return cells


def _cell(row: Any) -> BoardCell:
    listing, shop, channel = row
    return BoardCell(
        listing_id=listing.id,
        channel=channel,
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        intent=listing.intent,
        dispatch=listing.dispatch,
        dispatch_code=listing.dispatch_code,
        dispatch_at=listing.dispatch_at,
        observed=listing.observed,
        observed_at=listing.observed_at,
        is_held=listing.held_incident_id is not None,
    )


def _text(query: BoardQuery) -> list[ColumnElement[bool]]:
    return [
        col(Product.name_folded).contains(word, autoescape=True)
        | col(Product.producer_id).in_(
            select(col(Producer.id)).where(col(Producer.name_key).contains(word, autoescape=True))
        )
        for word in fold(query.q).split()
    ]


def _listing_conditions(query: BoardQuery) -> list[ColumnElement[bool]]:
    asked = (
        (col(Shop.channel), query.kenh),
        (col(Listing.intent), query.muon),
        (col(Listing.dispatch), query.gui),
        (col(Listing.observed), query.thay),
    )
    return [column == value for column, value in asked if value]


def _counted(session: Session, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}


def _word(value: str | None, words: type[Intent] | type[Dispatch] | type[Observed]) -> str:
    return value if value is not None and value in set(words) else ""
