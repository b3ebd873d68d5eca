"""Answers that are no product's: faults, walls, missing pages, moves, shells, other goods."""

from connectors.page import page_kind, phrases, placeholders
from connectors.page.blocks import has_price
from connectors.page.decode import Decoded
from connectors.page.functions import function_of
from connectors.page.identity import TITLED, Identity, likeness
from connectors.page.judge import Case, evidence_of, identity_of, title_of
from connectors.page.list_page import is_list
from connectors.page.model import Evidence, FetchedPage, PageReading, Status, Weight
from connectors.page.offering import claims_product
from connectors.page.redirects import (
    Place,
    is_among_articles,
    is_redirected,
    is_same_host,
    is_same_slug,
    joined,
    leads_back,
    place_kind,
    words_in,
    words_of,
)
from connectors.page.sources import Parsed, Sources
from connectors.page.walls import blocked_by_answer, entrance_on, wall_on

_RETRY = frozenset({408, 425})
# What a frame without goods says at most, in letters.
_LITTLE = 350
# "Add to cart" and "Buy now".
_SEVERAL = 2
_GONE_CODES = frozenset({404, 410})


def before_body(page: FetchedPage) -> PageReading | None:
    """What code, headers and transport settle before the body is looked at."""
    if page.transport_error:
        return _plain(page, Status.UNKNOWN, "transport", page.transport_error, "transport_error")
    wall = blocked_by_answer(page)
    if wall is not None:
        return _plain(page, Status.BLOCKED, "http", wall)
    return None


def _plain(page: FetchedPage, status: Status, source: str, raw: str, *flags: str) -> PageReading:
    return PageReading(
        status, evidence=(Evidence(source, raw[:200], Weight.STRONG),), flags=flags,
        final_url=page.final_url or page.url,
    )  # fmt: skip


def without_product(src: Sources, case: Case, decoded: Decoded) -> PageReading | None:
    """The answer when the page doesn't speak for our product; None when it does.

    The order is the reading contract's: walls, codes, redirects, body, identity, soft 404.
    """
    return (
        _walled(src, case, decoded)
        or _by_code(src)
        or _redirected(src, case)
        or _unreadable(src, case, decoded)
        or _other_kind(src, case)
        or _other_product(src, case)
        or _nothing_said(src, case)
    )


def _walled(src: Sources, case: Case, decoded: Decoded) -> PageReading | None:
    if decoded.problem is not None or _has_product(src, case):
        return None
    if src.parsed is not None and _prices_goods(src, src.parsed):
        return None
    text = src.skeleton.text
    wall = wall_on(src.page, src.skeleton, text, src.heading)
    return _say(src, Status.BLOCKED, "wall", wall) if wall is not None else None


def _has_product(src: Sources, case: Case) -> bool:
    marks = src.parsed is not None and bool(src.parsed.marks)
    return case.strong or marks or src.opengraph.facts.has_price or case.listing


def _prices_goods(src: Sources, parsed: Parsed) -> bool:
    """Whether the page names goods, or lets them be bought, at a price: no wall does."""
    if place_kind(src.url) is Place.LOGIN:
        return _offers_goods(parsed)
    sight = parsed.sight
    named = parsed.heading or sight.buys
    return bool(named and sight.facts.has_price and sight.facts.currency)


def _offers_goods(parsed: Parsed) -> bool:
    """Whether the page shows a heading, a price and a live buy button: no fault does."""
    sight = parsed.sight
    return bool(parsed.heading and sight.buys and sight.facts.has_price)


def _by_code(src: Sources) -> PageReading | None:
    code = src.page.status
    if code is None or 200 <= code < 300:
        return None
    if code in _GONE_CODES:
        flags = ("gone",) if code == 410 else ()
        return _say(src, Status.NOT_FOUND, "http", f"HTTP {code}", *flags)
    if code in {301, 302, 303, 307, 308} and src.page.header("location"):
        target = joined(src.page.url, src.page.header("location"))
        status = Status.BLOCKED if _is_gate(src.page.url, target) else Status.MOVED
        return _say(src, status, "redirect", target)
    return _say(src, Status.UNKNOWN, "http", f"HTTP {code}", "http_error")


def _is_gate(url: str, target: str) -> bool:
    """Whether a redirect stops visitors (login, age, consent, queue) before they see the page."""
    kind = place_kind(target)
    beside = kind is Place.OTHER or (kind is Place.HOME and not is_same_host(url, target))
    return kind is Place.LOGIN or (beside and leads_back(url, target))


