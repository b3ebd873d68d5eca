"""One pass over a page's bytes that finds everything the reader looks for without a tree.

An Aho-Corasick automaton looks for all needles at once, for less than a search for a single one
costs, and a page would need fifteen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import BytesAhoCorasick, MatchKind

# Elements whose content is no text of the page, with what ends them.
_INVISIBLE = {
    b"<script": b"</script", b"<style": b"</style", b"<!--": b"-->",
    b"<template": b"</template",
}  # fmt: skip
# Elements that belong to the site and not to the goods; one that isn't closed stays.
_ASIDE = {b"<nav": b"</nav", b"<footer": b"</footer"}
META, CANONICAL, BASE, HEADING = b"<meta", b"canonical", b"<base", b"<h1"
RDFA = b"typeof"
TREE_MARKS = (
    b"org/product", RDFA, b"data-price-amount", b"product_variations",
    b"product-availability", b"data-product=", b'id="producttitle"',
)  # fmt: skip
# Without these the readers of shop systems find nothing.
SHOP_SIGNS = {
    "woocommerce": (b"type-product", b"single-product"),
    "prestashop": (b"product-availability", b"product-details"),
    "magento": (b"product-info-main",),
    "oscar": (b"product_main",),
    "amazon": (b'id="producttitle"', b"producttitle"),
}
SIGNS = tuple(
    dict.fromkeys((*TREE_MARKS, *(one for signs in SHOP_SIGNS.values() for one in signs)))
)
_NEEDLES = (
    *_INVISIBLE, *_INVISIBLE.values(), *_ASIDE, *_ASIDE.values(), META, CANONICAL, BASE, HEADING,
    *SIGNS,
)  # fmt: skip
_EDGES = frozenset(bytes([edge]) for edge in b"> \n\t\r")
# The needles' numbers: elements that hide, what ends them, asides, what ends those, the rest.
_HIDING = len(_INVISIBLE)
_ENDING = 2 * _HIDING
_ASIDES = _ENDING + len(_ASIDE)
_LEAVING = _ASIDES + len(_ASIDE)
_SCRIPT, _COMMENT = map([*_INVISIBLE].index, (b"<script", b"<!--"))
# The leftmost kinds alone are searched with vector instructions: 5 µs instead of 135 for 80 KB.
_AUTOMATON = BytesAhoCorasick(_NEEDLES, matchkind=MatchKind.LeftmostLongest)


@dataclass(slots=True)
class Survey:
    """Offsets into the page: what to leave out (in order), its scripts, where needles stand."""

    cuts: list[tuple[int, int]] = field(default_factory=list)
    scripts: list[tuple[int, int]] = field(default_factory=list)
    found: dict[bytes, list[int]] = field(default_factory=dict)
    open_ended: bool = False

    def kept(self, size: int) -> list[slice]:
        """The parts of a page of this size that are not left out."""
        parts, at = [], 0
        for start, end in self.cuts:
            if start > at:
                parts.append(slice(at, start))
            at = max(at, end)
        parts.append(slice(at, size))
        return parts

    def places(self, needle: bytes) -> Iterator[int]:
        """Where a needle stands in what is not left out, in order."""
        found = self.found.get(needle)
        if not found:
            return
        cuts, at = self.cuts, 0
        for start in found:
            while at < len(cuts) and cuts[at][1] <= start:
                at += 1
            if at == len(cuts) or start < cuts[at][0]:
                yield start


def survey(low: bytes) -> Survey:
    """Look over a page in lower case."""
    seen, opened, skip = Survey(), dict[int, int](), 0
    marks = iter(_AUTOMATON.find_matches_as_indexes(low))
    for number, start, end in marks:
        if start < skip:
            continue
        if number < _HIDING:
            skip = _hidden(low, number, start, marks, seen)
        elif number < _ENDING:
            continue
        elif number < _ASIDES:
            if low[end : end + 1] in _EDGES:
                opened.setdefault(number, start)
        elif number < _LEAVING:
            first = opened.pop(number - len(_ASIDE), None)
            if first is not None:
                seen.cuts.append((first, _after(low, start)))
        else:
            seen.found.setdefault(_NEEDLES[number], []).append(start)
    seen.cuts.sort()
    return seen


def _hidden(
    low: bytes, number: int, start: int, marks: Iterator[tuple[int, int, int]], seen: Survey
) -> int:
    """Note an invisible element and go on to its end; where that is."""
    ending = number + _HIDING
    for other, at, _ in marks:
        # "<!--[if gt IE 9]><!-->" ends in what looks like a new beginning.
        revealed = other == number == _COMMENT and low.startswith(b"<!-->", at)
        if other == ending or revealed:
            end = at + 3 + 2 * revealed if number == _COMMENT else _after(low, at)
            if number == _SCRIPT:
                seen.scripts.append((start, at))
            break
    else:
        seen.open_ended, end = True, len(low)
    seen.cuts.append((start, end))
    return end


def _after(low: bytes, start: int) -> int:
    return low.find(b">", start) + 1 or len(low)
