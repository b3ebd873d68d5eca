"""Annexes as other offices would write them, composed from the contract and not from the code."""

from pathlib import Path

import openpyxl

from catalog.importing import read_annex
from tests.unit.importing.books import Cells, brief, check, codes, ods, tcvn3, vni, xlsx

HEADER = ["STT", "Tên sản phẩm", "Chủ thể", "Huyện", "3 sao", "4 sao", "5 sao", "Ghi chú"]


def details(path: Path, code: str) -> list[str]:
    return [problem.detail for problem in read_annex(path).problems if problem.code == code]


def test_three_header_rows_no_numbers_producer_merged(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["UBND TỈNH SƠN LA"],
            ["(Kèm theo Quyết định số: 12 /QĐ - UBND ngày 05 tháng 6 năm 2024)"],
            ["Sản phẩm", "Chủ thể", "", "Địa chỉ", "", "Kết quả đánh giá, phân hạng"],
            ["", "Tên", "Loại hình", "Xã", "Huyện", "Điểm", "Hạng sao"],
            ["", "", "", "", "", "", "3 sao", "4 sao"],
            ["I. Huyện Mai Sơn"],
            ["Cà phê", "HTX Bích Thao", "HTX", "Xã Hát Lót", "Huyện Mai Sơn", 72.5, "", "x"],
            ["Trà vỏ cà phê", "", "", "", "", 65, "x", ""],
            ["II. Huyện Yên Châu"],
            ["Xoài tròn", "Liên hiệp Xoài", "HTX", "Xã Sặp Vạt", "", 60, "X", ""],
            ["Cộng huyện Yên Châu: 1 sản phẩm"],
            ["Tổng cộng: 03 sản phẩm"],
            ["", "", "", "Sơn La, ngày … tháng 6 năm 2024"],
            ["", "", "", "TM. ỦY BAN NHÂN DÂN"],
        ],
        merges=[
            *("A3:A5", "B3:C3", "D3:E3", "F3:H3", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:F5"),
            *("G4:H4", "A6:H6", "A9:H9", "B7:B8", "C7:C8", "D7:D8", "E7:E8"),
        ],
    )
    title = ("12/QĐ-UBND", "2024-06-05")
    mai_son = ("HTX Bích Thao", "HTX", "Xã Hát Lót", "Huyện Mai Sơn", "Sơn La")
    yen_chau = ("Liên hiệp Xoài", "HTX", "Xã Sặp Vạt", "huyện Yên Châu", "Sơn La")
    check(
        path,
        [
            (7, "Cà phê", *mai_son, 4, *title),
            (8, "Trà vỏ cà phê", *mai_son, 3, *title),
            (10, "Xoài tròn", *yen_chau, 3, *title),
        ],
        set(),
    )


def test_star_in_the_title_numbers_restart_potential_in_the_note(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["DANH SÁCH SẢN PHẨM ĐẠT 4 SAO"],
            ["(Kèm theo Quyết định số 2585/QĐ-UBND ngày 28/12/2023 của UBND tỉnh Yên Bái)"],
            ["STT", "Tên sản phẩm", "Tên chủ thể", "Địa chỉ", "Ghi chú"],
            ["I", "Huyện Văn Chấn (02 sản phẩm)"],
            [1, "Chè Shan", "Công ty CP Suối Giàng", "xã Suối Giàng"],
            [2, "Nếp Tú Lệ", "HTX Tú Lệ", "xã Tú Lệ", "Tiềm năng 5 sao"],
            ["II", "Thị xã Nghĩa Lộ (01 sản phẩm)"],
            [1, "Gạo Séng cù", 'HTX "Mường Lò"', "xã Nghĩa Lợi"],
            ["", "Cộng", 3],
            ["", "(Danh sách có 03 sản phẩm)"],
            ["", "NGƯỜI LẬP", "", "CHỦ TỊCH"],
            ["", "", "Nguyễn Văn A", "Trần Văn B"],
        ],
    )
    title = ("2585/QĐ-UBND", "2023-12-28")
    van_chan, nghia_lo = ("huyện Văn Chấn", "Yên Bái"), ("thị xã Nghĩa Lộ", "Yên Bái")
    check(
        path,
        [
            (5, "Chè Shan", "Công ty CP Suối Giàng", "DN", "xã Suối Giàng", *van_chan, 4, *title),
            (6, "Nếp Tú Lệ", "HTX Tú Lệ", "HTX", "xã Tú Lệ", *van_chan, 4, *title),
            (8, "Gạo Séng cù", 'HTX "Mường Lò"', "HTX", "xã Nghĩa Lợi", *nghia_lo, 4, *title),
        ],
        {(6, "star_potential")},
    )
    assert details(path, "star_potential") == ["“Tiềm năng 5 sao”"]


