"""Where bytes of markup hold words or marks that deny the goods: sold out, no longer sold.

One look finds the rarest word of every phrase; only around what it finds is the phrase itself
looked for. Nothing that the parsed page would read may be missed; too much may be found.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from catalog.text_vi import fold
from connectors.page.phrases import DISCONTINUED, OUT, PREORDER, WRITTEN

# Lead bytes of scripts without blanks between words: Thai, and Chinese, Japanese and Korean. Of
# pages in them it is never sure that nothing denies, so their phrases aren't looked for.
UNSPACED = frozenset((0xE0, *range(0xE3, 0xEE)))
_MARKS = ("disabled", "outofstock", "out-of-stock", "onbackorder", "soldout", "sold-out")
# Before a nought these say that nothing is left: "Kho: 0", "Còn 0 sản phẩm".
_COUNTED = tuple(
    word.encode()
    for word in (" kho", " còn", " con", " co\u0300n", " lại", " lai", "stok", " stock", "bestand",
                 " available")
)  # fmt: skip
_NOUGHTS = (b" 0", b">0", b"(0", b":0", b"\xa00")
_AT_ONCE, _SHORTEST = 60, 3
# Bytes around a word in which its phrase stands, and before a nought in which its label does.
_AROUND, _BEFORE, _TAG = 100, 100, 300
# Between the words of a phrase in which no word tells enough.
_GAPS = (b" ", b"\xc2\xa0", b"&nbsp;", b"\n", b"-")
# Characters; the full parse reads a status from texts of at most 160.
_PROSE = 240
_LONG = 3 * _PROSE + 1
_FREQUENT = (
    "hàng", "hang", "phẩm", "pham", "sản", "san", "còn", "con", "có", "co", "stock", "không",
    "khong", "thông", "thong", "khi",
)  # fmt: skip
_COMMON = frozenset(
    form
    for word in _FREQUENT
    for norm in ("NFC", "NFD")
    for form in {unicodedata.normalize(norm, w).encode().lower() for w in (word, word.upper())}
)
_EDGES = bytes.maketrans(b"<>\"'=/.,:;()[]{}!?-_|&\t\r\n", b" " * 25)


def denials(low: bytes) -> Iterator[int]:
    """Where in lower-case markup something denies the goods, long texts left out."""
    for automaton in _automata():
        for _, start, end in automaton.find_matches_as_indexes(low):
            told = _is_word(low, start, end) and _is_phrase(low, start, end)
            if told and not _in_prose(low, start):
                yield start
    for _, start, end in _noughts().find_matches_as_indexes(low):
        # Attributes are full of noughts, and nobody reads the stock off them.
        if _is_edge(low, end) and not _in_tag(low, start) and _counts(low, start):
            yield start


def _in_tag(low: bytes, at: int) -> bool:
    return low.rfind(b"<", max(0, at - _TAG), at) > low.rfind(b">", max(0, at - _TAG), at + 1)


def _is_phrase(low: bytes, start: int, end: int) -> bool:
    word = low[start:end]
    forms = _triggers().get(word) or _triggers().get(_spaced(word), ())
    around = _spaced(low[max(0, start - _AROUND) : end + _AROUND])
    return any(form in around for form in forms)


def _counts(low: bytes, at: int) -> bool:
    """Whether a word for the stock stands before; "bestand" and "stok" may end a longer one."""
    before = low[max(0, at - _BEFORE) : at + 1]
    if not any(word.strip() in before for word in _COUNTED):
        return False
    words = b" " + _spaced(before) + b" "
    return any(word + b" " in words for word in _COUNTED)


def _in_prose(low: bytes, at: int) -> bool:
    """Whether a place is in a long text: a sentence of a description says nothing of the stock."""
    first = low.rfind(b">", max(0, at - _LONG), at) + 1
    tag = low[low.rfind(b"<", max(0, first - _LONG), first) : first]
    if low.find(b"<", first, at + 1) >= 0 or tag.count(b'"') % 2 or tag.count(b"'") % 2:
        return False
    first = first or max(0, at - _LONG)
    last = low.find(b"<", at, at + _LONG)
    text = low[first : last if last >= 0 else at + _LONG]
    return len(text) > _PROSE and len(text.decode("utf-8", "replace")) > _PROSE


def _spaced(part: bytes) -> bytes:
    """The words of markup, single blanks between them."""
    plain = part.replace(b"\xc2\xa0", b" ").replace(b"&nbsp;", b" ").translate(_EDGES)
    return b" ".join(plain.split())


_EDGE_BYTES = frozenset(
    byte for byte in range(256) if byte in {0xA0, 0xC2} or (byte < 0x80 and not chr(byte).isalnum())
)


@cache
def _noughts() -> BytesAhoCorasick:
    return BytesAhoCorasick(_NOUGHTS, matchkind=MatchKind.LeftmostLongest)


def _is_word(low: bytes, start: int, end: int) -> bool:
    return _is_edge(low, start - 1) and _is_edge(low, end)


def _is_edge(low: bytes, at: int) -> bool:
    """No letter or digit; the halves of a no-break space count as edges too."""
    return not 0 <= at < len(low) or low[at] in _EDGE_BYTES


@cache
def _automata() -> tuple[BytesAhoCorasick, ...]:
    """Of the telling words: few needles of three bytes and more are searched by vectors.

    Of two words that begin alike only the longer one can have its edges, so the longest match is
    enough.
    """
    found = {word.replace(b" ", gap) for word in _triggers() for gap in _GAPS}
    # Words of one length together: the searched bytes then tell apart far more of a page at once.
    words = sorted(found, key=lambda word: (len(word), word))
    groups = [words[at : at + _AT_ONCE] for at in range(0, len(words), _AT_ONCE)]
    return tuple(BytesAhoCorasick(g, matchkind=MatchKind.LeftmostLongest) for g in groups)


@cache
def _triggers() -> dict[bytes, tuple[bytes, ...]]:
    """Phrases by their longest word, in the byte forms they can take: composed or not, any case."""
    denied = {*OUT, *DISCONTINUED, *PREORDER}
    found: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for phrase in (*(p for p in WRITTEN if fold(p) in denied), *denied, *_MARKS):
        for cased in (phrase.lower(), phrase.upper(), phrase.title(), phrase.capitalize()):
            for norm in ("NFC", "NFD"):
                form = unicodedata.normalize(norm, cased).encode().lower()
                if not UNSPACED.isdisjoint(form):
                    continue
                words = form.translate(_EDGES).split()
                whole = b" ".join(words)
                word = max(words, key=_telling)
                found[word if _telling(word)[0] else whole].add(whole)
    return {word: tuple(forms) for word, forms in found.items()}


def _telling(word: bytes) -> tuple[bool, int]:
    """Rare words of some length first, then long ones."""
    return word not in _COMMON and len(word) >= _SHORTEST, len(word)
