"""Leaving out blocks about other goods, reviews and menus before a page is parsed.

They are most of a page, and the parsed page would lose them anyway: what names such a block is
asked in one place. A block whose tags don't match up, or that holds a heading or structured data
of goods, stays.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from connectors.page.block_names import PHRASES, WORDS, joined, names_others, popup_of
from connectors.page.block_tags import BlockTags
from connectors.page.markup import attributes, tag_at
from connectors.page.survey import RDFA

_OPENER = re.compile(rb"<(div|section|aside|ul|article)[\s]")
_BLOCKS = BlockTags(
    b"div", b"section", b"aside", b"ul", b"article", b"main", b"form", b"table", b"td"
)
_KEPT = (b"<h1", b"org/product", RDFA, b'itemprop="offers', b"itemprop='offers",
         b"data-product=", b"product-availability", b"product_main",
         b"product-info-main")  # fmt: skip
_MAX_TAG = 600


def without_others(markup: bytes, low: bytes, *, part: bool = False) -> bytes:
    """The markup (`low` is the same in lower case) without blocks that name themselves others'.

    Of a `part` of a page a block that is still open where the part ends is left out too.
    """
    kept, at = [], 0
    if b"<h1" not in low:
        return markup
    for start, end in others(markup, low, part=part):
        kept.append(markup[at:start])
        at = end
    return b"".join([*kept, markup[at:]]) if kept else markup


def others(markup: bytes, low: bytes, *, part: bool) -> Iterator[tuple[int, int]]:
    """Where blocks about other goods begin and end, in order."""
    done, heading = 0, low.find(b"<h1")
    own = popup_of(attributes(tag_at(markup, heading)).get("class", "")) if heading >= 0 else ""
    for _, at, _ in _words().find_matches_as_indexes(low):
        if at < done:
            continue
        start = low.rfind(b"<", max(done, at - _MAX_TAG), at)
        if start < 0 or not _OPENER.match(low, start):
            continue
        if not _is_named(tag_at(markup, start), own):
            continue
        end = _end_of(low, start, part=part)
        if end and not any(low.find(sign, start, end) >= 0 for sign in _KEPT):
            yield start, end
            done = end


@lru_cache(maxsize=4096)
def _is_named(tag: bytes, own: str) -> bool:
    attrs = attributes(tag)
    marks = joined(attrs.get("class", ""), attrs.get("id", ""))
    return names_others(marks.replace(own, "") if own else marks)


def _end_of(low: bytes, start: int, *, part: bool) -> int:
    """Where the element that begins at `start` ends; 0 when tags inside don't match up."""
    inner: list[bytes] = []
    for _, end, name, opens in _BLOCKS.between(low, start, len(low)):
        if opens:
            inner.append(name)
        elif not inner or inner.pop() != name:
            return 0
        elif not inner:
            return low.find(b">", end) + 1
    return len(low) if part else 0


@cache
def _words() -> BytesAhoCorasick:
    words = sorted({word.encode() for word in (*WORDS, *PHRASES)})
    return BytesAhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
