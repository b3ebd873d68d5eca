"""Alphabetical order of Vietnamese: a ă â … d đ … e ê …; tones decide last."""

import unicodedata

from catalog.text_vi.cleaning import clean
from catalog.text_vi.tones import split_tone

_SECOND_LETTERS = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}


def _primary(letter: str) -> str:
    if letter in _SECOND_LETTERS:
        return _SECOND_LETTERS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return base + "0" if base.isalpha() else base


def collation_key(text: str) -> str:
    """Return a key whose plain (binary) order is the Vietnamese dictionary's.

    The key is ASCII for Vietnamese text, so a database column can hold it. The letters of the
    whole text come first; tones (ngang huyền hỏi ngã sắc nặng) only part equal letters.
    """
    parts = [split_tone(ch) for ch in clean(text).lower() if ch.isalnum() or ch == " "]
    letters = "".join(_primary(letter) for letter, _ in parts)
    # Two blanks never occur inside the letters, and sort before any continuation of them.
    return f"{letters}  {''.join(str(rank) for _, rank in parts)}"
