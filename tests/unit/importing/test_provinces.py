"""Annexes in the manner of other provinces, each with its whole expected outcome."""

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.importing.books import check, ods, tcvn3, vni, xlsx


def test_dong_thap_star_columns_and_two_header_rows(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP"],
            ["DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2023"],
            ["(Kèm theo Quyết định số 1234/QĐ-UBND-HC ngày 15 tháng 11 năm 2023)"],
            ["TT", "Chủ thể", "Sản phẩm", "Địa bàn", None, "Kết quả phân hạng", None, None],
            [None, None, None, "Xã", "Huyện", "3 sao", "4 sao", "5 sao"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
            [1, "Công ty TNHH Sen Hồng", "Trà tim sen", "P. 1", "TP. Cao Lãnh", None, "x", None],
            [2, "Công ty TNHH Sen Hồng", "Sữa hạt sen", "P. 1", "TP. Cao Lãnh", "X", None, None],
            [3, "Hộ kinh doanh Út Mười", "Bánh phồng", "xã Mỹ Thọ", "H. Cao Lãnh", "✓", "x", ""],
            [4, "ông Trần Văn Năm", "Xoài cát Chu", "xã Không Có", "Cao Lãnh", None, None, "1"],
            [5, "HTX Tân Thuận", "Nhãn xuồng", None, "Cao Lãnh", None, None, None],
            ["Tổng cộng", None, None, None, None, 2, 2, 1],
        ],
        merges=["A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:H4"],
    )
    both = ("Đồng Tháp", "1234/QĐ-UBND-HC", "2023-11-15")
    sen, city = "Công ty TNHH Sen Hồng", ("phường 1", "thành phố Cao Lãnh", "Đồng Tháp")
    check(
        path,
        [
            (7, "Trà tim sen", sen, "DN", *city, 4, *both[1:]),
            (8, "Sữa hạt sen", sen, "DN", *city, 3, *both[1:]),
            (
                *(9, "Bánh phồng", "Hộ kinh doanh Út Mười", "Hộ KD"),
                *("xã Mỹ Thọ", "huyện Cao Lãnh", "Đồng Tháp", None, *both[1:]),
            ),
            (
                *(10, "Xoài cát Chu", "ông Trần Văn Năm", "Hộ KD"),
                *("xã Không Có", "Cao Lãnh", "Đồng Tháp", 5, *both[1:]),
            ),
            (11, "Nhãn xuồng", "HTX Tân Thuận", "HTX", "", "Cao Lãnh", *both[:1], None, *both[1:]),
        ],
        {
            (9, "star_conflict_marks"),
            (10, "place_unknown"),
            (11, "place_ambiguous"),
        },
    )


