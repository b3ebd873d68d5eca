"""What a column means, judged by its heading; synonyms are folded (no marks, lower case)."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from catalog.text_vi import fold


class Field(StrEnum):
    """Meaning of a column."""

    STT = "stt"
    NAME = "tên sản phẩm"
    PRODUCER = "chủ thể"
    KIND = "loại hình"
    ADDRESS = "địa chỉ"
    XA = "xã"
    HUYEN = "huyện"
    TINH = "tỉnh"
    STARS = "hạng sao"
    STAR_MARK = "cột đánh dấu sao"
    STAR_POTENTIAL = "tiềm năng 5 sao"
    DECISION = "số quyết định"
    DATE = "ngày quyết định"
    GROUP = "nhóm"
    SCORE = "điểm"
    NOTE = "ghi chú"
    OTHER = "khác"


_STAR_WORDS: Final = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_STAR_MARK: Final = re.compile(
    r"(?:dat |hang |san pham |sp |ocop |xep |muc |so san pham )*0?"
    r"(?P<n>[1-5]|mot|hai|ba|bon|nam) ?(?:sao|\*)"
)
_STAR_SIGNS: Final = re.compile(r"[*★]{1,5}")
_HUYEN_WORDS: Final = frozenset(
    {"ten", "cap", "huyen", "quan", "thi", "thanh", "pho", "tx", "tp", "va", "hoac", "don", "vi"}
)
_XA_WORDS: Final = frozenset(
    {"ten", "cap", "xa", "phuong", "thi", "tran", "tt", "dac", "khu", "va", "hoac", "p", "x"}
)
_TINH_WORDS: Final = frozenset({"ten", "tinh", "thanh", "pho", "tp", "va"})

_RULES: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (Field.STT, r"^(?:stt|tt|so tt|so thu tu|s t t|no|thu tu)$"),
        (
            Field.OTHER,
            (
                r"^so luong|^ma\b|dien thoai|\bsdt\b|dai dien|email|website|thoi han"
                r"|hieu luc|het han"
                r"|chung nhan|^nam\b|don vi tinh|thoi diem|co quan|doanh thu|quy mo|cong suat"
                r"|ngay sinh"
                r"|^hinh anh|so gcn|ngay cap|lien he|the manh|san luong|tieu chuan|^gia\b|lao dong"
            ),
        ),
        (Field.NAME, r"^ten (?:cac |goi |cua )*(?:san pham|sp\b)"),
        (Field.KIND, r"loai hinh|loai chu the|hinh thuc to chuc|phan loai chu the"),
        (
            Field.GROUP,
            r"^(?:ten )?nhom|^nganh|bo san pham|^phan nhom|^(?:phan )?loai san pham|linh vuc",
        ),
        (Field.DATE, r"^ngay(?! cap)|^thoi gian (?:cong nhan|ban hanh)|^nam thang"),
        (Field.DECISION, r"quyet dinh|\bqd\b|^van ban|so hieu"),
        (Field.ADDRESS, r"dia chi|dia ban|dia diem|dia phuong|noi san xuat|tru so|noi sx"),
        (Field.SCORE, r"\bdiem$|^(?:so |tong )?diem\b|ket qua cham"),
        (
            Field.STARS,
            (
                r"\bsao\b|xep hang|phan hang|hang san pham|^hang$|^ket qua|cap hang|dat hang"
                r"|muc hang|xep loai|hang cong nhan|cong nhan hang|^hang ocop"
            ),
        ),
        (
            Field.NAME,
            (
                r"^(?:cac )?(?:san pham|sp)\b|ten hang hoa|danh muc san pham|mat hang|"
                r"ten (?:dich vu|mat hang|hang)"
            ),
        ),
        (
            Field.PRODUCER,
            (
                r"chu the|co so|don vi|nha san xuat|to chuc|doanh nghiep|hop tac xa|\bhtx\b|so huu"
                r"|\bho (?:san xuat|kinh doanh|gia dinh)|nguoi san xuat|cong ty|noi san xuat"
            ),
        ),
        (Field.NOTE, r"ghi chu"),
        (Field.NAME, r"^ten$"),
    )
)
_NOT_WORD: Final = re.compile(r"[^a-z0-9*★]+")
_PARENTHESES: Final = re.compile(r"\([^)]*\)")


def _norm(label: str) -> str:
    return _NOT_WORD.sub(" ", fold(label)).strip()


@lru_cache(maxsize=8192)
def star_of_label(label: str) -> int | None:
    """The grade of a column headed "3 sao", "Hạng 4 sao", "★★★★"; None for other headings."""
    norm = _norm(label)
    if _STAR_SIGNS.fullmatch(norm.replace(" ", "")):
        return len(norm.replace(" ", ""))
    match = _STAR_MARK.fullmatch(norm)
    if not match:
        return None
    return _STAR_WORDS.get(match["n"]) or int(match["n"])


def _unit_column(norm: str) -> Field | None:
    words = set(norm.split())
    if "tinh" in words and words <= _TINH_WORDS:
        return Field.TINH
    towns = set(norm.replace("thi xa", "thi").split())
    if words & {"huyen", "quan"} and towns <= _HUYEN_WORDS:
        return Field.HUYEN
    if words & {"xa", "phuong"} and words <= _XA_WORDS:
        return Field.XA
    if words & {"xa", "phuong"} and "huyen" in words:
        return Field.ADDRESS
    return None


@lru_cache(maxsize=8192)
def field_of(label: str) -> Field | None:
    """Meaning of a heading, or None when it is none that we know."""
    norm = _norm(label)
    if not norm or len(norm) > 120:
        return None
    if "tiem nang" in norm:
        return Field.STAR_POTENTIAL
    if star_of_label(label):
        return Field.STAR_MARK
    outside = _norm(_PARENTHESES.sub(" ", label)) or norm
    for text in dict.fromkeys((outside, norm)):
        unit = _unit_column(text)
        if unit:
            return unit
        for field, pattern in _RULES:
            if pattern.search(text):
                return field
    return None


@lru_cache(maxsize=4096)
def names_producer(label: str) -> bool:
    """Tell whether a heading of addresses is one of producers too: "Tên chủ thể, địa chỉ"."""
    parts = re.split(r"[,;/&\n(]|\s(?:và|-|–)\s", label)
    return len(parts) > 1 and field_of(parts[0]) is Field.PRODUCER
