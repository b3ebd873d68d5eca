"""One normal form for all text that comes in, and the folded form that search compares."""

import re
import unicodedata
from functools import lru_cache

_BLANKS = {*range(0x2000, 0x200B), 0x00A0, 0x1680, 0x202F, 0x205F, 0x3000}
"""Blanks that look like a space and are none: NBSP and its kin."""

_INVISIBLE = {0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010)} | {
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
}
"""Characters without width: zero-width blanks and joiners, soft hyphen, direction marks, BOM."""

_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_INVISIBLE, None),
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " "),
}
# What `str.split` doesn't take for a blank: only where one of these stands a table is needed.
_STRANGE = re.compile(
    "[" + "".join(chr(c) for c, to in _TABLE.items() if to is None or not chr(c).isspace()) + "]"
)
_HIDDEN = frozenset(map(chr, _BLANKS | _INVISIBLE))
_MARKS = re.compile("[\u0300-\u036f]+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """Return text in NFC with single spaces: NBSP becomes a blank, invisible characters go."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if _STRANGE.search(text):
        text = text.translate(_TABLE)
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """Return the form for searching and comparing: clean, casefolded, without marks, đ as d."""
    text = clean(text).casefold()
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return bare.replace("đ", "d").replace("ð", "d")


def slug(text: str) -> str:
    """Return an ASCII address part such as "gao-seng-cu"; empty when nothing is left."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def storable(text: str) -> str:
    """Return the text without what databases and UTF-8 refuse: NUL, controls, half surrogates."""
    return text if text.isprintable() else _UNSTORABLE.sub("", text)


def has_hidden(text: str) -> bool:
    """Tell whether text holds a NBSP, a zero-width or another invisible character."""
    return not text.isascii() and not _HIDDEN.isdisjoint(text)


def is_nfd(text: str) -> bool:
    """Tell whether text uses decomposed Unicode (NFD), as files from macOS do."""
    return not text.isascii() and not unicodedata.is_normalized("NFC", text)
