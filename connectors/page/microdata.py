"""Microdata and RDFa of a parsed page, turned into nodes with the keys of JSON-LD."""

from collections.abc import Iterator
from itertools import islice

from ahocorasick_rs import BytesAhoCorasick, MatchKind
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from catalog.text_vi import clean
from connectors.page.model import Weight
from connectors.page.schema_org import Graph, Node, read_graph

MAX_ITEMS = 400
_BY_ATTRIBUTE = {
    "meta": "content", "link": "href", "a": "href", "area": "href", "img": "src", "audio": "src",
    "video": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data",
    "data": "value", "meter": "value", "time": "datetime",
}  # fmt: skip
_WRAPPING = frozenset({"span", "b", "strong", "i", "em", "small", "font", "div", "p", "bdi"})
_STRUCK = frozenset({"del", "s", "strike"})
_OLD_PRICE = "listPrice"
_ITEMS = BytesAhoCorasick((b"itemtype",), matchkind=MatchKind.LeftmostLongest)
LATER = ("data-src", "data-original", "data-lazy-src", "data-large_image", "src")
"""Where a picture's address stands; while scripts load it later, `src` holds a stand-in."""


def has_items(low: bytes) -> bool:
    """Whether markup in lower case names the type of an item; `in` searches five times as long."""
    return bool(_ITEMS.find_matches_as_indexes(low))


def read_microdata(soup: BeautifulSoup, low: bytes) -> Graph:
    """Products marked with itemscope/itemprop; `low` is the parsed markup in lower case.

    Where items name their type, shops forget the attribute that opens them.
    """
    if low.count(b"itemtype") > low.count(b"itemscope"):
        for tag in elements(soup):
            if "itemtype" in tag.attrs:
                tag.attrs.setdefault("itemscope", "")
    roots = _top(soup, "itemscope", "itemprop")
    return read_graph([_microdata(tag) for tag in roots], "microdata")


def read_rdfa(soup: BeautifulSoup) -> Graph:
    """Products marked with typeof/property."""
    roots = _top(soup, "typeof", "property")
    return read_graph([_rdfa(tag) for tag in roots], "rdfa", Weight.STRONG)


def attribute(tag: Tag, name: str) -> str:
    """An attribute as text; "" when absent. Multi-valued ones are joined with blanks."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def elements(top: Tag, limit: int | None = None) -> Iterator[Tag]:
    """The elements inside another in the page's order; `find_all` with a limit costs far more."""
    return islice((one for one in top.descendants if isinstance(one, Tag)), limit)


def classed(top: Tag, name: str) -> Tag | None:
    """The first element inside another that has a class; `select_one` costs five times as much."""
    return next((one for one in elements(top) if name in attribute(one, "class").split()), None)


def strings(top: Tag, limit: int | None = None) -> Iterator[NavigableString]:
    """The pieces of text inside an element in the page's order, as `elements` gives elements."""
    return islice((one for one in top.descendants if isinstance(one, NavigableString)), limit)


def strings_after(piece: PageElement) -> Iterator[NavigableString]:
    """The pieces of text behind one; `find_all_next` costs far more."""
    return (one for one in piece.next_elements if isinstance(one, NavigableString))


def wrappers(text: NavigableString, limit: int = 3) -> Iterator[Tag]:
    """The element a text stands in, and those around that one that hold nothing else."""
    for number, parent in enumerate(islice(text.parents, limit)):
        full = sum(isinstance(one, Tag) or bool(str(one).strip()) for one in parent.contents) > 1
        if number and (full or parent.name not in _WRAPPING):
            return
        yield parent


def _top(soup: BeautifulSoup, scope: str, prop: str) -> list[Tag]:
    """The items that are no property of another item."""
    found = (t for t in elements(soup) if scope in t.attrs)
    return [
        t
        for t in islice(found, MAX_ITEMS)
        if not t.has_attr(prop) or t.find_parent(attrs={scope: True}) is None
    ]


def _microdata(root: Tag) -> Node:
    return _item(root, "itemscope", "itemprop", "itemtype")


def _rdfa(root: Tag) -> Node:
    return _item(root, "typeof", "property", "typeof")


def _item(root: Tag, scope: str, prop: str, kind: str) -> Node:
    """One item with its nested items; a property seen twice becomes a list."""
    node = _new(root, kind)
    stack: list[tuple[Tag, Node]] = [(c, node) for c in _children(root)]
    budget = MAX_ITEMS * 50
    while stack and budget:
        budget -= 1
        tag, owner = stack.pop()
        inner = owner
        if tag.has_attr(scope):
            if not tag.has_attr(prop):
                continue  # an item of its own: it is among the roots
            inner = _new(tag, kind)
            _add(owner, attribute(tag, prop), inner)
        elif tag.has_attr(prop):
            names = attribute(tag, prop)
            _add(owner, _OLD_PRICE if names == "price" and _is_struck(tag) else names, _text(tag))
        stack.extend((child, inner) for child in _children(tag))
    return node


def _is_struck(tag: Tag) -> bool:
    """Whether a price, or one of the two elements around it, is struck out."""
    return any(one.name in _STRUCK for one in (tag, *islice(tag.parents, 2)))


def _children(tag: Tag) -> list[Tag]:
    """Child elements, last first: a stack then gives them back in the page's order."""
    return [c for c in reversed(tag.contents) if isinstance(c, Tag)]


def _new(tag: Tag, kind: str) -> Node:
    node: Node = {"@type": attribute(tag, kind).split()}
    name = attribute(tag, "itemid") or attribute(tag, "resource") or attribute(tag, "about")
    if name:
        node["@id"] = name
    return node


def _add(owner: Node, names: str, value: object) -> None:
    for name in names.split():
        key = name.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
        if key in owner and not key.startswith("@"):
            known = owner[key]
            owner[key] = [*known, value] if isinstance(known, list) else [known, value]
        elif value != "":
            owner[key] = value


def _text(tag: Tag) -> str:
    """A property's value: its content attribute, its address, or its text."""
    if tag.has_attr("content"):
        return clean(attribute(tag, "content"))
    named = _BY_ATTRIBUTE.get(tag.name or "")
    if tag.name == "img":
        return next((clean(attribute(tag, key)) for key in LATER if attribute(tag, key)), "")
    if named and tag.has_attr(named):
        return clean(attribute(tag, named))
    return clean(tag.get_text(" "))[:2000]
