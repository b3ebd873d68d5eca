"""Read dates of decisions as written in annexes; day first, as is the custom."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from catalog.text_vi import fold

_WORDED: Final = re.compile(
    r"(?:ngay\s*)?(\d{1,2})\s*[/.-]?\s*thang\s*(\d{1,2})\s*[,/.-]?\s*nam\s*(\d{4}|\d{2})\b"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d/])(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)"
)
_ISO: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
_EPOCH: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 36526
_LAST_SERIAL: Final = 73050
"""Excel day numbers of 01/01/2000 and 31/12/2099; other numbers are no dates of decisions."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A reading: the date or None, and what to tell a person about it."""

    day: date | None
    codes: tuple[str, ...] = ()
    written: str = ""
    """the date as it stands in the cell"""


NO_DATE: Final = ReadDate(None)
_INVALID: Final = ReadDate(None, ("date_invalid",))


def _build(
    match: re.Match[str], year: str, month: str, day: str, codes: tuple[str, ...] = ()
) -> ReadDate:
    if len(year) == 2:
        year = f"20{year}"
        codes = ("date_two_digit_year", *codes)
    try:
        return ReadDate(date(int(year), int(month), int(day)), codes, match[0])
    except ValueError:
        return ReadDate(None, ("date_invalid",), match[0])


def _from_serial(number: float) -> ReadDate:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return ReadDate(_EPOCH + timedelta(days=int(number)))
    return _INVALID


@lru_cache(maxsize=4096)
def find_date(text: str) -> ReadDate:
    """Find a date inside text; NO_DATE when there is nothing like one."""
    folded = fold(text)
    if match := _WORDED.search(folded):
        day, month, year = match.groups()
        return _build(match, year, month, day)
    if match := _ISO.search(folded):
        year, month, day = match.groups()
        return _build(match, year, month, day)
    if match := _NUMERIC.search(folded):
        day, month, year = match.groups()
        # 05/06/2023 could be meant the American way; 05/05 could not be anything else.
        either = int(day) <= 12 and int(month) <= 12 and int(day) != int(month)
        return _build(match, year, month, day, ("date_ambiguous",) if either else ())
    return NO_DATE


def parse_date(value: str | float | date | datetime) -> ReadDate:
    """Read a whole cell of a date column; text without a date is date_invalid, blank NO_DATE."""
    if isinstance(value, datetime):
        return ReadDate(value.date())
    if isinstance(value, date):
        return ReadDate(value)
    if isinstance(value, (int, float)):
        return _from_serial(value)
    text = value.strip()
    if text in {"", "-", "–", "—", "/"}:
        return NO_DATE
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    found = find_date(text)
    return _INVALID if found is NO_DATE else found
