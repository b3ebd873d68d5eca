"""Reading a page with as little work as a sure answer needs.

Rung 1 scans the bytes: JSON-LD, embedded state and meta tags need no tree. Rung 2 parses the
product's block alone. Where anything in the markup could say otherwise, the whole page
is parsed (rung 3). Both ways go through the same
decisions, and `full=True` forces the parse, so that tests can compare them.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from connectors.page import claims, hints
from connectors.page.availability import Stance
from connectors.page.dead_ends import before_body, without_product
from connectors.page.decode import decode
from connectors.page.identity import TITLED, Identity, likeness
from connectors.page.judge import Case, build_case, identity_of, verdict, with_place
from connectors.page.markup import Skeleton
from connectors.page.model import FetchedPage, PageReading, Rung, Status, Wanted
from connectors.page.page_kind import ARTICLE_TYPES, LIST_TYPES
from connectors.page.product import Role
from connectors.page.slicing import sure_slice
from connectors.page.sources import Sources
from connectors.page.walls import blocked_by_answer

_OFFERED = {Status.IN_STOCK, Status.OUT_OF_STOCK}


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
        sliced = sure_slice(src, decoded)
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
    stars = claims.stars_on(src) if reading.status in _OFFERED else None
    return replace(
        reading, stars=stars, flags=tuple(dict.fromkeys((*reading.flags, *flags))), rung=rung,
        final_url=src.url, canonical=src.canonical or None,
    )  # fmt: skip


def _sure_case(src: Sources) -> Case | None:
    """The case when scanned evidence is enough: nothing in the page could contradict it."""
    page = src.page
    if page.status is not None and not 200 <= page.status < 300:
        return None
    # Stars are claimed in the text of the product's block, which takes a tree to find.
    if blocked_by_answer(page) or not _is_plain_product(src) or claims.may_claim(page.low):
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
