"""Keep the search index in step with the products."""

from collections.abc import Collection, Iterator
from itertools import count, islice
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, select, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import Place, Producer, Product
from catalog.search.tables import POSTGRES_INDEX, SQLITE_INDEX
from catalog.search.words import Document, document

_BATCH = 2000
_FIELD_GAP = 50
"""Positions left free between name and producer: a phrase must not run across them."""
_LAST_POSITION = 16_000


def reindex(session: Session, product_ids: Collection[int] | None = None) -> int:
    """Write the index anew for these products (None: all); ids without a product vanish.

    Whoever changes products, producers' names or places calls it in the same transaction.
    Returns how many products were indexed.
    """
    index = SQLITE_INDEX if _is_sqlite(session) else POSTGRES_INDEX
    key = index.c.rowid if _is_sqlite(session) else index.c.product_id
    if product_ids is None:
        session.execute(delete(index))
        return _insert(session, _documents(session, None))
    done, ids = 0, iter(sorted(set(product_ids)))
    while batch := list(islice(ids, _BATCH)):
        session.execute(delete(index).where(key.in_(batch)))
        done += _insert(session, _documents(session, batch))
    return done


def _documents(session: Session, ids: list[int] | None) -> Iterator[Document]:
    then, now = aliased(Place), aliased(Place)
    chosen = (
        select(
            col(Product.id),
            col(Product.name),
            col(Product.sku),
            col(Producer.name),
            col(Product.xa),
            col(Product.huyen),
            col(Product.tinh),
            col(then.name),
            col(then.district),
            col(then.province),
            col(now.name),
            col(now.province),
        )
        .outerjoin(Producer, col(Producer.id) == col(Product.producer_id))
        .outerjoin(then, col(then.id) == col(Product.place_then_id))
        .outerjoin(now, col(now.id) == col(Product.place_now_id))
    )
    if ids is not None:
        chosen = chosen.where(col(Product.id).in_(ids))
    for number, name, sku, producer, *places in session.execute(chosen).all():
        yield document(number, name, producer or "", places, sku)


def _insert(session: Session, documents: Iterator[Document]) -> int:
    sqlite = _is_sqlite(session)
    done = 0
    while batch := list(islice(documents, _BATCH)):
        if sqlite:
            session.execute(SQLITE_INDEX.insert(), [_sqlite_row(entry) for entry in batch])
        else:
            session.execute(_POSTGRES_INSERT, [_postgres_row(entry) for entry in batch])
        done += len(batch)
    return done


def _sqlite_row(entry: Document) -> dict[str, Any]:
    return {
        "rowid": entry.product_id,
        "name": " ".join(entry.name),
        "producer": " ".join(entry.producer),
        "place": " ".join(entry.place),
        "exact": " ".join(entry.exact),
    }


_POSTGRES_INSERT: TextClause = text(
    "INSERT INTO product_search (product_id, folded, exact) "
    "VALUES (:product_id, CAST(:folded AS tsvector), CAST(:exact AS tsvector))"
).bindparams(bindparam("product_id"), bindparam("folded"), bindparam("exact"))


def _postgres_row(entry: Document) -> dict[str, Any]:
    positions = count(1)
    folded: list[str] = []
    for weight, words in (("A", entry.name), ("B", entry.producer), ("C", entry.place)):
        folded += [_lexeme(word, next(positions), weight) for word in words]
        next(islice(positions, _FIELD_GAP, _FIELD_GAP), None)
    exact = [_lexeme(word, number, "") for number, word in enumerate(entry.exact, 1)]
    return {
        "product_id": entry.product_id,
        "folded": " ".join(folded),
        "exact": " ".join(exact),
    }


def _lexeme(word: str, position: int, weight: str) -> str:
    # Words hold letters and digits only (catalog.search.words), so quoting is enough.
    return f"'{word}':{min(position, _LAST_POSITION)}{weight}"


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
