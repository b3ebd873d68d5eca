"""The index tables of revision 0003, for building statements; no model describes them."""

from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

_metadata = MetaData()

SQLITE_INDEX = Table(
    "product_search",
    _metadata,
    # FTS5 writes a hidden column of the table's own name for MATCH over all columns.
    Column("rowid", Integer, primary_key=True),
    Column("name", String),
    Column("producer", String),
    Column("place", String),
    Column("exact", String),
    Column("product_search", String),
)

POSTGRES_INDEX = Table(
    "product_search",
    MetaData(),
    Column("product_id", Integer, primary_key=True),
    Column("folded", TSVECTOR),
    Column("exact", TSVECTOR),
)
