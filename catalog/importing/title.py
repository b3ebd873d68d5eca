"""What the lines above a table say: decision, province, issuing district."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from catalog.importing.address import is_city_province
from catalog.importing.decisions import Decision, title_decision
from catalog.importing.stars import HIGHEST, parse_stars, says_potential
from catalog.places import Era, Found, Missing, gazetteer
from catalog.text_vi import clean, tone_normal

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DISTRICT_WORD: Final = r"(?P<unit>huyện|thị xã|thành phố|quận|tp\.?|tx\.?|h\.|q\.)\s*"
_ALONE: Final = re.compile(rf"^{_DISTRICT_WORD}(?=\w)", re.IGNORECASE)
_ISSUED: Final = re.compile(
    r"(?:\bubnd|ủy ban nhân dân|uỷ ban nhân dân|phòng [^,;()]{2,60}?|hội đồng [^,;()]{2,60}?)\s+"
    rf"{_DISTRICT_WORD}(?=\w)",
    re.IGNORECASE,
)
_PROVINCE_WORD: Final = re.compile(r"\btỉnh\s+(?=\w)", re.IGNORECASE)
_CITY_WORD: Final = re.compile(r"\b(?:thành phố|tp\.?)\s*(?=\w)", re.IGNORECASE)
_LOWER_UNIT: Final = re.compile(r"(?:huyện|xã|phường|thị trấn|quận)\s*$", re.IGNORECASE)
_STARS: Final = re.compile(r"(?:hạng|đạt|xếp)?\s*\w+\s*(?:sao\b|\*)", re.IGNORECASE)
_UNITS: Final = {"tp": "thành phố", "tx": "thị xã", "h": "huyện", "q": "quận"}
_LONGEST_NAME: Final = 5


@dataclass(frozen=True, slots=True)
class Title:
    """Facts that hold for all rows of a sheet unless a row says otherwise."""

    decision: Decision = field(default_factory=Decision)
    huyen: str = ""
    tinh: str = ""
    stars: int | None = None
    potential: bool = False
    """the title says "tiềm năng 5 sao"; a title that also names other grades does not"""


def _longest(text: str, start: int, kind: str) -> str:
    """Longest known unit name beginning there, as written; "" when none is known."""
    words: list[re.Match[str]] = []
    end = start
    for match in _WORD.finditer(text, start):
        if words and re.search(r"[,;:()\n|]", text[end : match.start()]):
            break
        words.append(match)
        end = match.end()
        if len(words) == _LONGEST_NAME:
            break
    for count in range(len(words), 0, -1):
        name = text[start : words[count - 1].end()]
        if _known(name.strip(), kind):
            return name.strip()
    return ""


@lru_cache(maxsize=4096)
def _known(name: str, kind: str) -> bool:
    if kind == "province":
        return isinstance(gazetteer().find_province(name), Found)
    return not isinstance(gazetteer().find_district(f"{kind} {name}"), Missing)


def proper_name(name: str, kind: str, tinh: str = "") -> str:
    """Name in normal capitals when it stands in capitals only: BẢO YÊN → Bảo Yên."""
    if not name.isupper() or name.isdecimal():
        return name
    unit = gazetteer().find_district(f"{kind} {name}", tinh)
    return unit.unit.name if isinstance(unit, Found) else name.title()


def _district(match: re.Match[str], text: str) -> str:
    unit = match["unit"].lower().rstrip(".")
    unit = _UNITS.get(unit, unit)
    name = _longest(text, match.end(), unit)
    if not name or (unit == "thành phố" and is_city_province(name)):
        return ""
    return f"{unit} {proper_name(name, unit)}"


def _issuing_district(cells: list[str]) -> str:
    for cell in cells:
        for match in (_ALONE.search(cell), *_ISSUED.finditer(cell)):
            if match and (district := _district(match, cell)):
                return district
    return ""


def _canonical(name: str) -> str:
    found = gazetteer().find_province(name, Era.BEFORE)
    return found.unit.name if isinstance(found, Found) else name


def find_province(text: str) -> str:
    """Province named in a text: after "tỉnh", else a city after "thành phố", else a bare name."""
    for match in _PROVINCE_WORD.finditer(text):
        if name := _longest(text, match.end(), "province"):
            return _canonical(name)
    for match in _CITY_WORD.finditer(text):
        name = _longest(text, match.end(), "province")
        if name and is_city_province(name):
            return _canonical(name)
    for match in _WORD.finditer(text):
        if match[0][0].isupper() and not _LOWER_UNIT.search(text[: match.start()]):
            name = _longest(text, match.start(), "province")
            if name and _as_proper(name):
                return _canonical(name)
    return ""


def _as_proper(name: str) -> bool:
    """A bare name only counts with all its words capitalised, and as it is really spelled."""
    found = gazetteer().find_province(name)
    if not isinstance(found, Found):
        return False
    spelled = tone_normal(found.unit.name).casefold().replace("-", " ").split()
    same = tone_normal(name).casefold().replace("-", " ").split() == spelled
    plain = name.isascii() and len(spelled) > 1
    return all(word[0].isupper() for word in _WORD.findall(name)) and (same or plain)


def read_title(cells: list[str]) -> Title:
    """Read the cells above a header, in reading order."""
    cells = [clean(cell) for cell in cells]
    text = " | ".join(cells)
    # "Quyết định số" and its number may stand in neighbouring cells.
    grades = {
        grade
        for cell in cells
        for match in _STARS.finditer(cell)
        if (grade := parse_stars(match[0].strip()).grade)
    }
    return Title(
        decision=title_decision(text.replace(" | ", " ")),
        huyen=_issuing_district(cells),
        tinh=find_province(text),
        stars=next(iter(grades)) if len(grades) == 1 else None,
        potential=grades <= {HIGHEST} and any(map(says_potential, cells)),
    )
