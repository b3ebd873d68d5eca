"""Values of the page reader: what goes in, what comes out.

Statuses and weights are those of the reading contract: a status that says nothing about
the goods (blocked, unreadable, needs_javascript, unknown) may never change a stored state.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """What one look at one page says about the wanted product."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    DISCONTINUED = "discontinued"
    NOT_FOUND = "not_found"
    MOVED = "moved"
    BLOCKED = "blocked"
    UNREADABLE = "unreadable"
    NEEDS_JAVASCRIPT = "needs_javascript"
    NOT_A_PRODUCT_PAGE = "not_a_product_page"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """How far a source is trusted."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Rung(StrEnum):
    """How much work the answer took: nothing parsed, a slice parsed, the whole page parsed."""

    SCAN = "scan"
    SLICE = "slice"
    FULL = "full"


@dataclass(frozen=True)  # no slots: what is computed of a body is kept beside it
class FetchedPage:
    """One answer of a web server, as received; `body` may still be compressed or cut."""

    url: str = ""
    final_url: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str | None = None
    redirects: tuple[str, ...] = ()
    transport_error: str | None = None

    @cached_property
    def body_sha256(self) -> str:
        """The hash of the body as received, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def low(self) -> bytes:
        """The body as received, ASCII letters in lower case."""
        return self.body.lower()

    def header(self, name: str) -> str:
        """The header's value, whatever the case of its name; "" when absent."""
        wanted = name.lower()
        if wanted in self.headers:
            return self.headers[wanted]
        return next((v for k, v in self.headers.items() if k.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The product we look for; every field may be missing."""

    sku: str | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact the answer rests on: where it stood, the words found there, its weight."""

    source: str
    raw: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class PageReading:
    """The answer for one page. Prices are decimals in units of `currency` (not minor units).

    `price` is None when the page names none or several; then `price_low` and `price_high`
    hold the range, when there is one. `stars` are the OCOP stars that a page which sells the
    product claims (0: none), None for any other page. `picture` is the whole address of the
    product's picture, "" when the page surely shows none, None when that isn't known.
    """

    status: Status
    price: Decimal | None = None
    price_low: Decimal | None = None
    price_high: Decimal | None = None
    currency: str | None = None
    title: str | None = None
    unit: str | None = None
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()
    final_url: str = ""
    canonical: str | None = None
    stars: int | None = None
    rung: Rung = Rung.SCAN
    picture: str | None = None
