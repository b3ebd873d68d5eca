"""The main product block of a parsed page, with everything about other goods cut away."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.availability import stance_of_words
from connectors.page.block_names import joined, names_others, popup_of, words_of
from connectors.page.buttons import buttons
from connectors.page.identity import likeness
from connectors.page.microdata import attribute, elements, strings
from connectors.page.price import parse_price

_TAGS = frozenset({"nav", "footer", "aside", "noscript", "option", "template", "iframe", "dialog"})
_ASIDE = frozenset({"nav", "footer", "aside"})
_KEPT = frozenset({"html", "body", "main", "h1", "form", "button", "input"})
_HIDING = frozenset({"hidden", "hide", "d-none", "displaynone", "is-hidden", "display-none"})
_CHOICES_READ = 20
_LOGO = frozenset({"logo", "sitename", "brand"})
UNLIKE = 40
"""How alike a heading and the page's titles are at least, 0 to 100, to be about the same."""
_ALIKE = 70
_FIRST_TEXTS, _PRICE_TEXT, _ALONE = 60, 40, 16
_TITLES = frozenset({"product-title", "product_title"})
_SCREENS = ("d-", "sm:", "md:", "lg:", "xl:", "2xl:", "visible-")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def marks_of(tag: Tag) -> str:
    """Classes and id of an element as one lower-case text with words set apart."""
    return joined(attribute(tag, "class"), attribute(tag, "id"))


def visible_text(tag: Tag, limit: int = 20_000) -> str:
    """What a reader sees of an element, cleaned; scripts are cut out long before."""
    parts, size = [], 0
    for piece in tag.stripped_strings:
        parts.append(piece)
        size += len(piece)
        if size > limit:
            break
    return clean(" ".join(parts))


def heading_of(soup: BeautifulSoup, names: tuple[str, ...]) -> Tag | None:
    """The product's heading: the h1 (or marked title) most like the page's other titles."""
    found = [t for t in islice(_called(soup, "h1"), 12) if _is_shown(t)]
    if len(found) > 1:
        found = [t for t in found if not _is_logo(t)] or found
    if not found:
        found = [
            t
            for t in elements(soup)
            if _is_title(t) and t.name not in {"meta", "img"} and _is_shown(t)
        ][:6]
    if not found:
        found = [t for t in islice(_called(soup, "h2"), 6) if _is_shown(t) and not _names_others(t)]
        found = [t for t in found if not _stands_among_others(t, soup)]
    score, best = _most_like(found, names)
    if best is not None and best.name == "h1" and (score < UNLIKE or _is_logo(best)):
        # A shop's own name may be the only h1: a second heading is the goods' if it is titled so.
        seconds = [t for t in islice(_called(soup, "h2"), 6) if _is_shown(t)]
        alike, second = _most_like(seconds, names)
        return second if alike >= _ALIKE else best
    return best


def _is_logo(tag: Tag) -> bool:
    """Whether a heading is the shop's name: called a logo, or a link to the front page."""
    link = next((one for one in elements(tag) if one.name == "a"), None)
    home = link is not None and attribute(link, "href") == "/"
    around = "logo" in words_of(marks_of(tag.parent)) if tag.parent is not None else False
    return home or around or not _LOGO.isdisjoint(words_of(marks_of(tag)))


def _most_like(found: list[Tag], names: tuple[str, ...]) -> tuple[float, Tag | None]:
    """How alike the heading most like one of the names is, and that heading."""
    scored = [
        (max((likeness(visible_text(t), n) for n in names if n), default=0), t) for t in found
    ]
    return max(scored, key=lambda pair: pair[0]) if scored else (0.0, None)


def _called(soup: BeautifulSoup, name: str) -> Iterator[Tag]:
    return (one for one in elements(soup) if one.name == name)


def _is_shown(tag: Tag) -> bool:
    words = visible_text(tag, 50)
    if not words or is_price_alone(words) or any(one.name in _ASIDE for one in tag.parents):
        return False
    return not any(is_hidden(part) for part in (tag, *tag.parents))


def _stands_among_others(tag: Tag, soup: BeautifulSoup) -> bool:
    """Whether a heading stands in a block that names itself one of other goods.

    One that holds most of what the page says is its frame, whatever it is called.
    """
    around = (one for one in tag.parents if one.name not in _KEPT)
    named = next((one for one in around if names_others(marks_of(one))), None)
    return named is not None and 2 * len(visible_text(named)) < len(visible_text(soup))


def _is_title(tag: Tag) -> bool:
    """Whether an element is marked as the name of goods; selectors cost ten times as much."""
    if tag.get("itemprop") == "name" or tag.get("id") == "productTitle":
        return True
    return not _TITLES.isdisjoint(attribute(tag, "class").split())


