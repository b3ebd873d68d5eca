"""A shop's name on its page against ours: abbreviations are no other name, another word is."""

import pytest

from catalog.shop_pages.names import comparable
from connectors.page.shop_page import same_name

SAME = [
    ("CT TNHH Chè Suối Giàng", "Công ty TNHH Chè Suối Giàng"),
    ("C.ty TNHH MTV XNK Sa Pa", "Công ty TNHH một thành viên Xuất nhập khẩu Sa Pa"),
    ("Công ty Cổ phần Trà Than Uyên", "CTCP trà Than Uyên"),
    ("HTX DV NN Thanh Sơn", "Hợp tác xã Dịch vụ Nông nghiệp Thanh Sơn"),
    ("hop tac xa nong nghiep thanh son", "HTX Nông nghiệp Thanh Sơn"),
    ("HTX sản xuất và dịch vụ Mường Hoa", "HTX SX & DV Mường Hoa"),
    ("HKD Nguyễn Văn A", "Hộ kinh doanh Nguyễn Văn A"),
    ("Hộ ông Giàng A Páo", "Hộ kinh doanh Giàng A Páo"),
    ("Hộ sản xuất Lò Thị Mai", "bà Lò Thị Mai"),
    ("Cơ sở sản xuất Dung Sứ", "CSSX Dung Sứ"),
    ("DNTN Hoa Ban", "Doanh nghiệp tư nhân Hoa Ban"),
    ("HTX Hòa Bình", "HTX Hoà Bình"),
    ("Hợp tác xã Thanh Sơn | buudien.vn", "HTX Thanh Sơn"),
]
OTHER = [
    ("HTX Thanh Sơn", "HTX Thanh Tùng"),
    ("Hợp tác xã Nông nghiệp Mường Hoa", "HTX Nông nghiệp Mường Khương"),
    ("HTX Thanh Sơn", "Công ty TNHH Thanh Sơn"),
    ("Điện máy Hoàng Long", "HTX Thanh Sơn"),
]


@pytest.mark.parametrize(("seen", "known"), SAME)
def test_one_name_in_two_spellings(seen: str, known: str) -> None:
    assert same_name(comparable(seen), comparable(known)) is True


@pytest.mark.parametrize(("seen", "known"), OTHER)
def test_another_name(seen: str, known: str) -> None:
    assert same_name(comparable(seen), comparable(known)) is False


@pytest.mark.parametrize("name", ["", "HTX", "Gian hàng", "Hộ kinh doanh", "Công ty TNHH"])
def test_a_kind_alone_names_nobody(name: str) -> None:
    assert comparable(name) == ""
    assert same_name(comparable(name), comparable("HTX Thanh Sơn")) is None
