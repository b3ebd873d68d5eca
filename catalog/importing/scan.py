"""Read from the XML of .xlsx and .ods what the value reader leaves out, and the true extents.

Extents are known before any values are unpacked into memory: one cell in XFD1048576 would make a
dense grid of 17 billion cells.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from catalog.importing.grid import Cell, Marks, Merge

_MAIN: Final = "{*}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_STRICT: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARSER: Final = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def column_number(reference: str) -> int:
    """Column of a reference such as "AB12", from 0."""
    number = 0
    for char in reference:
        if not char.isalpha():
            break
        number = number * 26 + ord(char.upper()) - 64
    return number - 1


def _cell(reference: str) -> Cell:
    letters = "".join(char for char in reference if char.isalpha())
    digits = reference[len(letters) :]
    return (int(digits) - 1 if digits.isdecimal() else 0), column_number(letters)


def _xlsx_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(sheet name, part) of every worksheet in the order of the workbook."""
    rels = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        str(rel.get("Id")): posixpath.normpath(posixpath.join("/xl", str(rel.get("Target"))))[1:]
        for rel in rels
    }
    book = etree.fromstring(archive.read("xl/workbook.xml"))
    sheets = book.iter(f"{_MAIN}sheet")
    return [
        (str(sheet.get("name")), targets.get(str(sheet.get(_REL) or sheet.get(_REL_STRICT)), ""))
        for sheet in sheets
    ]


class _SheetScan:
    """Collects the marks of one worksheet part while it streams by."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.formulas: set[Cell] = set()
        self.errors: set[Cell] = set()
        self.merges: list[Merge] = []
        self.row = -1
        self.column = -1
        self.last_row = -1
        self.last_column = -1

    def start_row(self, element: etree._Element) -> None:
        number = element.get("r")
        self.row = int(number) - 1 if number else self.row + 1
        self.column = -1
        if element.get("hidden") in {"1", "true"} or element.get("ht") == "0":
            self.hidden.add(self.row)

    def end_cell(self, element: etree._Element) -> None:
        reference = element.get("r")
        self.column = column_number(reference) if reference else self.column + 1
        if len(element) == 0:
            return
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if element.get("t") == "e":
            self.errors.add((self.row, self.column))
        elif element.find(f"{_MAIN}f") is not None:
            self.formulas.add((self.row, self.column))

    def merge(self, element: etree._Element) -> None:
        first, _, last = str(element.get("ref")).partition(":")
        (top, left), (bottom, right) = _cell(first), _cell(last or first)
        self.merges.append(Merge(top, left, bottom, right))

    def marks(self) -> Marks:
        return Marks(
            hidden_rows=frozenset(self.hidden),
            formulas=frozenset(self.formulas),
            errors=frozenset(self.errors),
            merges=tuple(self.merges),
            last_row=self.last_row,
            last_column=self.last_column,
        )


def _scan_sheet(archive: zipfile.ZipFile, part: str) -> Marks:
    scan = _SheetScan()
    tags = (f"{_MAIN}row", f"{_MAIN}c", f"{_MAIN}mergeCell")
    with archive.open(part) as stream:
        for event, element in etree.iterparse(stream, ("start", "end"), tag=tags, **_PARSER):
            name = etree.QName(element).localname
            if event == "start":
                if name == "row":
                    scan.start_row(element)
            elif name == "c":
                scan.end_cell(element)
            elif name == "mergeCell":
                scan.merge(element)
            else:
                element.clear()
    return scan.marks()


def scan_xlsx(path: Path) -> dict[str, Marks]:
    """Marks of every worksheet by its name."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        return {
            name: _scan_sheet(archive, part) for name, part in _xlsx_parts(archive) if part in names
        }


def _repeat(element: etree._Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated") or 1))


def _ods_rows(table: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        yield number, row
        number += _repeat(row, "rows")


def _ods_cell(scan: _SheetScan, cell: etree._Element, rows: int) -> None:
    row, column = scan.row, scan.column
    down = int(cell.get(f"{_TABLE}number-rows-spanned") or 1)
    across = int(cell.get(f"{_TABLE}number-columns-spanned") or 1)
    if down > 1 or across > 1:
        scan.merges.append(Merge(row, column, row + down - 1, column + across - 1))
    if cell.get(f"{_OFFICE}value-type") or len(cell):
        scan.last_row = max(scan.last_row, row + rows - 1)
        scan.last_column = max(scan.last_column, column + _repeat(cell, "columns") - 1)
    if cell.get(f"{_TABLE}formula"):
        text = "".join(str(piece) for piece in cell.itertext())
        (scan.errors if text.startswith(("#", "Err:")) else scan.formulas).add((row, column))


def _scan_table(table: etree._Element) -> Marks:
    scan = _SheetScan()
    for number, row in _ods_rows(table):
        rows = _repeat(row, "rows")
        scan.row, scan.column = number, 0
        if row.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            # An empty tail is one element repeated a million times; a thousand rows are enough.
            scan.hidden.update(range(number, number + min(rows, 1000)))
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            _ods_cell(scan, cell, rows)
            scan.column += _repeat(cell, "columns")
    return scan.marks()


def scan_ods(path: Path) -> dict[str, Marks]:
    """Marks of every table of an OpenDocument spreadsheet by its name."""
    with zipfile.ZipFile(path) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(archive.read("content.xml"), parser)
    return {
        str(table.get(f"{_TABLE}name")): _scan_table(table) for table in root.iter(f"{_TABLE}table")
    }