def _is_main(tag: Tag) -> bool:
    """Whether an element is marked as holding the goods of the page."""
    if tag.name == "main" or tag.get("id") == "product":
        return True
    marked = "/Product" in attribute(tag, "itemtype")
    return marked or "product-detail" in attribute(tag, "class").split()


def cut_others(soup: BeautifulSoup, heading: Tag | None) -> list[list[str]]:
    """Remove navigation, footers, reviews and blocks about other goods; never the heading.

    Entries of choices are removed too: their texts are given back, choice by choice.
    """
    choices: dict[int, list[str]] = {}
    above = {id(p) for p in heading.parents} | {id(heading)} if heading is not None else set()
    own = popup_of(attribute(heading, "class")) if heading is not None else ""
    for tag in list(elements(soup)):
        if _is_cut(tag) or id(tag) in above:
            continue
        if is_hidden(tag):
            tag.decompose()
        elif tag.name in _KEPT:
            continue
        elif tag.name in _TAGS or _is_other(tag, own) or _is_site_header(tag):
            if tag.name == "option" and len(choices) < _CHOICES_READ:
                choices.setdefault(id(tag.parent), []).append(visible_text(tag, 80))
            tag.decompose()
    for tag in [one for one in elements(soup) if one.name in _HEADINGS]:
        if not _is_cut(tag) and id(tag) not in above and _names_others(tag):
            _cut_section(tag, above, heading)
    return list(choices.values())


def _is_cut(tag: Tag) -> bool:
    """Whether a cut removed this element; `Tag.decomposed` itself searches all descendants."""
    return bool(vars(tag).get("_decomposed"))


def is_hidden(tag: Tag) -> bool:
    """Whether attributes, inline style or a class of the common style sheets hide an element.

    A class that hides on small screens only ("hidden md:block") hides nothing.
    """
    if tag.has_attr("hidden"):
        return True
    if tag.has_attr("style"):
        style = "".join(attribute(tag, "style").lower().split())
        if "display:none" in style or "visibility:hidden" in style:
            return True
    classes = attribute(tag, "class").lower().split()
    if _HIDING.isdisjoint(classes):
        return False
    return not any(name.startswith(_SCREENS) and name not in _HIDING for name in classes)


def _is_other(tag: Tag, own: str) -> bool:
    marks = marks_of(tag)
    return names_others(marks.replace(own, "") if own else marks)


def _is_site_header(tag: Tag) -> bool:
    return tag.name == "header" and tag.parent is not None and tag.parent.name in {"body", "div"}


def _names_others(tag: Tag) -> bool:
    text = fold(visible_text(tag, 80))
    return len(text) < 60 and any(text.startswith(p) for p in phrases.RELATED)


def _cut_section(heading: Tag, above: set[int], goods: Tag | None) -> None:
    """Cut the section a "Related products" heading opens, whether it wraps it or precedes it.

    What follows it stays where nothing was offered since the heading of the `goods`: a rating
    with a heading of its own may stand before their price.
    """
    top, words = heading, len(visible_text(heading)) + 60
    while top.parent is not None and id(top.parent) not in above and top.parent.name != "body":
        if any(map(_says, top.previous_siblings)):
            break  # a section begins with its heading: this element holds more than that
        if len(visible_text(top.parent, 4000)) > words:
            top.parent.decompose()
            return
        top = top.parent
    followers = list(top.find_next_siblings())
    if goods is None or _is_offered_between(goods, top):
        for sibling in followers:
            if id(sibling) not in above:
                sibling.decompose()
    top.decompose()


def _says(node: PageElement) -> bool:
    return bool(visible_text(node, 1) if isinstance(node, Tag) else str(node).strip())


def _is_offered_between(heading: Tag, end: Tag) -> bool:
    """Whether a price is named, or something can be bought, between two elements of a page."""
    for node in heading.next_elements:
        if node is end:
            return False
        if isinstance(node, Tag):
            if is_price_tag(node) or node.name == "button":
                return True
        elif any(map(str.isdigit, str(node))) and parse_price(str(node)).currency is not None:
            return True
    return True


def main_block(soup: BeautifulSoup, heading: Tag | None) -> Tag:
    """The smallest element that holds the heading, a price and a way to buy; else the body."""
    body = next(_called(soup, "body"), soup)
    if heading is None:
        found = next(filter(_is_main, elements(soup)), None)
        return found if found is not None and _sells(found) else body
    priced: Tag | None = None
    for parent in heading.parents:
        if parent.name in {"body", "html", "[document]"}:
            break
        shows_price = has_price(parent)
        if shows_price and (has_button(parent) if priced is None else _has_own_button(parent)):
            return parent
        if not shows_price and tells_price(parent) and (has_button(parent) or _tells_stock(parent)):
            return parent
        if shows_price and priced is None:
            priced = parent
    return priced or body


