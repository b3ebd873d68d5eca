"""Read a .csv whatever its encoding and delimiter."""

import csv
import io
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Final

from catalog.importing.grid import Grid, Marks, Value
from catalog.importing.model import AnnexRefused, Limits
from catalog.text_vi import decode_legacy

_DELIMITERS: Final = ";,\t|"
_SAMPLE: Final = 200
_ERRORS: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
ERROR_TEXTS: Final = frozenset(_ERRORS)
"""What Excel shows in a cell it can't compute."""


def decode(data: bytes) -> str:
    """Decode by BOM, else UTF-8, else Windows: 1252 when it hides TCVN3 or VNI, else 1258."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = data.decode("cp1252", errors="replace")
    lines = western.splitlines()[:_SAMPLE]
    if any(decode_legacy(cell)[1] for line in lines for cell in line.split(_delimiter(lines))):
        return western
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _delimiter(lines: list[str]) -> str:
    """The delimiter that gives most lines the same number of cells above one."""

    def weight(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        if not widths:
            return (0, 0)
        width, lines_of_it = widths.most_common(1)[0]
        return (lines_of_it * (width - 1), width)

    return max(_DELIMITERS, key=weight)


def read_delimited(path: Path, limits: Limits) -> Grid:
    """Read the file as one sheet without a name; an Excel row is a record, blank ones counted.

    A CSV knows no merged cells, so an empty producer cell stays empty.
    """
    text = decode(path.read_bytes())
    lines = text.splitlines()[:_SAMPLE]
    if lines and lines[0].lower().startswith("sep="):
        delimiter = lines[0][4:5] or ";"
    else:
        delimiter = _delimiter(lines)
    rows: list[list[Value]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(record) > limits.columns or len(rows) >= limits.rows:
                raise AnnexRefused("too_large", "Tệp có quá nhiều dòng hoặc cột.")
            rows.append([*record])
    except csv.Error as error:
        raise AnnexRefused("unreadable", "Tệp .csv bị hỏng, không đọc được.") from error
    errors = frozenset(
        (number, column)
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if str(value).strip() in ERROR_TEXTS
    )
    for number, column in errors:
        rows[number][column] = ""
    return Grid("", rows, Marks(errors=errors))
