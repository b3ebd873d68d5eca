"""Decision numbers (số quyết định), in cells and in the title of a sheet."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from catalog.importing.dates import NO_DATE, ReadDate, find_date

_NUMBER: Final = re.compile(
    r"(?<![\w/])(\d+[a-z]?)\s*/\s*(?:(\d{4})\s*/\s*)?([A-ZĐ][\wĐ&]*(?:\s*[-–]\s*[\wĐ&]+)*)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"^(?:(?:theo|tại|kèm theo)\s+)?(?:quyết định|qđ)?\s*(?:số|số hiệu)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"\s*[,;(]?\s*(?:ngày|ký ngày)\b.*$", re.IGNORECASE | re.DOTALL)
_DECISION: Final = re.compile(r"(?:quyết\s+định|\bqđ)\s*(?:số)?\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_GROUNDS: Final = re.compile(r"căn\s+cứ[^.;)]*$", re.IGNORECASE)
_OTHER_PAPER: Final = re.compile(
    r"kèm\s+theo\s+(?:báo\s+cáo|tờ\s+trình|công\s+văn|kế\s+hoạch|thông\s+báo|biên\s+bản)",
    re.IGNORECASE,
)
_EMPTY: Final = frozenset({"", "-", "–", "—", "/", "không", "chưa có", "không có"})
_DAY_REACH: Final = 90
"""characters after the number within which its date stands"""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as far as known."""

    number: str = ""
    day: date | None = None


def _join(match: re.Match[str]) -> str:
    number, year, sign = match.groups()
    sign = re.sub(r"\s*[-–]\s*", "-", sign)
    return "/".join(part for part in (number, year, sign) if part)


@lru_cache(maxsize=4096)
def parse_decision(text: str) -> tuple[str, ReadDate]:
    """Read a cell "636/QĐ-UBND", "QĐ số 636/QĐ-UBND ngày 19/3/2019": number and its date if any."""
    if text.casefold() in _EMPTY:
        return "", NO_DATE
    if match := _NUMBER.search(text):
        return _join(match), find_date(text[match.end() :])
    day = find_date(text)
    number = _TAIL.sub("", _LEAD.sub("", text)).strip(" ,;()")
    if day is not NO_DATE and find_date(number) is not NO_DATE:
        number = ""
    return number, day


def title_decision(title: str) -> Decision:
    """Take number and date from "(Kèm theo Quyết định số … ngày …)"; a Báo cáo is no decision.

    A decision named as ground (Căn cứ Quyết định …) is another one. Parts left blank in a draft
    ("số    /QĐ-UBND ngày    tháng") stay unknown.
    """
    if _OTHER_PAPER.search(title):
        return Decision()
    for match in _DECISION.finditer(title):
        if _GROUNDS.search(title[: match.start()]):
            continue
        number = _NUMBER.match(title, match.end())
        rest = title[match.end() :][:_DAY_REACH]
        return Decision(_join(number) if number else rest.split()[0], find_date(rest).day)
    return Decision()