def _sells(tag: Tag) -> bool:
    """Whether an element holds a price or a way to buy, and isn't one field of several."""
    return has_price(tag) or tells_price(tag) or has_button(tag)


def _tells_stock(tag: Tag) -> bool:
    """Whether one of the first short texts of an element says whether goods are to be had."""
    short = (str(one).strip() for one in strings(tag, _FIRST_TEXTS))
    return any(0 < len(s) <= _PRICE_TEXT and stance_of_words(s) is not None for s in short)


def is_price_alone(words: str) -> bool:
    """Whether a text is nothing but an amount of money."""
    short = len(words) <= _ALONE and any(map(str.isdigit, words))
    return short and parse_price(words).currency is not None


def tells_price(tag: Tag) -> bool:
    """Whether one of the first short texts of an element names a price."""
    short = (str(one).strip() for one in strings(tag, _FIRST_TEXTS))
    return any(
        len(s) <= _PRICE_TEXT and any(map(str.isdigit, s)) and parse_price(s).currency is not None
        for s in short
    )


def _has_own_button(block: Tag) -> bool:
    """Whether a block around the goods' own price has a buy button that is no other goods'."""
    return any(not is_of_twin(tag, block) for tag, _ in buttons(block))


def is_of_twin(tag: Tag, block: Tag) -> bool:
    """Whether an element stands in one of several blocks alike that each name a price."""
    for parent in tag.parents:
        if parent is block:
            return False
        if has_price(parent):
            first = attribute(parent, "class").split()[:1]
            return any(
                attribute(twin, "class").split()[:1] == first and has_price(twin)
                for twin in beside_of(parent)
            )
    return False


def has_price(tag: Tag) -> bool:
    """Whether an element holds one that shows a price by its name."""
    return any(is_price_tag(child) for child in elements(tag, 3000))


def has_button(tag: Tag) -> bool:
    """Whether an element holds a button that buys, or says that buying isn't possible."""
    return any(True for _ in buttons(tag))


def is_price_tag(tag: Tag) -> bool:
    """Whether classes, id or property say that an element holds a price, and no choice of some."""
    if tag.name == "select":
        return False
    return _names_price(f"{marks_of(tag)} {attribute(tag, 'itemprop').lower()}")


@lru_cache(maxsize=4096)
def _names_price(marks: str) -> bool:
    if any(word in marks for word in _PRICE_WORDS):
        return True
    return "gia" in marks and "gia" in words_of(marks)


_PRICE_WORDS = (
    "price", "prix", "preis", "precio", "prezzo", "cena", "pris", "prijs", "gia-", "-gia",
    "money", "amount", "kakaku", "kosten", "preco", "harga", "fiyat",
)  # fmt: skip


def is_choice(tag: Tag) -> bool:
    """Whether an element is one choice among several (a size, a colour) or a branch to fetch from.

    What it says about stock holds for that choice alone.
    """
    for at in (tag, *islice(tag.parents, 4)):
        words = words_of(marks_of(at))
        if at.name in {"label", "select"} or not words.isdisjoint(_CHOICES) or _asks(at):
            return True
        if not words.isdisjoint(_CHOICE_PARTS) and _has_twin(at, words & _CHOICE_PARTS):
            return True
    return False


def _asks(tag: Tag) -> bool:
    """Whether a group of fields asks to choose one; others wrap quantity and buy button."""
    fields = (one for one in tag.children if isinstance(one, Tag) and one.name == "input")
    if any(one.get("type") == "radio" for one in fields):
        return True
    return tag.name == "fieldset" and tag.find("input", type=["radio", "checkbox"]) is not None


def _has_twin(tag: Tag, words: frozenset[str]) -> bool:
    """Whether an element beside it, or beside its parent, is one choice of the same kind.

    It has the same name and first class, and speaks of a choice in the same word.
    """
    first = attribute(tag, "class").split()[:1]
    beside = [*beside_of(tag), *(t for p in beside_of(tag.parent) for t in elements(p, 4))]
    return any(
        t.name == tag.name
        and attribute(t, "class").split()[:1] == first
        and not words.isdisjoint(words_of(marks_of(t)))
        for t in beside
    )


def beside_of(tag: Tag | None) -> list[Tag]:
    """The nearest siblings of the same name, one before and one after."""
    if tag is None:
        return []
    found = (tag.find_previous_sibling(tag.name), tag.find_next_sibling(tag.name))
    return [t for t in found if isinstance(t, Tag)]


_CHOICES = frozenset({"swatch", "swatches", "pickup", "swatchanchor"})
_CHOICE_PARTS = frozenset(
    {"size", "sizes", "variant", "variants", "option", "options", "attribute", "choice", "value"}
)
