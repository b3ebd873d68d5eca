"""Rows that several processes change at once: made if missing, then held until commit."""

from typing import TypeVar

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def hold(session: Session, fresh: Row, key: str) -> Row:
    """The row of that primary key, locked for this transaction; `fresh` is inserted if missing.

    SQLite needs no row lock: its writing transactions exclude each other from the start.
    """
    model = type(fresh)
    postgresql = session.get_bind().dialect.name == "postgresql"
    make = postgresql_insert if postgresql else sqlite_insert
    statement = make(model).values(**fresh.model_dump()).on_conflict_do_nothing()
    session.connection().execute(statement)
    return session.get_one(model, key, with_for_update=True)
