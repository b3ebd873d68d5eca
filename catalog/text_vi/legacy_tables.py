"""The code tables of TCVN3 (ABC, fonts .VnTime) and VNI (fonts VNI-Times), as seen in cp1252.

A file written with such a font and read as Windows-1252 shows "s¶n phÈm" (TCVN3) or "saûn phaåm"
(VNI) for "sản phẩm". TCVN 5712:1993 part 3 has no capital letters with tones: fonts ending in H
(.VnTimeH) draw the small ones as capitals.
"""

from typing import Final

from catalog.text_vi.tones import with_tone

_TONES: Final = (1, 2, 3, 4, 5)
"""huyền, hỏi, ngã, sắc, nặng"""

_TCVN3_TONED: Final = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3_LETTERS: Final = dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))

TCVN3: Final[dict[str, str]] = _TCVN3_LETTERS | {
    code: with_tone(vowel, tone)
    for vowel, codes in _TCVN3_TONED.items()
    for tone, code in zip(_TONES, codes, strict=True)
}
"""TCVN3 character (as cp1252) → Unicode letter."""

_VNI_SINGLE: Final = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
_VNI_PLAIN_MARKS: Final = "øûõùï"
_VNI_CIRCUMFLEX_MARKS: Final = "àåãáä"
_VNI_BREVE_MARKS: Final = "èúüéë"


def _vni_pairs(base: str, marks: str, vowel: str) -> dict[str, str]:
    pairs = {base + mark: with_tone(vowel, tone) for tone, mark in zip(_TONES, marks, strict=True)}
    capitals = {code.upper(): letter.upper() for code, letter in pairs.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in pairs.items()}
    return pairs | mixed | capitals


def _vni() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for base, vowel in zip("aeouyôö", "aeouyơư", strict=True):
        table |= _vni_pairs(base, _VNI_PLAIN_MARKS, vowel)
    for base, vowel in zip("aeo", "âêô", strict=True):
        table |= _vni_pairs(base, _VNI_CIRCUMFLEX_MARKS, vowel)
        table |= {base + "â": vowel, base.upper() + "Â": vowel.upper()}
        table |= {base.upper() + "â": vowel.upper()}
    table |= _vni_pairs("a", _VNI_BREVE_MARKS, "ă")
    return table | {"aê": "ă", "AÊ": "Ă", "Aê": "Ă"}


VNI: Final[dict[str, str]] = _vni()
"""VNI sequence of one or two characters (as cp1252) → Unicode letter."""
