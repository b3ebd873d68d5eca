"""From a public page to a status on our axis (floor notes §4, reading contract).

A page that says nothing about the goods never changes a stored status: it becomes `unknown`
with its reason. `not_found` is only a look; two looks apart in time make it true, and 410 is
flagged `gone` because it counts at once.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from catalog.contract import ListingRef, Proof, Seen
from catalog.status import ON_SALE, Method, Observed
from connectors.http.redact import safe_headers, safe_url
from connectors.page import FetchedPage, PageReading, Status, Wanted, Weight, read
from connectors.page.transport import not_loaded

STATUSES = {
    Status.IN_STOCK: Observed.LIVE,
    Status.OUT_OF_STOCK: Observed.LIVE_OUT_OF_STOCK,
    Status.DISCONTINUED: Observed.HIDDEN_BY_SELLER,
    Status.NOT_FOUND: Observed.NOT_FOUND,
    Status.MOVED: Observed.NOT_FOUND,
    Status.BLOCKED: Observed.UNKNOWN,
    Status.UNREADABLE: Observed.UNKNOWN,
    Status.NEEDS_JAVASCRIPT: Observed.UNKNOWN,
    Status.NOT_A_PRODUCT_PAGE: Observed.UNKNOWN,
    Status.UNKNOWN: Observed.UNKNOWN,
}
REASONS = {
    Status.DISCONTINUED: "Trang ghi sản phẩm ngừng kinh doanh",
    Status.NOT_FOUND: "Trang không còn",
    Status.MOVED: "Địa chỉ chuyển sang trang khác",
    Status.BLOCKED: "Trang chặn máy đọc",
    Status.UNREADABLE: "Trang không đọc được",
    Status.NEEDS_JAVASCRIPT: "Trang cần trình duyệt mới hiện nội dung",
    Status.NOT_A_PRODUCT_PAGE: "Trang không phải trang sản phẩm",
    Status.UNKNOWN: "Trang không cho biết còn bán hay không",
}
_CONFIDENCE = {Weight.STRONG: 0.95, Weight.MEDIUM: 0.8, Weight.WEAK: 0.6}
_EVIDENCE_HEADERS = frozenset({"date", "etag", "last-modified", "content-type", "server"})
GONE = 410


@dataclass(frozen=True, slots=True)
class _Look:
    status: Observed
    reason: str | None
    flags: tuple[str, ...]


def observe_page(page: FetchedPage, listing: ListingRef, observed_at: datetime) -> Seen:
    """What one fetched page says about one listing."""
    return seen_of(page, read_for(page, listing), listing, observed_at)


def read_for(page: FetchedPage, listing: ListingRef) -> PageReading:
    """The reading of a page on which this listing's goods are looked for."""
    return read(page, Wanted(listing.seller_sku, listing.title or None, listing.public_url))


def seen_of(
    page: FetchedPage, reading: PageReading, listing: ListingRef, observed_at: datetime
) -> Seen:
    """What a page that was read says about the listing."""
    look = _look(page, reading)
    sure = look.status is not Observed.UNKNOWN
    return Seen(
        listing.listing_id,
        look.status,
        observed_at,
        Method.PAGE,
        confidence=_confidence(reading) if sure else 0.0,
        reason=look.reason,
        external_id=listing.external_id,
        title=reading.title,
        price_vnd=_dong(reading) if sure else None,
        url=safe_url(reading.final_url or page.final_url or page.url),
        flags=look.flags,
        picture=reading.picture if look.status in ON_SALE else None,
        proof=_proof(page, reading),
    )


def _look(page: FetchedPage, reading: PageReading) -> _Look:
    status = STATUSES.get(reading.status, Observed.UNKNOWN)
    reason, flags = REASONS.get(reading.status), reading.flags
    if page.transport_error:
        reason = not_loaded(page.transport_error)
    if reading.status is Status.MOVED:
        flags = (*flags, "moved")
        if urlsplit(reading.final_url).path in {"", "/"}:
            # A floor that sends every lost address to its front page says nothing of the goods.
            status, reason = Observed.UNKNOWN, "Địa chỉ chuyển về trang chủ"
    if page.status == GONE and status is Observed.NOT_FOUND:
        flags = (*flags, "gone")
    return _Look(status, reason, tuple(dict.fromkeys(flags)))


def _confidence(reading: PageReading) -> float:
    return max((_CONFIDENCE[one.weight] for one in reading.evidence), default=0.6)


def _dong(reading: PageReading) -> int | None:
    price = reading.price
    if price is None or reading.currency not in {None, "VND"} or price != price.to_integral_value():
        return None
    return int(price)


def _proof(page: FetchedPage, reading: PageReading) -> Proof:
    """The facts that the answer rests on and the hash of the whole body, not the page itself."""
    document = {
        "status": reading.status.value,
        "title": reading.title,
        "price": _text(reading.price),
        "currency": reading.currency,
        "picture": reading.picture,
        "evidence": [[one.source, one.raw, one.weight.value] for one in reading.evidence],
        "redirects": [safe_url(one) for one in page.redirects],
        "body_sha256": page.body_sha256,
    }
    headers = safe_headers(page.headers)
    return Proof(
        json.dumps(document, ensure_ascii=False, sort_keys=True).encode(errors="replace"),
        "application/json",
        safe_url(page.final_url or page.url),
        page.status,
        {name: value for name, value in headers.items() if name in _EVIDENCE_HEADERS},
    )


def _text(price: Decimal | None) -> str | None:
    return None if price is None else str(price)