def test_marks_in_the_five_star_column_are_not_five_when_only_hoped_for(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            HEADER,
            [1, "Gạo", "HTX A", "Bắc Hà", "", "", "x", "Tiềm năng 5 sao"],
            [2, "Chè", "HTX A", "Bắc Hà", "", "", "tiềm năng", ""],
            [3, "Rượu", "HTX A", "Bắc Hà", "", "", "x", "có tiềm năng xuất khẩu"],
            ["B", "Sản phẩm tiềm năng đạt hạng 5 sao"],
            [4, "Mận", "HTX A", "Bắc Hà", "", "", "x", ""],
            ["C", "Sản phẩm khác"],
            [5, "Lê", "HTX A", "Bắc Hà", "", "", "x", ""],
        ],
    )
    annex = read_annex(path)
    assert [row.hang_sao for row in annex.rows] == [4, 4, 5, 4, 5]
    told = {row for row, code in codes(annex) if code == "star_potential"}
    assert told == {2, 3, 6}
    assert details(path, "star_potential")[0].startswith("“Tiềm năng 5 sao”, đánh dấu ở cột 5 sao")


def test_a_title_of_hoped_for_stars(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["DANH SÁCH SẢN PHẨM TIỀM NĂNG 5 SAO"],
            ["STT", "Tên sản phẩm", "Chủ thể", "Huyện", "Hạng sao"],
            [1, "Gạo", "HTX A", "Bắc Hà", "5 sao"],
        ],
    )
    annex = read_annex(path)
    assert annex.rows[0].hang_sao == 4
    assert (3, "star_potential") in codes(annex)


def test_decision_in_words_without_a_number_column(tmp_path: Path) -> None:
    """A worded date in a cell is no dateline above a signature: the rows must not vanish."""
    decision = "Quyết định số 10/QĐ-UBND ngày 20 tháng 02 năm 2023"
    rows: Cells = [
        ["Tên SP", "HTX/DN/Hộ", "Nơi sản xuất", "Sao", "Quyết định công nhận", "Ngày ký"],
        ["Tương ớt", "HTX A", "Thị trấn Mường Khương, huyện Mường Khương", "Bốn sao", decision],
        ["Chè", "HTX A", "", "3", "9/QĐ-UBND", "ngày 21 tháng 3 năm 2022"],
        ["", "", "", "Lào Cai, ngày 05 tháng 01 năm 2024"],
        ["", "", "", "GIÁM ĐỐC"],
        ["", "", "", "Nguyễn Văn A"],
    ]
    annex = read_annex(xlsx(tmp_path / "a.xlsx", rows, title="Lào Cai"))
    unit = ("Thị trấn Mường Khương", "huyện Mường Khương", "Lào Cai")
    assert [brief(row) for row in annex.rows] == [
        (2, "Tương ớt", "HTX A", "HTX", *unit, 4, "10/QĐ-UBND", "2023-02-20"),
        (3, "Chè", "HTX A", "HTX", "", "", "Lào Cai", 3, "9/QĐ-UBND", "2022-03-21"),
    ]


def test_producer_and_address_in_one_column(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["Kèm theo Tờ trình số 5/TTr-SNN ngày 02/02/2022 của Sở NN và PTNT tỉnh Nghệ An"],
            ["STT", "Tên chủ thể, địa chỉ", "Tên sản phẩm", "Hạng sao", "Quyết định", ""],
            ["", "", "", "", "Số", "Ngày"],
            [
                *(1, "Hợp tác xã Nông nghiệp Xanh\nXã Nghi Kim, TP Vinh"),
                *("- Gạo thơm\n- Gạo lứt", "3 sao", "15/QĐ-UBND", "2022-01-15"),
            ],
            [2, "Bà Nguyễn Thị Hoa, xóm 3, xã Nghi Kim, TP Vinh", "Nhút", "3", "15/QĐ-UBND", ""],
        ],
        merges=["E2:F2"],
    )
    coop, lady = "Hợp tác xã Nông nghiệp Xanh", "Bà Nguyễn Thị Hoa"
    vinh = ("thành phố Vinh", "Nghệ An", 3, "15/QĐ-UBND")
    check(
        path,
        [
            (4, "Gạo thơm", coop, "HTX", "Xã Nghi Kim", *vinh, "2022-01-15"),
            (4, "Gạo lứt", coop, "HTX", "Xã Nghi Kim", *vinh, "2022-01-15"),
            (5, "Nhút", lady, "Hộ KD", "xã Nghi Kim", *vinh, None),
        ],
        {(4, "multi_product_cell")},
    )


