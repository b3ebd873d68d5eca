"""The picture of a page's product: where it stands on the page, and its whole address.

Structured data of the product itself come first, then the page's meta tags, then an `<img>` that
bears the product's name. Only what the scanned page has is asked for, so that scanning and
parsing find the same picture.
"""

import html
import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from itertools import islice
from urllib.parse import unquote, urlsplit

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from connectors.page.identity import likeness
from connectors.page.markup import attributes
from connectors.page.microdata import LATER
from connectors.page.product import Product
from connectors.page.redirects import is_plain, joined
from connectors.page.sources import Sources

MAX_ADDRESS = 500
_METAS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_MAX_IMAGES = 40
_NAMED = 90
# Drawn where a product has no picture, in the usual shop systems.
_NONE = re.compile(
    r"placeholder|(?<![a-z])(?:no[-_. ]?(?:image|img|photo|picture|pic)|(?:image[-_. ])?not[-_. ]"
    r"(?:found|available)|coming[-_. ]soon|default[-_. ]product|product[-_. ]default"
    r"|(?:chua|khong)[-_. ]co[-_. ](?:anh|hinh))(?![a-z])"
)
# Of the site, or standing in until scripts have run: they say nothing about the product.
_OTHER = re.compile(
    r"(?<![a-z])(?:logo|sprite|favicon|icons?|load(?:ing|er)|lazyload|spacer|blank|pixel"
    r"|transparent|spinner|banner|avatar)(?![a-z])|(?<!\d)1x1(?!\d)"
)
_IMAGES = BytesAhoCorasick((b"<img",), matchkind=MatchKind.LeftmostLongest)


class _Word(Enum):
    """What one address found on the page is, when it is no picture of the product."""

    EMPTY = auto()
    OTHER = auto()


def picture_of(src: Sources, products: tuple[Product, ...], title: str | None) -> str | None:
    """Address of the product's picture; "" when the page surely shows none, None when unsure.

    `products` are the page's own product in each source, the most trusted first.
    """
    words: set[_Word] = set()
    for raw in _named(src, products):
        found = _judged(src, raw)
        if isinstance(found, str):
            return found
        words.add(found)
    named, seen = _drawn(src, title or "")
    if named or seen is None:
        return named or None
    words |= seen
    return "" if _Word.EMPTY in words or (src.url and not words) else None


def _named(src: Sources, products: tuple[Product, ...]) -> Iterator[str]:
    for product in products:
        yield from product.pictures
    yield from filter(None, map(src.skeleton.meta, _METAS))


def _drawn(src: Sources, title: str) -> tuple[str, set[_Word] | None]:
    """The `<img>` whose text is the product's name; else what all of them are, None if unsure."""
    words: set[_Word] = set()
    if not _IMAGES.find_matches_as_indexes(src.skeleton.low):
        return "", words
    sure = True
    tags = islice(src.skeleton.tags(b"<img"), _MAX_IMAGES + 1)
    for number, tag in enumerate(tags):
        attrs = attributes(tag)
        found = _judged(src, next((attrs[name] for name in LATER if attrs.get(name)), ""))
        is_ours = likeness(attrs.get("alt", ""), title) >= _NAMED
        if isinstance(found, str):
            if is_ours:
                return found, None
            sure = False
        elif is_ours:
            words.add(found)
        sure = sure and number < _MAX_IMAGES
    return "", words if sure else None


def _judged(src: Sources, raw: str) -> str | _Word:
    """The whole address of a picture, or what stands there instead."""
    address = absolute(raw, lambda: _base(src))
    if not address:
        return _Word.OTHER
    name = address.partition("?")[0].rpartition("/")[2].lower()
    name = unquote(name) if "%" in name else name
    if _NONE.search(name) or "/placeholder/" in address:
        return _Word.EMPTY
    return _Word.OTHER if _OTHER.search(name) else address


def absolute(raw: str, base: Callable[[], str]) -> str:
    """An http(s) address without blanks and fragment; "" for what is none or is too long.

    `base` is asked only for addresses that need it.
    """
    if raw.lstrip()[:5].lower() in {"", "data:"}:
        return ""
    text = "%20".join(raw.split())
    if "&" in text:
        # Only whole entities: "&copy=1" is a parameter.
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if text.startswith("#"):
        return ""
    whole = text if text[:8].lower().startswith(("http://", "https://")) else joined(base(), text)
    if len(whole) <= MAX_ADDRESS and is_plain(whole) and not whole.endswith("/"):
        return whole
    try:
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    whole = parts._replace(fragment="").geturl()
    if len(whole) > MAX_ADDRESS:
        whole = parts._replace(fragment="", query="").geturl()
    return whole if len(whole) <= MAX_ADDRESS and parts.path.strip("/") else ""


def _base(src: Sources) -> str:
    """What relative addresses begin at: the page's `<base>`, else the page."""
    place, base = src.url or src.canonical, src.skeleton.base
    return (joined(place, base) or place) if base else place
