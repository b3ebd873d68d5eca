"""A repaired sheet with its merged ranges resolved."""

from collections import defaultdict
from functools import cached_property
from typing import Final

from catalog.importing.grid import Cell, Grid, Merge, Value, to_text
from catalog.importing.model import AnnexRefused

_MOST_MERGED: Final = 2_000_000


class Table:
    """Read access to a sheet by row and column, from 0."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.height = len(grid.rows)
        self.width = max((len(row) for row in grid.rows), default=0)
        self._by_top: dict[int, list[Merge]] = defaultdict(list)
        for merge in grid.marks.merges:
            self._by_top[merge.top].append(merge)

    @property
    def has_merges(self) -> bool:
        """Tell whether the file says anything about merged cells."""
        return bool(self._by_top)

    @cached_property
    def _origins(self) -> dict[Cell, Cell]:
        """Covered cell → the merged range's corner that holds the value."""
        origins: dict[Cell, Cell] = {}
        for merge in self.grid.marks.merges:
            bottom, right = min(merge.bottom, self.height - 1), min(merge.right, self.width - 1)
            for row in range(merge.top, bottom + 1):
                for column in range(merge.left, right + 1):
                    origins[row, column] = (merge.top, merge.left)
            if len(origins) > _MOST_MERGED:
                raise AnnexRefused("too_large", "Tệp có quá nhiều ô gộp.")
        return origins

    def merges_from(self, row: int) -> list[Merge]:
        """Merged ranges whose top row it is."""
        return self._by_top.get(row, [])

    def value(self, row: int, column: int) -> Value:
        """The cell's own value; "" outside the sheet."""
        if 0 <= row < self.height:
            cells = self.grid.rows[row]
            if 0 <= column < len(cells):
                return cells[column]
        return ""

    def text(self, row: int, column: int) -> str:
        """The cell's own text on one line."""
        return to_text(self.value(row, column)).replace("\n", " ")

    def spanned_text(self, row: int, column: int) -> str:
        """The cell's text, or that of the merged range it is part of."""
        return self.text(*self._origins.get((row, column), (row, column)))

    def filled_down(self, row: int, column: int) -> tuple[Value, int]:
        """Value of a cell and the row it stands in; a merge from above fills its column."""
        own = self.value(row, column)
        if own != "":
            return own, row
        top, left = self._origins.get((row, column), (row, column))
        return (self.value(top, left), top) if left == column else ("", row)

    def own_texts(self, row: int) -> list[tuple[int, str]]:
        """Column and text of every non-empty cell of a row, merged ranges once."""
        return [
            (column, text)
            for column, value in enumerate(self.grid.rows[row] if row < self.height else ())
            if value != "" and (text := to_text(value).replace("\n", " "))
        ]

    def is_wide(self, row: int) -> bool:
        """Tell whether one merged cell spans most of the row, as group rows and titles do."""
        half = max(2, self.width // 2)
        return any(merge.right - merge.left + 1 >= half for merge in self.merges_from(row))
