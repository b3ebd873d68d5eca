"""Putting an item up: SKU look-up, category, limits, attributes, pictures, then one `add_item`.

Shopee has no idempotency key: the stable key stands in `item_sku`, and whenever the outcome of
`add_item` isn't known the next attempt looks it up before anything is sent again.
"""

import hashlib
from collections.abc import Sequence

from pydantic import Field

from catalog.contract import ListingDraft, Picture, ShopRef
from connectors.base import (
    Accepted,
    ChannelError,
    FilePart,
    Kind,
    Outcome,
    Rejected,
    Request,
    Steps,
    Unclear,
)
from connectors.outcome import settle, settling
from connectors.shopee import attributes, lookups
from connectors.shopee.category import choose
from connectors.shopee.find import by_exact_sku
from connectors.shopee.payload import content, limit_problem, plain_problem, usable
from connectors.shopee.settings import options
from connectors.shopee.wire import Document, Shape, Text, payload

PUBLIC_PAGE = "https://shopee.vn/product/{shop_id}/{item_id}"


class _Image(Shape):
    image_id: str


class _Uploaded(Shape):
    image_info: _Image


class Made(Shape):
    """What create and update answer."""

    item_id: int = Field(gt=0)
    warning: Text = ""


def public_page(shop: ShopRef, item_id: int | str) -> str:
    """The page that people open; machines read the status from the API instead."""
    return PUBLIC_PAGE.format(shop_id=shop.external_id, item_id=item_id)


@settling
def create(draft: ListingDraft, shop: ShopRef, *, check_first: bool) -> Steps[Outcome]:
    """Put the draft up; an item of ours with this SKU is adopted when `check_first`."""
    if check_first:
        found = yield from adopt(draft.seller_sku, shop)
        if found is not None:
            return found
    body = yield from item_body(draft, shop)
    if isinstance(body, Rejected):
        return body
    body |= {
        "original_price": draft.price_vnd,
        "seller_stock": [{"stock": draft.stock}],
        "item_status": "NORMAL",
    }
    return (yield from _add(body, draft, shop))


def _add(body: Document, draft: ListingDraft, shop: ShopRef) -> Steps[Outcome]:
    request = Request("POST", "/api/v2/product/add_item", json=body, repeatable=False)
    try:
        made = payload((yield request), Made)
    except ChannelError as error:
        if error.decision.kind is Kind.PARSE_CHANGED:
            return Unclear("unknown_outcome", error.decision.code)
        outcome = settle(error)
        if isinstance(outcome, Rejected) and outcome.code == "item_duplicate":
            found = yield from adopt(draft.seller_sku, shop)
            return found or outcome
        return outcome
    return Accepted(str(made.item_id), public_page(shop, made.item_id), made.warning)


def adopt(sku: str, shop: ShopRef) -> Steps[Accepted | None]:
    """Take over our living item with exactly this SKU, or None."""
    found = yield from by_exact_sku(sku)
    if found is None:
        return None
    item_id = str(found[0]["item_id"])
    return Accepted(item_id, public_page(shop, item_id), "adopted")


def item_body(draft: ListingDraft, shop: ShopRef) -> Steps[Document | Rejected]:
    """Everything but price and stock, with the pictures uploaded; or what is wrong with it."""
    problem = plain_problem(draft)
    if problem is not None:
        return problem
    chosen = options(shop)
    category_id = yield from choose(draft, chosen)
    if category_id is None:
        return Rejected(
            "category_invalid", f"Không có ngành hàng cho “{draft.name}”", "category_id"
        )
    limits = yield from lookups.item_limits(category_id)
    problem = limit_problem(draft, limits)
    if problem is not None:
        return problem
    known = yield from lookups.attributes(category_id)
    try:
        attribute_list = attributes.fill(known, draft, chosen.attributes)
    except attributes.MissingAttributeError as missing:
        return Rejected("attribute_missing", missing.name, missing.name)
    channels = usable((yield from lookups.logistics()), chosen.logistic_ids)
    if not channels:
        return Rejected("config_missing", "Gian hàng chưa bật đơn vị vận chuyển", "logistic_info")
    most = int(limits.item_image_count_limit.max_limit)
    image_ids = yield from upload(draft.pictures[: most if most > 0 else None])
    return content(draft, limits, category_id, image_ids, attribute_list, channels)


def upload(pictures: Sequence[Picture]) -> Steps[list[str]]:
    """Upload pictures one by one; the same bytes aren't sent twice within an hour."""
    ids: list[str] = []
    for picture in pictures:
        kind = "jpg" if picture.content_type == "image/jpeg" else "png"
        name = f"{hashlib.sha256(picture.content).hexdigest()[:16]}.{kind}"
        request = Request(
            "POST",
            "/api/v2/media_space/upload_image",
            form={"scene": "normal"},
            files=(FilePart("image", name, picture.content, picture.content_type),),
            auth="public",
            keep=lookups.HOUR,
        )
        ids.append(payload((yield request), _Uploaded).image_info.image_id)
    return ids
