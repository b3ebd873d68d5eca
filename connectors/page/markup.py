"""The skeleton of a page, found by scanning bytes: scripts, meta tags, title, canonical link.

No tree is built. Scripts, styles, comments, templates and drawings are cut out of `markup`,
so that words inside them are never taken for words of the page, and parsing what is left is
cheaper. All offsets and needles are bytes of UTF-8.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from types import MappingProxyType

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from catalog.text_vi import clean
from connectors.page.seen import text_of
from connectors.page.survey import BASE, CANONICAL, HEADING, META, SIGNS, TREE_MARKS, survey

_MAX_TAG = 4096
_MAX_METAS = 200
# Letters; the contract calls pages of fewer words walls, shells or dead ends.
_SEEN, _GLIMPSE = 2_600, 1_000
# What the names of the meta tags that are read hold.
_NAMED = BytesAhoCorasick(
    (b"og:", b"product", b"twitter", b"robots", b"bot", b"description", b"sku"),
    matchkind=MatchKind.LeftmostLongest,
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]{1,80})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
_TAG = re.compile(rb"<[a-z!][^\s>/]{0,40}(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Script:
    """One script element: its attributes (names in lower case) and its text."""

    attributes: Mapping[str, str]
    text: str

    @property
    def kind(self) -> str:
        """The script's type, in lower case."""
        return self.attributes.get("type", "").lower()


class Skeleton:
    """What can be known of a page without parsing it."""

    def __init__(self, body: bytes, low: bytes | None = None) -> None:
        """`low` is the same body in lower case, where somebody has it already."""
        self.body = body
        self._scripts: list[tuple[bytes, int, int]] = []
        self.may_say_out: bool | None = None
        low = body.lower() if low is None else low
        self.whole = low
        self._survey = survey(low)
        self.script_count, self.open_ended = len(self._survey.scripts), self._survey.open_ended
        for start, end in self._survey.scripts:
            self._remember(start, end)
        self._kept = self._survey.kept(len(body))
        self.low = _without_rest(low, self._kept)

    @cached_property
    def markup(self) -> bytes:
        """The page without its invisible parts, navigation and footers."""
        return _without_rest(self.body, self._kept)

    def _remember(self, start: int, end: int) -> None:
        tag = tag_at(self.body, start)
        if len(tag) < end - start:
            self._scripts.append((tag, start + len(tag), end))

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """The scripts that hold data: with a type or id, or assigning a state object."""
        found = []
        for tag, start, end in self._scripts:
            low = tag.lower()
            typed = b"json" in low or b"__nuxt" in low
            if typed or _assigns_state(self.body, start, end):
                text = self.body[start:end].decode("utf-8", "replace")
                found.append(Script(attributes(tag), text))
        return tuple(found)

    @cached_property
    def metas(self) -> tuple[Mapping[str, str], ...]:
        """Attributes of the meta tags that may be read, in order."""
        places = islice(self._survey.places(META), _MAX_METAS)
        tags = (tag_at(self.body, at) for at in places)
        return tuple(attributes(t) for t in tags if _NAMED.find_matches_as_indexes(t.lower()))

    @cached_property
    def signs(self) -> frozenset[bytes]:
        """Signs of structured data and of shop systems that stand in the markup."""
        found = self._survey.found.keys() & SIGNS
        return frozenset(s for s in found if next(self._survey.places(s), -1) >= 0)

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """Where first-level headings begin in `markup`, in order."""
        return tuple(map(self._in_markup, self._survey.places(HEADING)))

    def _in_markup(self, place: int) -> int:
        """A place of the body as one of `markup`, in which a blank stands between parts."""
        before = 0
        for part in self._kept:
            if place < part.stop:
                place -= part.start
                break
            before += part.stop - part.start + 1
        return before + place

    @property
    def needs_tree(self) -> bool:
        """Whether the markup holds structured data or platform marks that only a tree shows."""
        return not self.signs.isdisjoint(TREE_MARKS)

    def tags(self, opener: bytes) -> Iterator[bytes]:
        """The opening tags that begin with these (lower-case) bytes."""
        at = self.low.find(opener)
        while at >= 0:
            yield tag_at(self.markup, at)
            at = self.low.find(opener, at + len(opener))

    @cached_property
    def _named(self) -> dict[str, str]:
        """First content of each meta tag's name, property or http-equiv."""
        found: dict[str, str] = {}
        for attrs in self.metas:
            key = attrs.get("property") or attrs.get("name") or attrs.get("http-equiv") or ""
            if attrs.get("content", "").strip():
                found.setdefault(key.strip().lower(), attrs["content"])
        return found

    def meta(self, *names: str) -> str:
        """Content of the first meta tag with one of these names or properties, cleaned."""
        named = self._named
        return next((clean(named[name]) for name in names if name in named), "")

    @cached_property
    def canonical(self) -> str:
        """The address in `<link rel=canonical>`; "" when there is none."""
        for at in islice(self._survey.places(CANONICAL), _MAX_METAS):
            start = self.body.rfind(b"<", max(0, at - _MAX_TAG), at)
            if start >= 0 and self.body[start : start + 5].lower() == b"<link":
                attrs = attributes(tag_at(self.body, start))
                if "canonical" in attrs.get("rel", "").lower().split():
                    return attrs.get("href", "").strip()
        return ""

    @cached_property
    def base(self) -> str:
        """The address in `<base href>`; "" when there is none."""
        at = next(self._survey.places(BASE), -1)
        return attributes(tag_at(self.body, at)).get("href", "") if at >= 0 else ""

    @cached_property
    def title(self) -> str:
        """Text of the title element."""
        start = self.low.find(b"<title")
        drawn = self.low.rfind(b"<svg", 0, max(0, start))
        if start < 0 or (drawn >= 0 and self.low.find(b"</svg", drawn, start) < 0):
            return ""
        opened = self.low.find(b">", start)
        end = self.low.find(b"</title", opened)
        raw = self.markup[opened + 1 : end if end >= 0 else opened + 301]
        return clean(html.unescape(raw.decode("utf-8", "replace")))[:500]

    @cached_property
    def text(self) -> str:
        """What a reader sees of the beginning: as much as walls are told by."""
        return self._seen(_SEEN)

    @cached_property
    def glimpse(self) -> str:
        """The first words of what a reader sees: as much as dead ends and shells are told by.

        Where enough words follow the first heading, those: menus are long before it.
        """
        words = text_of(self.markup[self.headings[0] :], _GLIMPSE) if self.headings else ""
        return words if len(words) >= _GLIMPSE else self._seen(_GLIMPSE)

    def _seen(self, limit: int) -> str:
        body = self.low.find(b"<body")
        start = body if body >= 0 else max(0, self.low.find(b"</title"))
        return text_of(self.markup[start:], limit)

    @cached_property
    def lang(self) -> str:
        """The language the html element declares; "" when none."""
        start = self.low.find(b"<html")
        tag = attributes(tag_at(self.markup, start) if start >= 0 else b"")
        return (tag.get("lang") or tag.get("xml:lang") or "").strip().lower()

    @cached_property
    def looks_cut(self) -> bool:
        """Whether the page stops in the middle: inside a script, a tag, a word, or its blocks."""
        if self.open_ended:
            return True
        low = self.low.rstrip()
        if low.rfind(b"<") > low.rfind(b">") and low[-60:].rfind(b"<") >= 0:
            return True
        if b"</html" in low[-4096:] or b"</body" in low[-4096:]:
            return False
        if b"</html" in low or b"</body" in low or b"<body" not in low:
            return False
        unclosed = low.count(b"<div") - low.count(b"</div")
        return not low.endswith(b">") or unclosed >= 3

    def has(self, needle: bytes) -> bool:
        """Whether these lower-case bytes stand in the visible markup (tags included)."""
        return needle in self.low


