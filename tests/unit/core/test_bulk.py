"""Rows handed over as one document come out as they went in, on both databases."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer, String, select
from sqlalchemy.types import TypeEngine

from catalog.bulk import as_table, document
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
