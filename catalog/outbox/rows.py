"""What the outbox's modules share: literal state tests, event lines, chunks of ids."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import TextClause, insert, text
from sqlmodel import Session

from catalog.models import TaskEvent

T = TypeVar("T")

CHUNK = 500
"""Most ids in one IN list: SQLite's oldest limit is 999 parameters a statement."""


def waiting() -> TextClause:
    """`state = 'waiting'` as a literal: planners use a partial index only for that."""
    return text("task.state = 'waiting'")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def event(
    task_id: int,
    at: datetime,
    attempt: int,
    name: str,
    code: str | None = None,
    detail: str | None = None,
) -> dict[str, Any]:
    """One history line as a row."""
    return {
        "task_id": task_id,
        "at": at,
        "attempt": attempt,
        "event": name,
        "code": code,
        "detail": detail,
    }


def add_events(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write history lines in one executemany."""
    if rows:
        session.execute(insert(TaskEvent), rows)
