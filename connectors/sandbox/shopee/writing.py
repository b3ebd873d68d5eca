"""Calls that change items: add, update, price, stock, unlist, delete."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from connectors.sandbox.items import Item, count, find_one, insert, update
from connectors.sandbox.shopee.auth import caller_shop_id
from connectors.sandbox.shopee.envelope import ApiError, wrapped
from connectors.sandbox.shopee.params import body_list, json_body
from connectors.sandbox.shopee.review import settle
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.shopee.statuses import DELETED, FIRST_ITEM_ID
from connectors.sandbox.shopee.validation import (
    check_item,
    check_new_item,
    check_price,
    check_seller_stock,
    refuse,
)
from connectors.sandbox.store import item
from connectors.sandbox.world import world

blueprint = Blueprint("writing", __name__, url_prefix="/api/v2/product")
_NOT_HERE = {"original_price", "seller_stock", "item_id"}


@blueprint.post("/add_item")
def add_item() -> Response:
    """Create an item; the same request again creates another one, as on the real Shopee."""
    here, draft, shop_id = world(), json_body(), caller_shop_id()
    limits = rules(here)
    check_new_item(draft, limits)
    alive = (item.c.shop_id == shop_id, item.c.status.not_in(DELETED))
    with here.store.transaction():
        if count(here, *alive) >= limits.item_limit:
            raise refuse("error_reach_shop_item_limit", "Published item count reaches limit.")
        sku = draft.get("item_sku", "")
        if limits.refuse_repeated_sku and sku and count(here, *alive, item.c.sku == sku):
            raise refuse("error_repeated_mtsku", "A similar product has already been uploaded")
        item_id = insert(
            here,
            FIRST_ITEM_ID,
            shop_id=shop_id,
            sku=sku,
            name=draft["item_name"],
            status="REVIEWING",
            price=draft["original_price"],
            stock=check_seller_stock(draft["seller_stock"]),
            searchable_at=here.clock.after(limits.search_lag_seconds),
            review_until=here.clock.after(limits.review_seconds),
            payload=draft,
        )
    settle(here)
    return _item_answer(item_id)


def _item_answer(item_id: int) -> Response:
    found = find_one(world(), item_id)
    if found is None:
        raise refuse("error_item_not_found", "Product not found")
    return wrapped({**found.payload, "item_id": item_id, "item_status": found.status})


def _own_item(item_id: object) -> Item:
    """The caller's item; raises ``error_item_not_found`` (also for deleted ones)."""
    settle(world())
    found = find_one(world(), item_id, caller_shop_id())
    if found is None or found.status in DELETED:
        raise refuse("error_item_not_found", "Product not found")
    return found


@blueprint.post("/update_item")
def update_item() -> Response:
    """Change fields (omitted ones stay); a banned item is resubmitted for review."""
    here, changes = world(), json_body()
    found = _own_item(changes.get("item_id"))
    if "original_price" in changes or "seller_stock" in changes:
        raise refuse("error_param", "Use update_price or update_stock.")
    payload = {**found.payload, **{k: v for k, v in changes.items() if k not in _NOT_HERE}}
    limits = rules(here)
    check_item(payload, limits)
    values: dict[str, Any] = {"payload": payload}
    values |= {"name": payload["item_name"], "sku": payload.get("item_sku", "")}
    if found.status == "BANNED" or (found.status == "NORMAL" and limits.review_updates):
        until = here.clock.after(limits.review_seconds)
        values |= {"status": "REVIEWING", "review_until": until}
    elif found.status in {"NORMAL", "UNLIST"}:
        values["status"] = changes.get("item_status", found.status)
    update(here, found.item_id, **values)
    settle(here)
    return _item_answer(found.item_id)


@blueprint.post("/delete_item")
def delete_item() -> Response:
    """Delete; the item stays readable as SELLER_DELETE."""
    found = _own_item(json_body().get("item_id"))
    update(world(), found.item_id, status="SELLER_DELETE", review_until=None)
    return wrapped({})


def _batch(
    entries: list[dict[str, Any]], key: str, apply: Callable[[dict[str, Any]], dict[str, Any]]
) -> Response:
    """Apply each entry alone: what fails stands in failure_list while ``error`` stays empty."""
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            done.append(apply(entry))
        except ApiError as error:
            failed.append({key: entry.get(key, 0), "failed_reason": error.message})
    return wrapped({"success_list": done, "failure_list": failed})


def _check_model(entry: dict[str, Any]) -> None:
    if entry.get("model_id", 0) != 0:
        raise refuse("error_model_not_found", "Model not found")


@blueprint.post("/update_price")
def update_price() -> Response:
    """Set the price of an item without variants (model_id 0)."""
    body = json_body()
    found = _own_item(body.get("item_id"))

    def apply(entry: dict[str, Any]) -> dict[str, Any]:
        _check_model(entry)
        check_price(entry.get("original_price"))
        update(world(), found.item_id, price=entry["original_price"])
        return {"model_id": 0, "original_price": entry["original_price"]}

    return _batch(body_list(body, "price_list"), "model_id", apply)


@blueprint.post("/update_stock")
def update_stock() -> Response:
    """Set the stock absolutely; never below what buyers have reserved."""
    body = json_body()
    found = _own_item(body.get("item_id"))

    def apply(entry: dict[str, Any]) -> dict[str, Any]:
        _check_model(entry)
        stock = check_seller_stock(entry.get("seller_stock"))
        if stock < found.reserved:
            raise refuse("error_stock", "Stock must not be lower than the reserved stock.")
        update(world(), found.item_id, stock=stock)
        return {"model_id": 0, "stock": stock}

    return _batch(body_list(body, "stock_list"), "model_id", apply)


@blueprint.post("/unlist_item")
def unlist_item() -> Response:
    """Hide or show items; BANNED and REVIEWING ones are refused."""

    def apply(entry: dict[str, Any]) -> dict[str, Any]:
        hide = entry.get("unlist")
        if not isinstance(hide, bool):
            raise refuse("error_param", "Invalid parameter: unlist")
        found = _own_item(entry.get("item_id"))
        if found.status in {"BANNED", "REVIEWING"}:
            raise refuse("error_item_uneditable", f"Item is {found.status}, not editable.")
        status = "UNLIST" if hide else "NORMAL"
        update(
            world(),
            found.item_id,
            status=status,
            payload={**found.payload, "item_status": status},
        )
        return {"item_id": found.item_id, "unlist": hide}

    return _batch(body_list(json_body(), "item_list"), "item_id", apply)
