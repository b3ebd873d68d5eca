"""Whether the page is about the product we want."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from catalog.text_vi import fold
from connectors.page.model import Wanted
from connectors.page.phrases import fold_page

SAME, DIFFERENT = 82, 62
TITLED = 60
"""How alike a product's name and the page's title are at least, 0 to 100."""


class Identity(StrEnum):
    """How the page's product stands to the wanted one."""

    OURS = "ours"
    OTHER = "other"
    UNSURE = "unsure"


@lru_cache(maxsize=4096)
def likeness(first: str, second: str) -> float:
    """How alike two titles are, 0 to 100; a longer title that contains the shorter one is alike."""
    a, b = _plain(first), _plain(second)
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    return max(token_sort_ratio(a, b), 0.95 * token_set_ratio(a, b))


def is_same_title(first: str, second: str) -> bool:
    """Whether two titles hold the same words, in any order."""
    return bool(first and second) and token_sort_ratio(_plain(first), _plain(second)) >= SAME


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


@lru_cache(maxsize=4096)
def code_key(code: str) -> str:
    """An article number without case, blanks and punctuation."""
    return "".join(c for c in code.casefold() if c.isalnum())


def identify(want: Wanted, names: Iterable[str], ids: Iterable[str], text: str) -> Identity:
    """Compare the wanted SKU, id and title with those of the page's product.

    `names` and `ids` are the product's own; `text` is the visible text of its block, where an
    SKU may stand without any markup. A SKU or id that is found settles it; a title that is
    nothing like ours speaks against it.
    """
    wanted = [code_key(c) for c in (want.sku, want.external_id) if c and code_key(c)]
    known = {code_key(i) for i in ids}
    if any(code in known for code in wanted) or (want.sku and _stands(want.sku, text)):
        return Identity.OURS
    likely = max((likeness(want.title, n) for n in names if n), default=0.0) if want.title else None
    if likely is not None and likely >= SAME:
        return Identity.OURS
    if likely is not None and likely < DIFFERENT and any(names):
        return Identity.OTHER
    if wanted and likely is None and known:
        return Identity.OTHER
    return Identity.UNSURE if want.title or wanted else Identity.OURS


def _stands(code: str, text: str) -> bool:
    """Whether an article number stands in a text, not as a part of a longer one."""
    folded, wanted = fold_page(text), fold(code)
    if len(wanted) < 3 or not any(c.isdigit() for c in wanted):
        return False
    at = folded.find(wanted)
    while at >= 0:
        before, after = folded[at - 1 : at], folded[at + len(wanted) : at + len(wanted) + 1]
        if not (before.isalnum() or after.isalnum() or before in {"-", "_"} or after in {"-", "_"}):
            return True
        at = folded.find(wanted, at + 1)
    return False
