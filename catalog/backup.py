"""Copies of the database: SQLite's own VACUUM INTO, checked after writing.

A PostgreSQL database is copied with its own tools (`pg_dump -Fc`, `pg_restore`); asking us for
it is answered with that advice.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from catalog.db import Database
from catalog.errors import ChoPhienError

_PARTS = ("", "-wal", "-shm")


class BackupError(ChoPhienError):
    """No copy was made or put back."""

    code = "data_invalid"


def database_file(database: Database) -> Path | None:
    """The SQLite file behind a database; None for PostgreSQL or memory."""
    url = make_url(database.url)
    if not database.is_sqlite or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def back_up(database: Database, target: Path) -> Path:
    """Write a whole, compact copy to `target` while others go on reading and writing.

    The copy appears under its name only when it is complete and its integrity check passed.
    Raises BackupError for PostgreSQL, an existing target, or a copy that does not check out.
    """
    source = _sqlite_file(database)
    if target.exists():
        raise BackupError(f"Đã có tệp {target}; không ghi đè bản sao lưu")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(source, isolation_level=None, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))
    check(partial)
    partial.chmod(0o600)
    partial.rename(target)
    return target


def restore(database: Database, copy: Path) -> Path:
    """Put `copy` in the place of the database; the file replaced is kept beside it.

    Every process must have been stopped. Returns the path of the file kept. Raises BackupError
    when the copy is missing or damaged: then nothing was touched.
    """
    current = _sqlite_file(database)
    check(copy)
    database.dispose()
    fresh = current.with_name(current.name + ".restoring")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(_read_only(copy), uri=True)) as source:
        source.execute("VACUUM INTO ?", (str(fresh),))
    kept = _set_aside(current)
    fresh.rename(current)
    return kept


def check(file: Path) -> None:
    """Raise BackupError unless `file` is a whole SQLite database with intact references."""
    if not file.is_file():
        raise BackupError(f"Không thấy tệp {file}")
    try:
        with closing(sqlite3.connect(_read_only(file), uri=True)) as connection:
            answers = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} không phải cơ sở dữ liệu SQLite hoặc đã hỏng") from error
    if answers != ["ok"] or orphans:
        raise BackupError(f"{file} đã hỏng: không qua được kiểm tra toàn vẹn")


def _sqlite_file(database: Database) -> Path:
    file = database_file(database)
    if file is None:
        raise BackupError(
            "Sao lưu PostgreSQL bằng công cụ của nó: pg_dump -Fc để chép, pg_restore để phục hồi"
        )
    return file


def _set_aside(current: Path) -> Path:
    number = 1
    while (kept := current.with_name(f"{current.name}.before-restore-{number}")).exists():
        number += 1
    # The write-ahead log belongs to the old file: left behind it would corrupt the new one.
    for part in _PARTS:
        old = current.with_name(current.name + part)
        if old.exists():
            old.replace(kept.with_name(kept.name + part))
    return kept


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"
