"""OCOP stars that a page claims for its product ("OCOP 4 sao", "đạt chuẩn OCOP 5 sao", "OCOP 3★").

A number of stars counts only beside the word OCOP, within a clause: five-star reviews and hotels
are no claim. Nor are hopes ("phấn đấu", "tiềm năng 5 sao"), ranges ("3–5 sao", "3 sao trở lên") and
goods counted by the dozen ("12 sản phẩm OCOP 4 sao"), which are about others.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from catalog.text_vi import fold
from connectors.page.loose_json import loads
from connectors.page.markup import Skeleton
from connectors.page.sources import Sources

_TOKENS = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+|★+|⭐+|\*+|[-–.;:!?|\n,()/]")
_MOST_TEXT = 8000
_NEAR, _REACH = 200, 6
_MARKS = (b"sao", b"star", "★".encode(), "⭐".encode(), b"*", b"&#9733;", b"&starf;")
_OCOP = "ocop"
_FINDER = BytesAhoCorasick((_OCOP.encode(),), matchkind=MatchKind.LeftmostLongest)
_NUMBERS = {"3": 3, "4": 4, "5": 5, "ba": 3, "bon": 4, "nam": 5, "03": 3, "04": 4, "05": 5}
_STAR_WORDS = frozenset({"sao", "star", "stars", "★", "⭐", "*"})
_RUNS = {mark * count: count for mark in "★⭐*" for count in (3, 4, 5)}
_ENDS = frozenset(".;!?|\n")
_JOINED = frozenset("-–")
_RANGES = frozenset({"tu", "den", "toi", "hoac", "va", "-", "–", "/"})
_OTHERS = frozenset(
    {"chua", "tung", "review", "shop", "feedback", "cac", "nhung", "nhieu", "khong"}
)
_OTHER_PAIRS = frozenset(
    {("tiem", "nang"), ("phan", "dau"), ("huong", "toi"), ("huong", "den"), ("du", "kien"),
     ("muc", "tieu"), ("danh", "gia"), ("tro", "len"), ("ky", "vong"), ("dich", "vu"),
     ("khach", "hang"), ("khach", "san"), ("de", "nghi"), ("ke", "hoach")}
)  # fmt: skip


def claimed_stars(title: str, texts: Iterable[str] = ()) -> int:
    """The stars (3 to 5) that the title claims, else the most that the texts do; 0 for none."""
    named = _most(title)
    return named or max((_most(text) for text in texts), default=0)


def stars_on(src: Sources) -> int:
    """The stars that a parsed product page claims: title, description, main block; 0 for none."""
    if not may_claim(src.skeleton.whole):
        return 0
    sight = src.parsed.sight.text if src.parsed is not None else ""
    described = src.skeleton.meta("description", "og:description")
    titles = " | ".join(src.names)
    return claimed_stars(titles, (described, *_descriptions(src.skeleton), sight))


def may_claim(low: bytes) -> bool:
    """Whether the word OCOP stands anywhere near a star: most pages need no parsing for that."""
    for _, at, _ in _FINDER.find_matches_as_indexes(low):
        around = low[max(0, at - _NEAR) : at + _NEAR]
        if any(mark in around for mark in _MARKS):
            return True
    return False


def _descriptions(skeleton: Skeleton) -> list[str]:
    """What JSON-LD says of the page's product, on the top level."""
    nodes: list[object] = []
    for script in skeleton.scripts:
        if "ld+json" in script.kind:
            nodes += loads(script.text)
    flat = [one for node in nodes for one in (node if isinstance(node, list) else [node])]
    graphs = [one.get("@graph") for one in flat if isinstance(one, dict)]
    flat += [one for graph in graphs if isinstance(graph, list) for one in graph]
    found = [one.get("description") for one in flat if isinstance(one, dict) and _is_product(one)]
    return [one for one in found if isinstance(one, str)]


def _is_product(node: dict[object, object]) -> bool:
    return "product" in str(node.get("@type", "")).lower()


def _most(text: str) -> int:
    tokens = _TOKENS.findall(fold(text[:_MOST_TEXT]))
    spots = [at for at, token in enumerate(tokens) if token == _OCOP]
    return max((_beside(tokens, at) for at in spots), default=0)


def _beside(tokens: Sequence[str], at: int) -> int:
    """The most stars claimed within the clause around the word at `at`."""
    first, last = _reach(tokens, at, -1, _REACH), _reach(tokens, at, 1, _REACH)
    stars = ((place, _stars_at(tokens, place)) for place in range(first, last + 1))
    claims = [
        n for place, n in stars if n and not _is_other(tokens, min(at, place), max(at, place))
    ]
    return max(claims, default=0)


def _reach(tokens: Sequence[str], at: int, step: int, most: int) -> int:
    """How far the clause goes on in one direction, at most so many tokens."""
    for _ in range(most):
        if not 0 <= at + step < len(tokens) or tokens[at + step] in _ENDS:
            break
        at += step
    return at


def _stars_at(tokens: Sequence[str], at: int) -> int:
    """The number of stars that begins here; 0 for none, and for one end of a range."""
    if tokens[at] in _RUNS:
        return _RUNS[tokens[at]]
    number = _NUMBERS.get(tokens[at], 0)
    after = at + 1
    if after < len(tokens) and tokens[after] in _JOINED:
        after += 1
    if not number or after >= len(tokens) or tokens[after] not in _STAR_WORDS:
        return 0
    return 0 if _is_range(tokens, at) else number


def _is_range(tokens: Sequence[str], at: int) -> bool:
    before = tokens[at - 1] if at else ""
    if before not in _RANGES:
        return False
    return before in {"tu", "den", "toi"} or (at > 1 and tokens[at - 2] in {*_NUMBERS, "sao"})


def _is_other(tokens: Sequence[str], first: int, last: int) -> bool:
    """Whether words around speak of hopes, reviews, or of other goods."""
    start, end = _reach(tokens, first, -1, 3), _reach(tokens, last, 1, 4)
    around = list(tokens[start : end + 1])
    if _OTHERS & set(around) or _OTHER_PAIRS & set(pairwise(around)):
        return True
    return _are_counted(tokens, first)


def _are_counted(tokens: Sequence[str], at: int) -> bool:
    goods = tokens[at - 2 : at] == ["san", "pham"] if at >= 3 else False
    return goods and tokens[at - 3].isdigit()
