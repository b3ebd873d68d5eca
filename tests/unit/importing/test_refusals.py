"""Hostile and unfit files are refused whole, before any reader opens them."""

import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from catalog.importing import AnnexRefused, Limits, read_annex
from tests.unit.importing.books import xlsx

ROWS: list[list[object]] = [["Tên sản phẩm", "Chủ thể", "Sao"], ["Chè", "HTX A", 3]]


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(AnnexRefused) as caught:
        read_annex(path, limits or Limits())
    assert caught.value.to_json()["error"]["text_vi"]
    return caught.value.code


def rewritten(path: Path, **parts: bytes) -> Path:
    """Copy an xlsx and add or replace parts; names with __ for /."""
    target = path.with_name(f"x{path.name}")
    names = {name.replace("__", "/"): data for name, data in parts.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info.filename, old.read(info))
        for name, data in names.items():
            new.writestr(name, data)
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return xlsx(tmp_path / "a.xlsx", ROWS)


def test_good_book_passes(book: Path) -> None:
    assert len(read_annex(book).rows) == 1


def test_archive_bomb(book: Path) -> None:
    bomb = rewritten(book, **{"xl__media__a.xml": b" " * (60 * 1024 * 1024)})
    assert bomb.stat().st_size < 400_000
    assert refused(bomb) == "unsafe_file"


def test_lying_sizes(book: Path) -> None:
    bomb = rewritten(book, **{"xl__a.xml": b"<a>" + b" " * 100_000 + b"</a>"})
    data = bytearray(bomb.read_bytes())
    honest = (100_007).to_bytes(4, "little")
    assert data.count(honest) == 2
    bomb.write_bytes(data.replace(honest, (7).to_bytes(4, "little")))
    assert refused(bomb) == "unreadable"


def test_macro(book: Path) -> None:
    assert refused(rewritten(book, **{"xl__vbaProject.bin": b"x"})) == "unsafe_file"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "a/../../b.xml"])
def test_path_tricks(book: Path, name: str) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(name, b"<a/>")
    assert refused(book) == "unsafe_file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(book: Path, encoding: str) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(encoding)
    assert refused(rewritten(book, **{"xl__evil.xml": xml})) == "unsafe_file"


def test_entity_across_chunks(book: Path) -> None:
    xml = b"<a>" + b"x" * (256 * 1024 - 3 - 5) + b"<!DOCTYPE a>"
    assert refused(rewritten(book, **{"xl__evil.xml": xml})) == "unsafe_file"


def test_far_cell_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"] = "Tên sản phẩm"
    sheet["XFD1048576"] = "x"
    workbook.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx") == "too_large"


def test_too_many_rows_and_bytes_and_entries(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS * 20)
    assert refused(path, Limits(rows=39)) == "too_large"
    assert refused(path, Limits(file_size=100)) == "too_large"
    assert refused(path, Limits(entries=3)) == "too_large"
    assert refused(path, Limits(unpacked=1000)) == "too_large"
    csv_path = tmp_path / "a.csv"
    csv_path.write_text("a;b\n" * 50, encoding="utf-8")
    assert refused(csv_path, Limits(rows=49)) == "too_large"


def test_huge_merge_is_clamped(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS, merges=["E1:F9"])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"E1:F9" in sheet
    huge = rewritten(
        path, **{"xl__worksheets__sheet1.xml": sheet.replace(b"E1:F9", b"E1:XFD1048576")}
    )
    assert len(read_annex(huge).rows) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b""),
        ("a.xls", b"<html><table></table></html>"),
        ("a.xlsx", b"PK\x03\x04 nothing"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("a.csv", zlib.compress(b"x") + b"\0"),
        ("a.pdf", b"%PDF-1.7"),
    ],
)
def test_no_spreadsheet(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path) == "unreadable"


def test_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == "unreadable"


def test_word_document_and_truncated_book(book: Path, tmp_path: Path) -> None:
    document = tmp_path / "a.docx"
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", b"<a/>")
    assert refused(document) == "unreadable"
    book.write_bytes(book.read_bytes()[:-200])
    assert refused(book) == "unreadable"


def test_encrypted_archive(book: Path) -> None:
    data = bytearray(book.read_bytes())
    position = data.find(b"PK\x01\x02")
    data[position + 8] |= 1
    book.write_bytes(data)
    assert refused(book) == "unsafe_file"


def test_links_to_other_workbooks_are_not_followed_and_not_refused(book: Path) -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    linked = rewritten(book, **{"xl__externalLinks__externalLink1.xml": link})
    assert len(read_annex(linked).rows) == 1
