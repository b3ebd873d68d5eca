"""Shapes of files: nested groups, subtotals, several tables and sheets, encodings of .csv."""

import unicodedata
from pathlib import Path

import openpyxl
import pytest

from catalog.importing import read_annex
from tests.unit.importing.books import codes, tcvn3, xlsx

HEAD: list[object] = ["STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Số quyết định"]


def line(number: object, name: str, producer: str = "HTX A") -> list[object]:
    return [number, name, producer, "3 sao", "1/QĐ-UBND"]


def test_nested_groups_and_numbering_restarts(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["DANH SÁCH SẢN PHẨM OCOP TỈNH TUYÊN QUANG"],
            HEAD,
            ["A", "NĂM 2021 (3 sản phẩm)"],
            ["I", "HUYỆN HÀM YÊN (2 sản phẩm)"],
            line(1, "Cam sành"),
            line(2, "Vịt bầu"),
            ["II", "HUYỆN NA HANG (2 sản phẩm)"],
            line(1, "Rượu ngô"),
            ["B", "NĂM 2022 (2 sản phẩm)"],
            line(2, "Chè xanh"),
            line(3, "Miến dong"),
            ["Tổng", None, None, 5],
        ],
    )
    annex = read_annex(path)
    assert [row.huyen for row in annex.rows] == [
        *("huyện Hàm Yên", "huyện Hàm Yên", "huyện Na Hang", "", "")
    ]
    assert [row.nhom for row in annex.rows] == ["NĂM 2021"] * 3 + ["NĂM 2022"] * 2
    assert codes(annex) == {(7, "group_count_mismatch")}


def test_subtotals_and_notes(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            HEAD,
            [1, 2, 3, 4, 5],
            ["Huyện Mỏ Cày Nam"],
            line(1, "Kẹo dừa"),
            line(2, "Thạch dừa"),
            [None, "Cộng", None, 2],
            ["Thành phố Bến Tre"],
            line(1, "Mứt dừa"),
            [None, "Cộng", None, 2],
            ["Tổng cộng: 03 sản phẩm (03 sản phẩm 3 sao)"],
            ["Ghi chú: có 9 sản phẩm"],
            [None, None, None, "Bến Tre, ngày 5 tháng 1 năm 2024"],
            [None, "Người lập", None, "Giám đốc"],
            [None, "Lê Văn A", None, "Lê Thị B"],
        ],
    )
    annex = read_annex(path)
    assert [row.huyen for row in annex.rows] == [
        *("huyện Mỏ Cày Nam", "huyện Mỏ Cày Nam", "thành phố Bến Tre")
    ]
    assert codes(annex) == {(9, "total_mismatch")}


def test_repeated_number_is_a_gap_unless_its_row_was_dropped(tmp_path: Path) -> None:
    rows = [HEAD, line(1, "Kẹo dừa"), line(1, "Kẹo dừa"), line(2, "Mứt"), line(2, "Rượu dừa")]
    annex = read_annex(xlsx(tmp_path / "a.xlsx", rows))
    assert codes(annex) == {(3, "duplicate_exact"), (5, "stt_gap")}


def test_second_table_has_its_own_columns_and_decision(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["Kèm theo Quyết định số 1/QĐ-UBND ngày 15 tháng 3 năm 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Sao"],
            [1, "Chè", "HTX A", 3],
            [],
            ["Kèm theo Quyết định số 2/QĐ-UBND ngày 16 tháng 3 năm 2023"],
            ["TT", "Chủ thể", "Tên sản phẩm", "Sao"],
            [1, "HTX B", "Gạo", 4],
        ],
    )
    annex = read_annex(path)
    assert [(r.ten_san_pham, r.chu_the, r.so_quyet_dinh) for r in annex.rows] == [
        ("Chè", "HTX A", "1/QĐ-UBND"),
        ("Gạo", "HTX B", "2/QĐ-UBND"),
    ]
    assert codes(annex) == set()


def test_sheets_without_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["BÁO CÁO"])
    table = book.create_sheet("DS")
    for row in (["Mã", "Chủ thể", "Xếp hạng"], ["1", "HTX A", "3 sao"], ["2", "HTX B", "3 sao"]):
        table.append(row)
    hidden = book.create_sheet("An Giang")
    hidden.append(["Sản phẩm", "Chủ thể", "Hạng", "QĐ"])
    hidden.append(["Gạo", "HTX C", "3", "1/QĐ-UBND"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Trống")
    book.save(tmp_path / "a.xlsx")
    annex = read_annex(tmp_path / "a.xlsx")
    assert [(row.sheet, row.ten_san_pham, row.tinh) for row in annex.rows] == [
        ("An Giang", "Gạo", "An Giang")
    ]
    assert {(p.sheet, p.row, p.code) for p in annex.problems} == {
        ("DS", None, "column_missing"),
        ("An Giang", None, "hidden_row"),
    }


def test_missing_columns_are_told_once(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["STT", "Tên sản phẩm", "Số QĐ"], [1, "Gạo", "1/QĐ-UBND"]])
    annex = read_annex(path)
    assert codes(annex) == {(None, "column_missing"), (2, "missing_producer")}
    assert {problem.severity for problem in annex.problems} == {"error", "warning"}


def cp1258(text: str) -> bytes:
    """Windows-1258 stores most tones as characters of their own."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            tones = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = "".join(mark for mark in marks if mark not in tones)
            out += (unicodedata.normalize("NFC", base) + tones).encode("cp1258")
    return out


CSV = "STT{0}Tên sản phẩm{0}Chủ thể{0}Hạng sao{0}QĐ\n1{0}Bánh đậu xanh{0}HTX Á{0}4{0}1/QĐ\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_encodings_and_delimiters(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = CSV.format(delimiter)
    path.write_bytes(cp1258(text) if encoding == "cp1258" else text.encode(encoding))
    annex = read_annex(path)
    assert [(r.ten_san_pham, r.chu_the, r.hang_sao) for r in annex.rows] == [
        ("Bánh đậu xanh", "HTX Á", 4)
    ]
    assert codes(annex) == set()


def test_csv_in_tcvn3(tmp_path: Path) -> None:
    text = "STT;tên sản phẩm;chủ thể;hạng sao\n1;bánh đậu xanh;hợp tác xã Hải Dương;4 sao\n"
    (tmp_path / "a.csv").write_bytes(tcvn3(text).encode("cp1252"))
    annex = read_annex(tmp_path / "a.csv")
    assert [row.ten_san_pham for row in annex.rows] == ["bánh đậu xanh"]
    assert codes(annex) == {(None, "encoding_tcvn3"), (2, "decision_missing")}


def test_large_annex_is_read_whole(tmp_path: Path) -> None:
    rows = [HEAD, *(line(n, f"Mật ong số {n}", f"HTX {n % 700}") for n in range(1, 4001))]
    annex = read_annex(xlsx(tmp_path / "a.xlsx", rows))
    assert len(annex.rows) == 4000
    assert codes(annex) == set()
