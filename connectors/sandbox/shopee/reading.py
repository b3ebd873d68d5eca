"""Calls that read items: list, search, details, models, violations."""

from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement

from connectors.sandbox.items import Item, find, find_page
from connectors.sandbox.shopee.auth import caller_shop_id
from connectors.sandbox.shopee.envelope import param_error, wrapped
from connectors.sandbox.shopee.params import id_list, integer
from connectors.sandbox.shopee.review import settle
from connectors.sandbox.shopee.statuses import DELETED, STATUSES
from connectors.sandbox.store import item
from connectors.sandbox.world import world

blueprint = Blueprint("reading", __name__, url_prefix="/api/v2/product")


def _statuses(*, required: bool) -> list[str]:
    given = request.args.getlist("item_status")
    if (required and not given) or set(given) - set(STATUSES):
        raise param_error("Invalid parameter: item_status")
    return given


@blueprint.get("/get_item_list")
def get_item_list() -> Response:
    """Items of the given states, newest change first, at most 100 a page."""
    here = world()
    settle(here)
    offset, size = integer("offset"), integer("page_size", low=1, high=100)
    conditions = [
        item.c.shop_id == caller_shop_id(),
        item.c.status.in_(_statuses(required=True)),
    ]
    if "update_time_from" in request.args:
        conditions.append(item.c.update_time >= integer("update_time_from"))
    if "update_time_to" in request.args:
        conditions.append(item.c.update_time <= integer("update_time_to"))
    order = (item.c.update_time.desc(), item.c.item_id.desc())
    page, total = find_page(here, *conditions, limit=size, offset=offset, order=order)
    more = offset + len(page) < total
    return wrapped(
        {
            "item": [
                {"item_id": one.item_id, "item_status": one.status, "update_time": one.update_time}
                for one in page
            ],
            "total_count": total,
            "has_next_page": more,
            "next_offset": offset + len(page) if more else 0,
        }
    )


@blueprint.get("/search_item")
def search_item() -> Response:
    """Loose match on SKU or name; an item appears some seconds after its creation."""
    here = world()
    settle(here)
    size = integer("page_size", low=1, high=100)
    cursor = request.args.get("offset") or "0"
    if not cursor.isdecimal():
        raise param_error("Invalid parameter: offset")
    conditions: list[ColumnElement[bool]] = [
        item.c.shop_id == caller_shop_id(),
        item.c.searchable_at <= here.clock.deadline_now(),
        item.c.status.not_in(DELETED),
        _search_term(),
    ]
    if wanted := _statuses(required=False):
        conditions.append(item.c.status.in_(wanted))
    page, total = find_page(here, *conditions, limit=size, offset=int(cursor))
    end = int(cursor) + len(page)
    return wrapped(
        {
            "item_id_list": [one.item_id for one in page],
            "total_count": total,
            "next_offset": str(end) if end < total else "",
        }
    )


def _search_term() -> ColumnElement[bool]:
    sku, name = request.args.get("item_sku", ""), request.args.get("item_name", "")
    if sku:
        return item.c.sku.icontains(sku, autoescape=True)
    if name:
        return item.c.name.icontains(name, autoescape=True)
    raise param_error("item_name or item_sku is required")


def _own_items(limit: int = 50) -> list[Item]:
    here = world()
    settle(here)
    ids = id_list("item_id_list", limit)
    return find(here, item.c.shop_id == caller_shop_id(), item.c.item_id.in_(ids))


@blueprint.get("/get_item_base_info")
def get_item_base_info() -> Response:
    """Details of up to 50 items; unknown ids are left out."""
    return wrapped({"item_list": [_details(one) for one in _own_items()]})


def _details(one: Item) -> dict[str, Any]:
    payload = one.payload
    return {
        "item_id": one.item_id,
        "category_id": payload["category_id"],
        "item_name": one.name,
        "description": payload["description"],
        "item_sku": one.sku,
        "create_time": one.create_time,
        "update_time": one.update_time,
        "attribute_list": payload.get("attribute_list", []),
        "price_info": [
            {"currency": "VND", "original_price": one.price, "current_price": one.price}
        ],
        "image": _image(payload["image"]["image_id_list"]),
        "weight": f"{payload['weight']:g}",
        "dimension": payload.get("dimension", {}),
        "logistic_info": payload["logistic_info"],
        "condition": payload.get("condition", "NEW"),
        "item_status": one.status,
        "deboost": one.deboost,
        "has_model": False,
        "brand": payload["brand"],
        "stock_info_v2": {
            "summary_info": {
                "total_reserved_stock": one.reserved,
                "total_available_stock": one.stock,
            },
            "seller_stock": [{"location_id": "", "stock": one.stock}],
        },
        "scheduled_publish_time": 0,
    }


def _image(ids: list[str]) -> dict[str, list[str]]:
    urls = [f"{request.host_url}file/{image_id}" for image_id in ids]
    return {"image_id_list": ids, "image_url_list": urls}


@blueprint.get("/get_model_list")
def get_model_list() -> Response:
    """Variants: there are none here."""
    integer("item_id")
    return wrapped({"tier_variation": [], "model": []})


@blueprint.get("/get_item_violation_info")
def get_item_violation_info() -> Response:
    """Why items are banned."""
    return wrapped(
        {
            "item_list": [
                {
                    "item_id": one.item_id,
                    "item_status": one.status,
                    "deboost": one.deboost,
                    "item_status_details": one.violations if one.status == "BANNED" else [],
                    "deboost_details": [],
                    "fail_error": "",
                    "fail_message": "",
                }
                for one in _own_items()
            ]
        }
    )
