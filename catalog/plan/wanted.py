"""A temporary table of every product's fingerprint, so that the database finds what changed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, insert, select
from sqlmodel import Session

from catalog import drafts
from catalog.bulk import as_table, document

WANTED = Table(
    "plan_wanted",
    MetaData(),
    Column("mapping", String(20), primary_key=True),
    Column("product_id", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False),
    Column("content", String(24), nullable=False),
    Column("price_vnd", Integer, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("problem", String(40)),
    Column("certified", Boolean, nullable=False),
    prefixes=["TEMPORARY"],
    # Clustered by its key on SQLite: one search a listing instead of two.
    sqlite_with_rowid=False,
)


@contextmanager
def wanted_table(session: Session, as_of: date, mappings: Collection[str]) -> Iterator[Table]:
    """Fill the table for these mapping versions; it is dropped when the caller is through.

    Each product is hashed once for all mappings and once, cheaply, for each.
    """
    connection = session.connection()
    WANTED.create(connection)
    try:
        columns = {column.name: column.type for column in WANTED.c}
        rows = (
            _row(hashed, mapping)
            for hashed in drafts.hashes(session, as_of)
            for mapping in mappings
        )
        backend = connection.dialect.name
        filled = insert(WANTED).from_select(list(columns), select(as_table(backend, columns)))
        connection.execute(filled, document(backend, rows))
        yield WANTED
    finally:
        WANTED.drop(connection)


def _row(hashed: drafts.Hashed, mapping: str) -> tuple[Any, ...]:
    """In the order of the table's columns."""
    content = hashed.content(mapping)
    return (
        mapping,
        hashed.product_id,
        f"{content}:{hashed.price_vnd}:{hashed.stock}",
        content,
        hashed.price_vnd,
        hashed.stock,
        hashed.problem,
        hashed.certified,
    )
