"""The list behind a coverage figure: counted, unknown or not counted, one page of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from catalog import coverage
from catalog.coverage import Kind, Members
from catalog.models import Place, Producer, Product

PAGE_SIZE = 100


class Part(StrEnum):
    """Which members of the denominator are listed."""

    COUNTED = "tinh"
    UNKNOWN = "chua-ro"
    REST = "khong"


@dataclass(frozen=True, slots=True)
class Member:
    """One product, producer or commune of the list."""

    id: int | str
    name: str
    beside: str
    slug: str


@dataclass(frozen=True, slots=True)
class FigureList:
    """One page of the list behind a figure."""

    key: str
    label_vi: str
    denominator: str
    kind: Kind
    as_of: date
    part: Part
    sizes: dict[Part, int]
    sample: bool
    page: int
    pages: int
    members: tuple[Member, ...]


def figure_list(session: Session, key: str, as_of: date, part: str, page: int) -> FigureList:
    """The list as of a day; `key` is one of `coverage.DEFINITIONS`."""
    definition = coverage.DEFINITIONS[key]
    found = coverage.members(session, as_of, key)
    chosen = Part(part) if part in set(Part) else Part.COUNTED
    sizes = {each: len(_ids(found, each)) for each in Part}
    pages = max(1, -(-sizes[chosen] // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    start = (shown - 1) * PAGE_SIZE
    ids = sorted(_ids(found, chosen), key=str)[start : start + PAGE_SIZE]
    return FigureList(
        key=key,
        label_vi=definition.label_vi,
        denominator=definition.denominator,
        kind=definition.kind,
        as_of=as_of,
        part=chosen,
        sizes=sizes,
        sample=found.sample,
        page=shown,
        pages=pages,
        members=_members(session, definition.kind, ids),
    )


def _ids(found: Members, part: Part) -> frozenset[Any]:
    if part is Part.COUNTED:
        return found.counted
    if part is Part.UNKNOWN:
        return found.unknown
    rest: frozenset[Any] = frozenset(found.base)
    return rest - found.counted - found.unknown


def _members(session: Session, kind: Kind, ids: list[Any]) -> tuple[Member, ...]:
    rows = session.execute(_statement(kind).where(_KEYS[kind].in_(ids)))
    return tuple(Member(row[0], row[1], row[2] or "", row[3]) for row in rows)


_KEYS: dict[Kind, Any] = {
    Kind.PRODUCT: col(Product.id),
    Kind.PRODUCER: col(Producer.id),
    Kind.COMMUNE: col(Place.id),
}


def _statement(kind: Kind) -> Select[*tuple[Any, ...]]:
    if kind is Kind.PRODUCT:
        return (
            select(col(Product.id), col(Product.name), col(Producer.name), col(Product.slug))
            .outerjoin(Producer, col(Producer.id) == Product.producer_id)
            .order_by(col(Product.name_sort))
        )
    if kind is Kind.PRODUCER:
        return select(
            col(Producer.id), col(Producer.name), col(Producer.kind), col(Producer.name_key)
        ).order_by(col(Producer.name_key))
    return select(col(Place.id), col(Place.name), col(Place.province), col(Place.code)).order_by(
        col(Place.name_folded)
    )
