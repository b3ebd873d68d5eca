"""Read hidden rows, formulas and error cells from the record stream of an .xls file (BIFF8).

Record numbers and layouts: Microsoft [MS-XLS] 2.4 (BoundSheet8, Row, Formula, BoolErr).
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import olefile

from catalog.importing.grid import Cell, Marks

_BOUNDSHEET: Final = 0x85
_ROW: Final = 0x208
_FORMULA: Final = 0x06
_BOOLERR: Final = 0x205
_EOF: Final = 0x0A
_HIDDEN: Final = 0x20
_VALUES: Final = frozenset({_FORMULA, _BOOLERR, 0x203, 0x27E, 0x204, 0xFD, 0xBD, 0xD6})
"""Formula, BoolErr, Number, RK, Label, LabelSst, MulRk, RString: records that hold values."""


def _records(data: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, offset)
        yield kind, data[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    raw = body[8 : 8 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", errors="replace")


def _scan(data: bytes, offset: int) -> Marks:
    hidden: set[int] = set()
    formulas: set[Cell] = set()
    errors: set[Cell] = set()
    last_row = last_column = -1
    for kind, body in _records(data, offset):
        if kind == _EOF:
            break
        if kind == _ROW and len(body) >= 16:
            row, height = struct.unpack_from("<H4xH", body)
            if body[12] & _HIDDEN or height == 0:
                hidden.add(row)
        elif kind in _VALUES and len(body) >= 8:
            cell = struct.unpack_from("<HH", body)
            last_row, last_column = max(last_row, cell[0]), max(last_column, cell[1])
            if (kind == _BOOLERR and body[7]) or (kind == _FORMULA and _cached_error(body)):
                errors.add((cell[0], cell[1]))
            elif kind == _FORMULA:
                formulas.add((cell[0], cell[1]))
    return Marks(
        hidden_rows=frozenset(hidden),
        formulas=frozenset(formulas),
        errors=frozenset(errors),
        last_row=last_row,
        last_column=last_column,
    )


def _cached_error(body: bytes) -> bool:
    """A formula's cached result is an error when its 8 bytes read 02 .. FF FF."""
    return len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff"


def scan_xls(path: Path) -> dict[str, Marks]:
    """Marks of every sheet by its name; merged ranges come from the value reader."""
    with olefile.OleFileIO(str(path)) as ole:
        name = "Workbook" if ole.exists("Workbook") else "Book"
        data: bytes = ole.openstream(name).read()
    sheets: dict[str, Marks] = {}
    for kind, body in _records(data, 0):
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET and len(body) > 8:
            (offset,) = struct.unpack_from("<I", body)
            sheets[_sheet_name(body)] = _scan(data, offset)
    return sheets
