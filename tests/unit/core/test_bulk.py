"""Rows handed over as one document, or by column, come out as they went in, on both databases."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from catalog.bulk import as_table, document, fill, load, times
from catalog.db import Database
from catalog.models.base import Json, UtcDateTime

COLUMNS: dict[str, TypeEngine[Any]] = {
    "number": Integer(),
    "words": String(),
    "facts": Json(),
    "at": UtcDateTime(),
    "sure": Boolean(),
}
# PostgreSQL keeps no NUL in text, and nobody a lone surrogate.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
ROW = st.tuples(
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | TEXT,
    st.dictionaries(TEXT, st.none() | st.integers(-99, 99) | TEXT | st.booleans(), max_size=3),
    st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.booleans(),
)


def through(database: Database, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    with database.read() as session:
        backend = session.get_bind().dialect.name
        table = as_table(backend, COLUMNS)
        found = session.connection().execute(select(table), document(backend, rows))
        return [tuple(row) for row in found]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(rows=st.lists(ROW, max_size=5))
def test_rows_come_out_as_they_went_in(
    any_database: Database, rows: list[tuple[object, ...]]
) -> None:
    assert through(any_database, rows) == rows


def test_times_of_other_zones_are_the_same_moment(any_database: Database) -> None:
    at = datetime(2026, 11, 22, 7, 30, tzinfo=timezone(timedelta(hours=7)))
    assert through(any_database, [(1, "", {}, at, True)]) == [(1, "", {}, at, True)]


def test_no_rows_and_many(any_database: Database) -> None:
    assert through(any_database, []) == []
    many = [(n, f"Chè “{n}”", {"n": n}, None, n % 2 == 0) for n in range(20_000)]
    assert through(any_database, many) == many


LOADED = Table(
    "loaded",
    MetaData(),
    Column("at", UtcDateTime),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("words", String(30)),
    Column("facts", Json),
    Column("sure", Boolean),
    Column("body", LargeBinary),
    prefixes=["TEMPORARY"],
)
AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


def loaded(
    database: Database, *parts: Sequence[tuple[int, str | None, bytes | None]]
) -> list[tuple[object, ...]]:
    """What is in the table after each part was put there in place of the one before it."""
    with database.write() as session:
        session.connection().execute(CreateTable(LOADED, if_not_exists=True))
        at = times(session.get_bind().dialect.name)
        for part in parts:
            columns: dict[str, list[Any]] = {
                "words": [words for _, words, _ in part],
                "number": [number for number, _, _ in part],
                "body": [body for _, _, body in part],
                "at": [at[AT] for _ in part],
                "facts": [json.dumps({"n": number}) for number, _, _ in part],
                "sure": [number % 2 for number, _, _ in part],
            }
            fill(session, LOADED, columns)
        found = session.execute(select(LOADED).order_by(LOADED.c.number)).all()
        session.connection().execute(LOADED.delete())
        return [tuple(row) for row in found]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    told=st.lists(st.tuples(st.none() | TEXT, st.none() | st.binary(max_size=9)), max_size=5),
    words=st.sampled_from(["a\tb\nc\\N\\.", "\\N", '"{}"', "Chè “1”\r\x7f"]),
)
def test_columns_come_out_as_they_went_in(
    any_database: Database, told: list[tuple[str | None, bytes | None]], words: str
) -> None:
    rows = [(n, *facts) for n, facts in enumerate([*told, (words, None)])]
    earlier = [(n, "earlier", b"earlier") for n in range(9)]
    expected = [(AT, n, text, {"n": n}, n % 2 == 1, body) for n, text, body in rows]
    assert loaded(any_database, earlier, rows) == expected


def test_columns_without_a_value_stay_empty(any_database: Database) -> None:
    assert loaded(any_database, [(1, "x", b"x")], [(1, None, None), (2, None, None)]) == [
        (AT, 1, None, {"n": 1}, True, None),
        (AT, 2, None, {"n": 2}, False, None),
    ]


def test_no_columns_of_rows_are_no_rows(any_database: Database) -> None:
    assert loaded(any_database, [(1, "x", b"x")], []) == []


def test_a_text_longer_than_its_column_is_no_error(any_database: Database) -> None:
    [(_, _, words, *_)] = loaded(any_database, [(1, "à" * 31, None)])
    assert words == "à" * (31 if any_database.is_sqlite else 30)


def test_a_load_adds_to_what_is_there(any_database: Database) -> None:
    with any_database.write() as session:
        session.connection().execute(CreateTable(LOADED, if_not_exists=True))
        for number in (1, 2):
            load(session, LOADED, {"number": [number]})
        assert session.scalar(select(func.count()).select_from(LOADED)) == 2
        session.connection().execute(LOADED.delete())


def test_what_the_database_refuses_is_an_error_like_any_other(any_database: Database) -> None:
    with any_database.write() as session:
        session.connection().execute(CreateTable(LOADED, if_not_exists=True))
        with pytest.raises(IntegrityError):
            load(session, LOADED, {"number": [1, 1]})
        session.rollback()
