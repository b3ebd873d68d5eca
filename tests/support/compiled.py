"""Statements and routes compiled once a test process, not once for each test's own engine or app.

SQLAlchemy keeps what it compiled by dialect object, and each engine has one of its own. Here
dialects of a kind are equal, and their engines keep what they compiled in one place. Files, pools
and connections stay each test's own: only SQL text is shared, as in one long-lived program.

werkzeug compiles two functions for each route of each application. They depend on nothing but
the route's text, and get the route itself, with its map and converters, as their argument.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_compile_builder: Callable[[Rule, bool], Builder] = Rule._compile_builder
_builders: dict[tuple[str, tuple[tuple[bool, str], ...], bool], Builder] = {}
_compiled: dict[Any, Any] = {}


class _Equal(Dialect):
    """Equal to every dialect of its class, and so to what was compiled for one of them."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class SharedSQLite(_Equal, SQLiteDialect_pysqlite):
    """SQLite as `sqlite:` names it."""

    supports_statement_cache = True


class SharedPostgres(_Equal, PGDialect_psycopg):
    """PostgreSQL as `postgresql+psycopg:` names it."""

    supports_statement_cache = True


def share_compiled() -> None:
    """Let the usual URLs mean these dialects from now on, in this process."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgres.__name__)


def shared_builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """The function that writes addresses of this route; one for all routes of the same text."""
    if rule.defaults:
        return _compile_builder(rule, append_unknown)  # the converters' own words are in it
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]
