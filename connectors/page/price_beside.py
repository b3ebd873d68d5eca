"""The words around a price element or text: labels before and after it, and its other pieces."""

import re
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from catalog.text_vi import clean, fold
from connectors.page.blocks import visible_text
from connectors.page.microdata import strings, strings_after
from connectors.page.price_labels import Role, role_by_label

_LABEL = 60
_OUTER = frozenset({"body", "main", "form"})
# "1,2k" counts buyers as often as đồng: what stands behind it tells.
_THOUSANDS = re.compile(r"[\d.,]+ ?(?:k|tr|nghin|ngan|trieu)\+?")
_COUNTS = re.compile(r"da ban|luot|danh gia|nguoi|sold|reviews?|ratings?|views?|likes?|follow")
# A number that misses its currency, and what all pieces of a price are at most.
_BARE = re.compile(r"\d[\d.,  ]*")
_PIECES, _WHOLE = 3, 24


def label_before(tag: Tag) -> str:
    """The words that stand right before an element, in its own parent or before that."""
    at: Tag = tag
    for _ in range(2):
        for before in at.previous_siblings:
            words = _words(before)
            if words:
                return "" if any(map(str.isdigit, words)) else words
        if at.parent is None or at.parent.name in _OUTER:
            break
        at = at.parent
    return ""


def role_around(tag: Tag) -> Role:
    """What a price element holds by the words before it; by those after it, where it has none."""
    role = role_by_label(label_before(tag))
    return Role.OLD if role is Role.CURRENT and is_called_old(tag) else role


def is_called_old(tag: Tag | None) -> bool:
    """Whether the label of an old price follows: "<p><b>9 €</b><i>Old price</i></p>".

    It is the element's own only where the two are all that their parent holds.
    """
    if tag is None or any(map(_words, tag.previous_siblings)):
        return False
    behind = [words for words in map(_words, tag.next_siblings) if words]
    return len(behind) == 1 and role_by_label(behind[0]) is Role.OLD


def _words(node: PageElement) -> str:
    return visible_text(node, _LABEL) if isinstance(node, Tag) else clean(str(node))


def text_after(piece: PageElement) -> str:
    """The next text that stands behind a piece of text, whatever element holds it."""
    said = (str(after).strip() for after in islice(strings_after(piece), 3))
    return next(filter(None, said), "")


def counts_people(piece: PageElement) -> bool:
    """Whether a text is a number in thousands of those who bought, praised or looked."""
    told = _THOUSANDS.fullmatch(fold(str(piece).strip()))
    return told is not None and _COUNTS.match(fold(text_after(piece)[:_LABEL])) is not None


def pieced(piece: PageElement) -> str:
    """The whole price of which a text is the first number: "46," "90" "zł" in elements each."""
    if not _BARE.fullmatch(str(piece).strip()):
        return ""
    for parent in islice(piece.parents, _PIECES):
        texts = [one for one in islice(strings(parent), 8) if one.strip()]
        whole = "".join(one.strip() for one in texts)
        if len(whole) > _WHOLE:
            return ""
        if len(texts) > 1:
            first = next((one for one in texts if any(map(str.isdigit, one))), None)
            return whole if first is piece else ""
    return ""
