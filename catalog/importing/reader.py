"""Read a whole annex file into rows and problems; no database is touched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from catalog.importing import counting
from catalog.importing.draft import SheetDraft
from catalog.importing.duplicates import mark_duplicates
from catalog.importing.model import Annex, Limits, Problem
from catalog.importing.problems import problem
from catalog.importing.repair import Repaired, repair
from catalog.importing.sheet import SheetReader
from catalog.importing.workbook import open_grids

DEFAULT_LIMITS: Final = Limits()
_MOST_LISTED: Final = 10


def _rows_vi(rows: list[int]) -> str:
    listed = ", ".join(str(row + 1) for row in rows[:_MOST_LISTED])
    more = len(rows) - _MOST_LISTED
    return f"dòng {listed}" + (f" và {more} dòng khác" if more > 0 else "")


def _text_problems(repaired: Repaired) -> Iterator[Problem]:
    name = repaired.grid.name
    for encoding, rows in repaired.encodings.items():
        yield problem(name, None, f"encoding_{encoding}", _rows_vi(rows))
    if repaired.nfd_rows:
        yield problem(name, None, "unicode_nfd", _rows_vi(repaired.nfd_rows))


def _row_problems(sheet: SheetDraft) -> Iterator[Problem]:
    for draft in sheet.drafts:
        if draft.dropped:
            continue
        for code, detail in draft.said:
            yield problem(sheet.name, draft.row.row, code, detail)
    for checks in (counting.gaps, counting.group_counts, counting.total_counts):
        for row, code, detail in checks(sheet):
            yield problem(sheet.name, row, code, detail)
    for line, code, detail in sheet.said:
        yield problem(sheet.name, line, code, detail)


def _sorted(problems: list[Problem], sheets: list[str]) -> tuple[Problem, ...]:
    """In reading order, each (sheet, row, code) once: parts of a split cell say the same."""
    order = {name: number for number, name in enumerate(sheets)}
    once = {(found.sheet, found.row, found.code): found for found in reversed(problems)}
    return tuple(sorted(once.values(), key=lambda p: (order.get(p.sheet, 0), p.row or 0, p.code)))


def read_annex(path: Path, limits: Limits = DEFAULT_LIMITS) -> Annex:
    """Read an annex (.xlsx, .xls, .ods, .csv) of any province.

    Raises AnnexRefused (too_large, unsafe_file, unreadable) when the file isn't read at all. The
    sheet of a .csv is "". Hidden sheets are read like the others and named by hidden_row.
    """
    problems: list[Problem] = []
    sheets: list[SheetDraft] = []
    for grid in open_grids(path, limits):
        repaired = repair(grid)
        sheet = SheetReader(repaired).read()
        if grid.hidden and not sheet.drafts:
            continue
        if grid.hidden:
            problems.append(problem(grid.name, None, "hidden_row", "cả trang bị ẩn"))
        problems.extend(_text_problems(repaired))
        sheets.append(sheet)
    drafts = [draft for sheet in sheets for draft in sheet.drafts]
    for draft, code, detail in mark_duplicates(drafts):
        problems.append(problem(draft.row.sheet, draft.row.row, code, detail))
    for sheet in sheets:
        problems.extend(_row_problems(sheet))
    return Annex(
        rows=tuple(draft.row for draft in drafts if not draft.dropped),
        problems=_sorted(problems, [sheet.name for sheet in sheets]),
    )
