"""Goods offered beside the page's own: cards with a name and a price, and links that lead away."""

import re
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from catalog.text_vi import fold
from connectors.page.blocks import beside_of, has_price, is_choice, visible_text
from connectors.page.microdata import attribute, elements
from connectors.page.price import parse_price

# Addresses of these order something; others lead to goods with a page of their own.
_ORDERS = re.compile(
    r"cart|basket|\bbag\b|checkout|order|buy|purchase|add|gio-?hang|mua|dat-?hang|thanh-?toan"
    r"|warenkorb|panier|koszyk|carrito|carrello|winkel|kosik|kosar|sepet|korzina",
    re.IGNORECASE,
)
_NAMES = frozenset({"h2", "h3", "h4", "h5", "h6", "b", "strong"})
# Said on banners, of a whole shop.
_INVITING = frozenset({"shop now", "order now"})
_CARD = 400
# Prices that two cards show at least.
_ALIKE = 2
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def leads_to_others(tag: Tag, main: Tag, words: str) -> bool:
    """Whether a buy button is a link to other goods, which stand named and priced around it."""
    href = attribute(tag, "href").strip()
    if tag.name == "a" and main.name == "body" and attribute(tag, "target") == "_blank":
        return True  # an advertisement: it opens a window of its own
    if tag.name != "a" or not href.startswith(("/", "http")) or _ORDERS.search(href):
        return False
    if words.strip("!.> ") in _INVITING:
        return True
    for parent in tag.parents:
        if parent is main or len(visible_text(parent, _CARD)) > _CARD:
            return False
        if has_price(parent):
            return any(_is_name(one, tag) for one in elements(parent))
    return False


def _is_name(tag: Tag, link: Tag) -> bool:
    if tag.name not in _NAMES or any(parent is link for parent in tag.parents):
        return False
    words = visible_text(tag, 100)
    named = sum(c.isalpha() for c in words) > 3 and not words.endswith(":")
    return named and parse_price(words).currency is None


def stands_in_card(text: PageElement) -> bool:
    """Whether a text stands in a block that shows goods with a price and a link to their page."""
    around = (p for p in islice(text.parents, 5) if p.name not in {"main", "body", "html"})
    return any(map(is_card, around))


def is_card(tag: Tag) -> bool:
    """Whether an element shows goods with a price and a link to their page."""
    return has_price(tag) and any(
        one.name == "a" and len(attribute(one, "href")) > 1 for one in elements(tag)
    )


def cut_cards(main: Tag, heading: Tag | None, prices: list[Tag]) -> bool:
    """Remove cards alike that each name goods other than the heading's, and one of the prices.

    Whether any was removed. Lots of the same goods, and what a visitor chooses among, stay.
    """
    if len(prices) < _ALIKE:
        return False
    above = {id(main), *(id(one) for one in heading.parents)} if heading is not None else {id(main)}
    name = visible_text(heading, 300) if heading is not None else ""
    found: dict[int, Tag] = {}
    for tag in prices:
        card = _card_around(tag, above)
        inside = card is not None and any(one is main for one in card.parents)
        if card is not None and inside and not _is_lot(card, name):
            found[id(card)] = card
    for card in found.values():
        card.extract()
    return bool(found)


def _card_around(tag: Tag, above: set[int]) -> Tag | None:
    """The block around a price that has a heading of its own, beside another such block."""
    for parent in islice(tag.parents, 5):
        if id(parent) in above or parent.name in {"body", "html", "main", "form"}:
            return None
        if _own_name(parent):
            return parent if any(_is_like(one, parent) for one in beside_of(parent)) else None
    return None


def _is_like(tag: Tag, card: Tag) -> bool:
    """Whether an element names goods and their price in the same manner as a card."""
    first, other = (attribute(one, "class").split()[:1] for one in (tag, card))
    return first == other and bool(_own_name(tag)) and has_price(tag)


def _own_name(tag: Tag) -> str:
    """What the first heading inside a card says; "" when it holds none."""
    first = next((one for one in elements(tag, _CARD) if one.name in _HEADINGS), None)
    words = visible_text(first, 100) if first is not None else ""
    return "" if words.endswith(":") or parse_price(words).currency is not None else words


def _is_lot(card: Tag, name: str) -> bool:
    """Whether a card is one lot of the page's own goods, or one choice of several."""
    own = _own_name(card)
    if is_choice(card) or any(one.name == "input" for one in elements(card, _CARD)):
        return True
    whole, part = sorted((fold(name), fold(own)), key=len, reverse=True)
    return bool(name) and (part in whole or any(map(str.isdigit, own)))
