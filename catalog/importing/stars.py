"""Read a star grade (hạng sao) in every form clerks write it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from catalog.text_vi import clean, fold

LOWEST: Final = 3
HIGHEST: Final = 5
"""Only 3 to 5 stars are certified (QĐ 148/QĐ-TTg)."""

EMPTY_MARKS: Final = frozenset({"", "-", "–", "—", "/", "0", "không", "ko", "."})

_WORDS: Final = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "iii": 3,
    "iv": 4,
    "v": 5,
}
_SIGNS: Final = re.compile(r"[*★⭐✩✭🌟٭∗＊]")
_BLANKS: Final = re.compile(r"[\s\ufe0f☆]+")
_NUMBER: Final = r"(?P<n>\d+(?:[.,]\d+)?|mot|hai|ba|bon|tu|nam|sau|iii|iv|v)"
_WITH_UNIT: Final = re.compile(rf"\b{_NUMBER}\s*(?:\(\s*0?\d\s*\)\s*)?(?:sao\b|\*|★|⭐)")
_BARE: Final = re.compile(
    rf"(?:(?:dat|ocop|hang|xep|loai|san pham|sp|muc|cap)\s*:?\s*)*{_NUMBER}(?:\s*\(.*\))?\.?"
)
_RANGE: Final = re.compile(r"(?<![\d.,])[1-9]\s*[-–/]\s*[1-9]\s*(?:sao\b|\*)")
_RAISED: Final = re.compile(r"\b(?:len|thanh)\s+(?:hang\s+)?")
_PARENTHESES: Final = re.compile(r"\([^)]*\)")
_POTENTIAL: Final = re.compile(r"tiem nang(?:\s+(?:dat|hang|len|ocop))*\s*")


_HOPED_FOR: Final = re.compile(
    r"tiem nang(?:\s+\w+){0,4}?\s*(?:\b0?5|\bnam)\s*(?:sao\b|\*)|tiem nang[\s.)]*$"
)


@dataclass(frozen=True, slots=True)
class Stars:
    """A reading: the grade or None, and the problem code if there is one."""

    grade: int | None
    code: str = ""


def _grade(number: str) -> Stars:
    value = _WORDS.get(number)
    amount = float(value) if value is not None else float(number.replace(",", "."))
    if amount != int(amount):
        return Stars(None, "star_unparsed")
    if not LOWEST <= amount <= HIGHEST:
        return Stars(None, "star_out_of_range")
    return Stars(int(amount))


def _numbers(text: str) -> list[str]:
    return [match["n"] for match in _WITH_UNIT.finditer(text)]


def _potential(text: str) -> Stars:
    """Read "4 sao (tiềm năng 5 sao)" as 4 and a lone "tiềm năng 5 sao" as 4, never as 5."""
    match = _POTENTIAL.search(text)
    before = text[: match.start()] if match else text
    after = text[match.end() :] if match else ""
    for part in (before, after):
        for number in _numbers(part) or [m["n"] for m in [_BARE.fullmatch(part.strip(" ()"))] if m]:
            grade = _grade(number).grade
            if grade is not None:
                return Stars(min(grade, HIGHEST - 1), "star_potential")
    return Stars(None, "star_potential")


@lru_cache(maxsize=4096)
def parse_stars(text: str) -> Stars:
    """Read a cell such as "3 sao", "***", "Ba sao", "03 sao", "4*", "OCOP 4 sao"; "" is unknown."""
    written = clean(text)
    if written.casefold() in EMPTY_MARKS - {"0"}:
        return Stars(None)
    compact = _BLANKS.sub("", written)
    if compact and not _SIGNS.sub("", compact):
        return _grade(str(len(compact)))
    folded = fold(_BLANKS.sub(" ", written))
    if "tiem nang" in folded:
        return _potential(folded)
    return _plain(folded)


def _plain(folded: str) -> Stars:
    main = _PARENTHESES.sub(" ", folded)
    if raised := _RAISED.search(main):
        main = main[raised.end() :]
    if _RANGE.search(main):
        return Stars(None, "star_unparsed")
    # What stands in parentheses explains (nâng hạng từ 3 sao); it only counts when alone.
    for part in (main, folded):
        found = set(_numbers(part))
        grades = {_grade(number) for number in found}
        if len(grades) == 1:
            return grades.pop()
        if grades:
            return Stars(None, "star_unparsed")
    bare = _BARE.fullmatch(main.strip()) or _BARE.fullmatch(folded.strip())
    return _grade(bare["n"]) if bare else Stars(None, "star_unparsed")


@lru_cache(maxsize=4096)
def says_potential(text: str) -> bool:
    """Tell whether a cell, group or title says "tiềm năng 5 sao": the ministry has not decided.

    Other potentials ("tiềm năng xuất khẩu") say nothing about stars.
    """
    return bool(_HOPED_FOR.search(fold(text)))


def only_potential(stars: Stars) -> Stars:
    """What a reading is worth where something beside it says "tiềm năng 5 sao": never 5."""
    if stars.grade is None or stars.grade < HIGHEST - 1:
        return stars
    return Stars(HIGHEST - 1, "star_potential")


def parse_marks(marks: dict[int, str], potential: str = "") -> Stars:
    """Read the columns "3 sao | 4 sao | 5 sao" by which of them is marked (x, ✓, 1 …).

    `potential` is the cell of a column "tiềm năng 5 sao"; it never makes a product 5 stars.
    """
    marked = [grade for grade, mark in marks.items() if mark.casefold() not in EMPTY_MARKS]
    if len(marked) > 1:
        return Stars(None, "star_conflict_marks")
    if potential.casefold() not in EMPTY_MARKS:
        return Stars(min(marked[0], HIGHEST - 1) if marked else HIGHEST - 1, "star_potential")
    return _grade(str(marked[0])) if marked else Stars(None)
