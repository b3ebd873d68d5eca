"""Names of units as people write them: unit words, abbreviations, spelling variants."""

import re
from dataclasses import dataclass
from functools import lru_cache

from catalog.text_vi import clean, fold, tone_normal

_WORDS = {
    "commune": {
        "xã": r"xã|x\.",
        "phường": r"phường|p\.",
        "thị trấn": r"thị trấn|tt\.|tt(?=\s)",
        "đặc khu": r"đặc khu|đk\.",
    },
    "district": {
        "huyện": r"huyện|h\.",
        "thị xã": r"thị xã|tx\.|tx(?=\s)",
        "thành phố": r"thành phố|tp\.|tp(?=\s)",
        "quận": r"quận|q\.",
    },
    "province": {"tỉnh": r"tỉnh|t\."},
}
_PATTERNS = [
    (level, kind, re.compile(rf"(?:{pattern})\s*(?=\S)", re.IGNORECASE))
    for level, kinds in _WORDS.items()
    for kind, pattern in kinds.items()
]
_NOT_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Named:
    """A written unit name taken apart; kind and level are empty when no unit word is written."""

    kind: str
    name: str
    level: str


@lru_cache(maxsize=16384)
def split_kind(text: str) -> Named:
    """Take "TX. Sa Pa" apart into kind "thị xã", name "Sa Pa", level "district"."""
    text = clean(text).strip(" ,.;:-–")
    for level, kind, pattern in _PATTERNS:
        if match := pattern.match(text):
            name = text[match.end() :].strip(" ,.;:-–")
            glued = match[0][-1].isalpha() and not match[0].endswith(".")
            if name and not glued:
                return Named(kind, name, level)
    return Named("", text, "")


def spell_out(text: str) -> str:
    """Write the unit word out (P. Cốc Lếu → phường Cốc Lếu); other text stays as written.

    A unit word already written out keeps its case.
    """
    named = split_kind(text)
    if not named.kind:
        return named.name
    written = clean(text).strip(" ,.;:-–")
    if fold(written).startswith(fold(named.kind) + " "):
        return written
    return f"{named.kind} {named.name}"


@lru_cache(maxsize=65536)
def place_key(name: str) -> str:
    """Key that tells marks apart but no blanks, hyphens, case or tone placement (Sapa, Sa Pa)."""
    return _NUMBER.sub("", _NOT_LETTERS.sub("", tone_normal(clean(name)).casefold()))


@lru_cache(maxsize=65536)
def loose_key(name: str) -> str:
    """Key blind to marks and to i/y as well; only asked when the exact key finds nothing."""
    return _NUMBER.sub("", _NOT_LETTERS.sub("", fold(name))).replace("y", "i")
