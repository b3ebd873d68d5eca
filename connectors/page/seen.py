"""What a reader sees of markup, told from the bytes: enough for walls, shells and dead ends."""

import re
from html import unescape

from catalog.text_vi import clean

# What follows a tag, where it is more than blanks.
_TEXT = re.compile(rb">\s*([^<\s][^<]*)")


def text_of(markup: bytes, limit: int) -> str:
    """The text of markup without scripts, cleaned; the first `limit` bytes or a bit more."""
    first = markup.partition(b"<")[0]
    parts, size = [first], len(first)
    for match in _TEXT.finditer(markup, size):
        text = _after_tag(markup, match).strip()
        if text:
            parts.append(text)
            size += len(text)
            if size > limit:
                break
    return clean(unescape(b" ".join(parts).decode("utf-8", "replace")))


def _after_tag(markup: bytes, match: re.Match[bytes]) -> bytes:
    """The text that was found; a ">" inside quotes doesn't end the tag before it."""
    start = markup.rfind(b"<", 0, match.start())
    if markup.count(b'"', start, match.start()) % 2:
        piece = markup[start : match.end()]
        return piece[piece.rfind(b'"') :].partition(b">")[2]
    return match[1]
