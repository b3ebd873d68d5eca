"""Kinds of producers (loại chủ thể) read from the name, and a key to compare names by."""

import re
from functools import lru_cache
from typing import Final

from catalog.text_vi import clean, fold, tone_normal

_KINDS: Final = (
    ("HTX", r"(?:liên hiệp )?(?:hợp tác xã|htx)\b|lh ?htx\b"),
    ("THT", r"tổ hợp tác\b|tht\b|tổ hợp tác xã"),
    (
        "DN",
        (
            r"(?:tổng )?công ty|cty|ctcp|tnhh|dntn|doanh nghiệp|tập đoàn|\bmtv\b|\bdn\b|xí nghiệp"
            r"|nông trường|lâm trường"
        ),
    ),
    (
        "Hộ KD",
        (
            r"hộ (?:kinh doanh|kd|sản xuất|sx|gia đình|cá thể|nông dân|ông|bà|anh|chị)|hkd\b|\bhộ\b"
            r"|^(?:ông|bà|anh|chị|gia đình)\b"
        ),
    ),
    (
        "Cơ sở SX",
        r"cơ sở|cssx|\bcs\b|trang trại|trung tâm|xưởng|tổ sản xuất|làng nghề|nhà vườn|hợp danh",
    ),
)
_PATTERNS: Final = [(kind, re.compile(rf"(?<!\w)(?:{text})")) for kind, text in _KINDS]

_ABBREVIATIONS: Final = {
    "htx": "hợp tác xã",
    "tht": "tổ hợp tác",
    "hkd": "hộ kinh doanh",
    "kd": "kinh doanh",
    "ctcp": "công ty cổ phần",
    "cty": "công ty",
    "cp": "cổ phần",
    "tnhh": "trách nhiệm hữu hạn",
    "mtv": "một thành viên",
    "dntn": "doanh nghiệp tư nhân",
    "sx": "sản xuất",
    "tm": "thương mại",
    "dv": "dịch vụ",
    "nn": "nông nghiệp",
    "cssx": "cơ sở sản xuất",
    "cs": "cơ sở",
    "1": "một",
}
_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=8192)
def producer_kind(name: str) -> str:
    """Return HTX, DN, THT, Hộ KD, Cơ sở SX or "" by the first kind word in the name.

    A branch of a company is DN; a named person ("ông/bà …") is Hộ KD.
    """
    lowered = tone_normal(clean(name)).lower()
    hits = [
        (match.start(), -len(match[0]), kind)
        for kind, pattern in _PATTERNS
        if (match := pattern.search(lowered))
    ]
    return min(hits)[2] if hits else ""


@lru_cache(maxsize=16384)
def producer_key(name: str) -> str:
    """Key equal for "HTX X", "Hợp tác xã x"; marks count, punctuation and "&" do not."""
    words = _WORD.findall(tone_normal(clean(name)).casefold())
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words if word != "và")


@lru_cache(maxsize=16384)
def loose_producer_key(name: str) -> str:
    """The same key without marks: Quang Tom and Quang Tôm are probably one."""
    return fold(producer_key(name))
