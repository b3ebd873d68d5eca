"""What commands share: the database of this installation, tables and JSON on standard output."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from catalog.db import Database


@contextmanager
def database() -> Iterator["Database"]:
    """The installation's database, closed at the end; raises when it was never prepared."""
    from catalog.config import load_settings
    from catalog.db import Database
    from catalog.errors import ChoPhienError
    from catalog.migrate import revision

    opened = Database(load_settings().database_url)
    try:
        if revision(opened) is None:
            raise ChoPhienError(
                "Cơ sở dữ liệu còn trống: chạy “chophien up” hoặc “chophien init” trước",
                "config_missing",
            )
        yield opened
    finally:
        opened.dispose()


def print_json(document: Any) -> None:
    """One JSON document on standard output, and nothing else there."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def show(table: "Table") -> None:
    """A table for people."""
    from rich.console import Console

    Console().print(table)


def table(title: str, *columns: str) -> "Table":
    """An empty table with these column headings."""
    from rich.table import Table

    made = Table(title=title, title_justify="left")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def local(moment: datetime | None) -> str:
    """A time as people here read it, or a dash."""
    from catalog.timing import ZONE

    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M:%S}" if moment else "–"


def whoami() -> str:
    """The name that goes into the audit trail for deeds on the command line."""
    import getpass

    return f"cli:{getpass.getuser()}"
