"""Stars, dates, decisions, producers, lists in a cell."""

from datetime import date

import pytest

from catalog.importing import PROBLEM_KINDS
from catalog.importing.address import Address, check_place, parse_address
from catalog.importing.dates import parse_date
from catalog.importing.decisions import parse_decision, title_decision
from catalog.importing.fields import Field, field_of, star_of_label
from catalog.importing.producers import producer_key, producer_kind
from catalog.importing.splitting import split_products
from catalog.importing.stars import parse_stars
from catalog.importing.title import read_title


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("3 sao", 3),
        ("***", 3),
        ("* * * *", 4),
        ("★★★☆☆", 3),
        ("⭐⭐⭐⭐", 4),
        ("Ba sao", 3),
        ("BỐN SAO", 4),
        ("năm sao", 5),
        ("03 sao", 3),
        ("3*", 3),
        ("4 ★", 4),
        ("4.0", 4),
        ("5", 5),
        ("OCOP 4 sao", 4),
        ("Đạt hạng 3 sao", 3),
        ("Hạng 4", 4),
        ("IV", 4),
        ("bốn (4) sao", 4),
        ("4 sao (nâng hạng từ 3 sao)", 4),
        ("Nâng từ 3 sao lên 4 sao", 4),
    ],
)
def test_stars(text: str, grade: int) -> None:
    assert (parse_stars(text).grade, parse_stars(text).code) == (grade, "")


@pytest.mark.parametrize(
    ("text", "grade", "code"),
    [
        ("", None, ""),
        ("-", None, ""),
        ("4 sao (tiềm năng 5 sao)", 4, "star_potential"),
        ("Tiềm năng 5 sao", 4, "star_potential"),
        ("5 sao (tiềm năng)", 4, "star_potential"),
        ("3 sao, tiềm năng 4 sao", 3, "star_potential"),
        ("6 sao", None, "star_out_of_range"),
        ("0", None, "star_out_of_range"),
        ("2 sao", None, "star_out_of_range"),
        ("******", None, "star_out_of_range"),
        ("3-4 sao", None, "star_unparsed"),
        ("3 sao/4 sao", None, "star_unparsed"),
        ("không đạt", None, "star_unparsed"),
        ("3,5 sao", None, "star_unparsed"),
        ("85 điểm", None, "star_unparsed"),
    ],
)
def test_stars_that_need_a_person(text: str, grade: int | None, code: str) -> None:
    assert (parse_stars(text).grade, parse_stars(text).code) == (grade, code)


@pytest.mark.parametrize(
    ("value", "day", "codes"),
    [
        ("ngày 19 tháng 3 năm 2019", "2019-03-19", ()),
        ("ngày 20/12/2021", "2021-12-20", ()),
        ("20-12-2021", "2021-12-20", ()),
        ("2021-12-20 00:00:00", "2021-12-20", ()),
        ("19.03.21", "2021-03-19", ("date_two_digit_year",)),
        ("05/06/2023", "2023-06-05", ("date_ambiguous",)),
        ("05/05/2023", "2023-05-05", ()),
        ("05/06/23", "2023-06-05", ("date_two_digit_year", "date_ambiguous")),
        ("31/02/2021", None, ("date_invalid",)),
        ("12/25/2021", None, ("date_invalid",)),
        ("tháng 3/2021", None, ("date_invalid",)),
        (2021.0, None, ("date_invalid",)),
        (43543.0, "2019-03-19", ()),
        ("43543", "2019-03-19", ()),
        (date(2020, 1, 2), "2020-01-02", ()),
        ("", None, ()),
        ("-", None, ()),
    ],
)
def test_dates(value: str | float | date, day: str | None, codes: tuple[str, ...]) -> None:
    read = parse_date(value)
    assert (read.day.isoformat() if read.day else None) == day
    assert read.codes == codes


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("636/QĐ-UBND", "636/QĐ-UBND", None),
        ("QĐ số 636 /QĐ - UBND ngày 19/3/2019", "636/QĐ-UBND", date(2019, 3, 19)),
        ("Quyết định số 1234/QĐ-UBND-HC, 15/11/2023", "1234/QĐ-UBND-HC", date(2023, 11, 15)),
        ("số 12/2021/QĐ-UBND", "12/2021/QĐ-UBND", None),
        ("636", "636", None),
        ("QĐ 636 ngày 19/3/2019", "636", date(2019, 3, 19)),
        ("19/3/2019", "", date(2019, 3, 19)),
        ("-", "", None),
    ],
)
def test_decision_cells(text: str, number: str, day: date | None) -> None:
    assert parse_decision(text)[0] == number
    assert parse_decision(text)[1].day == day