def test_nghe_an_groups_multi_product_and_one_decision_column(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["PHỤ LỤC I"],
            ["Tổng hợp sản phẩm OCOP tỉnh Nghệ An"],
            ["(Kèm theo Tờ trình số 12/TTr-SNN ngày 05 tháng 01 năm 2024)"],
            [],
            ["STT", "Tên sản phẩm", "Đơn vị sản xuất", "Xếp hạng", "Số, ngày quyết định"],
            ["I", "HUYỆN NAM ĐÀN (04 sản phẩm)", None, None, None],
            [1, "Tương Nam Đàn", "Hợp tác xã Sa Nam", "4 sao", "QĐ số 100/QĐ-UBND ngày 15/12/2022"],
            [
                2,
                "1. Trà sen\n2. Tinh bột sắn dây",
                "Công ty CP Làng Sen",
                "3 sao\n4 sao",
                "100/QĐ-UBND ngày 15.12.22",
            ],
            ["II", "THỊ XÃ THÁI HÒA", None, None, None],
            [1, "Cam Vinh; Ổi Đài Loan", "THT Nghĩa Tiến", "Đạt 3 sao", "101/QĐ-UBND, 31/02/2023"],
            ["STT", "Tên sản phẩm", "Đơn vị sản xuất", "Xếp hạng", "Số, ngày quyết định"],
            [2, "Rượu nếp\nĐông Hiếu", "Cơ sở bà Hoa", "4 sao (tiềm năng 5 sao)", None],
            [3, None, "HTX Không Tên", "3 sao", "101/QĐ-UBND"],
            ["", "Cộng: 6 sản phẩm"],
            ["", "", "", "Nghệ An, ngày 05 tháng 01 năm 2024"],
            ["", "NGƯỜI LẬP BIỂU", "", "GIÁM ĐỐC"],
            ["", "Nguyễn Văn A", "", "Trần Thị B"],
        ],
    )
    nam_dan = ("", "huyện Nam Đàn", "Nghệ An")
    thai_hoa = ("", "thị xã Thái Hòa", "Nghệ An")
    first = ("100/QĐ-UBND", "2022-12-15")
    check(
        path,
        [
            (7, "Tương Nam Đàn", "Hợp tác xã Sa Nam", "HTX", *nam_dan, 4, *first),
            (8, "Trà sen", "Công ty CP Làng Sen", "DN", *nam_dan, 3, *first),
            (8, "Tinh bột sắn dây", "Công ty CP Làng Sen", "DN", *nam_dan, 4, *first),
            (10, "Cam Vinh", "THT Nghĩa Tiến", "THT", *thai_hoa, 3, "101/QĐ-UBND", None),
            (10, "Ổi Đài Loan", "THT Nghĩa Tiến", "THT", *thai_hoa, 3, "101/QĐ-UBND", None),
            (12, "Rượu nếp Đông Hiếu", "Cơ sở bà Hoa", "Cơ sở SX", *thai_hoa, 4, "", None),
        ],
        {
            (6, "group_count_mismatch"),
            (8, "multi_product_cell"),
            (8, "date_two_digit_year"),
            (10, "multi_product_cell"),
            (10, "date_invalid"),
            (12, "star_potential"),
            (12, "decision_missing"),
            (13, "missing_name"),
        },
    )


