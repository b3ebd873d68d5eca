"""Control calls about shops and items that every marketplace answers alike."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from connectors.sandbox.control import json_object, unknown_fields
from connectors.sandbox.items import Item, find
from connectors.sandbox.shops import KINDS, STATUSES, all_shops, find_shop, put_shop, set_shop
from connectors.sandbox.store import item
from connectors.sandbox.world import world

PathOf = Callable[[Item], str]
ITEM_FIELDS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "price": (int,),
    "stock": (int,),
    "reserved": (int,),
    "deboost": (bool,),
    "status": (str,),
}


def add_shop_rules(blueprint: Blueprint, path_of: PathOf) -> None:
    """Register ``/shops`` and the item list; ``path_of`` tells an item's public page."""
    rule = blueprint.add_url_rule
    rule("/shops", "list_shops", _list_shops)
    rule("/shops", "create_shop", _create_shop, methods=["POST"])
    rule("/shops/<int:shop_id>", "change_shop", _change_shop, methods=["POST"])
    rule("/items", "list_items", partial(_list_items, path_of))


def _list_shops() -> Response:
    return jsonify(shops=[asdict(shop) for shop in all_shops(world())])


def _create_shop() -> Response:
    body = json_object()
    unknown_fields(body, {"name", "owner", "kind", "shop_id"})
    name, kind, shop_id = body.get("name"), body.get("kind", "producer"), body.get("shop_id")
    if not isinstance(name, str) or not name or kind not in KINDS:
        raise ValueError(f"name is needed; kind is one of {', '.join(KINDS)}")
    if shop_id is not None and (type(shop_id) is not int or shop_id < 1):
        raise ValueError("shop_id must be a positive integer")
    return jsonify(asdict(put_shop(world(), name, str(body.get("owner", name)), kind, shop_id)))


def _change_shop(shop_id: int) -> Response:
    body = json_object()
    unknown_fields(body, {"name", "owner", "status"})
    if body.get("status", "NORMAL") not in STATUSES:
        raise ValueError(f"status is one of {', '.join(STATUSES)}")
    if find_shop(world(), shop_id) is None:
        abort(404)
    if body:
        set_shop(world(), shop_id, **body)
    return jsonify(asdict(find_shop(world(), shop_id) or abort(404)))


def describe(one: Item, path: str) -> dict[str, Any]:
    """An item as the control calls show it."""
    return {
        "item_id": one.item_id,
        "item_sku": one.sku,
        "shop_id": one.shop_id,
        "path": path,
        "name": one.name,
        "status": one.status,
        "price": one.price,
        "stock": one.stock,
        "create_time": one.create_time,
        "update_time": one.update_time,
        "violations": one.violations,
    }


def _list_items(path_of: PathOf) -> Response:
    """All items of all shops, deleted ones too; filters ``sku``, ``shop_id``, ``status``."""
    conditions = []
    if sku := request.args.get("sku"):
        conditions.append(item.c.sku == sku)
    if shop_id := request.args.get("shop_id", type=int):
        conditions.append(item.c.shop_id == shop_id)
    if status := request.args.get("status"):
        conditions.append(item.c.status == status)
    return jsonify(items=[describe(one, path_of(one)) for one in find(world(), *conditions)])


def checked_item_changes(body: dict[str, Any], statuses: tuple[str, ...]) -> dict[str, Any]:
    """Item columns from control JSON; raises ValueError naming what doesn't fit."""
    for name, value in body.items():
        kinds = ITEM_FIELDS.get(name, ())
        if type(value) not in kinds:
            raise ValueError(f"bad value for {name}")
    if body.get("status", statuses[0]) not in statuses:
        raise ValueError(f"status is one of {', '.join(statuses)}")
    return body
