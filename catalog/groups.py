"""The six product groups of Quyết định 148/QĐ-TTg as annexes write them, old names included."""

import re

from catalog.status import ProductGroup
from catalog.text_vi import fold

_WRITTEN = (
    ("thuc pham", ProductGroup.FOOD),
    ("do uong", ProductGroup.DRINK),
    ("duoc lieu", ProductGroup.HERBAL),
    ("thao duoc", ProductGroup.HERBAL),
    ("thu cong", ProductGroup.CRAFT),
    ("vai may mac", ProductGroup.CRAFT),
    ("luu niem", ProductGroup.CRAFT),
    ("sinh vat canh", ProductGroup.ORNAMENTAL),
    ("dich vu du lich", ProductGroup.TOURISM),
    ("du lich nong thon", ProductGroup.TOURISM),
)
_LEAD = re.compile(r"^(?:(?:[ivx]+|[a-z0-9])\s+)?(?:(?:nhom|nganh|hang|san pham|cac|va)\s+)*")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def written_group(text: str) -> ProductGroup:
    """The group that a text such as "Nhóm thực phẩm" names; UNKNOWN for any other text."""
    words = _LEAD.sub("", _NOT_WORD.sub(" ", fold(text)).strip())
    return next(
        (group for start, group in _WRITTEN if words.startswith(start)), ProductGroup.UNKNOWN
    )
