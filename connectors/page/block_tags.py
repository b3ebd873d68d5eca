"""Tags of blocks found in bytes: to see which open and close around a place, no tree is needed."""

from collections.abc import Iterator

from ahocorasick_rs import BytesAhoCorasick, MatchKind

_EDGES = frozenset(b" \t\n\r\f\v>")
# Bytes looked over at once; whoever needs the nearest tags only pays for no more.
_STEP, _LONGEST = 4096, 16


class BlockTags:
    """Finds the tags of some elements; a regular expression for them takes three times as long."""

    def __init__(self, *names: bytes) -> None:
        """`names` in lower case, of at most 12 letters."""
        self._names = names
        needles = [opener + name for opener in (b"<", b"</") for name in names]
        self._finder = BytesAhoCorasick(needles, matchkind=MatchKind.LeftmostLongest)

    def between(self, low: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes, bool]]:
        """Where each tag begins and its name ends, its name, and whether it opens, in order.

        Tags that begin between `start` and `end` of markup in lower case, and whose name ends
        there too.
        """
        end = min(end, len(low))
        for at in range(start, end, _STEP):
            part = low[at : min(at + _STEP + _LONGEST, end)]
            for number, first, last in self._finder.find_matches_as_indexes(part):
                if first >= _STEP:
                    break
                if last < len(part) and part[last] in _EDGES:
                    closes, which = divmod(number, len(self._names))
                    yield at + first, at + last, self._names[which], not closes
