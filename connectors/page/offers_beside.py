"""Goods offered beside the page's own: cards with a name and a price, and links that lead away."""

import re
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from connectors.page.blocks import has_price, visible_text
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
