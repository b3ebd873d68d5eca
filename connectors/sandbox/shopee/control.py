"""``/_control`` of the simulated Shopee: shops, tokens, items, rules, pushes."""

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify

from connectors.sandbox.control import control_blueprint, json_object
from connectors.sandbox.items import find_one, update
from connectors.sandbox.shop_control import add_shop_rules, checked_item_changes, describe
from connectors.sandbox.shopee import push, tokens
from connectors.sandbox.shopee.pages import page_path
from connectors.sandbox.shopee.review import ban
from connectors.sandbox.shopee.rules import change_rules, rules
from connectors.sandbox.shopee.statuses import STATUSES
from connectors.sandbox.shops import find_shop
from connectors.sandbox.world import world


def build_control() -> Blueprint:
    """The control calls only Shopee has, and the shared ones about shops."""
    blueprint = control_blueprint("shopee-rooms")
    add_shop_rules(blueprint, page_path)
    rule = blueprint.add_url_rule
    rule("/tokens", "issue_tokens", _issue_tokens, methods=["POST"])
    rule("/deauthorize", "deauthorize", _deauthorize, methods=["POST"])
    rule("/items/<int:item_id>", "change_item", _change_item, methods=["POST"])
    rule("/rules", "show_rules", _show_rules)
    rule("/rules", "change_rules", _change_rules, methods=["POST"])
    rule("/pushes", "list_pushes", _list_pushes)
    return blueprint


def _known_shop_id() -> int:
    shop_id = json_object().get("shop_id")
    if not isinstance(shop_id, int) or find_shop(world(), shop_id) is None:
        abort(404)
    return shop_id


def _issue_tokens() -> Response:
    shop_id = _known_shop_id()
    return jsonify(shop_id=shop_id, **asdict(tokens.issue_pair(world(), shop_id)))


def _deauthorize() -> Response:
    shop_id = _known_shop_id()
    tokens.unlink(world(), shop_id)
    push.queue(world(), push.SHOP_DEAUTHORIZED, shop_id, {})
    return jsonify(shop_id=shop_id, linked=False)


def _change_item(item_id: int) -> Response:
    """Set fields; status BANNED also takes ``reason``, ``suggestion``, ``violation_type``.

    ``picture`` is the id of the one picture that the item has then; "" leaves it without.
    """
    here, body = world(), json_object()
    found = find_one(here, item_id)
    if found is None:
        abort(404)
    names = ("reason", "suggestion", "violation_type")
    details = {name: str(body.pop(name)) for name in names if name in body}
    picture = body.pop("picture", None)
    changes = checked_item_changes(body, STATUSES)
    if picture is not None:
        ids = [str(picture)] if picture else []
        changes["payload"] = found.payload | {"image": {"image_id_list": ids}}
    banned = changes.get("status") == "BANNED"
    if banned:
        changes.pop("status")
    elif "status" in changes:
        changes |= {"review_until": None, "violations": []}
    update(here, item_id, **changes)
    if banned:
        ban(here, found, **details)
    changed = find_one(here, item_id) or found
    return jsonify(describe(changed, page_path(changed)))


def _show_rules() -> Response:
    return jsonify(asdict(rules(world())))


def _change_rules() -> Response:
    return jsonify(change_rules(world(), json_object()))


def _list_pushes() -> Response:
    return jsonify(pushes=push.listing(world()))
