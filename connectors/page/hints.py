"""Cheap signs in the bytes that decide whether a page needs to be parsed at all.

Both the quick way and the full parse ask these functions, so their answers can't differ.
"""

import html
import re
from decimal import Decimal
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from connectors.page.denials import UNSPACED, denials
from connectors.page.markup import Skeleton
from connectors.page.pruning import others

# Labels and buttons stand near the heading; what follows for longer is description.
_BEFORE, _PART = 3_000, 20_000
# Letters with marks written as entities: "H&#7871;t h&agrave;ng".
_ENTITIES = (b"&#", b"grave;", b"acute;", b"circ;", b"tilde;", b"uml;")
_UNSPACED = tuple(bytes([lead]) for lead in sorted(UNSPACED))
_DONG = ("đ".encode(), "Đ".encode(), "₫".encode(), b"vn", b"&#8363;")
_GAP = re.compile(rb"(?:\s|\xc2\xa0|&nbsp;|<[a-z/][^<>]{0,60}>)*")


def may_say_out(page: Skeleton) -> bool:
    """Whether the product's part of the markup could say that goods are out.

    Sure only when it answers no; pages in scripts without word edges always may.
    """
    if page.may_say_out is None:
        low, heading = page.low, next(iter(page.headings), 0)
        # From the beginning of a tag on, so that no half of one is taken for words.
        start = max(0, low.find(b"<", max(0, heading - _BEFORE)))
        end = heading + _PART
        marked = low.find(b"outofstock", 0, start) >= 0
        page.may_say_out = marked or _says_out(page.markup[start:end], low[start:end])
    return page.may_say_out


def _says_out(written: bytes, low: bytes) -> bool:
    if any(lead in low for lead in _UNSPACED):
        return True
    if _entities().find_matches_as_indexes(low):
        written = html.unescape(written.decode("utf-8", "replace")).encode()
        low = written.lower()
    found = list(denials(low))
    return bool(found) and not _are_others(written, low, found, max(0, low.find(b"<h1")))


def _are_others(written: bytes, low: bytes, places: list[int], heading: int) -> bool:
    """Whether all these places stand in blocks about other goods."""
    # A block that ends before the heading holds no place after it.
    first, last = heading if min(places) > heading else 0, max(places) + 1
    blocks = list(others(written[first:last], low[first:last], part=True))
    return all(any(start <= at - first < end for start, end in blocks) for at in places)


@cache
def _entities() -> BytesAhoCorasick:
    return BytesAhoCorasick(_ENTITIES, matchkind=MatchKind.LeftmostLongest)


def shows_price(page: Skeleton, price: Decimal) -> bool:
    """Whether the price stands in the visible markup in one of the usual writings."""
    whole, _, cents = f"{price:f}".partition(".")
    groups = f"{int(whole):,}"
    tails = {"", *((f".{cents}", f",{cents}") if cents else ())}
    if cents and set(cents) != {"0"}:
        tails.discard("")
    for mark in (".", ",", " ", "\u00a0", "\u202f", "&nbsp;", "'", ""):
        for tail in tails:
            if f"{groups.replace(',', mark)}{tail}".encode() in page.low:
                return True
    return False


def shows_dong(page: Skeleton, price: Decimal) -> bool:
    """Whether the price stands in the visible markup with the sign of the đồng behind it."""
    groups = f"{int(price):,}"
    for mark in (".", ",", " ", ""):
        written = groups.replace(",", mark).encode()
        at = page.low.find(written)
        if at >= 0:
            gap = _GAP.match(page.low, at + len(written), at + len(written) + 120)
            if gap is not None and page.low.startswith(_DONG, gap.end()):
                return True
    return False