def test_ha_giang_whole_sheet_in_tcvn3(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ủy ban nhân dân tỉnh Hà Giang"],
        ["(Kèm theo Quyết định số 55/Q§-UBND ngày 02 tháng 3 năm 2021)"],
        ["TT", "Hạng sao", "Tên chủ thể", "Tên sản phẩm", "Xã", "Huyện"],
        [1, "3 sao", "Hợp tác xã Phương Độ", "Chè Shan tuyết", "xã Phương Độ", "Vị Xuyên"],
        [2, "bốn sao", "Hộ kinh doanh Lý Mí Sính", "Mật ong bạc hà", "", "huyện Mèo Vạc"],
        [3, "5 sao", "Tổ hợp tác Cao Bồ", "Chè xanh", "xã Cao Bồ", "Vị Xuyên"],
        ["Tổng số: 4 sản phẩm"],
    ]
    path = xlsx(
        tmp_path / "a.xlsx",
        [[tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in rows],
    )
    decision = ("55/QĐ-UBND", "2021-03-02")
    check(
        path,
        [
            (
                *(4, "Chè Shan tuyết", "Hợp tác xã Phương Độ", "HTX", "xã Phương Độ", "Vị Xuyên"),
                *("Hà Giang", 3, *decision),
            ),
            (
                *(5, "Mật ong bạc hà", "Hộ kinh doanh Lý Mí Sính", "Hộ KD", "", "huyện Mèo Vạc"),
                *("Hà Giang", 4, *decision),
            ),
            (
                *(6, "Chè xanh", "Tổ hợp tác Cao Bồ", "THT", "xã Cao Bồ", "Vị Xuyên"),
                *("Hà Giang", 5, *decision),
            ),
        ],
        {(None, "encoding_tcvn3"), (4, "place_unknown"), (7, "total_mismatch")},
    )


def test_soc_trang_whole_sheet_in_vni_with_issuing_district(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ỦY BAN NHÂN DÂN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["HUYỆN MỸ XUYÊN", None, "Độc lập - Tự do - Hạnh phúc"],
        ["(Ban hành kèm theo Quyết định số 77/QĐ-UBND ngày 9/6/2023 của UBND huyện Mỹ Xuyên)"],
        ["Số TT", "Tên cơ sở", "Tên sản phẩm OCOP", "Kết quả", "Điểm"],
        [1, "Doanh nghiệp tư nhân Thạnh Phú", "Gạo thơm ST25", "***", 71.5],
        [2, "Bà Sơn Thị Hà", "Bánh pía đậu xanh", "★★★★", 80],
        [4, "HTX Hòa Tú", "Tôm khô", "6 sao", 90],
    ]
    path = xlsx(
        tmp_path / "a.xlsx",
        [[vni(cell) if isinstance(cell, str) else cell for cell in row] for row in rows],
    )
    rest = ("77/QĐ-UBND", "2023-06-09")
    here = ("", "huyện Mỹ Xuyên", "Sóc Trăng")
    annex = check(
        path,
        [
            (5, "Gạo thơm ST25", "Doanh nghiệp tư nhân Thạnh Phú", "DN", *here, 3, *rest),
            (6, "Bánh pía đậu xanh", "Bà Sơn Thị Hà", "Hộ KD", *here, 4, *rest),
            (7, "Tôm khô", "HTX Hòa Tú", "HTX", *here, None, *rest),
        ],
        {(None, "encoding_vni"), (7, "stt_gap"), (7, "star_out_of_range")},
    )
    assert annex.rows[0].diem == "71.5"


def test_hidden_rows_formulas_errors_and_hidden_characters(tmp_path: Path) -> None:
    def finish(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet["C4"] = '=CONCATENATE("3"," sao")'
        sheet["B5"] = "#REF!"

    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["Sản phẩm", "Chủ thể", "Sao", "Quyết định", "Ngày"],
            ["Cà phê\u00a0Sơn La", "HTX Bích\u200b Thao", 3, "9/QĐ-UBND", "2023-05-06"],
            ["Mận hậu", "HTX Bích Thao", 4, "9/QĐ-UBND", "05/06/2023"],
            ["Chè Tà Xùa", "HTX Tà Xùa", None, "9/QĐ-UBND", 45000],
            ["Nhãn Sông Mã", None, "hạng ba", "9/QĐ-UBND", "không rõ"],
        ],
        title="Sơn La",
        finish=finish,
    )
    here = ("", "", "Sơn La")
    check(
        path,
        [
            (2, "Cà phê Sơn La", "HTX Bích Thao", "HTX", *here, 3, "9/QĐ-UBND", "2023-05-06"),
            (3, "Mận hậu", "HTX Bích Thao", "HTX", *here, 4, "9/QĐ-UBND", "2023-06-05"),
            (4, "Chè Tà Xùa", "HTX Tà Xùa", "HTX", *here, None, "9/QĐ-UBND", "2023-03-15"),
            (5, "Nhãn Sông Mã", "", "", *here, 3, "9/QĐ-UBND", None),
        ],
        {
            (2, "hidden_char"),
            (3, "hidden_row"),
            (3, "date_ambiguous"),
            (4, "formula_cell"),
            (5, "cell_error"),
            (5, "missing_producer"),
            (5, "date_invalid"),
        },
    )


def test_csv_with_semicolons_fills_no_producer_down(tmp_path: Path) -> None:
    path = tmp_path / "Lâm Đồng.csv"
    path.write_bytes(
        "\ufeffSTT;Tên SP;Chủ thể;Huyện;Hạng sao;Số QĐ;Ngày QĐ\r\n"
        '1;"Trà Ô long; trà sen";Công ty TNHH Trà Việt;Bảo Lâm;4;12/QĐ-UBND;31/12/2022\r\n'
        "2;Cà phê Arabica;;Lạc Dương;Ba sao;12/QĐ-UBND;31/12/2022\r\n"
        "\r\n"
        "3;Hồng treo gió;HTX Cầu Đất;Châu Thành;3;#N/A;31/12/2022\r\n".encode()
    )
    tail = ("12/QĐ-UBND", "2022-12-31")
    check(
        path,
        [
            (2, "Trà Ô long", "Công ty TNHH Trà Việt", "DN", "", "Bảo Lâm", "", 4, *tail),
            (2, "trà sen", "Công ty TNHH Trà Việt", "DN", "", "Bảo Lâm", "", 4, *tail),
            (3, "Cà phê Arabica", "", "", "", "Lạc Dương", "Lâm Đồng", 3, *tail),
            (5, "Hồng treo gió", "HTX Cầu Đất", "HTX", "", "Châu Thành", "", 3, "", tail[1]),
        ],
        {
            (2, "multi_product_cell"),
            (2, "place_ambiguous"),
            (3, "missing_producer"),
            (5, "place_ambiguous"),
            (5, "cell_error"),
            (5, "decision_missing"),
        },
    )


