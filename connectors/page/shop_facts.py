"""What a shop's page (gian hàng) says of itself: its name, its owner, how many goods it shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from catalog.text_vi import clean, fold
from connectors.page import blocks, loose_json
from connectors.page.markup import Skeleton
from connectors.page.microdata import attribute
from connectors.page.page_kind import cards, named_prices
from connectors.page.schema_org import MAX_DEPTH, MAX_NODES, Node, types_of

SELLERS = frozenset(
    {"store", "onlinestore", "onlinebusiness", "organization", "localbusiness", "corporation",
     "grocerystore", "brand", "person"}
)  # fmt: skip
_PROFILES = frozenset({"profilepage"})
_LISTS = frozenset({"itemlist", "offercatalog"})
_OWNERS = ("chu gian hang", "chu shop", "don vi ban", "nguoi ban", "nha ban hang", "chu the")
_AMOUNT = re.compile(r"\d[\d.,]*\s?(?:₫|đ|vnd|vnđ)", re.IGNORECASE)
_CARD_TEXT = 400
_PARENTS = 4
_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """The page's own words; `goods` is None when nothing tells a number.

    `is_profile`: structured data says that the page is a seller's. `source` names where `name`
    was found.
    """

    name: str = ""
    source: str = ""
    owner: str = ""
    goods: int | None = None
    is_profile: bool = False


def facts_of(skeleton: Skeleton, soup: BeautifulSoup) -> ShopFacts:
    """Read a parsed page; structured data first, then titles, then what is shown."""
    nodes = list(_nodes(skeleton))
    seller = next((node for node in nodes if types_of(node) & SELLERS and _text(node, "name")), {})
    profile = any(types_of(node) & _PROFILES for node in nodes) or bool(types_of(seller))
    heading = blocks.heading_of(soup, (skeleton.meta("og:title"), skeleton.title))
    found = (
        ("jsonld", _text(seller, "name")),
        ("og:title", skeleton.meta("og:title")),
        ("h1", blocks.visible_text(heading, _NAME_LIMIT) if heading is not None else ""),
        ("title", skeleton.title),
    )
    source, name = next(((where, text) for where, text in found if text), ("", ""))
    kind = skeleton.meta("og:type").lower()
    return ShopFacts(
        name=name[:_NAME_LIMIT],
        source=source,
        owner=(_text(seller, "legalName") or _labelled_owner(soup))[:_NAME_LIMIT],
        goods=_stated(nodes, _shown(soup, heading)),
        is_profile=profile or kind in {"profile", "business.business", "business"},
    )


def _nodes(skeleton: Skeleton) -> Iterator[Node]:
    """Every object of the page's JSON-LD, outermost first."""
    waiting: list[tuple[object, int]] = []
    for script in skeleton.scripts:
        if "ld+json" in script.kind:
            waiting += [(value, 0) for value in loose_json.loads(script.text)]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        value, depth = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            value = list(value.values())
        if isinstance(value, list) and depth < MAX_DEPTH:
            waiting += [(one, depth + 1) for one in value if isinstance(one, dict | list)]


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    return clean(value) if isinstance(value, str) else ""


def _labelled_owner(soup: BeautifulSoup) -> str:
    """The name behind a label such as "Chủ gian hàng:"."""
    for piece in soup.stripped_strings:
        label, colon, rest = piece.partition(":")
        if colon and fold(label).strip() in _OWNERS and rest.strip():
            return clean(rest)
    return ""


def _stated(nodes: list[Node], shown: int) -> int | None:
    """The larger of what is stated and what is shown; None when neither tells of goods."""
    stated = [
        number
        for node in nodes
        if types_of(node) & _LISTS and (number := _number(node)) is not None
    ]
    if shown or stated:
        return max([shown, *stated])
    return None


def _number(node: Node) -> int | None:
    value = node.get("numberOfItems")
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    entries = node.get("itemListElement")
    return len(entries) if isinstance(entries, list) and entries else None


def _shown(soup: BeautifulSoup, heading: Tag | None) -> int:
    """Different goods on the page: links beside a price."""
    links = {
        attribute(link, "href").split("?")[0]
        for link in soup.find_all("a", href=True, limit=2000)
        if attribute(link, "href").strip("#") and _has_price(link)
    }
    return max(len(links), cards(soup, named_prices(soup), heading, soup, 0).links)


def _has_price(link: Tag) -> bool:
    """Whether a price stands in the link, or beside it with no other goods between."""
    at: Tag | None = link
    for _ in range(_PARENTS):
        if at is None or at.name in {"body", "html", "main", "ul", "ol"}:
            return False
        text = blocks.visible_text(at, _CARD_TEXT)
        if len(text) >= _CARD_TEXT:
            return False
        if _AMOUNT.search(text):
            return True
        at = at.parent
    return False