def test_address_inside_the_producer_cell_stays_there_and_is_read(tmp_path: Path) -> None:
    producer = "Hộ bà Lê Thị Hương, tổ 12 phường Hòa Hiệp Nam, quận Liên Chiểu"
    path = ods(
        tmp_path / "a.ods",
        [
            ["Danh mục sản phẩm OCOP thành phố Đà Nẵng"],
            ["TT", "Sản phẩm", "Cơ sở sản xuất", "Địa chỉ", "Xếp hạng", "QĐ số", "Ngày ký"],
            ["1", "Nước mắm Nam Ô", producer, "", "4*", "Số: 45 /QĐ - UBND", "5/1/24"],
            ["2", "Bánh “Bà Liễu”", "Cơ sở “Bà Liễu”, Đà Nẵng", "P. Hòa An", "★★★", "45/QĐ-UBND"],
        ],
    )
    quarter = ("phường Hòa Hiệp Nam", "quận Liên Chiểu", "Đà Nẵng")
    check(
        path,
        [
            (3, "Nước mắm Nam Ô", producer, "Hộ KD", *quarter, 4, "45/QĐ-UBND", "2024-01-05"),
            (
                *(4, "Bánh “Bà Liễu”", "Cơ sở “Bà Liễu”, Đà Nẵng", "Cơ sở SX", "phường Hòa An"),
                *("", "Đà Nẵng", 3, "45/QĐ-UBND", None),
            ),
        ],
        {(3, "date_ambiguous"), (3, "date_two_digit_year")},
    )
    assert details(path, "date_ambiguous") == ["“5/1/24” (cột Ngày ký)"]


def test_vni_csv(tmp_path: Path) -> None:
    rows = [
        ["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Số QĐ", "Ngày"],
        [
            *("1", "Bưởi da xanh", "Hợp tác xã Bưởi", "xã Mỹ Thạnh An, thành phố Bến Tre"),
            *("4 sao", "12/QĐ-UBND", "15/12/2022"),
        ],
    ]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(";".join(map(vni, row)) for row in rows).encode("cp1252"))
    unit = ("xã Mỹ Thạnh An", "thành phố Bến Tre", "Bến Tre")
    check(
        path,
        [(2, "Bưởi da xanh", "Hợp tác xã Bưởi", "HTX", *unit, 4, "12/QĐ-UBND", "2022-12-15")],
        {(None, "encoding_vni")},
    )


def test_a_sheet_wholly_in_tcvn3_headings_and_numbers_too(tmp_path: Path) -> None:
    rows = [
        ["STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Số QĐ", "Ngày QĐ"],
        ["1", "Miến dong", "hợp tác xã Bình Lư", "3 sao", "12/QĐ-UBND", "15/01/2023"],
        ["2", "Rượu ngô", "hộ Lò Thị Hoa", "4 sao", "13/QĐ-UBND", "16/01/2023"],
    ]
    path = xlsx(tmp_path / "a.xlsx", [[tcvn3(cell) for cell in row] for row in rows])
    nowhere = ("", "", "")
    first, second = ("12/QĐ-UBND", "2023-01-15"), ("13/QĐ-UBND", "2023-01-16")
    check(
        path,
        [
            (2, "Miến dong", "hợp tác xã Bình Lư", "HTX", *nowhere, 3, *first),
            (3, "Rượu ngô", "hộ Lò Thị Hoa", "Hộ KD", *nowhere, 4, *second),
        ],
        {(None, "encoding_tcvn3")},
    )


def test_serial_days_and_blank_rows_between(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["STT", "Tên sản phẩm", "Chủ thể", "Huyện", "Hạng", "Số quyết định", "Ngày quyết định"]
    ]
    for number in range(1, 301):
        day = "45000" if number % 2 else 45000
        rows.append([number, f"Mật ong {number}", "HTX Ong", "TX. Sa Pa", 3, "1/QĐ-UBND", day])
        rows += [[], []] if number % 10 == 0 else []
    annex = read_annex(xlsx(tmp_path / "a.xlsx", rows))
    assert len(annex.rows) == 300
    assert annex.problems == ()
    assert {row.ngay_quyet_dinh.isoformat() for row in annex.rows if row.ngay_quyet_dinh} == {
        "2023-03-15"
    }
    assert annex.rows[-1].row == 359


def test_sheets_of_differing_layout_an_empty_and_a_notes_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in {
        "Hướng dẫn": [["Ghi chú: điền đủ các cột"], ["1. Không gộp ô"]],
        "LC": [["Tên SP", "Cơ sở", "Sao"], ["Tương ớt", "HTX A", "Bốn sao"]],
        "HG": [
            ["BIỂU 2. TỈNH HÀ GIANG"],
            ["Stt", "Chủ thể", "Sản phẩm", "Huyện", "Xã", "Hạng sao đạt được"],
            ["1", "THT Cam", "Cam sành", "Bắc Quang", "Vĩnh Hảo", "***"],
            ["Tổng số: 2 sản phẩm"],
        ],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    annex = read_annex(tmp_path / "a.xlsx")
    assert [(row.sheet, row.ten_san_pham, row.tinh) for row in annex.rows] == [
        ("LC", "Tương ớt", ""),
        ("HG", "Cam sành", "Hà Giang"),
    ]
    assert [(p.sheet, p.row, p.code) for p in annex.problems if "decision" not in p.code] == [
        ("HG", 4, "total_mismatch")
    ]


def test_a_dash_is_no_name(tmp_path: Path) -> None:
    rows: Cells = [["STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"], [1, "/", "HTX A", "3 sao"]]
    annex = read_annex(xlsx(tmp_path / "a.xlsx", rows))
    assert annex.rows == ()
    assert (2, "missing_name") in codes(annex)
