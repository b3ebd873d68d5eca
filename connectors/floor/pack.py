"""The upload pack for a person: CSV, XLSX and pictures, in a folder and as one ZIP.

The same drafts under the same columns give the same hash and, byte for byte, the same files:
a repeat export of unchanged goods is recognised as the same hand-over. The hash is taken over
the content (headings, rows, picture bytes), so another version of the XLSX library changes
the files but not the hash.
"""

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from catalog.config import FloorSettings
from catalog.contract import ListingDraft
from connectors.floor.columns import Cell, Column, columns, picture_names

CSV_NAME, XLSX_NAME, PICTURES = "san-pham.csv", "san-pham.xlsx", "anh"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Pack:
    """A written pack; `file_hash` names its content, `archive` holds all of `folder`."""

    folder: Path
    archive: Path
    file_hash: str
    item_count: int
    files: tuple[str, ...]


def export_pack(drafts: Iterable[ListingDraft], settings: FloorSettings, target_dir: Path) -> Pack:
    """Write the pack of these drafts below `target_dir`; an equal one is written over.

    Raises UnknownColumnError for a configured column that doesn't exist.
    """
    ordered = sorted(drafts, key=lambda draft: draft.seller_sku)
    chosen = columns(settings.columns)
    rows = [[column.value(draft) for column in chosen] for draft in ordered]
    pictures = _pictures(ordered)
    file_hash = _content_hash(chosen, rows, pictures)
    folder = target_dir / f"goi-hang-{file_hash[:12]}"
    if folder.exists():
        shutil.rmtree(folder)
    (folder / PICTURES).mkdir(parents=True)
    (folder / CSV_NAME).write_bytes(_csv(chosen, rows))
    (folder / XLSX_NAME).write_bytes(_xlsx(chosen, rows))
    for name, content in pictures.items():
        (folder / PICTURES / name).write_bytes(content)
    files = (CSV_NAME, XLSX_NAME, *(f"{PICTURES}/{name}" for name in sorted(pictures)))
    archive = _zip(folder, files)
    return Pack(folder, archive, file_hash, len(ordered), files)


def defused(cell: Cell) -> Cell:
    """A cell that a spreadsheet won't take for a formula: text only, `'` put before it."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _pictures(drafts: Sequence[ListingDraft]) -> dict[str, bytes]:
    return {
        name: picture.content
        for draft in drafts
        for name, picture in zip(picture_names(draft), draft.pictures, strict=True)
    }


def _content_hash(
    chosen: Sequence[Column], rows: Sequence[Sequence[Cell]], pictures: dict[str, bytes]
) -> str:
    document = {
        "headings": [column.heading for column in chosen],
        "rows": rows,
        "pictures": {
            name: hashlib.sha256(content).hexdigest() for name, content in pictures.items()
        },
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _csv(chosen: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark: without it Excel garbles Vietnamese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([defused(column.heading) for column in chosen])
    writer.writerows([[defused(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(chosen: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _ALWAYS})
    sheet = book.add_worksheet("Sản phẩm")
    for number, column in enumerate(chosen):
        sheet.write_string(0, number, column.heading)
    for line, row in enumerate(rows, 1):
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, number, cell)
            else:
                sheet.write_string(line, number, cell)
    book.close()
    return buffer.getvalue()


def _zip(folder: Path, files: Sequence[str]) -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, (folder / name).read_bytes())
    return target
