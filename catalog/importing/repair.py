"""Repair the text of a whole sheet: TCVN3 and VNI, decomposed Unicode, hidden characters."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from catalog.importing.grid import Grid, Value
from catalog.text_vi import (
    Encoding,
    clean,
    decode_as,
    decode_legacy,
    has_hidden,
    is_nfd,
    is_plausible,
)

_DOMINANT: Final = 0.5
"""share of rows in an old encoding from which the rest of the sheet is read with it too"""


@dataclass(slots=True)
class Repaired:
    """A grid whose text is clean (lines of a cell kept apart), and what was repaired where."""

    grid: Grid
    encodings: dict[Encoding, list[int]] = field(default_factory=dict)
    nfd_rows: list[int] = field(default_factory=list)
    hidden_chars: dict[int, list[int]] = field(default_factory=dict)
    """row → columns that held NBSP or invisible characters"""


@lru_cache(maxsize=16384)
def tidy(text: str) -> str:
    """Clean each line of a cell; lines stay apart."""
    if "_x000D_" in text:
        text = text.replace("_x000D_", "\n")
    if "\n" not in text and "\r" not in text:
        return clean(text)
    return "\n".join(line for raw in text.splitlines() if (line := clean(raw)))


def _row_encoding(row: list[Value]) -> Encoding | None:
    for value in row:
        if isinstance(value, str) and not value.isascii():
            encoding = decode_legacy(value)[1]
            if encoding:
                return encoding
    return None


def _decode_row(row: list[Value], encoding: Encoding) -> bool:
    """Decode the cells of a row known to be in that encoding; tell whether any changed.

    In a row that also holds real Unicode letters a cell that reads well as it stands is left.
    """
    texts = [value for value in row if isinstance(value, str) and not value.isascii()]
    mixed = any(decode_as(text, encoding) is None for text in texts)
    changed = False
    for column, value in enumerate(row):
        if not isinstance(value, str) or value.isascii():
            continue
        decoded, found = decode_legacy(value)
        if found is None and not (mixed and is_plausible(value)):
            decoded = decode_as(value, encoding) or value
        changed |= decoded != value
        row[column] = decoded
    return changed


def _dominant(encodings: list[Encoding | None], rows: list[list[Value]]) -> Encoding | None:
    """The encoding of the sheet when most rows with marked letters are in it."""
    marked = sum(
        any(isinstance(value, str) and not value.isascii() for value in row) for row in rows
    )
    known = [encoding for encoding in encodings if encoding]
    if len(known) < 2 or len(known) < _DOMINANT * marked:
        return None
    return max(set(known), key=known.count)


def repair(grid: Grid) -> Repaired:
    """Return the sheet with all text in clean NFC and a record of every repair."""
    result = Repaired(grid)
    found = [_row_encoding(row) for row in grid.rows]
    dominant = _dominant(found, grid.rows)
    for number, row in enumerate(grid.rows):
        encoding = found[number] or dominant
        if encoding and _decode_row(row, encoding):
            result.encodings.setdefault(encoding, []).append(number)
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                _tidy_cell(result, number, column, value)
    return result


def _tidy_cell(result: Repaired, number: int, column: int, value: str) -> None:
    if not value.isascii():
        if has_hidden(value):
            result.hidden_chars.setdefault(number, []).append(column)
        if is_nfd(value) and (not result.nfd_rows or result.nfd_rows[-1] != number):
            result.nfd_rows.append(number)
    result.grid.rows[number][column] = tidy(value)