def _redirected(src: Sources, case: Case) -> PageReading | None:
    """A redirect to a home, list, error or login page, or to another product."""
    page = src.page
    if not is_redirected(page):
        return None
    kind = place_kind(page.final_url)
    if _is_gate(page.url, page.final_url):
        return _say(src, Status.BLOCKED, "redirect", page.final_url)
    if kind is not Place.OTHER and place_kind(page.url) is not kind:
        return _say(src, Status.MOVED, "redirect", page.final_url, f"moved_to_{kind}")
    wanted = src.want.sku or src.want.title or src.want.external_id
    identity = identity_of(src, case)[0]
    if identity is Identity.OTHER or (not wanted and not is_same_slug(page.url, page.final_url)):
        return _say(src, Status.MOVED, "redirect", page.final_url, "moved_to_product")
    return None


def _unreadable(src: Sources, case: Case, decoded: Decoded) -> PageReading | None:
    if decoded.problem is not None:
        return _say(src, Status.UNREADABLE, "body", decoded.problem, decoded.problem)
    if "oversize" in decoded.flags:
        return None if case.strong else _say(src, Status.UNREADABLE, "body", "oversize")
    if src.skeleton.looks_cut:
        return _say(src, Status.UNREADABLE, "body", "cut_body", "cut_body")
    bare = b"<" not in src.skeleton.body
    told = src.skeleton.script_count or _has_product(src, case)
    if bare or (not told and not src.skeleton.glimpse):
        return _say(src, Status.UNREADABLE, "body", "empty_body", "empty_body")
    return None


def _other_kind(src: Sources, case: Case) -> PageReading | None:
    """Lists and articles, even when they claim to be products; soft 404s; shells."""
    parsed = src.parsed
    if parsed is None:
        return None
    function = _function(src, case, parsed)
    if function is not None:
        return _say(src, Status.NOT_A_PRODUCT_PAGE, "page_kind", function)
    if _awaits_name(src, case, parsed):
        return _say(src, Status.NEEDS_JAVASCRIPT, "page_kind", "placeholder")
    gone = _gone(src, parsed)
    if gone is not None and not _stands_by(src, case) and not (gone == "404" and parsed.sight.buys):
        return _say(src, Status.NOT_FOUND, "soft_404", gone, "soft_404")
    fault = _fault(src, parsed)
    if fault is not None and not case.strong:
        return _say(src, Status.UNKNOWN, "page_kind", fault, "site_error")
    if _is_article(src, case):
        return _say(src, Status.NOT_A_PRODUCT_PAGE, "page_kind", "article")
    if is_list(src, case):
        return _say(src, Status.NOT_A_PRODUCT_PAGE, "page_kind", "list")
    return None if claims_product(src, case) else _no_product(src)


def _awaits_name(src: Sources, case: Case, parsed: Parsed) -> bool:
    """Whether scripts are yet to name the goods: what else the frame says is said of none."""
    if case.products or parsed.marks or src.kind.product or parsed.sight.facts.has_price:
        return False
    if page_kind.is_titled_gone(src.skeleton, parsed.heading) is not None:
        return False
    if placeholders.is_waiting(parsed.heading):
        return src.skeleton.script_count > 0
    sells = parsed.sight.buttons or parsed.sight.labelled or has_price(parsed.soup)
    return bool(sells) and placeholders.awaits_name(src.skeleton, parsed.soup)


def _gone(src: Sources, parsed: Parsed) -> str | None:
    """The words that admit a soft 404, of the page and not of something beside goods on sale."""
    titled = page_kind.is_titled_gone(src.skeleton, parsed.heading)
    if titled is not None or _offers_goods(parsed):
        return titled
    gone = page_kind.is_gone(src.skeleton.glimpse)
    if gone is None and not parsed.heading and not parsed.sight.buys:
        gone = page_kind.is_gone_inside(parsed.sight.text)
    return gone if page_kind.says_gone(parsed.sight.text) else None  # else hidden


def _function(src: Sources, case: Case, parsed: Parsed) -> str | None:
    """What the page is for, when that isn't to sell one product: a search, a cart, an order."""
    if case.strong or parsed.marks or src.kind.product:
        return None
    kind = place_kind(src.url) if src.url else Place.OTHER
    if kind in {Place.SEARCH, Place.CART}:
        return str(kind)
    return function_of(parsed.heading or src.skeleton.title.partition(" - ")[0])


def _fault(src: Sources, parsed: Parsed) -> str | None:
    parked = page_kind.is_parked(src.skeleton, parsed.heading)
    if parked is not None or _offers_goods(parsed):
        return parked
    return page_kind.is_fault(src.skeleton, parsed.heading, src.skeleton.glimpse)


def _stands_by(src: Sources, case: Case) -> bool:
    """Whether structured data names a product that the page's own titles name too."""
    titles = (src.heading, src.skeleton.title)
    return case.strong and any(
        likeness(p.name, t) >= TITLED for p in case.products for t in titles if p.name and t
    )


