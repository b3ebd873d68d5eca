"""Names of shops and their owners made alike before they are compared.

Floors, certificates and shop fronts write one chủ thể in many ways ("Hộ kinh doanh …", "HKD …",
"HTX DV NN …"). Each way gets one short form, so that the words that tell two names apart weigh
most; a kind alone ("HTX", "Cửa hàng") names nobody. Places are written together or apart ("Sapa",
"Sa Pa"): they are taken apart.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from catalog.identity import folded_words, producer_key
from catalog.places.tables import read_tables

_SHORT = {
    "lien hiep hop tac xa": "lhhtx",
    "hop tac xa": "htx",
    "to hop tac": "tht",
    "ho kinh doanh": "hkd",
    "ho gia dinh": "hkd",
    "ho san xuat": "hkd",
    "cong ty co phan": "ctcp",
    "cong ty": "cty",
    "trach nhiem huu han": "tnhh",
    "mot thanh vien": "mtv",
    "doanh nghiep tu nhan": "dntn",
    "co so san xuat": "cssx",
    "nong nghiep": "nn",
    "san xuat": "sx",
    "dich vu": "dv",
    "thuong mai": "tm",
    "xuat nhap khau": "xnk",
    "ct": "cty",
    "va": "",
}
_LONG = re.compile(r"\b(?:" + "|".join(sorted(_SHORT, key=len, reverse=True)) + r")\b")
_PERSON = re.compile(r"^(?:ho )?(?:ong|ba) ")
_VOWELS = re.compile("[aeiouy]+")
_NOBODY = frozenset(
    {"lhhtx", "htx", "tht", "hkd", "ctcp", "cty", "tnhh", "mtv", "dntn", "cssx", "nn", "sx", "dv",
     "tm", "xnk", "ho", "co", "so", "cua", "hang", "gian", "shop", "store", "official"}
)  # fmt: skip


def comparable(name: str) -> str:
    """The name folded, with one short form for each kind and trade; empty when it names nobody."""
    named = _PERSON.sub("hkd ", producer_key(name))
    apart = places_apart()
    named = " ".join(apart.get(word, word) for word in named.split())
    words = _LONG.sub(lambda found: _SHORT[found[0]], named).split()
    return "" if _NOBODY.issuperset(words) else " ".join(words)


@cache
def places_apart() -> Mapping[str, str]:
    """Names of places written together, folded, and how they are written apart.

    Left out are those that one syllable could be ("Tú An": Tuấn) and those that two places share
    ("Tân An", "Ta Nan"): taking them apart would make different names equal.
    """
    tables = read_tables()
    names = {one.name for one in tables.provinces} | {one.name for one in tables.districts}
    names |= {one.name for one in tables.communes} | {one.name for one in tables.aliases}
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        spaced = folded_words(name)
        if " " in spaced and spaced.replace(" ", "").isalpha():
            found[spaced.replace(" ", "")].add(spaced)
    return {
        together: next(iter(spaced))
        for together, spaced in found.items()
        if len(spaced) == 1 and len(_VOWELS.findall(together)) > 1
    }
