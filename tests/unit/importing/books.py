"""Small workbooks made at test time, and a compact form of what was read from them."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from catalog.importing import Annex, AnnexRow, read_annex
from catalog.text_vi.legacy_tables import TCVN3, VNI

Cells = Sequence[Sequence[object]]
Codes = set[tuple[int | None, str]]


def xlsx(
    path: Path,
    rows: Cells,
    *,
    merges: Sequence[str] = (),
    title: str = "Sheet1",
    finish: Callable[[Worksheet], None] | None = None,
) -> Path:
    """Write one sheet; `finish` may hide rows or set formulas."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    if finish:
        finish(sheet)
    book.save(path)
    return path


def ods(path: Path, rows: Cells, *, hidden: Sequence[int] = ()) -> Path:
    """Write a minimal OpenDocument spreadsheet; a dict cell gives its own attributes."""
    body = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<table:table-cell office:value-type="string" {extra}>'
            f"<text:p>{escape(str(text))}</text:p></table:table-cell>"
            if text != ""
            else "<table:table-cell/>"
            for text, extra in (c if isinstance(c, tuple) else (c, "") for c in row)
        )
        collapse = ' table:visibility="collapse"' if number in hidden else ""
        body.append(f"<table:table-row{collapse}>{cells}</table:table-row>")
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
        '<office:body><office:spreadsheet><table:table table:name="Trang 1">'
        f"{''.join(body)}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    return path


def encode(text: str, table: dict[str, str]) -> str:
    """Write Unicode text the way a TCVN3 or VNI font stores it."""
    inverse: dict[str, str] = {}
    for code, letter in table.items():
        inverse.setdefault(letter, code)
    return "".join(inverse.get(char, char) for char in text)


def tcvn3(text: str) -> str:
    """TCVN3 has no toned capitals; the tests write small ones there."""
    return encode(text, TCVN3)


def vni(text: str) -> str:
    """VNI text."""
    return encode(text, VNI)


def codes(annex: Annex) -> Codes:
    """(row, code) of every problem."""
    return {(problem.row, problem.code) for problem in annex.problems}


def brief(row: AnnexRow) -> tuple[object, ...]:
    """(row, name, producer, kind, xa, huyen, tinh, stars, decision, date)."""
    return (
        row.row,
        row.ten_san_pham,
        row.chu_the,
        row.loai_chu_the,
        row.xa,
        row.huyen,
        row.tinh,
        row.hang_sao,
        row.so_quyet_dinh,
        row.ngay_quyet_dinh.isoformat() if row.ngay_quyet_dinh else None,
    )


def check(path: Path, rows: list[tuple[object, ...]], problems: Codes) -> Annex:
    """Read the file and compare rows and problems exactly."""
    annex = read_annex(path)
    assert [brief(row) for row in annex.rows] == rows
    assert codes(annex) == problems
    return annex
