"""Insert many rows at once, leaving out those that are there already."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_missing(
    session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows whose keys are not there yet; columns left out take the model's defaults.

    Returns how many were written.
    """
    if not rows:
        return 0
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    before = session.scalar(select(func.count()).select_from(table)) or 0
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite if on_sqlite else postgresql).insert(table).on_conflict_do_nothing()
    session.execute(insert, [dict(row) for row in rows])
    return (session.scalar(select(func.count()).select_from(table)) or 0) - before
