"""Finding products by place: today's communes and those before 01/07/2025, as one search box."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import Session, col

from catalog.models import Place, Product
from catalog.text_vi import collation_key, fold

MOST_SUGGESTIONS = 400


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A unit that some product belongs to: its name and what tells it from its namesakes."""

    id: str
    name: str
    beside: str


def used_places(session: Session) -> tuple[PlaceName, ...]:
    """Every unit, of either era, that a product stands in."""
    used = select(col(Product.place_now_id)).union(select(col(Product.place_then_id)))
    rows = session.execute(
        select(col(Place.id), col(Place.name), col(Place.district), col(Place.province))
        .where(col(Place.id).in_(used))
        .order_by(col(Place.id))
    )
    named = (PlaceName(row[0], row[1], ", ".join(filter(None, row[2:]))) for row in rows)
    return tuple(sorted(named, key=lambda place: collation_key(place.name)))


def suggestions(session: Session) -> tuple[str, ...]:
    """Names for the box's list, each once."""
    names = dict.fromkeys(place.name for place in used_places(session))
    return tuple(names)[:MOST_SUGGESTIONS]


def place_condition(session: Session, text: str) -> ColumnElement[bool]:
    """Products whose commune, district or province, now or then, has these words in its name."""
    words = fold(text).split()
    ids = [
        place.id for place in used_places(session) if _has(words, f"{place.name} {place.beside}")
    ]
    written = [
        and_(col(Product.xa) == xa, col(Product.huyen) == huyen, col(Product.tinh) == tinh)
        for xa, huyen, tinh in session.execute(
            select(col(Product.xa), col(Product.huyen), col(Product.tinh))
            .where(col(Product.place_now_id).is_(None), col(Product.place_then_id).is_(None))
            .distinct()
        )
        if _has(words, f"{xa} {huyen} {tinh}")
    ]
    if not ids and not written:
        return false()
    return or_(col(Product.place_now_id).in_(ids), col(Product.place_then_id).in_(ids), *written)


def _has(words: list[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
