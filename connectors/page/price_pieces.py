"""Which texts and elements of a page may tell the price of its own goods."""

from collections.abc import Iterator
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from catalog.text_vi import clean, fold
from connectors.page import phrases
from connectors.page.microdata import attribute, strings
from connectors.page.price import parse_price

_SHARE, _PROSE, _MOST_TEXTS, _MOST_PIECES = 0.3, 60, 80, 6000


def told(main: Tag, heading: str, until: Tag | None = None) -> Iterator[NavigableString]:
    """The texts of a block that may tell its price, up to an element.

    Where that is the whole page, only the first short ones below the heading, and none of links
    to other pages.
    """
    whole = main.name == "body"
    below, count = not (whole and heading), 0
    for piece in strings(main, _MOST_PIECES):
        text = clean(piece)
        if not text:
            continue
        if until is not None and any(parent is until for parent in piece.parents):
            return
        if not below:
            below = _is_name(text, heading)
        elif not (whole and (len(text) > _PROSE or _leads_away(piece))):
            yield piece
            count += 1
        if whole and count > _MOST_TEXTS:
            return


def is_nought_first(main: Tag, heading: str) -> bool:
    """Whether the first price told below the heading, and before a buy button, is nought."""
    for piece in told(main, heading):
        words = fold(piece.strip())
        if len(words) <= _PROSE and phrases.contains(words, phrases.BUY) is not None:
            return False
        read = parse_price(piece.strip())
        if read.currency is not None:
            return "price_zero" in read.flags
    return False


def _is_name(text: str, heading: str) -> bool:
    return text in heading and len(text) > _SHARE * len(heading)


def above(main: Tag, heading: str) -> set[int]:
    """The elements of a page that begin before its heading; none when that isn't found."""
    seen: set[int] = set()
    for number, node in enumerate(main.descendants):
        if number > _MOST_PIECES:
            break
        if isinstance(node, Tag):
            seen.add(id(node))
        elif _is_name(clean(str(node)), heading):
            return seen
    return set()


def _leads_away(piece: NavigableString) -> bool:
    """Whether a text is that of a link to another page."""
    links = (p for p in islice(piece.parents, 3) if p.name == "a")
    return any(attribute(link, "href").startswith(("/", "http")) for link in links)
