"""A shop's name on its page against ours: abbreviations are no other name, another word is."""

from collections import Counter

import pytest

from catalog.identity import folded_words
from catalog.places.tables import read_tables
from catalog.shop_pages.names import comparable, places_apart
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
    ("HTX Sapa", "HTX Sa Pa"),
    ("HTX nông nghiệp Sa Pa", "Hợp tác xã NN SaPa"),
    ("Simacai Farm", "Si Ma Cai Farm"),
    ("Cty TNHH Muongkhuong", "Công ty TNHH Mường Khương"),
]
OTHER = [
    ("HTX Thanh Sơn", "HTX Thanh Tùng"),
    ("Hợp tác xã Nông nghiệp Mường Hoa", "HTX Nông nghiệp Mường Khương"),
    ("HTX Thanh Sơn", "Công ty TNHH Thanh Sơn"),
    ("Điện máy Hoàng Long", "HTX Thanh Sơn"),
    ("HTX Sapa", "HTX Si Ma Cai"),
    ("HTX Sapa", "Cửa hàng Mường Hoa"),
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


def test_only_places_are_taken_apart_and_only_where_that_is_sure() -> None:
    apart = places_apart()
    assert apart["sapa"] == "sa pa"
    # "Tú An", "Thu An" or "Hóa An" are no reason to read Tuấn, Thuận or Hoàn otherwise.
    words = "tuan thuan hoan toan xuan quan luan doan oanh nguyen huong nghia khoai giang huyen"
    assert not apart.keys() & set(words.split())
    assert comparable("HTX Tuấn Thuận") == "htx tuan thuan"
    assert comparable("HTX Sapafarm") == "htx sapafarm"
    # Letters that two places share stay as they are written.
    assert all(spaced.replace(" ", "") == together for together, spaced in apart.items())
    spellings = {folded_words(unit.name) for unit in read_tables().communes}
    shared = Counter(one.replace(" ", "") for one in spellings if " " in one)
    assert not apart.keys() & {together for together, times in shared.items() if times > 1}
