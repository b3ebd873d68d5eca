"""Cheap signs in the bytes that decide whether a page needs to be parsed at all.

Both the quick way and the full parse ask these functions, so their answers can't differ.
"""

import html
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from catalog.text_vi import fold
from connectors.page.markup import Skeleton
from connectors.page.phrases import DISCONTINUED, OUT, PREORDER, WRITTEN

_MARKS = ("disabled", "outofstock", "out-of-stock", "onbackorder", "soldout", "sold-out")
# Beside a nought these say that nothing is left: "Kho: 0", "Còn 0 sản phẩm", "0 in stock".
_COUNTED = ("kho", "còn", "con", "co\u0300n", "stok", "stock", "bestand", "available")
_NOUGHTS = (b" 0", b">0", b"(0", b":0", b"\xa00")
_NEAR = 40
_OTHERS = (b"related", b"upsell", b"up-sells", b"cross-sell", b"lien-quan", b"recently")
_MAX_LOOKS = 200
_AT_ONCE, _SHORTEST = 60, 3
# Between the words of a phrase in which no word tells enough.
_GAPS = (b" ", b"\xc2\xa0", b"&nbsp;", b"\n", b"-")
# Labels and buttons stand near the heading; what follows for longer is description.
_BEFORE, _PART = 3_000, 20_000
# Letters with marks written as entities: "H&#7871;t h&agrave;ng".
_ENTITIES = (b"&#", b"grave;", b"acute;", b"circ;", b"tilde;", b"uml;")
# Characters; the full parse reads a status from texts of at most 160.
_PROSE = 240
_BLOCKS = (b"<section", b"<div", b"<ul", b"<aside")
# Lead bytes of scripts without blanks between words: Thai, and Chinese, Japanese and Korean.
_UNSPACED = tuple(bytes([lead]) for lead in (0xE0, *range(0xE3, 0xEE)))
_COMMON = frozenset(
    form
    for word in ("hàng", "hang", "phẩm", "pham", "sản", "san", "còn", "con", "có", "co", "stock")
    for norm in ("NFC", "NFD")
    for form in {unicodedata.normalize(norm, w).encode().lower() for w in (word, word.upper())}
)
_DONG = ("đ".encode(), "Đ".encode(), "₫".encode(), b"vn", b"&#8363;")
_GAP = re.compile(rb"(?:\s|\xc2\xa0|&nbsp;|<[a-z/][^<>]{0,60}>)*")
_EDGES = bytes.maketrans(b"<>\"'=/.,:;()[]{}!?-_|&\t\r\n", b" " * 25)


def may_say_out(page: Skeleton) -> bool:
    """Whether the product's part of the markup could say that goods are out.

    Sure only when it answers no; pages in scripts without word edges always may.
    """
    if page.may_say_out is None:
        low, heading = page.low, page.low.find(b"<h1")
        start = max(0, heading - _BEFORE)
        part = low[start : max(0, heading) + _PART]
        marked = low.find(b"outofstock", 0, start) >= 0
        page.may_say_out = marked or (_has_trigger(part) and _says_in_product(part))
    return page.may_say_out


def _says_in_product(part: bytes) -> bool:
    part = _without_prose(part)
    end = _end_of_product(part, max(0, part.find(b"<h1")))
    return _speaks_of_out(part[:end])


def _has_trigger(part: bytes) -> bool:
    """Whether a telling word of any phrase stands in the markup, or words can't be told apart."""
    if any(lead in part for lead in _UNSPACED) or _entities().find_matches_as_indexes(part):
        return True
    edged = any(
        _is_edge(part[start - 1 : start]) and _is_edge(part[end : end + 1])
        for automaton in _automata()
        for _, start, end in automaton.find_matches_as_indexes(part)
    )
    return edged or _counts_none(part)


def _counts_none(part: bytes) -> bool:
    """Whether a nought stands beside a word for the stock."""
    noughts, words = _noughts()
    return any(
        _is_edge(part[end : end + 1])
        and any(word in part[max(0, start - _NEAR) : end + _NEAR] for word in words)
        for _, start, end in noughts.find_matches_as_indexes(part)
    )