def _without_rest(data: bytes, kept: list[slice]) -> bytes:
    """The parts of a page, a blank between them; views of it aren't copied twice."""
    whole = memoryview(data)
    return b" ".join([whole[part] for part in kept])


def tag_at(data: bytes, start: int) -> bytes:
    """The whole opening tag that begins at `start`; ">" inside quotes doesn't end it."""
    end = data.find(b">", start, start + _MAX_TAG)
    if end >= 0 and data.count(b'"', start, end) % 2 == 0 and data.find(b"'", start, end) < 0:
        return data[start : end + 1]
    match = _TAG.match(data, start, start + _MAX_TAG)
    if match:
        return match[0]
    return data[start : end + 1] if end >= 0 else data[start : start + _MAX_TAG]


@lru_cache(maxsize=4096)
def attributes(tag: bytes) -> Mapping[str, str]:
    """Attributes of one opening tag; names in lower case, entities resolved, first one wins."""
    text = tag.decode("utf-8", "replace").strip("</>")
    parts = text.split(None, 1)
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(parts[1] if len(parts) > 1 else ""):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return MappingProxyType(found)


# Every name under which `state` looks for page state holds one of these.
_STATE_SIGNS = BytesAhoCorasick(
    (b"__", b"roduct", b"nitialState", b"INITIAL_STATE", b"runParams"),
    matchkind=MatchKind.LeftmostLongest,
)


def _assigns_state(body: bytes, start: int, end: int) -> bool:
    return end - start > 20 and bool(_STATE_SIGNS.find_matches_as_indexes(body[start:end]))
