"""Front pages that sell a single product, in lots ("Combo 2 chai"), by an order form on the page.

They have no other page to lead to, so their cards carry no links; a shop's front page does.
"""

import re
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from catalog.text_vi import fold
from connectors.page.markup import attributes, tag_at
from connectors.page.microdata import attribute, elements
from connectors.page.page_kind import Cards
from connectors.page.redirects import is_same_host, joined, page_key
from connectors.page.text_price import all_prices
from connectors.page.text_status import Sight

# More pages of its own than these are the menu of a shop.
_FEW = 12
_LINK, _MOST_LINKS = b"<a ", 2000
_PHONE = re.compile(r"\b(?:tel|telephone|phone|mobile|sdt|so dien thoai|dien thoai|telefon\w*)\b")


def as_one_sale(
    sight: Sight, beside: Cards, soup: BeautifulSoup, currency: str | None, place: str
) -> Sight:
    """The sight of a front page; with the range of its lots' prices where it is such a sale."""
    told = sight.facts.has_price and sight.buys > 0
    if not told or beside.links or not _orders(soup):
        return sight
    prices = sorted({p.amount for p in all_prices(soup, currency, place) if p.amount is not None})
    facts = sight.facts
    if len(prices) > 1:
        facts = replace(facts, price=None, low=prices[0], high=prices[-1])
    return replace(sight, facts=facts, sale=True)


def leads_elsewhere(body: bytes, low: bytes, url: str) -> bool:
    """Whether a page (`low` is the same in lower case) leads to as many pages as a shop has.

    Only the site's own pages count, each once: who praises or pays leads to other hosts.
    """
    pages: set[str] = set()
    at, seen = low.find(_LINK), 0
    while at >= 0 and seen < _MOST_LINKS and len(pages) <= _FEW:
        target = joined(url, attributes(tag_at(body, at)).get("href", "").partition("#")[0])
        if target.startswith("http") and is_same_host(url, target):
            pages.add(page_key(target))
        at, seen = low.find(_LINK, at + 1), seen + 1
    return len(pages) > _FEW


def _orders(soup: BeautifulSoup) -> bool:
    """Whether a form asks for a telephone number, as the form of an order by phone does."""
    return any(_is_phone(one) for one in elements(soup) if one.name == "input" and _in_form(one))


def _is_phone(tag: Tag) -> bool:
    said = (attribute(tag, name) for name in ("type", "name", "id", "placeholder"))
    return _PHONE.search(fold(" ".join(said)).replace("-", " ").replace("_", " ")) is not None


def _in_form(tag: Tag) -> bool:
    return tag.find_parent("form") is not None
