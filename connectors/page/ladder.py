"""Reading a page with as little work as a sure answer needs.

Rung 1 scans the bytes: JSON-LD, embedded state and meta tags need no tree. Rung 2 parses a known
platform's product block alone. Where anything in the markup could say otherwise, the whole page
is parsed (rung 3). Both ways go through the same
decisions, and `full=True` forces the parse, so that tests can compare them.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from connectors.page import hints
from connectors.page.availability import Stance
from connectors.page.dead_ends import TITLED, before_body, without_product
from connectors.page.decode import decode
from connectors.page.identity import Identity, likeness
from connectors.page.judge import Case, build_case, identity_of, verdict, with_place
from connectors.page.markup import Skeleton
from connectors.page.model import FetchedPage, PageReading, Rung, Wanted, Weight
from connectors.page.page_kind import ARTICLE_TYPES, LIST_TYPES
from connectors.page.product import Role
from connectors.page.redirects import is_redirected
from connectors.page.sources import Sources
from connectors.page.walls import blocked_by_answer

_OSCAR_BLOCK, _OSCAR_END = b"product_main", b"product_description"
_SLICE = 6000


@dataclass(slots=True)
class RungCounter:
    """How many answers each rung gave."""

    counts: Counter[Rung] = field(default_factory=Counter)

    def add(self, reading: PageReading) -> None:
        """Count one answer."""
        self.counts[reading.rung] += 1

    def share(self, rung: Rung) -> float:
        """Share of a rung among all answers, 0 to 1; 0 when there are none."""
        total = self.counts.total()
        return self.counts[rung] / total if total else 0.0


def read(
    page: FetchedPage,
    want: Wanted = Wanted(),  # noqa: B008 - frozen
    *,
    full: bool = False,
    counter: RungCounter | None = None,
) -> PageReading:
    """Read a product's status and price off one fetched page. Never raises on page content.

    `full` parses the page even where scanning would do; the answer is the same.
    """
    reading = _read(page, want, full=full)
    if counter is not None:
        counter.add(reading)
    return reading


def _read(page: FetchedPage, want: Wanted, *, full: bool) -> PageReading:
    early = before_body(page)
    if early is not None:
        return early
    decoded = decode(page)
    # A body that came as UTF-8 is the one received: its lower case is made once.
    low = page.low if decoded.body is page.body else None
    skeleton = Skeleton(decoded.body, low)
    src = Sources(page, want, skeleton)
    if not full and decoded.problem is None and not decoded.flags:
        case = _sure_case(src)
        if case is not None:
            return _answer(src, case, Rung.SCAN)
        sliced = _sure_slice(src)
        if sliced is not None:
            return with_place(src, _answer(*sliced, Rung.SLICE))
    if decoded.problem is None:
        src.parse()
    case = build_case(src)
    reading = without_product(src, case, decoded) or _answer(src, case, Rung.FULL)
    flags = tuple(dict.fromkeys((*decoded.flags, *reading.flags)))
    return with_place(src, replace(reading, flags=flags, rung=Rung.FULL))


def _answer(src: Sources, case: Case, rung: Rung) -> PageReading:
    reading = verdict(src, case)
    _, flags = identity_of(src, case)
    return replace(
        reading, flags=tuple(dict.fromkeys((*reading.flags, *flags))), rung=rung,
        final_url=src.url, canonical=src.canonical or None,
    )  # fmt: skip


def _sure_case(src: Sources) -> Case | None:
    """The case when scanned evidence is enough: nothing in the page could contradict it."""
    page = src.page
    if page.status is not None and not 200 <= page.status < 300:
        return None
    if blocked_by_answer(page) or not _is_plain_product(src):
        return None
    case = build_case(src)
    strong = [f for f in case.facts if f.stance is not None and f.source == "jsonld"]
    if not strong or strong[0].stance is not Stance.IN or strong[0].price is None:
        return None
    if not hints.shows_price(src.skeleton, strong[0].price) or not _is_titled(src, case):
        return None
    return case if identity_of(src, case)[0] is Identity.OURS else None


def _is_titled(src: Sources, case: Case) -> bool:
    """Whether the page's title names the product; one that doesn't may be a soft 404."""
    return any(likeness(p.name, src.skeleton.title) >= TITLED for p in case.products)


def _sure_slice(src: Sources) -> tuple[Sources, Case] | None:
    """django-oscar's product block alone, on a page that offers no other evidence.

    The block holds heading, price and availability, and ends where the description begins.
    """
    low = src.skeleton.low
    start, end = low.find(_OSCAR_BLOCK), low.find(_OSCAR_END)
    start = low.rfind(b"<div", 0, max(0, start))
    if not 0 <= start < end < start + _SLICE or src.skeleton.looks_cut or not _is_bare(src):
        return None
    page = replace(src.page, body=b"")
    inner = Sources(page, src.want, src.skeleton)
    inner.parse(src.skeleton.markup[start:end])
    case = build_case(inner)
    if inner.parsed is None or len(inner.parsed.marks) != 1:
        return None
    facts = case.weighing(Weight.MEDIUM)
    ours = identity_of(inner, case)[0] is Identity.OURS
    told = facts and facts[0].stance is not None and facts[0].price is not None
    return (inner, case) if ours and told else None


def _is_bare(src: Sources) -> bool:
    """Whether neither scripts, meta tags, body nor other markup say anything about a product."""
    status, low = src.page.status, src.skeleton.low
    answered = status is None or 200 <= status < 300
    spoken = src.jsonld[0].products or src.states or src.opengraph.facts.has_price
    kinds = src.kind.listing or src.kind.article or src.opengraph.facts.stance is not None
    several = low.count(b"<h1") != 1 or low.count(_OSCAR_BLOCK) != 1
    typed = src.jsonld[0].types or src.opengraph.kind or is_redirected(src.page)
    return answered and not (spoken or kinds or several or typed or src.skeleton.needs_tree)


def _is_plain_product(src: Sources) -> bool:
    """One product in JSON-LD with plain offers, and no other structure in the markup."""
    graph, flags = src.jsonld
    own = [p for p in graph.products if p.role is not Role.RELATED]
    if flags or len(own) != 1 or own[0].role is Role.LISTED or not own[0].name:
        return False
    if any(o.low is not None or o.high is not None for o in own[0].offers):
        return False
    if graph.types & (ARTICLE_TYPES | LIST_TYPES) or src.kind.listing or src.kind.article:
        return False
    skeleton = src.skeleton
    if skeleton.looks_cut or skeleton.needs_tree:
        return False
    return not hints.may_say_out(skeleton)
