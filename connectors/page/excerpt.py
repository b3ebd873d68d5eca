"""The part of a page around its heading, cut out of the bytes: the product's block and no more.

Only a guess: whoever parses an excerpt finds out from the tree whether the block really ends
before the excerpt does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from connectors.page import phrases
from connectors.page.block_tags import BlockTags
from connectors.page.blocks import has_price
from connectors.page.markup import Skeleton, tag_at
from connectors.page.microdata import elements
from connectors.page.seen import text_of

END = "end-of-excerpt"
_BEFORE, _AFTER = 20_000, 24_000
_BLOCKS = BlockTags(b"div", b"section", b"article", b"main", b"form", b"aside")
_PRICED = (b"price", b"gia", "₫".encode(), "đ".encode(), b"vnd")


@dataclass(frozen=True, slots=True)
class Opened:
    """An element that is open where the heading stands, with its opening tag."""

    start: int
    name: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Offsets into the markup, and the opening tags of what the part stands in."""

    start: int
    end: int
    around: tuple[bytes, ...]

    def of(self, markup: bytes) -> bytes:
        """The part within its ancestors, with an element after it that marks its end."""
        return b"".join([*self.around, markup[self.start : self.end], f"<{END}>".encode()])

    def holds(self, low: bytes, sign: bytes) -> bool:
        """Whether a sign stands in the part or its ancestors and nowhere else on the page."""
        inside = low.count(sign, self.start, self.end)
        return inside + sum(tag.lower().count(sign) for tag in self.around) == low.count(sign)


def excerpts(page: Skeleton, scopes: tuple[bytes, ...]) -> Iterator[Excerpt]:
    """Parts around the page's only h1 that seem to hold a price and a button, smallest first.

    One whose ancestor carries a sign of `scopes` takes that ancestor in, whole.
    """
    if len(page.headings) != 1:
        return
    heading = page.headings[0]
    opened = _opened(page, heading)
    outer = next((n for n, one in enumerate(opened) if _carries(one.tag, scopes)), len(opened))
    for depth, end in _ends(page, heading, [one.name for one in reversed(opened)]):
        place = len(opened) - 1 - depth
        start = opened[place].start
        if place <= outer and _sells(page, start, end):
            body = next(page.tags(b"<body"), b"<body>")
            yield Excerpt(start, end, (body, *(one.tag for one in opened[:place])))


def _carries(tag: bytes, scopes: tuple[bytes, ...]) -> bool:
    low = tag.lower()
    return any(scope in low for scope in scopes)


def _opened(page: Skeleton, heading: int) -> list[Opened]:
    """The blocks around the heading, outermost first."""
    stack: list[tuple[int, bytes]] = []
    for start, _, name, opens in _BLOCKS.between(page.low, max(0, heading - _BEFORE), heading):
        if opens:
            stack.append((start, name))
        elif stack and stack[-1][1] == name:
            stack.pop()
    return [Opened(start, name, tag_at(page.markup, start)) for start, name in stack]


def _ends(page: Skeleton, heading: int, names: list[bytes]) -> Iterator[tuple[int, int]]:
    """Where the blocks around the heading end, innermost first, as far as end tags agree."""
    inner: list[bytes] = []
    depth = 0
    for _, end, name, opens in _BLOCKS.between(page.low, heading, heading + _AFTER):
        if opens:
            inner.append(name)
        elif inner:
            if inner.pop() != name:
                return
        elif depth == len(names) or names[depth] != name:
            return
        else:
            yield depth, end + 1
            depth += 1


def _sells(page: Skeleton, start: int, end: int) -> bool:
    low = page.low[start:end]
    if not any(sign in low for sign in _PRICED):
        return False
    words = phrases.fold_page(text_of(page.markup[start:end], end - start))
    said = (phrases.BUY, phrases.OUT, phrases.DISCONTINUED, phrases.PREORDER)
    return any(phrases.contains(words, one) is not None for one in said)


def ends_before(soup: BeautifulSoup, heading: Tag | None, main: Tag) -> bool:
    """Whether the main block, with its price, ends before the parsed excerpt does.

    Then the tree of the whole page has the same block: its ancestors are searched from within.
    """
    end = next((one for one in elements(soup) if one.name == END), None)
    if end is None or heading is None or heading.name != "h1" or main.name == "body":
        return False
    outside = all(parent is not main for parent in end.parents)
    return outside and has_price(main)