@pytest.mark.parametrize(
    ("title", "number", "day"),
    [
        ("(Kèm theo Quyết định số 2585/QĐ-UBND ngày 28 tháng 12 năm 2023)", "2585/QĐ-UBND", 28),
        ("(Ban hành kèm theo QĐ số: 7 /QĐ-UBND ngày 5/1/2024 của UBND tỉnh)", "7/QĐ-UBND", 5),
        ("(Kèm theo Báo cáo số 10/BC-SCT ngày 05 tháng 01 năm 2024)", "", None),
        ("(Kèm theo Tờ trình số 3/TTr ngày 5/1/2024 về Quyết định số 8/QĐ-UBND)", "", None),
        ("(Kèm theo Quyết định số      /QĐ-UBND ngày     tháng    năm 2023)", "", None),
        ("Căn cứ Quyết định số 148/QĐ-TTg ngày 24/02/2023 của Thủ tướng", "", None),
    ],
)
def test_title_decisions(title: str, number: str, day: int | None) -> None:
    decision = title_decision(title)
    assert decision.number == number
    assert (decision.day.day if decision.day else None) == day


def test_titles() -> None:
    title = read_title(["UBND HUYỆN BẢO YÊN", "SẢN PHẨM OCOP ĐẠT 3 SAO TỈNH LÀO CAI"])
    assert (title.huyen, title.tinh, title.stars) == ("huyện Bảo Yên", "Lào Cai", 3)
    title = read_title(["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI", "Danh sách huyện Ba Vì"])
    assert (title.huyen, title.tinh) == ("", "Hà Nội")
    assert read_title(["Sở Công Thương Thanh Hoá"]).tinh == "Thanh Hóa"
    assert read_title(["Danh sách sản phẩm"]).tinh == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HTX Minh Ngọc", "HTX"),
        ("Liên hiệp Hợp tác xã Tây Bắc", "HTX"),
        ("Công ty CP chè HTX cũ", "DN"),
        ("Chi nhánh Công ty TNHH Ong", "DN"),
        ("DNTN Hoa Lan", "DN"),
        ("Tổ hợp tác Lê Nậm Pung", "THT"),
        ("HKD La Đức Luận", "Hộ KD"),
        ("ông Nguyễn Văn A", "Hộ KD"),
        ("Bà Lò Thị B", "Hộ KD"),
        ("Cơ sở sản xuất Dung Sử", "Cơ sở SX"),
        ("Tây Bắc Food", ""),
        ("", ""),
    ],
)
def test_producer_kinds(name: str, kind: str) -> None:
    assert producer_kind(name) == kind


def test_producer_keys() -> None:
    assert producer_key("THT Lê Nậm Pung") == producer_key("Tổ hợp tác  lê nậm pung")
    assert producer_key("CTCP Phong Hải") == producer_key("Cty cổ phần Phong Hải")
    assert producer_key("Công ty TNHH MTV A") == producer_key(
        "Công ty trách nhiệm hữu hạn một thành viên A"
    )
    assert producer_key("HTX A") != producer_key("Chi nhánh HTX A")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lạp sườn, thịt ba chỉ sấy", ["Lạp sườn, thịt ba chỉ sấy"]),
        ("Gạo nếp\nGạo tẻ", ["Gạo nếp", "Gạo tẻ"]),
        ("Rượu thóc\nThanh Kim", ["Rượu thóc Thanh Kim"]),
        ("Chè Shan\nSuối Giàng", ["Chè Shan Suối Giàng"]),
        ("- Tượng gỗ\n- Phễu nhựa", ["Tượng gỗ", "Phễu nhựa"]),
        ("1) Miến 2) Bún", ["Miến", "Bún"]),
        ("Trà gừng; trà sả;", ["Trà gừng", "trà sả"]),
        ("Trà Ô long; hộp 200g", ["Trà Ô long; hộp 200g"]),
        ("3 trong 1 cà phê", ["3 trong 1 cà phê"]),
        ("Gạo ST25", ["Gạo ST25"]),
    ],
)
def test_lists_of_products(text: str, parts: list[str]) -> None:
    assert split_products(text) == parts


