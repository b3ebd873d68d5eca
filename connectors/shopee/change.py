"""Changing an item: content, price, stock, visibility, deletion. All set absolute values."""

from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from catalog.contract import ListingDraft, ListingRef, ShopRef
from connectors.base import Accepted, ChannelError, Kind, Outcome, Rejected, Request, Steps
from connectors.outcome import settling
from connectors.shopee.create import Made, item_body, public_page
from connectors.shopee.errors import meaning
from connectors.shopee.find import BATCH
from connectors.shopee.lookups import Limits
from connectors.shopee.payload import price_problem, stock_problem
from connectors.shopee.wire import Shape, Text, payload

_FALLBACK = Limits()


class _Failure(Shape):
    item_id: int = 0
    model_id: int = 0
    failed_reason: Text = ""


class _Done(Shape):
    item_id: int = 0


class _Batch(Shape):
    """A batch answer: `failure_list` is filled even when the envelope names no error."""

    success_list: list[_Done] = Field(default_factory=list)
    failure_list: list[_Failure] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """Neither list at all is no answer, least of all a yes."""
        if not self.model_fields_set:
            raise ValueError("neither success_list nor failure_list")
        return self


@settling
def update(draft: ListingDraft, item_id: int, shop: ShopRef) -> Steps[Outcome]:
    """Send the whole content again; omitted fields would stay, but Shopee re-validates all."""
    body = yield from item_body(draft, shop)
    if isinstance(body, Rejected):
        return body
    body |= {"item_id": item_id}
    made = payload((yield Request("POST", "/api/v2/product/update_item", json=body)), Made)
    return Accepted(str(made.item_id), public_page(shop, made.item_id), made.warning)


@settling
def price(draft: ListingDraft, item_id: int, shop: ShopRef) -> Steps[Outcome]:
    """Set the price in whole đồng."""
    problem = price_problem(draft, _FALLBACK)
    if problem is not None:
        return problem
    entry = {"original_price": draft.price_vnd}
    body = {"item_id": item_id, "price_list": [entry]}
    response = yield Request("POST", "/api/v2/product/update_price", json=body)
    return _one(payload(response, _Batch), item_id, shop, "error_invalid_price")


@settling
def stock(draft: ListingDraft, item_id: int, shop: ShopRef) -> Steps[Outcome]:
    """Set the stock; below what buyers have reserved it is refused."""
    problem = stock_problem(draft, _FALLBACK)
    if problem is not None:
        return problem
    entry = {"model_id": 0, "seller_stock": [{"stock": draft.stock}]}
    body = {"item_id": item_id, "stock_list": [entry]}
    response = yield Request("POST", "/api/v2/product/update_stock", json=body)
    return _one(payload(response, _Batch), item_id, shop, "error_stock")


@settling
def show(item_id: int, shop: ShopRef, *, unlist: bool) -> Steps[Outcome]:
    """Hide one item, or show it again; items under review or banned are refused."""
    body = {"item_list": [{"item_id": item_id, "unlist": unlist}]}
    response = yield Request("POST", "/api/v2/product/unlist_item", json=body)
    return _one(payload(response, _Batch), item_id, shop, "error_item_uneditable")


@settling
def delete(item_id: int) -> Steps[Outcome]:
    """Delete for good; an item that is gone already counts as deleted."""
    try:
        yield Request("POST", "/api/v2/product/delete_item", json={"item_id": item_id})
    except ChannelError as error:
        if error.decision.kind is not Kind.NOT_FOUND:
            raise
    return Accepted(str(item_id))


def show_many(
    listings: Sequence[ListingRef], shop: ShopRef, *, unlist: bool
) -> Steps[Mapping[int, Outcome]]:
    """Hide or show many items, 50 a request; one outcome for each listing (by listing id)."""
    outcomes: dict[int, Outcome] = {}
    for start in range(0, len(listings), BATCH):
        part = [one for one in listings[start : start + BATCH] if one.external_id]
        entries = [{"item_id": int(one.external_id or 0), "unlist": unlist} for one in part]
        if not entries:
            continue
        response = yield Request("POST", "/api/v2/product/unlist_item", json={"item_list": entries})
        failed = {one.item_id: one for one in payload(response, _Batch).failure_list}
        for listing in part:
            item_id = int(listing.external_id or 0)
            failure = failed.get(item_id)
            outcomes[listing.listing_id] = (
                Accepted(str(item_id), public_page(shop, item_id))
                if failure is None
                else _rejected(failure, "error_item_uneditable")
            )
    return outcomes


def _one(batch: _Batch, item_id: int, shop: ShopRef, word: str) -> Outcome:
    if batch.failure_list:
        return _rejected(batch.failure_list[0], word)
    return Accepted(str(item_id), public_page(shop, item_id))


def _rejected(failure: _Failure, word: str) -> Rejected:
    """A failed entry names its reason in words only; `word` is what the call usually refuses."""
    reason = failure.failed_reason
    guessed = meaning("error_busi", reason)
    decision = guessed if guessed.error != "data_invalid" else meaning(word, reason)
    return Rejected(decision.error, reason, decision.field)
