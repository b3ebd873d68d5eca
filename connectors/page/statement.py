"""Whether words that deny the stock are said of the goods on the page, and not of something else.

"Image not available", "S - sold out" or "if it is out of stock we refund you" deny nothing.
"""

import re
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from catalog.text_vi import fold
from connectors.page import phrases
from connectors.page.availability import Stance, stance_of_words
from connectors.page.blocks import visible_text
from connectors.page.microdata import attribute
from connectors.page.price import parse_price

_HOPEFUL = frozenset({Stance.IN, Stance.ORDERABLE})
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_WORD = re.compile(r"[^\W_]+")
# What a shop says around the denial itself, folded.
_SMALL = """
san pham hang mat hien dang tam thoi da nay xin loi rat tiec tinh trang trang thai kho shop cua
chung toi vui long quay lai sau sorry this the item product is are it we our has been currently
now oh temporarily unfortunately at moment online availability available status stock state sold
out of article artikel produkt dieser dieses diese leider ist zurzeit aktuell derzeit momentan
verfugbarkeit lieferstatus ce cet produit est actuellement disponibilite malheureusement este
producto esta en momento disponibilidad il prodotto e al disponibilita questo dit helaas op
beschikbaarheid o produto no ten jest obecnie dostepnosc stan товар наличие наявність stare
produsul urun y et and retired removed permanently sadly longer
ta oferta juz dieses angebot offre offerta ilan listing publicacion anuncio
steht stehen zur deze aanbieding
"""
_AROUND = frozenset(_SMALL.split())
_SUBJECTS = ("item", "produ", "listing", "san pham", "articl", "artikel", "商品", "товар")
_CONDITIONS = (
    "v-if", "v-show", "v-else", "x-show", "x-if", "ng-if", "ng-show", "data-ng-", "*ngif",
)  # fmt: skip
_ENTRY = 20
_UNSPACED = "฀"


def is_statement(said: str) -> bool:
    """Whether nothing but small words stands around the denial."""
    folded = fold(said)
    found = phrases.contains(folded, phrases.DISCONTINUED) or phrases.contains(folded, phrases.OUT)
    if found is None:
        return True  # a count: "Kho: 0"
    if max(found) >= _UNSPACED:
        return 2 * len(found) >= len(folded)
    words = _WORD.findall(folded.replace(found, " "))
    return all(word in _AROUND for word in words)


def names_goods(said: str) -> bool:
    """Whether a sentence has the goods for its subject: "because the item is no longer sold"."""
    folded = fold(said)
    return any(word in folded for word in _SUBJECTS)


def is_of_others(text: PageElement, stance: Stance) -> bool:
    """Whether the place of a text shows that it speaks of a choice, a branch or other goods."""
    tag = text.parent
    if tag is None or _is_conditional(tag) or _is_labelled_otherwise(tag):
        return True
    return _below_other(tag) or _in_card(tag) or _is_contradicted(tag, stance)


def _is_conditional(tag: Tag) -> bool:
    """Whether a script decides if the element is shown, or it waits in a closed dialog."""
    for at in (tag, *list(tag.parents)[:3]):
        if any(name.startswith(_CONDITIONS) for name in at.attrs):
            return True
        if at.name in {"div", "section"} and attribute(at, "aria-hidden") == "true":
            return True
    return False


def _is_labelled_otherwise(tag: Tag) -> bool:
    """Whether the cell beside it names something else than the stock: "Bluetooth", "S"."""
    cell = tag if tag.name in {"td", "dd"} else tag.find_parent(["td", "dd"])
    label = cell.find_previous_sibling(["td", "th", "dt"]) if cell is not None else None
    words = _WORD.findall(fold(visible_text(label, 60))) if isinstance(label, Tag) else []
    return bool(words) and not any(word in _AROUND for word in words)


def is_answer(tag: Tag) -> bool:
    """Whether the nearest heading above asks something: what follows is what a shop answers."""
    above = tag.find_previous(_HEADINGS)
    return isinstance(above, Tag) and visible_text(above, 120).endswith(("?", "？"))


def _below_other(tag: Tag) -> bool:
    """Whether the nearest heading above opens a section of its own, as for accessories."""
    above = tag.find_previous(_HEADINGS)
    if not isinstance(above, Tag) or above.name in {"h1", "h2"}:
        return False
    words = fold(visible_text(above, 80))
    return not any(c.isdigit() for c in words) and not set(_WORD.findall(words)) <= _AROUND


def _first_class(tag: Tag) -> list[str]:
    return attribute(tag, "class").split()[:1]


def _is_alike(tag: Tag, other: Tag) -> bool:
    """Whether two elements are entries of one kind, and the first opens no section of its own."""
    return _first_class(tag) == _first_class(other) and tag.find(_HEADINGS) is None


def _in_card(tag: Tag) -> bool:
    """Whether it stands in one of several cards that each name a price."""
    for at in list(tag.parents)[:3]:
        beside = at.find_previous_sibling(at.name) or at.find_next_sibling(at.name)
        if not isinstance(beside, Tag) or _first_class(beside) != _first_class(at):
            continue
        if _is_priced(beside) and _is_priced(at):
            return True
    return False


def is_entry(tag: Tag) -> bool:
    """Whether a text stands in one of several long entries that each tell of stock, as news do."""
    for at in islice(tag.parents, 6):
        if at.name in {"li", "article"} and len(visible_text(at, _ENTRY)) > _ENTRY:
            beside = (at.find_previous_sibling(at.name), at.find_next_sibling(at.name))
            said = [visible_text(t, 3 * _ENTRY) for t in beside if isinstance(t, Tag)]
            return any(len(s) > _ENTRY and stance_of_words(s) is not None for s in said)
    return False


def _is_priced(tag: Tag) -> bool:
    return parse_price(visible_text(tag, 200)).currency is not None


def _is_contradicted(tag: Tag, stance: Stance) -> bool:
    """Whether an entry beside it says the opposite: signs explained, branches or sizes listed."""
    for at in (tag, *list(tag.parents)[:2]):
        if at.name not in {"li", "tr", "p", "div", "span"}:
            continue
        beside = (at.find_previous_sibling(at.name), at.find_next_sibling(at.name))
        alike = [t for t in beside if isinstance(t, Tag) and _is_alike(t, at)]
        said = [stance_of_words(visible_text(t, 80)) for t in alike]
        if any(s is not None and (s in _HOPEFUL) != (stance in _HOPEFUL) for s in said):
            return True
    return False