@cache
def _entities() -> BytesAhoCorasick:
    return BytesAhoCorasick(_ENTITIES, matchkind=MatchKind.LeftmostLongest)


@cache
def _noughts() -> tuple[BytesAhoCorasick, tuple[bytes, ...]]:
    words = tuple(word.encode() for word in _COUNTED)
    return BytesAhoCorasick(_NOUGHTS, matchkind=MatchKind.LeftmostLongest), words


def _is_edge(byte: bytes) -> bool:
    """No letter or digit; the second half of a no-break space counts as an edge too."""
    return not byte or byte == b"\xa0" or (byte < b"\x80" and not byte.isalnum())


@cache
def _automata() -> tuple[BytesAhoCorasick, ...]:
    """Of the telling words: few needles of three bytes and more are searched by vectors.

    Of two words that begin alike only the longer one can have its edges, so the longest match is
    enough.
    """
    words = sorted({word.replace(b" ", gap) for word in _triggers() for gap in _GAPS})
    groups = [words[at : at + _AT_ONCE] for at in range(0, len(words), _AT_ONCE)]
    return tuple(BytesAhoCorasick(g, matchkind=MatchKind.LeftmostLongest) for g in groups)


def _without_prose(part: bytes) -> bytes:
    """The markup without long texts: a sentence of a description is no statement about stock."""
    kept = []
    for piece in part.split(b"<"):
        # From the last ">" on: one inside an attribute doesn't end the tag.
        tag, closed, text = piece.rpartition(b">")
        long = closed and len(text) > _PROSE and len(text.decode("utf-8", "replace")) > _PROSE
        kept.append(tag + closed if long else piece)
    return b"<".join(kept)


def _speaks_of_out(part: bytes) -> bool:
    if any(lead in part for lead in _UNSPACED):
        return True
    if any(sign in part for sign in _ENTITIES):
        part = html.unescape(part.decode("utf-8", "replace")).lower().encode()
    spaced = part.replace(b"\xc2\xa0", b" ").replace(b"&nbsp;", b" ").translate(_EDGES)
    spaced = b" ".join(spaced.split())
    if _counts_none(part) or _counts_none(spaced):
        return True
    seen = {
        spaced[start:end]
        for automaton in _automata()
        for _, start, end in automaton.find_matches_as_indexes(spaced)
    }
    return any(form in spaced for word in seen for form in _triggers().get(word, ()))


@cache
def _triggers() -> dict[bytes, tuple[bytes, ...]]:
    """Phrases by their longest word, in the byte forms they can take: composed or not, any case."""
    denied = {*OUT, *DISCONTINUED, *PREORDER}
    found: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for phrase in (*(p for p in WRITTEN if fold(p) in denied), *denied, *_MARKS):
        for cased in (phrase.lower(), phrase.upper(), phrase.title(), phrase.capitalize()):
            for norm in ("NFC", "NFD"):
                form = unicodedata.normalize(norm, cased).encode().lower()
                words = form.translate(_EDGES).split()
                whole = b" ".join(words)
                word = max(words, key=_telling)
                found[word if _telling(word)[0] else whole].add(whole)
    return {word: tuple(forms) for word, forms in found.items()}


def _telling(word: bytes) -> tuple[bool, int]:
    """Rare words of some length first, then long ones."""
    return word not in _COMMON and len(word) >= _SHORTEST, len(word)


def _end_of_product(part: bytes, start: int) -> int:
    """Where blocks about other goods begin after the first h1, or the part ends."""
    end = len(part)
    found = (_block_marked(part, mark, start, end) for mark in _OTHERS)
    return min([at for at in found if at >= 0], default=end)


def _block_marked(low: bytes, mark: bytes, start: int, end: int) -> int:
    """The opening tag of a block that carries this word in its attributes, or -1."""
    at = start - 1
    for _ in range(_MAX_LOOKS):
        at = low.find(mark, at + 1, end)
        if at < 0:
            break
        opened = low.rfind(b"<", max(start, at - 400), at)
        if low.startswith(_BLOCKS, opened) and low.find(b">", opened, at) < 0:
            return opened
    return -1


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
