"""Take commune, district and province out of an address, and check that they exist."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from catalog.places import (
    Ambiguous,
    Commune,
    Era,
    Found,
    Known,
    Lookup,
    Missing,
    gazetteer,
    spell_out,
    split_kind,
)

TWO_TIERS: Final = date(2025, 7, 1)
"""From this day there are no districts."""

_UNIT: Final = (
    r"(?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận|tỉnh"
    r"|tt\.?|tp\.?|tx\.?|p\.|q\.|h\.|x\.|t\.)"
)
_BEFORE_UNIT: Final = re.compile(
    rf"(?<=\S)(?<!thị)(?<!Thị)(?<!THỊ)(?<!tác)(?<!Tác)(?<!TÁC)\s+(?=(?i:{_UNIT})\s*[A-ZĐÀ-Ỵ0-9])"
)
_SEPARATOR: Final = re.compile(r"[,;\n|]")
_DASH: Final = re.compile(r"\s+[-–]\s+|\s+[-–]|[-–]\s+")

_SMALL: Final = (
    r"thôn|tổ dân phố|tổ|xóm|bản|ấp|buôn|làng|tiểu khu|khu phố|khu|số|đường|ngõ|phố|km|quốc lộ"
)
_ADDRESS_IN: Final = re.compile(
    rf"\s*(?:[\n;(–-]|,)\s*(?:(?:địa chỉ|đ/c|trụ sở)\s*:?\s*)?"
    rf"(?=(?:{_SMALL}|{_UNIT})(?:\s|(?<=\.))\s*[\w\d])|\s*\(?(?:địa chỉ|đ/c)\s*:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """Units as written, abbreviations spelled out; tinh without unit word; "" unknown."""

    xa: str = ""
    huyen: str = ""
    tinh: str = ""


def split_producer(text: str) -> tuple[str, str]:
    """Take "HTX Xanh, xã Nghi Kim, TP Vinh" apart into name and address; "" without an address.

    `text` has its lines apart. The address begins at the first part that is a unit, a house or a
    hamlet: a name may hold commas, and "Hợp tác xã" is no commune.
    """
    match = _ADDRESS_IN.search(text)
    if match is None:
        return " ".join(text.split()), ""
    return " ".join(text[: match.start()].split()), text[match.end() :].strip()


def is_province(name: str) -> bool:
    """Tell whether a name is that of a province, old or new."""
    return isinstance(gazetteer().find_province(name), Found)


def _is_one_name(part: str) -> bool:
    return is_province(split_kind(part).name) or _district(part, "")


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for raw in _SEPARATOR.split(text):
        part = raw.strip(" .:-–")
        # Bà Rịa - Vũng Tàu and Phan Rang - Tháp Chàm are one name; elsewhere the dash parts units.
        dashed = [part] if _is_one_name(part) else _DASH.split(part)
        for piece in dashed:
            pieces.extend(p.strip() for p in _BEFORE_UNIT.split(piece) if p.strip())
    return pieces


@lru_cache(maxsize=16384)
def parse_address(text: str, huyen: str = "", tinh: str = "") -> Address:
    """Read "thôn 3, xã Bảo Hà, huyện Bảo Yên, tỉnh Lào Cai"; words without unit from the end.

    `huyen` and `tinh` are what the sheet already says; they settle bare names, not the result.
    """
    xa = found_huyen = found_tinh = ""
    bare: list[tuple[str, bool]] = []  # with whether a district stands before it
    for piece in _pieces(text):
        named = split_kind(piece)
        city = named.kind == "thành phố" and is_city_province(named.name)
        if named.level == "province" or (city and not found_tinh):
            found_tinh = named.name
        elif named.level == "district":
            found_huyen = found_huyen or spell_out(piece)
        elif named.level == "commune":
            xa = xa or spell_out(piece)
            bare.clear()  # what stands before the commune is smaller: thôn, tổ, đường
        else:
            bare.append((piece, bool(found_huyen)))
    for piece, after_district in reversed(bare):
        if not found_tinh and is_province(piece) and (after_district or not found_huyen):
            found_tinh = piece
        elif not found_huyen and _district(piece, found_tinh or tinh):
            found_huyen = piece
        elif not xa and _commune(piece, found_huyen or huyen, found_tinh or tinh):
            xa = piece
    return Address(xa, found_huyen, found_tinh)


@lru_cache(maxsize=256)
def is_city_province(name: str) -> bool:
    """Tell whether a "thành phố" is governed centrally (Hà Nội) and so a province."""
    found = gazetteer().find_province(name)
    return isinstance(found, Found) and found.unit.kind == "thành phố"


def _district(name: str, tinh: str) -> bool:
    return not isinstance(gazetteer().find_district(name, tinh), Missing)


def _commune(name: str, huyen: str, tinh: str) -> bool:
    return bool(huyen or tinh) and isinstance(gazetteer().find_commune(name, huyen, tinh), Found)


def district_province(huyen: str) -> str:
    """The province of a district where only one has a district of that name, else ""."""
    found = gazetteer().find_district(huyen)
    units = (
        (found.unit,)
        if isinstance(found, Found)
        else found.units
        if isinstance(found, Ambiguous)
        else ()
    )
    codes = {unit.province for unit in units}
    province = gazetteer().province(codes.pop(), Era.BEFORE) if len(codes) == 1 else None
    return province.name if province else ""


def find_commune(xa: str, huyen: str, tinh: str, day: date | None) -> Lookup[Commune]:
    """Find a commune on the map of that day: from 01/07/2025 the new one is asked first."""
    look_up = gazetteer().find_commune
    if day and day >= TWO_TIERS and not huyen:
        found = look_up(xa, "", tinh, Era.FROM)
        if not isinstance(found, Missing):
            return found
    return look_up(xa, huyen, tinh)


@lru_cache(maxsize=16384)
def check_place(xa: str, huyen: str, tinh: str, day: date | None) -> tuple[str, str]:
    """Return (problem code, detail) for units that are unknown or fit several, else ("", "")."""
    district = gazetteer().find_district(huyen, tinh) if huyen else None
    if isinstance(district, Missing):
        where = f" ở {tinh}" if tinh else ""
        return "place_unknown", f"không tìm thấy huyện “{huyen}”{where}"
    if not xa:
        if isinstance(district, Ambiguous):
            return "place_ambiguous", f"“{huyen}”: {_choices(len(district.units))}"
        return "", ""
    commune = find_commune(xa, "" if isinstance(district, Known) else huyen, tinh, day)
    if isinstance(commune, Missing):
        scope = ", ".join(part for part in (huyen, tinh) if part)
        return "place_unknown", f"không tìm thấy “{xa}”" + (f" ở {scope}" if scope else "")
    if isinstance(commune, Ambiguous):
        return "place_ambiguous", f"“{xa}”: {_choices(len(commune.units))}"
    return "", ""


def _choices(number: int) -> str:
    return f"có {number} đơn vị cùng tên"
