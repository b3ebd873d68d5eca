"""Open any accepted file as grids."""

import struct
from dataclasses import replace
from pathlib import Path

import python_calamine
from lxml import etree

from catalog.importing.biff import scan_xls
from catalog.importing.delimited import read_delimited
from catalog.importing.grid import Grid, Marks, Merge
from catalog.importing.guard import Kind, check_file
from catalog.importing.model import AnnexRefused, Limits
from catalog.importing.scan import scan_ods, scan_xlsx

_SCANS = {Kind.XLSX: scan_xlsx, Kind.XLS: scan_xls, Kind.ODS: scan_ods}


def _check_extents(marks: dict[str, Marks], limits: Limits) -> None:
    cells = 0
    for name, sheet in marks.items():
        rows, columns = sheet.last_row + 1, sheet.last_column + 1
        cells += rows * columns
        if rows > limits.rows or columns > limits.columns or cells > limits.cells:
            raise AnnexRefused(
                "too_large",
                f"Trang “{name}” có {rows} dòng, {columns} cột; "
                f"tối đa {limits.rows} dòng, {limits.columns} cột.",
            )


def _merges(sheet: python_calamine.CalamineSheet) -> tuple[Merge, ...]:
    return tuple(
        Merge(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )


def _read_book(path: Path, marks: dict[str, Marks]) -> list[Grid]:
    grids = []
    with python_calamine.load_workbook(path) as book:
        for meta in book.sheets_metadata:
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            found = marks.get(meta.name, Marks())
            grids.append(
                Grid(
                    name=meta.name,
                    rows=[list(row) for row in sheet.to_python(skip_empty_area=False)],
                    marks=found if found.merges else replace(found, merges=_merges(sheet)),
                    hidden=meta.visible is not python_calamine.SheetVisibleEnum.Visible,
                )
            )
    return grids


def open_grids(path: Path, limits: Limits) -> list[Grid]:
    """Read every sheet, hidden ones too; raise AnnexRefused when the file is unfit."""
    kind = check_file(path, limits)
    if kind is Kind.CSV:
        return [read_delimited(path, limits)]
    try:
        marks = _SCANS[kind](path)
        _check_extents(marks, limits)
        return _read_book(path, marks)
    except (
        python_calamine.CalamineError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        IndexError,
        OSError,
        struct.error,
    ) as error:
        raise AnnexRefused("unreadable", "Tệp bị hỏng, không đọc được.") from error