def test_commas_split_only_beside_as_many_stars() -> None:
    assert split_products("Lạp sườn, thịt ba chỉ sấy", beside=2) == ["Lạp sườn", "thịt ba chỉ sấy"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("xã Bảo Hà, huyện Bảo Yên", Address("xã Bảo Hà", "huyện Bảo Yên", "")),
        ("Tổ 3 P. Cốc Lếu, TP. Lào Cai", Address("phường Cốc Lếu", "thành phố Lào Cai", "")),
        ("TX Sa Pa - tỉnh Lào Cai", Address("", "thị xã Sa Pa", "Lào Cai")),
        ("Thôn Na Lo xã Tà Chải huyện Bắc Hà", Address("xã Tà Chải", "huyện Bắc Hà", "")),
        ("Mường Vi, Bát Xát, Lào Cai", Address("Mường Vi", "Bát Xát", "Lào Cai")),
        ("huyện Côn Đảo, Bà Rịa - Vũng Tàu", Address("", "huyện Côn Đảo", "Bà Rịa - Vũng Tàu")),
        ("quận Ba Đình, TP. Hà Nội", Address("", "quận Ba Đình", "Hà Nội")),
        ("", Address()),
    ],
)
def test_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (("xã Bảo Hà", "huyện Bảo Yên", "Lào Cai"), ""),
        (("xã Đào Thịnh", "Trấn Yên", "Yên Bái"), ""),
        (("", "huyện Trấn Yên", "Lào Cai"), ""),
        (("xã Bảo Hà", "huyện Văn Bàn", "Lào Cai"), "place_unknown"),
        (("", "huyện Không Có", "Lào Cai"), "place_unknown"),
        (("xã Thanh Bình", "", "Lào Cai"), "place_ambiguous"),
        (("", "Châu Thành", ""), "place_ambiguous"),
        (("", "Quảng Uyên", "Cao Bằng"), ""),
        (("", "", ""), ""),
    ],
)
def test_places(place: tuple[str, str, str], code: str) -> None:
    assert check_place(*place, date(2022, 1, 1))[0] == code


def test_new_commune_after_the_districts() -> None:
    assert check_place("xã Văn Chấn", "", "Lào Cai", date(2025, 12, 1)) == ("", "")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("STT", Field.STT),
        ("Tên sản phẩm đạt hạng sao", Field.NAME),
        ("Sản phẩm", Field.NAME),
        ("Tên cơ sở/chủ thể sản xuất sản phẩm", Field.PRODUCER),
        ("Địa chỉ chủ thể", Field.ADDRESS),
        ("Xã/phường/thị trấn", Field.XA),
        ("Xã, huyện", Field.ADDRESS),
        ("Huyện, thị xã, thành phố", Field.HUYEN),
        ("Tỉnh/thành phố", Field.TINH),
        ("Kết quả phân hạng", Field.STARS),
        ("Số quyết định công nhận hạng sao", Field.DECISION),
        ("Ngày quyết định", Field.DATE),
        ("Số, ngày quyết định", Field.DECISION),
        ("Nhóm sản phẩm", Field.GROUP),
        ("Điểm", Field.SCORE),
        ("Ngày hết hạn", Field.OTHER),
        ("Số điện thoại", Field.OTHER),
        ("★★★", Field.STAR_MARK),
        ("Lào Cai", None),
    ],
)
def test_headings(label: str, field: Field | None) -> None:
    assert field_of(label) == field


def test_star_headings() -> None:
    assert [star_of_label(text) for text in ("Hạng 3 sao", "4*", "★★★★★", "Sao")] == [3, 4, 5, None]


def test_every_code_has_its_words() -> None:
    assert len(PROBLEM_KINDS) == 31
    errors = {code for code, kind in PROBLEM_KINDS.items() if kind.severity == "error"}
    assert errors == {"missing_name", "column_missing", "too_large", "unsafe_file", "unreadable"}
    assert all(kind.text_vi and kind.advice_vi for kind in PROBLEM_KINDS.values())
