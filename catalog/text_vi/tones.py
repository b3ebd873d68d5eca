"""Tones (thanh điệu) and the two customs of placing them (hòa, hoà)."""

import re
import unicodedata
from typing import Final

TONE_MARKS: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining tone mark → rank in the alphabet: huyền, hỏi, ngã, sắc, nặng (ngang is 0)."""

_NEW_STYLE: Final = re.compile(
    r"(?P<glide>o)(?P<vowel>[àảãáạèẻẽéẹ])(?![^\W\d_])|(?<!q)(?P<u>u)(?P<y>[ỳỷỹýỵ])(?![^\W\d_])",
    re.IGNORECASE,
)


def split_tone(letter: str) -> tuple[str, int]:
    """Return the letter without its tone (ế → ê) and the tone's rank (0 = ngang … 5 = nặng)."""
    rank = 0
    kept = []
    for char in unicodedata.normalize("NFD", letter):
        if char in TONE_MARKS:
            rank = TONE_MARKS[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), rank


def with_tone(letter: str, rank: int) -> str:
    """Return the letter carrying the tone of that rank; the inverse of `split_tone`."""
    mark = {value: char for char, value in TONE_MARKS.items()}.get(rank, "")
    return unicodedata.normalize("NFC", letter + mark)


def _move_back(match: re.Match[str]) -> str:
    glide = match["glide"] or match["u"]
    plain, rank = split_tone(match["vowel"] or match["y"])
    return with_tone(glide, rank) + plain


def tone_normal(text: str) -> str:
    """Place tones in the traditional way (hoà → hòa, thuỷ → thủy), so both customs compare equal.

    Only open syllables in oa, oe and uy differ; "quý" has its tone on y in both customs.
    """
    return text if text.isascii() else _NEW_STYLE.sub(_move_back, text)
