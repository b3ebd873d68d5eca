"""Recognise and decode text in TCVN3 (ABC) or VNI without touching good Unicode.

The proof is spelling: text is taken for an old encoding only when its words are no Vietnamese
syllables as they stand and are when decoded. Words of other languages (café, Müller) are neither.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from catalog.text_vi.legacy_tables import TCVN3, VNI
from catalog.text_vi.syllable import is_syllable

Encoding = Literal["tcvn3", "vni"]

_VNI_CODES: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWEL: Final = re.compile(r"[AEIOUY\u00c0-\u00cf\u00d2-\u00de\u0100-\u010f\u0112-\u1ef9]")
_CHUNK: Final = re.compile(r"[^\s,.;:()/\"“”‘’'\[\]\-–+&]+")
_NEUTRAL: Final = frozenset("\u00a0–—‘’“”…•")
"""Characters outside the tables that may stand in old text: dashes, quotes, NBSP."""


_BEYOND: Final = re.compile(r"[^\x00-\xff–—‘’“”…•]")
"""Most Vietnamese Unicode letters lie beyond Latin-1, where no old encoding can reach."""


@dataclass(frozen=True, slots=True)
class _Score:
    proofs: int
    """words that are Vietnamese only when decoded"""
    strong: int
    """proofs that hold a sign or odd case no other language writes inside a word"""
    against: int
    """words that decoding would spoil"""

    @property
    def convinces(self) -> bool:
        return (self.proofs >= 2 or self.strong >= 1) and self.proofs > 2 * self.against


def _decode_tcvn3(text: str) -> str | None:
    if any(ch not in TCVN3 and not ch.isascii() and ch not in _NEUTRAL for ch in text):
        return None
    decoded = "".join(TCVN3.get(ch, ch) for ch in text)
    return _restore_capitals(text, decoded)


def _restore_capitals(text: str, decoded: str) -> str:
    """S¶N PHÈM is SẢN PHẨM: TCVN3 has no toned capitals, so the plain letters tell the case.

    Text wholly in a capital font (.VnTimeH) holds small letters only and stays small.
    """
    plain = [ch for ch in text if ch.isascii() and ch.isalpha()]
    # Initials alone prove nothing: "Lò ThÞ" is shouted in no word.
    if any(_is_shouted(word) for word in _CHUNK.findall(text)) and all(map(str.isupper, plain)):
        return decoded.upper()
    return _WORD.sub(lambda m: _upper_if_shouted(m[0]), decoded)


def _upper_if_shouted(word: str) -> str:
    return word.upper() if _is_shouted(word) else word


def _is_shouted(word: str) -> bool:
    plain = [ch for ch in word if ch.isascii() and ch.isalpha()]
    return len(plain) >= 2 and all(ch.isupper() for ch in plain)


def _decode_vni(text: str) -> str | None:
    decoded = _VNI_CODES.sub(lambda match: VNI[match[0]], text)
    left = _VNI_CODES.sub("", text)
    if any(not ch.isascii() and ch not in _NEUTRAL for ch in left):
        return None
    return decoded


def _odd_inside_word(chunk: str) -> bool:
    """Tell whether a chunk has a sign among letters, or a capital after a small letter."""
    signs = any((not ch.isascii() and not ch.isalpha()) or ch in "µªºÐðÞþ" for ch in chunk)
    letters = [ch for ch in chunk if ch.isalpha()]
    camel = any(
        a.islower() and b.isupper() and not b.isascii() for a, b in itertools.pairwise(letters)
    )
    return signs or camel


def _decoded_fits(chunk: str) -> bool:
    words = _WORD.findall(chunk)
    return bool(words) and all(word.isascii() or is_syllable(word) for word in words)


def _looks_unicode(chunk: str) -> bool:
    return not _odd_inside_word(chunk) and _decoded_fits(chunk)


def _score(decoded_chunks: list[tuple[str, str]]) -> _Score:
    proofs = strong = against = 0
    for chunk, decoded in decoded_chunks:
        if not any(ch.isascii() and ch.isalpha() for ch in chunk):
            continue
        fits = _decoded_fits(decoded) and not any(ch.isdecimal() for ch in chunk)
        if _looks_unicode(chunk):
            against += not fits
        elif fits:
            proofs += 1
            marks = sum(not ch.isascii() for ch in chunk)
            strong += _odd_inside_word(chunk) or marks >= 2
        else:
            against += 1
    return _Score(proofs, strong, against)


def _is_abbreviation(word: str) -> bool:
    """QĐ, NĐ, ĐT: capitals without a vowel are no syllable and speak against nothing."""
    return word.isupper() and len(word) > 1 and not _VOWEL.search(word)


def decode_as(text: str, encoding: Encoding) -> str | None:
    """Decode text known from its neighbours to be in that encoding.

    Returns None when the text can't be in it, or when decoding would spoil its words.
    """
    if text.isascii():
        return text
    decode = _decode_tcvn3 if encoding == "tcvn3" else _decode_vni
    decoded = decode(unicodedata.normalize("NFC", text))
    if decoded is None:
        return None
    words = [word for word in _WORD.findall(decoded) if not word.isascii()]
    good = sum(is_syllable(word) for word in words)
    neutral = sum(_is_abbreviation(word) for word in words)
    bad = len(words) - good - neutral
    return decoded if good > bad or (neutral and not bad) else None


def _judge(text: str, encoding: Encoding) -> tuple[_Score, str] | None:
    decode = _decode_tcvn3 if encoding == "tcvn3" else _decode_vni
    whole = decode(text)
    if whole is None:
        return None
    chunks = [chunk for chunk in _CHUNK.findall(text) if not chunk.isascii()]
    pairs = [(chunk, decode(chunk) or "") for chunk in chunks]
    return _score(pairs), whole


def is_plausible(text: str) -> bool:
    """Tell whether text reads as Unicode Vietnamese (or plain ASCII) word by word."""
    return all(_looks_unicode(chunk) for chunk in _CHUNK.findall(text) if not chunk.isascii())


@lru_cache(maxsize=16384)
def decode_legacy(text: str) -> tuple[str, Encoding | None]:
    """Return (decoded text, "tcvn3" or "vni"), or (text, None) when it is no such text.

    Good Unicode Vietnamese and foreign words come back unchanged. A single doubtful word (Cèm)
    stays too; `decode_as` settles it where a neighbouring cell has shown the encoding.
    """
    if text.isascii() or _BEYOND.search(text):
        return text, None
    best: tuple[int, str, Encoding] | None = None
    encodings: tuple[Encoding, ...] = ("tcvn3", "vni")
    for encoding in encodings:
        judged = _judge(text, encoding)
        if judged is None or not judged[0].convinces:
            continue
        weight = judged[0].proofs - judged[0].against
        if best is None or weight > best[0]:
            best = (weight, judged[1], encoding)
    return (best[1], best[2]) if best else (text, None)
