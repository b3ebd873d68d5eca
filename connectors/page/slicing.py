"""The middle way of reading: the product's block alone is parsed, where that is sure to do.

It is sure when the block holds what the whole page would be asked for: the only h1, price,
button, and every sign by which a shop system or structured data in the markup is known.
"""

from itertools import islice

from connectors.page.blocks import UNLIKE
from connectors.page.dead_ends import without_product
from connectors.page.decode import Decoded
from connectors.page.excerpt import Excerpt, excerpts
from connectors.page.identity import Identity, likeness
from connectors.page.judge import Case, build_case, identity_of
from connectors.page.markup import Skeleton
from connectors.page.model import Weight
from connectors.page.page_kind import LIST_TYPES
from connectors.page.platforms import told_platforms
from connectors.page.redirects import Place, is_redirected, place_kind
from connectors.page.sources import Parsed, Sources
from connectors.page.survey import RDFA, SIGNS
from connectors.page.walls import blocked_by_answer

_TRIES = 2
# An ancestor of the heading that carries one of these is needed whole.
SCOPES = (b"product-info-main", b"product_main", b"org/product")
# What readers of structured data, and of each shop system, look for on the whole page.
_STRUCTURED = (RDFA, b"org/product")
_REACH = {
    "woocommerce": (b"variations_form", b'"stock', b"'stock", b'"sku', b"'sku"),
    "prestashop": (
        b"product-availability", b"product-details", b"current-price", b"product-reference",
    ),
    "magento": (b"product-info-main",),
    "oscar": (b"product_main",),
}  # fmt: skip


def sure_slice(src: Sources, decoded: Decoded) -> tuple[Sources, Case] | None:
    """The evidence with the product's block parsed, or None when only the whole page will do."""
    page = src.page
    answered = page.status is None or 200 <= page.status < 300
    if not answered or blocked_by_answer(page) or is_redirected(page) or src.skeleton.looks_cut:
        return None
    if src.url and place_kind(src.url) is Place.HOME:
        return None  # how many other goods a front page shows decides there
    platforms = set(told_platforms(src.skeleton.signs))
    if platforms - _REACH.keys():
        return None
    signs = (*_STRUCTURED, *(sign for one in platforms for sign in _REACH[one]))
    for part in islice(excerpts(src.skeleton, SCOPES), _TRIES):
        if any(_stands_outside(part, sign, src.skeleton) for sign in signs):
            continue
        inner = Sources(page, src.want, src.skeleton)
        inner.parse(part)
        if inner.parsed is None or not inner.parsed.whole:
            continue
        return _sure(inner, inner.parsed, decoded, platforms)
    return None


def _stands_outside(part: Excerpt, sign: bytes, skeleton: Skeleton) -> bool:
    # What the survey looked for needn't be looked for again.
    stands = sign in skeleton.signs if sign in SIGNS else sign in skeleton.low
    return stands and not part.holds(skeleton.low, sign)


def _is_titled(src: Sources, parsed: Parsed) -> bool:
    """Whether a title of the page is like the heading; else another heading may be the goods'."""
    titles = [title for title in (src.opengraph.title, src.skeleton.title) if title]
    return not titles or max(likeness(parsed.heading, title) for title in titles) >= UNLIKE


def _sure(
    src: Sources, parsed: Parsed, decoded: Decoded, platforms: set[str]
) -> tuple[Sources, Case] | None:
    """The case, when nothing outside the parsed block could change what it says."""
    if {mark.platform for mark in parsed.marks} != platforms or not _is_titled(src, parsed):
        return None
    case = build_case(src)
    sight = parsed.sight
    told = sight.facts.stance is not None or sight.button.stance is not None
    if not told or case.listing or src.jsonld[0].types & LIST_TYPES or sight.repeats > 1:
        return None
    # With one or two buttons no number of other goods' prices makes the page a list.
    single = any(f.price is not None for f in case.weighing(Weight.STRONG))
    if not (1 <= sight.buys <= 2 or single or parsed.marks or src.kind.product):
        return None
    if identity_of(src, case)[0] is not Identity.OURS:
        return None
    return (src, case) if without_product(src, case, decoded) is None else None
