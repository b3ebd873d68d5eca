"""Bring a database to the newest revision; nothing happens when it already is.

On SQLite a dated copy is made before a pending revision touches existing data.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

from catalog.backup import back_up, database_file
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

_VERSION = table("alembic_version", column("version_num"))
_ADVISORY_LOCK = 4_203_151
"""Any number of our own: two installations of one PostgreSQL database migrate in turn."""


class MigrationError(ChoPhienError):
    """The database cannot be brought to this program's revision."""

    code = "config_missing"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did; `before` is None for an empty database, `backup` the copy made."""

    before: str | None
    after: str
    backup: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether any revision ran."""
        return self.before != self.after


def revision(database: Database) -> str | None:
    """The revision a database is at; None when it was never migrated."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        version: str | None = connection.scalar(select(_VERSION.c.version_num))
        return version


def upgrade(database: Database, backups: Path | None = None) -> Upgraded:
    """Run every pending revision in one transaction.

    A SQLite database with a revision of its own is copied first, into `backups` (default: the
    folder `backups` beside the file). Raises MigrationError when the database is newer than the
    program.
    """
    before = revision(database)
    if before == HEAD:
        return Upgraded(before, HEAD)
    copy = None
    if before is not None and (file := database_file(database)) is not None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{file.stem}-{before}-{stamp}.db"
        copy = back_up(database, (backups or file.parent / "backups") / name)
    with writing(database) as connection:
        _run(connection, HEAD)
    return Upgraded(before, HEAD, copy)


def upgrade_to(database: Database, target: str) -> None:
    """Run revisions up to `target`; for tests of one step after another."""
    with writing(database) as connection:
        _run(connection, target)


@contextlib.contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """A connection inside one write transaction that no other migration can enter meanwhile."""
    with database.engine.execution_options(chophien_write=True).begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        yield connection


def alembic_config(connection: Connection) -> "Config":
    """Alembic's configuration for our revisions over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _run(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(connection), target)
    except CommandError as error:
        raise MigrationError(
            "Cơ sở dữ liệu thuộc phiên bản khác của chương trình; hãy cập nhật Chợ Phiên trước"
        ) from error
