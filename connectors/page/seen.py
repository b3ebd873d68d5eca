"""What a reader sees of markup, told from the bytes: enough for walls, shells and dead ends."""

from html import unescape

from catalog.text_vi import clean

_MOST_TAGS = 4000


def text_of(markup: bytes, limit: int) -> str:
    """The text of markup without scripts, cleaned; the first `limit` bytes or a bit more."""
    first, *pieces = markup.split(b"<", _MOST_TAGS)
    parts, size = [first], len(first)
    for piece in pieces:
        text = _after_tag(piece).strip()
        if text:
            parts.append(text)
            size += len(text)
            if size > limit:
                break
    return clean(unescape(b" ".join(parts).decode("utf-8", "replace")))


def _after_tag(piece: bytes) -> bytes:
    """What follows the tag that a piece begins with; a ">" inside quotes doesn't end the tag."""
    tag, _, text = piece.partition(b">")
    if tag.count(b'"') % 2:
        return piece[piece.rfind(b'"') :].partition(b">")[2]
    return text
