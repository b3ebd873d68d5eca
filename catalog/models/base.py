"""What every table shares: metadata with named constraints, UTC times, checked word columns."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON
"""Column type of small structured facts; never queried inside, only shown."""

JsonOrNull = JSON(none_as_null=True)
"""The same where most rows have none: those stay NULL and cost nothing to read."""


SortKey = String(1000).with_variant(String(1000, collation="C"), "postgresql")
"""Column type of `collation_key`s: compared byte by byte, whatever the server's locale."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: SQLite keeps it without zone, so the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could say afterwards which zone they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: give it a zone before it is stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the stored time its zone back."""
        if value is None:
            return None
        aware: datetime = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return aware


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """CHECK that a text column holds one of the words of an enumeration."""
    return CheckConstraint(f"{column} IN ({', '.join(map(_quoted, words))})", name=f"{column}_word")


def one_of_each(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The same for a table that very many rows are written to: a comparison for each word.

    SQLite makes the list of an `IN` anew for each row that it checks, which took half of the time
    that appending a look takes.
    """
    compared = " OR ".join(f"{column} = {_quoted(word)}" for word in words)
    return CheckConstraint(compared, name=f"{column}_word")


def _quoted(word: StrEnum) -> str:
    return "'" + word.value.replace("'", "''") + "'"
