"""Many rows at once: inserted where they are missing, or as a table to select from."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Dialect,
    FromClause,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

DOCUMENT = "document"


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
    missing = (sqlite if on_sqlite else postgresql).insert(table).on_conflict_do_nothing()
    session.execute(missing, [dict(row) for row in rows])
    return (session.scalar(select(func.count()).select_from(table)) or 0) - before


def as_table(backend: str, columns: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """Rows that a statement can select from, however many: one parameter, one JSON document.

    The parameter is `DOCUMENT`, its value comes from `document`. `columns` are names and types in
    the order of a row's values; `backend` is the name of the session's dialect. A call for each
    row would cost the database and its driver several times as much.
    """
    if backend == "sqlite":
        each = func.json_each(bindparam(DOCUMENT)).table_valued(column("value", Text))
        cells = [
            type_coerce(func.json_extract(each.c.value, f"$[{place}]"), kind).label(label)
            for place, (label, kind) in enumerate(columns.items())
        ]
    else:
        given = cast(bindparam(DOCUMENT, type_=Text), JSON)
        each = func.json_array_elements(given).table_valued(column("value", JSON))
        cells = [
            cast(each.c.value.op("->>")(place), kind).label(label)
            for place, (label, kind) in enumerate(columns.items())
        ]
    return select(*cells).subquery("given")


def document(backend: str, rows: Iterable[Sequence[Any]]) -> dict[str, str]:
    """The parameter of `as_table`: values are plain JSON or aware times, dicts for JSON columns."""
    rows_text = json.dumps(
        list(rows),
        ensure_ascii=False,
        separators=(",", ":"),
        default=times(backend).__getitem__,
    )
    return {DOCUMENT: rows_text}


def empty(session: Session, table: Table) -> None:
    """Take all rows out of a temporary table."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(delete(table))
    elif connection.scalar(select(exists(select(table)))):
        # Deleted rows would stay until the end, and make the table look many times as large: the
        # planner then goes through all of the others that it is joined to.
        connection.execute(text(f"TRUNCATE {table.name}"))


def fill(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Put rows into a temporary table, in place of those before them; as `load` takes them."""
    empty(session, table)
    load(session, table, columns)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Without statistics SQLite takes the table for a huge one, and goes through all of the
        # others that it is joined to.
        connection.execute(text(f"ANALYZE {table.name}"))


def load(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as their columns; quicker than a document, or than dicts.

    Values are numbers, bytes, plain text, JSON columns as JSON text, and times as `times` of the
    session's dialect writes them. A column without any value isn't sent: SQLite's driver looks for
    a way to adapt each None, which takes it longer than to store a word. A row without any value is
    no row.
    """
    connection = session.connection()
    told = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    if not told:
        return
    if connection.dialect.name == "sqlite":
        statement, order = _insertion(table, tuple(told), connection.dialect)
        with _driver(connection) as driver:
            # Row by row, for a list of them all sets Python's collector going through all objects.
            driver.executemany(statement, zip(*(told[name] for name in order), strict=True))
    else:
        _copy(connection, table, told)


@lru_cache(maxsize=32)
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, list[str]]:
    """The driver's statement for one row, and the order that its values stand in.

    Kept, for putting it into words takes as long as to write a hundred rows.
    """
    bound: dict[str, Any] = {name: bindparam(name) for name in names}
    compiled: Any = insert(table).values(bound).compile(dialect=dialect)
    return str(compiled), list(compiled.positiontup)


def _copy(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """PostgreSQL's own way in for many rows, which a document takes several times as long for.

    A text is cut to its column's length, as `as_table` cuts it: a longer one would be refused.
    """
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    fitting = [_cut(values, table.c[name].type) for name, values in columns.items()]
    with (
        _driver(connection) as driver,
        driver.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in zip(*fitting, strict=True):
            copy.write_row(row)


@contextmanager
def _driver(connection: Connection) -> Iterator[Any]:
    """The driver's own connection; its errors come as those of any other statement."""
    dialect = connection.dialect
    try:
        yield connection.connection.driver_connection
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            None, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


def _cut(values: Sequence[Any], kind: TypeEngine[Any]) -> Sequence[Any]:
    most = kind.length if isinstance(kind, String) else None
    if most is None:
        return values
    return [value[:most] if value is not None else None for value in values]


def times(backend: str) -> Mapping[datetime, str]:
    """Any aware time as text, as that dialect reads it."""
    return _SqliteTimes() if backend == "sqlite" else _Times()


class _Times(dict[datetime, str]):
    """Aware times as text: rows often share theirs, and putting one into words is slow."""

    def __missing__(self, at: datetime) -> str:
        written = self[at] = self.written(at)
        return written

    @staticmethod
    def written(at: datetime) -> str:
        """The time as a database with a type for times reads it."""
        return at.isoformat()


class _SqliteTimes(_Times):
    @staticmethod
    def written(at: datetime) -> str:
        """As `UtcDateTime` stores it where there is no type for times."""
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
