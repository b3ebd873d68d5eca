"""Find rows that say the same thing twice, disagree, or may be one product under two names.

Rows are compared by their parsed fields over the whole file. The first is kept: an exact
duplicate and a conflict (other stars for the same recognition) are dropped; everything doubtful is
kept and a person is asked. Two recognitions of one product (different decisions) are doubtful, not
in conflict: a product is re-evaluated every 36 months and may rise.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from catalog.importing.draft import Draft
from catalog.importing.model import AnnexRow
from catalog.importing.producers import loose_producer_key, producer_key
from catalog.places import place_key, split_kind
from catalog.text_vi import clean, fold, tone_normal

_CLASSIFIERS: Final = frozenset(["qua", "trai", "cu", "cay", "hat", "san", "pham", "dac", "ocop"])
"""Words in front of a name that only say what sort of thing it is (Quả bưởi Múc, Bưởi Múc)."""

_SAME_WORDS: Final = {"che": "tra"}
_SOUNDS: Final = (
    (re.compile(r"^x"), "s"),
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^gi|^r"), "d"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"y"), "i"),
)
"""Spellings that sound alike and are mixed up: sả/xả, sườn/xường, dong/rong/giong, quý/quí."""

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_COMPARED: Final = 50


def _text_key(text: str) -> str:
    return tone_normal(clean(text)).casefold()


def _unit_key(text: str) -> str:
    return place_key(split_kind(text).name)


def _same_key(row: AnnexRow) -> tuple[object, ...]:
    return (
        _text_key(row.ten_san_pham),
        producer_key(row.chu_the),
        _unit_key(row.xa),
        _unit_key(row.huyen),
        _unit_key(row.tinh),
        row.hang_sao,
        _text_key(row.so_quyet_dinh),
        row.ngay_quyet_dinh,
    )


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=16384)
def core_name(name: str) -> str:
    """The name without classifiers, marks and confusable sounds; equal for probable twins."""
    words = [_SAME_WORDS.get(word, word) for word in _WORD.findall(fold(name))]
    while len(words) > 1 and words[0] in _CLASSIFIERS:
        words = words[1:]
    return " ".join(_sound(word) for word in words)


def _differ(one: str, other: str) -> bool:
    """Both known and different."""
    return bool(one and other and _unit_key(one) != _unit_key(other))


def _elsewhere(one: AnnexRow, other: AnnexRow) -> bool:
    return (
        _differ(one.xa, other.xa)
        or _differ(one.huyen, other.huyen)
        or _differ(one.tinh, other.tinh)
    )


def _other_recognition(one: AnnexRow, other: AnnexRow) -> bool:
    numbers = {_text_key(row.so_quyet_dinh) for row in (one, other)}
    if "" not in numbers:
        return len(numbers) == 2
    days = {one.ngay_quyet_dinh, other.ngay_quyet_dinh}
    return None not in days and len(days) == 2


def _in_conflict(one: AnnexRow, other: AnnexRow) -> bool:
    return (
        None not in {one.hang_sao, other.hang_sao}
        and one.hang_sao != other.hang_sao
        and not _elsewhere(one, other)
        and not _other_recognition(one, other)
    )


def _suspicious(one: AnnexRow, other: AnnexRow) -> bool:
    """Same core of the name, no different place, and no two different known producers."""
    keys = {loose_producer_key(row.chu_the) for row in (one, other) if row.chu_the}
    if len(keys) > 1 or _elsewhere(one, other):
        return False
    both_known = bool(one.chu_the and other.chu_the)
    same_name = _text_key(one.ten_san_pham) == _text_key(other.ten_san_pham)
    # Single words (Lê, Quả lê) are too common to mean one product unless one producer makes them.
    return both_known or same_name or " " in core_name(one.ten_san_pham)


def _where(earlier: AnnexRow, later: AnnexRow) -> str:
    sheet = "" if earlier.sheet == later.sheet else f" trang “{earlier.sheet}”"
    return f"dòng {earlier.row}{sheet}"


def _told(row: AnnexRow) -> str:
    stars = f" {row.hang_sao} sao" if row.hang_sao else ""
    year = f" năm {row.ngay_quyet_dinh.year}" if row.ngay_quyet_dinh else ""
    return f"“{row.ten_san_pham}”{stars}{year}"


class _Kept:
    """Rows kept so far, found again by what they would collide on; never all against all."""

    def __init__(self) -> None:
        self.exact: dict[tuple[object, ...], AnnexRow] = {}
        self.named: dict[tuple[str, str], list[AnnexRow]] = defaultdict(list)
        self.cores: dict[tuple[str, str], list[AnnexRow]] = defaultdict(list)
        self.all_cores: dict[str, list[AnnexRow]] = defaultdict(list)

    def add(self, row: AnnexRow, same_key: tuple[object, ...]) -> None:
        core = core_name(row.ten_san_pham)
        self.exact[same_key] = row
        self.named[_text_key(row.ten_san_pham), producer_key(row.chu_the)].append(row)
        self.cores[core, loose_producer_key(row.chu_the)].append(row)
        self.all_cores[core].append(row)

    def twins(self, row: AnnexRow) -> Iterator[AnnexRow]:
        """Rows that may be the same product, most likely first, a bounded number of them."""
        core = core_name(row.ten_san_pham)
        if row.chu_the:
            yield from self.cores[core, loose_producer_key(row.chu_the)][:_MOST_COMPARED]
            yield from self.cores[core, ""][:_MOST_COMPARED]
        else:
            yield from self.all_cores[core][:_MOST_COMPARED]


def _judge(kept: _Kept, row: AnnexRow, same_key: tuple[object, ...]) -> tuple[str, str]:
    same = kept.exact.get(same_key)
    if same:
        return "duplicate_exact", f"trùng {_where(same, row)}"
    if row.chu_the:
        for other in kept.named[_text_key(row.ten_san_pham), producer_key(row.chu_the)]:
            if _in_conflict(other, row):
                stars = f"{other.hang_sao} sao và {row.hang_sao} sao"
                return "duplicate_conflict", f"{stars}; đã giữ {_where(other, row)}"
    for other in kept.twins(row):
        if _suspicious(other, row):
            return "duplicate_suspect", f"{_told(other)} ({_where(other, row)}) và {_told(row)}"
    return "", ""


def mark_duplicates(drafts: Iterable[Draft]) -> list[tuple[Draft, str, str]]:
    """Mark dropped rows; return (later row, code, detail) for each duplicate of any sort."""
    kept = _Kept()
    found = []
    for draft in drafts:
        same_key = _same_key(draft.row)
        code, detail = _judge(kept, draft.row, same_key)
        if code:
            found.append((draft, code, detail))
        if code in {"duplicate_exact", "duplicate_conflict"}:
            draft.dropped = True
        else:
            kept.add(draft.row, same_key)
    return found
