"""The gazetteer: look-ups, ambiguity, succession on 01/07/2025."""

import pytest

from catalog.places import (
    Ambiguous,
    Commune,
    District,
    Era,
    Found,
    Known,
    Missing,
    gazetteer,
    place_key,
    spell_out,
    split_kind,
)


def found_commune(name: str, district: str = "", province: str = "", era: Era | None = None) -> str:
    answer = gazetteer().find_commune(name, district, province, era)
    assert isinstance(answer, Found)
    return answer.unit.code


def test_every_commune_of_lao_cai_and_yen_bai_has_one_successor() -> None:
    places = gazetteer()
    old = [*places.communes(Era.BEFORE, "10"), *places.communes(Era.BEFORE, "15")]
    new = places.communes(Era.FROM, "15")
    assert (len(old), len(new)) == (319, 99)
    reached = {unit.code for commune in old for unit in places.successors(commune)}
    assert reached == {unit.code for unit in new}
    assert all(isinstance(places.now(commune), Found) for commune in old)


def test_whole_country() -> None:
    places = gazetteer()
    assert len(places.communes(Era.BEFORE)) == 10035
    assert len(places.communes(Era.FROM)) == 3321
    for commune in places.communes(Era.BEFORE):
        assert places.successors(commune)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Yên Bái", "Lào Cai"), ("Lào Cai", "Lào Cai"), ("Kon Tum", "Quảng Ngãi")],
)
def test_provinces(old: str, new: str) -> None:
    places = gazetteer()
    answer = places.find_province(old)
    assert isinstance(answer, Found)
    assert places.province_now(answer.unit).name == new
    today = places.find_province(old, Era.FROM)
    assert isinstance(today, Found)
    assert today.unit.name == new


@pytest.mark.parametrize(
    ("name", "district", "province", "code"),
    [
        ("xã Bảo Hà", "huyện Bảo Yên", "Lào Cai", "02989"),
        ("Bảo Hà", "", "Lào Cai", "02989"),
        ("P. Sa Pa", "TX. Sa Pa", "", "03001"),
        ("phường Sa Pả", "thị xã Sapa", "Lào Cai", "03002"),
        ("Thẳm Dương", "Văn Bàn", "Lào Cai", "03115"),
        ("Y Tí", "Bát Xát", "Lào Cai", "02701"),
        ("xã Hoà Mạc", "Văn Bàn", "Lào Cai", "03097"),
        ("Mản Thẩn", "Si Ma Cai", "Lào Cai", "02827"),
        ("xã Cán Hồ", "huyện Si Ma Cai", "", "02827"),
        ("Lử Thẩn", "", "Lào Cai", "02818"),
        ("Lầu Thí Ngài", "Bắc Hà", "Lào Cai", "02848"),
        ("xã Đào Thịnh", "Trấn Yên", "Yên Bái", "04510"),
        ("Đại Đồng", "Yên Bình", "Lào Cai", "04768"),
    ],
)
def test_communes(name: str, district: str, province: str, code: str) -> None:
    assert found_commune(name, district, province) == code


def test_several_known_and_missing() -> None:
    places = gazetteer()
    twice = places.find_commune("xã Thanh Bình", province="Lào Cai")
    assert isinstance(twice, Ambiguous)
    assert {unit.district for unit in twice.units} == {"083", "088"}
    assert isinstance(places.find_commune("Nam Chính", "Nam Sách", "Hải Dương"), Known)
    assert places.find_commune("Không Có", "", "Lào Cai") == Missing("Không Có")
    assert isinstance(places.find_commune("Bảo Hà", "Văn Bàn", "Lào Cai"), Missing)
    alias = places.alias_of("Bảo Hưng", "Trấn Yên")
    assert alias is not None
    assert alias.certainty == "general_knowledge"


def test_districts_differ_by_kind() -> None:
    places = gazetteer()
    bare = places.find_district("Cao Lãnh", "Đồng Tháp")
    assert isinstance(bare, Ambiguous)
    city = places.find_district("TP. Cao Lãnh", "Đồng Tháp")
    assert isinstance(city, Found)
    assert city.unit.kind == "thành phố"
    assert isinstance(places.find_district("Trấn Yên", "Lào Cai"), Found)
    assert isinstance(places.find_district("Trấn Yên", "Đồng Tháp"), Missing)


def test_new_communes_reuse_names_of_dead_districts() -> None:
    units = gazetteer().find_any("Văn Chấn", "Yên Bái")
    assert [type(unit) for unit in units] == [District, Commune]
    assert found_commune("xã Văn Chấn", province="Lào Cai") == "04672"
    assert found_commune("Suối Giàng", "Văn Chấn", "Yên Bái") == "04657"
    old = gazetteer().commune("04657", Era.BEFORE)
    assert old is not None
    assert [unit.full_name for unit in gazetteer().successors(old)] == ["xã Văn Chấn"]


def test_names() -> None:
    assert split_kind("TT. Phố Ràng").kind == "thị trấn"
    assert split_kind("Thành Thịnh").kind == ""
    assert spell_out("TX Sa Pa") == "thị xã Sa Pa"
    assert spell_out("Huyện Bát Xát") == "Huyện Bát Xát"
    assert place_key("Sa Pa") == place_key("Sapa")
    assert place_key("Thuỷ") == place_key("Thủy")
    assert place_key("Phường 03") != place_key("Phường 4")