def _is_article(src: Sources, case: Case) -> bool:
    parsed = src.parsed
    typed = bool(src.jsonld[0].types & page_kind.ARTICLE_TYPES) or src.kind.article
    typed = typed or is_among_articles(src.url)
    if parsed is None or not (typed or src.opengraph.kind in {"article", "blog"}):
        return False
    if src.kind.product or parsed.marks:
        return False
    if typed:
        return not (case.strong and _stands_by(src, case) and parsed.sight.buys)
    return not case.strong and not parsed.sight.buys


def _no_product(src: Sources) -> PageReading:
    text = src.skeleton.glimpse
    entrance = entrance_on(src.skeleton, src.skeleton.text, src.heading)
    sells = src.parsed is not None and src.parsed.sight.buys
    if entrance is not None and not sells:
        return _say(src, Status.BLOCKED, "wall", entrance)
    if page_kind.is_shell(src.skeleton, text, src.heading):
        return _say(src, Status.NEEDS_JAVASCRIPT, "page_kind", "shell")
    if src.parsed is not None and _awaits_goods(src, src.parsed):
        return _say(src, Status.NEEDS_JAVASCRIPT, "page_kind", "placeholder")
    if page_kind.leads_home(src.skeleton, src.url) and not _speaks_for_itself(src):
        return _say(src, Status.NOT_FOUND, "soft_404", src.canonical, "soft_404")
    if src.parsed is not None and _sells_unpriced(src, src.parsed):
        return _say(src, Status.UNKNOWN, "page_kind", "unpriced")
    # "noindex" alone proves nothing: forms, logins and unread products carry it as often.
    return _say(src, Status.NOT_A_PRODUCT_PAGE, "page_kind", str(place_kind(src.url)))


def _sells_unpriced(src: Sources, parsed: Parsed) -> bool:
    """Whether a page names one thing and lets it be laid in a cart, but at no price it tells."""
    sight = parsed.sight
    lone = 1 <= sight.buys <= _SEVERAL and parsed.cards.links < _SEVERAL and not parsed.cards.stalls
    carted = any(word in sight.button.raw for word in phrases.CART)
    return bool(parsed.heading) and lone and carted and place_kind(src.url) is Place.OTHER


def _speaks_for_itself(src: Sources) -> bool:
    """Whether a page whose canonical link leads home is one of its own all the same."""
    priced = src.parsed is not None and src.parsed.heading and src.parsed.sight.facts.has_price
    return bool(priced) or _is_named_here(src)


def _awaits_goods(src: Sources, parsed: Parsed) -> bool:
    """Whether a page that says little else has a place for goods that scripts are yet to fill."""
    if len(parsed.sight.text) >= _LITTLE or parsed.sight.facts.has_price:
        return False
    return placeholders.awaits_goods(src.skeleton, parsed.soup)


def _is_named_here(src: Sources) -> bool:
    """Whether the page is titled like the wanted product, or like its own address.

    Some shops point every page's canonical link at their home page.
    """
    titles = [t for t in src.names if t]
    if src.want.title and any(likeness(src.want.title, t) >= TITLED for t in titles):
        return True
    words = {w for w in words_of(src.url) if not w.isdigit()}
    return len(words) > 1 and any(2 * len(words & words_in(t)) >= len(words) for t in titles)


def _other_product(src: Sources, case: Case) -> PageReading | None:
    """A page of other goods than the wanted ones says nothing about ours."""
    if identity_of(src, case)[0] is not Identity.OTHER:
        return None
    title = title_of(src, case)
    if page_kind.leads_home(src.skeleton, src.url):
        return _say(src, Status.NOT_FOUND, "soft_404", src.canonical, "soft_404", "other_product")
    return PageReading(
        Status.UNKNOWN, title=title, flags=("other_product",),
        evidence=(Evidence("identity", (title or "")[:200], Weight.STRONG), *evidence_of(case)),
    )  # fmt: skip


def _nothing_said(src: Sources, case: Case) -> PageReading | None:
    """A frame with a product's titles but neither status nor price waits for its scripts."""
    if any(f.stance is not None or f.has_price for f in case.facts):
        return None
    if page_kind.is_shell(src.skeleton, src.skeleton.glimpse, src.heading):
        return _say(src, Status.NEEDS_JAVASCRIPT, "page_kind", "shell")
    return None


def _say(src: Sources, status: Status, source: str, raw: str, *flags: str) -> PageReading:
    title = (src.skeleton.title or src.heading)[:300] or None
    evidence = (Evidence(source, raw[:200], Weight.STRONG),)
    return PageReading(status, title=title, evidence=evidence, flags=flags)
