"""Whether a page is a product's own page at all, or a list, an article, a shell, a dead end."""

import re
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, Tag

from catalog.text_vi import fold
from connectors.page import gone_phrases, phrases
from connectors.page.availability import IF
from connectors.page.blocks import has_price, is_price_tag, tells_price
from connectors.page.buttons import buttons
from connectors.page.markup import Skeleton, attributes
from connectors.page.microdata import attribute, elements
from connectors.page.redirects import Place, joined, place_kind

LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "offercatalog"})
ARTICLE_TYPES = frozenset(
    {"article", "blogposting", "newsarticle", "techarticle", "recipe", "report", "blog", "faqpage"}
)
_PRODUCT_BODY = (
    "single-product", "catalog-product-view", "template-product", "product-page", "page-product",
    "productpage", "product-product", "is-act-product", "product-detail-page", "single-sp",
)  # fmt: skip
_LIST_BODY = (
    "tax-product_cat", "tax-product_tag", "post-type-archive", "catalog-category-view", "archive",
    "template-collection", "category-page", "catalogsearch", "search-results", "product-category",
    "template-search", "template-list-collections",
)  # fmt: skip
_ARTICLE_BODY = ("single-post", "template-article", "template-blog", "blog-post", "single-format")
_ROOTS = (b'id="app"', b'id="root"', b'id="__next"', b'id="__nuxt"', b"id='root'", b"id=root",
          b"id=app", b'id="main"', b"<app-root", b'id="app-root"')  # fmt: skip
