"""Reading listings back: 50 items a request, reasons for what is banned, evidence for each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.contract import ListingRef, Proof, Seen, ShopRef
from catalog.status import Method, Observed
from connectors.base import ChannelError, Response, Steps
from connectors.shopee.auth import shop_info
from connectors.shopee.create import public_page
from connectors.shopee.find import base_info, by_exact_sku
from connectors.shopee.reasons import violations
from connectors.shopee.status import NEEDS_REASON, Item, status_of
from connectors.shopee.variants import price_and_stock
from connectors.shopee.wire import Document, parse

_CLOSED_SHOPS = {"FROZEN": "Gian hàng đang bị đóng băng", "BANNED": "Gian hàng bị khóa"}
_ABSENT = Observed.NOT_FOUND, "Không thấy mã SKU trong gian hàng"
_UNANSWERED = Observed.UNKNOWN, "Sàn không trả lời về sản phẩm này"


@dataclass(frozen=True, slots=True)
class _Found:
    """An item as it stood in an answer."""

    document: Document
    response: Response


def observe(
    listings: Sequence[ListingRef], shop: ShopRef, now: Callable[[], datetime]
) -> Steps[list[Seen]]:
    """One `Seen` for each listing; a frozen or banned shop overrides the state of its items."""
    info = yield from shop_info()
    found = yield from _find(listings)
    banned = [
        int(one.document["item_id"])
        for one in found.values()
        if one.document.get("item_status") in NEEDS_REASON
    ]
    reasons = yield from violations(banned)
    closed = _CLOSED_SHOPS.get(info.native_state)
    seen: list[Seen] = []
    for listing in listings:
        one = found.get(listing.listing_id)
        look = (
            _missing(listing, now()) if one is None else (yield from _look(listing, one, reasons))
        )
        seen.append(_named(look, shop, closed))
    return seen


def _find(listings: Sequence[ListingRef]) -> Steps[dict[int, _Found]]:
    """Items by listing id: by item number in batches, else by our SKU one by one."""
    numbers = {
        one.listing_id: int(one.external_id)
        for one in listings
        if one.external_id and one.external_id.isdecimal()
    }
    answers = yield from base_info(list(dict.fromkeys(numbers.values())))
    by_number = {
        item["item_id"]: _Found(item, response)
        for item, response in answers
        if isinstance(item.get("item_id"), int)
    }
    found = {
        listing_id: by_number[number]
        for listing_id, number in numbers.items()
        if number in by_number
    }
    for listing in listings:
        if listing.listing_id not in numbers:
            pair = yield from by_exact_sku(listing.seller_sku)
            if pair is not None:
                found[listing.listing_id] = _Found(*pair)
    return found


def _look(listing: ListingRef, found: _Found, reasons: Mapping[int, str]) -> Steps[Seen]:
    moment, proof = found.response.received_at, _proof(found)
    try:
        item = parse(found.document, Item)
    except ChannelError as error:
        text = f"Trả lời của sàn đổi dạng ({error.decision.code})"
        return Seen(
            listing.listing_id, Observed.UNKNOWN, moment, Method.API, reason=text, proof=proof
        )
    price, stock = item.price_vnd, item.stock
    if item.has_model and (price is None or stock is None):
        price, stock = yield from price_and_stock(item.item_id)
    status = status_of(item, stock, moment)
    return Seen(
        listing.listing_id,
        status.observed,
        moment,
        Method.API,
        reason=reasons.get(item.item_id) or status.reason,
        external_id=str(item.item_id),
        title=item.item_name or None,
        price_vnd=price,
        stock=stock,
        flags=status.flags,
        proof=proof,
        picture=item.picture,
    )


def _missing(listing: ListingRef, moment: datetime) -> Seen:
    """A SKU that nobody finds isn't there; an item number without an answer tells nothing."""
    status, reason = _UNANSWERED if listing.external_id else _ABSENT
    return Seen(listing.listing_id, status, moment, Method.API, reason=reason)


def _named(seen: Seen, shop: ShopRef, closed: str | None) -> Seen:
    """Add the public page; let a closed shop override the state of an item that exists."""
    if seen.external_id is None:
        return seen
    seen = replace(seen, url=public_page(shop, seen.external_id))
    if closed is None or seen.status in {Observed.REMOVED, Observed.UNKNOWN}:
        return seen
    return replace(seen, status=Observed.SUSPENDED, reason=closed, flags=(*seen.flags, "shop"))


def _proof(found: _Found) -> Proof:
    body = json.dumps(found.document, ensure_ascii=False, sort_keys=True).encode()
    response = found.response
    headers = {k: v for k, v in response.headers.items() if k in {"date", "content-type"}}
    return Proof(body, "application/json", response.url, response.status, headers)
