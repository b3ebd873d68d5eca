"""Find products: every word must occur; where it occurs, and how exactly, decides the order.

A hit's rank is the sum of the tiers that it meets. Tiers are plain matches, so SQLite and
PostgreSQL give the same hits in the same order; their own scores (bm25, ts_rank) would not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, col

from catalog.models import Product
from catalog.search.tables import POSTGRES_INDEX, SQLITE_INDEX
from catalog.search.words import Query, query

Tier = Select[*tuple[Any, ...]]
"""A statement of product ids and the score that each of them earns."""

DEFAULT_LIMIT = 200

_ANYWHERE, _IN_NAME, _MARKS, _PHRASE, _WHOLE_NAME = 1, 8, 6, 4, 16


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A product found; a greater rank is the better hit.

    `every_word` is False where no product had every word and this one has most of them.
    """

    product_id: int
    rank: int
    every_word: bool = True


def search(session: Session, text: str, limit: int = DEFAULT_LIMIT) -> list[SearchHit]:
    """Find products by words of name, producer, place or SKU, best first.

    Marks may be left out; typed marks lift what has them. The last word may be unfinished. When
    no product has every word, products with most of them are found. Any text is safe.
    """
    asked = query(text)
    if asked is None or limit < 1:
        return []
    sqlite = session.get_bind().dialect.name == "sqlite"
    tiers = (_sqlite_tiers if sqlite else _postgres_tiers)(asked)
    hits = _ranked(session, [*tiers, _whole_name(asked)], limit)
    if hits or len(asked.folded) < 3:
        return hits
    loose = _sqlite_words(asked) if sqlite else _postgres_words(asked)
    most = _ranked(session, list(loose), limit, least=len(asked.folded) // 2 + 1)
    return [replace(hit, every_word=False) for hit in most]


def _ranked(session: Session, tiers: list[Tier], limit: int, least: int = 1) -> list[SearchHit]:
    """The products that meet at least `least` of the tiers that stand for a word."""
    found: Subquery = union_all(*tiers).subquery("found")
    rank = func.sum(found.c.score)
    statement = (
        select(found.c.product_id, rank)
        # Joined with the products: an index row without one is never a hit.
        .join(Product, col(Product.id) == found.c.product_id)
        .group_by(found.c.product_id, col(Product.name_folded))
        .order_by(
            rank.desc(),
            func.length(col(Product.name_folded)),
            col(Product.name_folded),
            found.c.product_id,
        )
        .limit(limit)
    )
    if least > 1:
        words = func.sum(case((found.c.score == _ANYWHERE, 1), else_=0))
        statement = statement.having(words >= least)
    return [SearchHit(number, int(score)) for number, score in session.execute(statement)]


def _whole_name(asked: Query) -> Tier:
    name = " ".join(asked.folded)
    return select(col(Product.id).label("product_id"), literal(_WHOLE_NAME).label("score")).where(
        col(Product.name_folded) == name
    )


def _sqlite_tiers(asked: Query) -> Iterator[Tier]:
    words = _fts_words(asked.folded)
    yield _fts("{name producer place} : (" + " AND ".join(words) + ")", _ANYWHERE)
    yield _fts("{name} : (" + " AND ".join(words) + ")", _IN_NAME)
    if len(words) > 1:
        yield _fts("{name} : " + " + ".join(words), _PHRASE)
    if asked.marked:
        yield _fts("{exact} : (" + " AND ".join(_fts_words(asked.exact)) + ")", _MARKS)


def _sqlite_words(asked: Query) -> Iterator[Tier]:
    for word in _fts_words(asked.folded):
        yield _fts("{name producer place} : " + word, _ANYWHERE)
        yield _fts("{name} : " + word, _IN_NAME)


def _fts_words(words: list[str]) -> list[str]:
    return [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}" *']


def _fts(match: str, score: int) -> Tier:
    return select(SQLITE_INDEX.c.rowid.label("product_id"), literal(score).label("score")).where(
        SQLITE_INDEX.c.product_search.op("MATCH")(match)
    )


def _postgres_tiers(asked: Query) -> Iterator[Tier]:
    folded, exact = POSTGRES_INDEX.c.folded, POSTGRES_INDEX.c.exact
    yield _tsquery(folded, " & ".join(_ts_words(asked.folded)), _ANYWHERE)
    yield _tsquery(folded, " & ".join(_ts_words(asked.folded, "A")), _IN_NAME)
    if len(asked.folded) > 1:
        yield _tsquery(folded, " <-> ".join(_ts_words(asked.folded, "A")), _PHRASE)
    if asked.marked:
        yield _tsquery(exact, " & ".join(_ts_words(asked.exact)), _MARKS)


def _postgres_words(asked: Query) -> Iterator[Tier]:
    folded = POSTGRES_INDEX.c.folded
    for anywhere, named in zip(_ts_words(asked.folded), _ts_words(asked.folded, "A"), strict=True):
        yield _tsquery(folded, anywhere, _ANYWHERE)
        yield _tsquery(folded, named, _IN_NAME)


def _ts_words(words: list[str], weight: str = "") -> list[str]:
    whole = [f"'{word}'" + (f":{weight}" if weight else "") for word in words[:-1]]
    return [*whole, f"'{words[-1]}':*{weight}"]


def _tsquery(column: ColumnElement[str], match: str, score: int) -> Tier:
    return select(
        POSTGRES_INDEX.c.product_id.label("product_id"), literal(score).label("score")
    ).where(column.op("@@")(cast(literal(match), TSQUERY)))
