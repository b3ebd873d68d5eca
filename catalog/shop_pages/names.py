"""Names of shops and their owners made alike before they are compared.

Floors, certificates and shop fronts write one chủ thể in many ways ("Hộ kinh doanh …", "HKD …",
"HTX DV NN …"). Each way gets one short form, so that the words that tell two names apart weigh
most; a kind alone ("HTX", "Cửa hàng") names nobody.
"""

import re

from catalog.identity import producer_key

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
_NOBODY = frozenset(
    {"lhhtx", "htx", "tht", "hkd", "ctcp", "cty", "tnhh", "mtv", "dntn", "cssx", "nn", "sx", "dv",
     "tm", "xnk", "ho", "co", "so", "cua", "hang", "gian", "shop", "store", "official"}
)  # fmt: skip


def comparable(name: str) -> str:
    """The name folded, with one short form for each kind and trade; empty when it names nobody."""
    named = _PERSON.sub("hkd ", producer_key(name))
    words = _LONG.sub(lambda found: _SHORT[found[0]], named).split()
    return "" if _NOBODY.issuperset(words) else " ".join(words)
