"""Everything one page offers as evidence, gathered before anything is decided."""

from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup

from connectors.page import blocks, microdata, platforms, text_status, tree
from connectors.page.currency import iso_code, place_of
from connectors.page.excerpt import Excerpt, ends_before
from connectors.page.jsonld import read_jsonld
from connectors.page.markup import Skeleton
from connectors.page.model import FetchedPage, Wanted
from connectors.page.offers_beside import cut_cards
from connectors.page.one_sale import as_one_sale, leads_elsewhere
from connectors.page.opengraph import OpenGraph, read_opengraph
from connectors.page.page_kind import Cards, Kind, body_kind, cards, named_prices
from connectors.page.platforms import Mark
from connectors.page.product import Product
from connectors.page.pruning import without_others
from connectors.page.redirects import Place, joined, page_key, place_kind
from connectors.page.schema_org import Graph
from connectors.page.state import read_states
from connectors.page.state_product import products_in
from connectors.page.survey import RDFA
from connectors.page.text_status import Sight


@dataclass(frozen=True, slots=True)
class Parsed:
    """What only the parsed page shows; `whole` when a parsed part holds all of the main block."""

    microdata: Graph
    rdfa: Graph
    marks: tuple[Mark, ...]
    heading: str
    sight: Sight
    cards: Cards
    whole: bool
    soup: BeautifulSoup


class Sources:
    """Evidence of one page: the scanned part at once, the parsed part only when asked for."""

    def __init__(self, page: FetchedPage, want: Wanted, skeleton: Skeleton) -> None:
        self.page = page
        self.want = want
        self.skeleton = skeleton
        self.parsed: Parsed | None = None

    @property
    def url(self) -> str:
        """Where the page came from."""
        return self.page.final_url or self.page.url

    @cached_property
    def canonical(self) -> str:
        """The canonical address, absolute; "" when none."""
        return joined(self.url, self.skeleton.canonical)

    @cached_property
    def place(self) -> str:
        """Country or language hint for symbols such as $."""
        return place_of(self.url or self.canonical or self.og_url, self.skeleton.lang)

    @cached_property
    def og_url(self) -> str:
        """The address OpenGraph gives."""
        return self.skeleton.meta("og:url")

    @cached_property
    def jsonld(self) -> tuple[Graph, tuple[str, ...]]:
        """JSON-LD nodes and flags."""
        return read_jsonld(self.skeleton)

    @cached_property
    def states(self) -> tuple[Product, ...]:
        """Products of embedded state."""
        found: list[Product] = []
        for name, state in read_states(self.skeleton):
            found.extend(products_in(state, name))
        return tuple(found)

    @cached_property
    def opengraph(self) -> OpenGraph:
        """What the meta tags claim."""
        return read_opengraph(self.skeleton, self.currency_hint)

    @cached_property
    def currency_hint(self) -> str | None:
        """The currency named by machine-readable fields; VND for a Vietnamese page without one."""
        named = [o.currency for p in self.jsonld[0].products for o in p.offers if o.currency]
        named.append(
            self.skeleton.meta("product:price:currency", "og:price:currency", "og:currency")
        )
        code = next((iso_code(n) for n in named if n), None)
        return code or ("VND" if self.place in {"vn", "vi"} else None)

    @cached_property
    def kind(self) -> Kind:
        """The kind the body element claims."""
        return body_kind(self.skeleton)

    @cached_property
    def page_keys(self) -> frozenset[str]:
        """The addresses that mean this page."""
        urls = (self.page.url, self.page.final_url, self.canonical, self.og_url)
        return frozenset(key for key in (page_key(u, self.url) for u in urls) if key)

    @property
    def heading(self) -> str:
        """The product's heading; "" before parsing."""
        return self.parsed.heading if self.parsed is not None else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The page's own titles, the most telling first."""
        found = (self.heading, self.opengraph.title, self.skeleton.title)
        return tuple(n for n in found if n)

    def _is_front(self) -> bool:
        return bool(self.url) and place_kind(self.url) is Place.HOME

    def parse(self, part: Excerpt | None = None) -> None:
        """Build the tree of the page, or of a part of it, and read what needs it."""
        markup, low, signs = self.skeleton.markup, self.skeleton.low, self.skeleton.signs
        soup = tree.parse(without_others(markup, low) if part is None else part.of(markup))
        items = microdata.read_microdata(soup, low) if microdata.has_items(low) else Graph()
        rdfa = microdata.read_rdfa(soup) if RDFA in signs else Graph()
        marks = tuple(platforms.read_marks(soup, signs))
        names = tuple(p.name for p in (*self.jsonld[0].products, *items.products)[:3])
        heading = blocks.heading_of(soup, names + self.names)
        choices = blocks.cut_others(soup, heading)
        main = blocks.main_block(soup, heading)
        hint = self.currency_hint or _first_currency(items)
        words = blocks.visible_text(heading, 300) if heading is not None else ""
        sight = text_status.read_sight(main, hint, self.place, words, choices)
        prices = named_prices(soup)
        beside = cards(soup, prices, heading, main, sight.repeats)
        if not self._is_front() and cut_cards(main, heading, prices):
            main = blocks.main_block(soup, heading)
            sight = text_status.read_sight(main, hint, self.place, words, choices)
        whole = part is None or (sight.buttons and ends_before(soup, heading, main))
        body, low = self.skeleton.body, self.skeleton.whole
        if part is None and self._is_front() and not leads_elsewhere(body, low, self.url):
            sight = as_one_sale(sight, beside, soup, hint, self.place)
        self.parsed = Parsed(items, rdfa, marks, words, sight, beside, whole, soup)


def _first_currency(graph: Graph) -> str | None:
    return next(
        (iso_code(o.currency) for p in graph.products for o in p.offers if o.currency), None
    )
