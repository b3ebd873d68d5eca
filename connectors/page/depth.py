"""A bound on nesting: no shop nests deeper, and trees that do cost quadratic time."""

MAX_DEPTH = 200
MANY_TAGS = 3000
MANY_BYTES = 600_000
# Elements without an end tag, or whose end tag browsers supply themselves.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li td tr th dt dd"
    b" option thead tbody tfoot !doctype".split()
)


def flattened(markup: bytes) -> bytes:
    """The markup without the opening tags that stand too deep; their text stays.

    A tag of a size no shop writes loses its attributes.
    """
    if markup.count(b"<") < MANY_TAGS and len(markup) < MANY_BYTES:
        return markup
    pieces = markup.split(b"<")
    kept = [pieces[0]]
    depth = 0
    for raw in pieces[1:]:
        piece = raw
        if piece.startswith(b"/"):
            depth = max(0, depth - 1)
        elif len(piece) > MANY_BYTES:
            piece = piece[:20].split(None, 1)[0] + b">" + piece.partition(b">")[2]
        elif _opens(piece):
            depth += 1
            if depth > MAX_DEPTH:
                kept.append(b" " + piece.partition(b">")[2])
                continue
        kept.append(b"<" + piece)
    return b"".join(kept)


def _opens(piece: bytes) -> bool:
    if not piece[:1].isalpha():
        return False
    tag = piece[:400].partition(b">")[0]
    return not tag.endswith(b"/") and tag.split(None, 1)[0].lower() not in _FLAT
