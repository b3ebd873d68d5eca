"""A sheet as a plain grid with what stands around the values: merges, hidden rows, formulas."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | float | bool | date | datetime | time | timedelta
Cell = tuple[int, int]
"""(row, column), both from 0"""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, corners included, from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What a value reader doesn't tell about a sheet."""

    hidden_rows: frozenset[int] = frozenset()
    formulas: frozenset[Cell] = frozenset()
    errors: frozenset[Cell] = frozenset()
    merges: tuple[Merge, ...] = ()
    last_row: int = -1
    last_column: int = -1


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; `rows[0]` is Excel row 1."""

    name: str
    rows: list[list[Value]]
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False

    def cells(self) -> Iterator[tuple[int, int, Value]]:
        """Yield every non-empty cell with its row and column."""
        for number, row in enumerate(self.rows):
            for column, value in enumerate(row):
                if value != "":
                    yield number, column, value


def to_text(value: Value) -> str:
    """Text of a cell as a clerk sees it: 12.0 is "12", a date dd/mm/yyyy."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        whole = math.isfinite(value) and value == int(value)
        return str(int(value)) if whole else str(value)
    if isinstance(value, (date, datetime)):
        return value.strftime("%d/%m/%Y")
    return str(value)
