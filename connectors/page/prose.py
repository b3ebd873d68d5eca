"""Leaving out drawings and long plain paragraphs before a page is parsed.

Icons are drawn by the hundred and say nothing in words. A description can be most of a page, and
its sentences say nothing about price or stock: texts of that length are never read for them. The
first ones stay, for the page's length and for article numbers that stand in them.
"""

LONG, FIRST_ONES = 200, 8
_OPEN, _CLOSE = b"<p", b"</p>"


def shortened(markup: bytes) -> bytes:
    """The markup without plain paragraphs of more than LONG letters, the first ones excepted."""
    kept: list[bytes] = []
    at, seen = 0, 0
    start = markup.find(_OPEN)
    while start >= 0:
        text = markup.find(b">", start) + 1
        end = markup.find(b"<", text) if text else -1
        if end < 0:
            break
        long = end - text > LONG and markup.startswith(_CLOSE, end)
        if long and len(markup[text:end].decode("utf-8", "replace")) > LONG:
            seen += 1
            if seen > FIRST_ONES:
                kept.append(markup[at:start])
                at = end + len(_CLOSE)
        start = markup.find(_OPEN, end)
    return b"".join([*kept, markup[at:]]) if kept else markup


def undrawn(markup: bytes) -> bytes:
    """The markup without its drawings (SVG)."""
    kept, at = [], 0
    start = markup.find(b"<svg")
    while start >= 0:
        closed, end = markup.find(b">", start), markup.find(b"</svg>", start)
        if markup[closed - 1 : closed + 1] == b"/>":
            end = closed + 1
        elif end >= 0:
            end += len(b"</svg>")
        if end < 0:
            break
        kept.append(markup[at:start])
        at = end
        start = markup.find(b"<svg", end)
    return b"".join([*kept, markup[at:]]) if kept else markup
