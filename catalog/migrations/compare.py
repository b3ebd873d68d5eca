"""How models and a database are compared, and how a draft writes our column types."""

from collections.abc import MutableMapping
from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from catalog.models.base import UtcDateTime

SEARCH_TABLE = "product_search"


def include_name(name: str | None, type_: str, _parents: MutableMapping[Any, Any]) -> bool:
    """Leave the search index out: each backend has its own, and no model describes it."""
    return type_ != "table" or not (name or "").startswith(SEARCH_TABLE)


def render_item(type_: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types: a revision must run when our own classes have changed."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False
