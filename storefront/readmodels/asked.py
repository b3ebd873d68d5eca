"""Values of a query string, read leniently: what makes no sense is dropped, never an error."""

from dataclasses import fields
from typing import Any

LONGEST_TEXT = 120
LONGEST_KIND = 40
LAST_PAGE = 10_000


def text(value: str | None, longest: int = LONGEST_TEXT) -> str:
    """The text without outer blanks; a cut one, too: the address must read the same again."""
    return (value or "").strip()[:longest].strip()


def page(value: str | None) -> int:
    """The number of a page, from 1; 1 for anything else."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 6:
        return 1
    return min(max(int(value), 1), LAST_PAGE)


def changed(query: Any, changes: dict[str, str | int]) -> dict[str, str | int]:
    """The fields of a query (a dataclass) with some values changed; empty ones are left out."""
    given = {field.name: getattr(query, field.name) for field in fields(query)} | changes
    return {name: value for name, value in given.items() if value not in {"", 1}}
