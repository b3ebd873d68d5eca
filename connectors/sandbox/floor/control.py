"""``/_control`` of the floor: shops, uploads, goods, rules."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from connectors.sandbox.control import control_blueprint, json_object, unknown_fields
from connectors.sandbox.floor.moderation import STATUSES, page_path
from connectors.sandbox.floor.photos import take_photos
from connectors.sandbox.floor.rules import change_floor_rules, floor_rules
from connectors.sandbox.floor.upload import put_up_rows, read_sheet
from connectors.sandbox.items import find, find_one, update
from connectors.sandbox.shop_control import add_shop_rules, checked_item_changes, describe
from connectors.sandbox.shops import find_shop
from connectors.sandbox.store import item
from connectors.sandbox.world import world


def build_control() -> Blueprint:
    """The control calls only the floor has, and the shared ones about shops."""
    blueprint = control_blueprint("floor-rooms")
    add_shop_rules(blueprint, page_path)
    rule = blueprint.add_url_rule
    rule("/upload", "upload", _upload, methods=["POST"])
    rule("/items/<int:item_id>", "show_item", _show_item)
    rule("/items/<int:item_id>", "change_item", _change_item, methods=["POST"])
    rule("/prices", "change_prices", _change_prices, methods=["POST"])
    rule("/rules", "show_rules", _show_rules)
    rule("/rules", "change_rules", _change_rules, methods=["POST"])
    return blueprint


def _upload() -> Response:
    """JSON ``{shop_id, rows}``, or a form: ``shop_id``, sheet ``file``, photos ``images``."""
    shop_id, rows = _sheet() if request.files else _json_rows()
    if find_shop(world(), shop_id) is None:
        abort(404)
    wrong = take_photos(world(), shop_id, request.files.getlist("images"))
    return jsonify(put_up_rows(world(), shop_id, rows) | {"wrong_photos": wrong})


def _sheet() -> tuple[int, list[dict[str, Any]]]:
    shop_id = request.form.get("shop_id", 0, type=int)
    return shop_id, read_sheet(request.files["file"])


def _json_rows() -> tuple[int, list[dict[str, Any]]]:
    body = json_object()
    unknown_fields(body, {"shop_id", "rows"})
    shop_id, rows = body.get("shop_id"), body.get("rows")
    if not isinstance(shop_id, int) or not isinstance(rows, list):
        raise ValueError("shop_id and rows are needed")
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("rows must be objects")
    return shop_id, rows


def _show_item(item_id: int) -> Response:
    found = find_one(world(), item_id)
    if found is None:
        abort(404)
    return jsonify(describe(found, page_path(found)))


def _change_item(item_id: int) -> Response:
    """Set fields; status ``rejected`` also takes ``reason``, ``picture`` names the photos."""
    here, body = world(), json_object()
    found = find_one(here, item_id)
    if found is None:
        abort(404)
    reason, picture = body.pop("reason", None), body.pop("picture", None)
    changes = checked_item_changes(body, STATUSES)
    if picture is not None:
        changes["payload"] = found.payload | {"image": str(picture)}
    if "status" in changes:
        changes["review_until"] = None
        changes["violations"] = [{"reason": str(reason)}] if reason else []
    update(here, item_id, **changes)
    return _show_item(item_id)


def _change_prices() -> Response:
    """A sale, or a rise: every price on show times ``percent``, to whole đồng."""
    here, body = world(), json_object()
    unknown_fields(body, {"percent", "shop_id"})
    percent, shop_id = body.get("percent"), body.get("shop_id")
    if type(percent) is not int or percent < 1:
        raise ValueError("percent must be a positive integer")
    shops = () if shop_id is None else (item.c.shop_id == shop_id,)
    goods = find(here, item.c.status == "live", *shops)
    for one in goods:
        update(here, one.item_id, price=max(1, one.price * percent // 100))
    return jsonify(changed=len(goods))


def _show_rules() -> Response:
    return jsonify(asdict(floor_rules(world())))


def _change_rules() -> Response:
    return jsonify(change_floor_rules(world(), json_object()))