def test_ods_with_merged_producer_and_hidden_row(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods",
        [
            ["Sản phẩm OCOP tỉnh Bắc Kạn, kèm theo Quyết định số 5/QĐ-UBND ngày 1/12/2020"],
            ["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng"],
            ["1", "Miến dong", ("HTX Tài Hoan", 'table:number-rows-spanned="2"'), "", "5 sao"],
            ["2", "Gạo Bao thai", "", "xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn", "Hạng 4 sao"],
            ["3", "Tinh bột nghệ", "", "thành phố Bắc Kạn", "ba"],
        ],
        hidden=[4],
    )
    tail = ("5/QĐ-UBND", "2020-12-01")
    check(
        path,
        [
            (3, "Miến dong", "HTX Tài Hoan", "HTX", "", "", "Bắc Kạn", 5, *tail),
            (
                *(4, "Gạo Bao thai", "HTX Tài Hoan", "HTX", "xã Côn Minh", "huyện Na Rì"),
                *("Bắc Kạn", 4, *tail),
            ),
            (5, "Tinh bột nghệ", "", "", "", "thành phố Bắc Kạn", "Bắc Kạn", 3, *tail),
        ],
        {(4, "hidden_row"), (5, "missing_producer")},
    )


def test_groups_by_star_without_star_column(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["UBND TỈNH QUẢNG NINH"],
            ["Kèm theo Quyết định số 900/QĐ-UBND ngày 20 tháng 10 năm 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ"],
            ["A", "SẢN PHẨM ĐẠT 4 SAO (02 sản phẩm)", None, None],
            [1, "Ruốc hàu", "HTX Vân Đồn", "Xã Hạ Long - Huyện Vân Đồn"],
            [2, "Nước mắm sá sùng", "Công ty Vạn Yên", "H. Vân Đồn"],
            ["B", "SẢN PHẨM ĐẠT 3 SAO (02 sản phẩm)", None, None],
            [3, "Miến dong Bình Liêu", "HTX Đình Trung", "Thị trấn Bình Liêu, Bình Liêu"],
            [3, "Miến dong  bình liêu", "hợp tác xã đình trung", "TT. Bình Liêu, Bình Liêu"],
        ],
    )
    tail = ("900/QĐ-UBND", "2022-10-20")
    annex = check(
        path,
        [
            (
                *(5, "Ruốc hàu", "HTX Vân Đồn", "HTX", "Xã Hạ Long", "Huyện Vân Đồn"),
                *("Quảng Ninh", 4, *tail),
            ),
            (
                *(6, "Nước mắm sá sùng", "Công ty Vạn Yên", "DN", "", "huyện Vân Đồn"),
                *("Quảng Ninh", 4, *tail),
            ),
            (
                *(8, "Miến dong Bình Liêu", "HTX Đình Trung", "HTX", "Thị trấn Bình Liêu"),
                *("Bình Liêu", "Quảng Ninh", 3, *tail),
            ),
        ],
        {(7, "group_count_mismatch"), (9, "duplicate_exact")},
    )
    assert annex.rows[0].nhom == "SẢN PHẨM ĐẠT 4 SAO"


def test_cao_bang_xls_with_hidden_row_and_formula() -> None:
    path = Path(__file__).parents[2] / "data" / "phu_luc_cao_bang.xls"
    tail = ("8/QĐ-UBND", "2022-04-03")
    here = ("", "huyện Nguyên Bình", "Cao Bằng")
    check(
        path,
        [
            (3, "Miến dong Phia Đén", "HTX Tâm Hòa", "HTX", *here, 4, *tail),
            (4, "Bún khô", "HTX Tâm Hòa", "HTX", "xã Thành Công", *here[1:], 3, *tail),
            (
                *(5, "Hạt dẻ", "Hộ kinh doanh Nông Văn A", "Hộ KD", "", "huyện Trùng Khánh"),
                *("Cao Bằng", None, *tail),
            ),
        ],
        {(4, "hidden_row"), (5, "formula_cell")},
    )