_ASKS = ("enable javascript", "javascript", "bat javascript", "aktivieren sie javascript")
SHELL_TEXT, FAULT_TEXT, _BEGINNING = 350, 600, 300
_END = re.compile(r"[.!?。！？|]")
_BARE, _SAID = 120, 30
MANY_STALLS = 4
_SEVERAL = 2
# Elements of a card at most, its link among them.
_CARD = 400
_NAMES = frozenset({"h2", "h3", "h4", "h5", "h6", "img", "a"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What body classes and address claim about the page."""

    product: bool
    listing: bool
    article: bool


def body_kind(skeleton: Skeleton) -> Kind:
    """The kind by the classes and id of the body element."""
    tag = next(skeleton.tags(b"<body"), b"")
    attrs = attributes(tag)
    marks = f" {attrs.get('class', '')} {attrs.get('id', '')} ".lower()
    single = any(mark in marks for mark in _PRODUCT_BODY) or attrs.get("id") == "product"
    listing = any(mark in marks for mark in _LIST_BODY) or attrs.get("id") == "category"
    article = any(mark in marks for mark in _ARTICLE_BODY)
    return Kind(single, listing and not single, article and not single)


def is_gone(text: str) -> str | None:
    """The words with which a page of few words admits a soft 404."""
    seen = phrases.fold_page(text[:1500])
    return _admitted(seen) if len(seen) < 700 else None


def is_titled_gone(skeleton: Skeleton, heading: str) -> str | None:
    """The words of title or first heading that admit a soft 404."""
    titled = fold(f"{skeleton.title} | {heading}")
    found = phrases.contains(titled, gone_phrases.GONE_TITLE)
    lone = any(word == "404" for word in titled.replace("|", " ").split())
    return "404" if found is None and lone else found


def says_gone(text: str) -> bool:
    """Whether a text holds words that admit a soft 404."""
    return _admitted(phrases.fold_page(text)) is not None


def is_gone_inside(text: str) -> str | None:
    """The words that admit a soft 404 at the beginning of what the page itself says."""
    return _admitted(phrases.fold_page(text[:_BEGINNING]))


def _admitted(folded: str) -> str | None:
    """Words that admit a soft 404; asked, or said of a case, they admit nothing."""
    found = phrases.contains(folded, gone_phrases.GONE)
    if found is None:
        return None
    before, _, after = folded.partition(found)
    ended = _END.search(after)
    asked = ended is not None and ended[0] in "?？"
    return None if asked or IF.search(before) else found


def is_fault(skeleton: Skeleton, heading: str, text: str) -> str | None:
    """The words with which a server, not the shop, answers: errors, maintenance, parked names."""
    if len(text) >= FAULT_TEXT:
        return None
    return phrases.contains(fold(f"{skeleton.title} | {heading} | {text[:200]}"), phrases.FAULT)


def is_parked(skeleton: Skeleton, heading: str) -> str | None:
    """The words with which an address offers itself for sale, in title or heading."""
    return phrases.contains(fold(f"{skeleton.title} | {heading}"), phrases.PARKED)


def leads_home(skeleton: Skeleton, url: str) -> bool:
    """Whether the canonical link of a page that isn't the home page points there."""
    if not skeleton.canonical or place_kind(url) is Place.HOME or not url:
        return False
    target = joined(url, skeleton.canonical)
    return bool(target) and place_kind(target) is Place.HOME


def is_shell(skeleton: Skeleton, text: str, heading: str) -> bool:
    """Whether the page is a frame that scripts are to fill.

    One that says something below a heading isn't, however short.
    """
    if len(text) >= SHELL_TEXT:
        return False
    asks = any(word in phrases.fold_page(text) for word in _ASKS)
    root = any(mark in skeleton.low for mark in _ROOTS)
    told = bool(heading) and len(text) >= len(heading) + _SAID
    return asks or (skeleton.script_count > 0 and (root or (len(text) < _BARE and not told)))


@dataclass(frozen=True, slots=True)
class Cards:
    """Other goods offered beside the heading: how many, and whether every price is theirs.

    `stalls` counts those that have a name, a price and a buy button each; `apart` is whether the
    page's own block holds none of them.
    """

    links: int = 0
    only: bool = False
    stalls: int = 0
    apart: bool = False


def named_prices(soup: BeautifulSoup) -> list[Tag]:
    """The elements of a page that are called prices."""
    return list(islice(filter(is_price_tag, elements(soup)), 300))


def cards(
    soup: BeautifulSoup, prices: list[Tag], heading: Tag | None, main: Tag, repeats: int
) -> Cards:
    """Count the different goods the page offers beside its heading, as linked prices.

    `main` is the page's own block, `repeats` how often the same words stand on a buy button.
    """
    above = {id(p) for p in heading.parents} if heading is not None else set()
    links: set[str] = set()
    known: dict[int, str] = {}
    own, apart = False, id(main) in above and main.name != "body"
    for tag in prices:
        link = _link_beside(tag, above, known)
        own = own or not link
        links.update([link] if link else [])
        apart = apart and not (link and any(parent is main for parent in tag.parents))
    stalls = _stalls(soup, above) if repeats > 1 else []
    if not links and not own and len(stalls) >= _SEVERAL:
        # No element is called a price: those that stand by links of their own are others'.
        links.update(link for one in stalls if (link := _link_in(one)))
    only, many = len(links) >= 2 and not own, len(stalls) if repeats >= MANY_STALLS else 0
    return Cards(len(links), only, many, apart)


def _stalls(soup: BeautifulSoup, above: set[int]) -> list[Tag]:
    """Named blocks with a price and a buy button of their own; none when the heading has them."""
    found: dict[int, Tag] = {}
    for tag, words in buttons(soup):
        block = next((p for p in islice(tag.parents, 6) if has_price(p) or tells_price(p)), None)
        if block is None or phrases.contains(words, phrases.BUY) is None:
            continue
        if id(block) in above or block.name in {"body", "html", "[document]"}:
            return []
        if any(one.name in _NAMES for one in elements(block)):
            found[id(block)] = block
    outer = {id(parent) for block in found.values() for parent in block.parents}
    return [block for key, block in found.items() if key not in outer]


def _link_beside(tag: Tag, above: set[int], known: dict[int, str]) -> str:
    """The address that the card around a price leads to; "" when the price is in no card.

    `known` keeps the links of elements that were searched before.
    """
    for parent in list(tag.parents)[:5]:
        if id(parent) in above or parent.name in {"body", "html", "main"}:
            return ""
        if id(parent) not in known:
            known[id(parent)] = _link_in(parent)
        if known[id(parent)]:
            return known[id(parent)]
    return ""


def _link_in(tag: Tag) -> str:
    """The address of the first link of an element, when it leads to another page."""
    around = (one for one in elements(tag, _CARD) if "href" in one.attrs)
    link = tag if tag.name == "a" else next(around, None)
    target = attribute(link, "href") if link is not None else ""
    leads = target.partition("#")[0] or target.startswith(("#/", "#!"))
    return target.split("?")[0] if leads else ""
