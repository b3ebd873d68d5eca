"""``/_control``: faults, clock and reset, the same on every marketplace."""

import hmac
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from connectors.sandbox.faults import parse
from connectors.sandbox.world import world

_LOOPBACK = {"127.0.0.1", "::1"}


def guard() -> None:
    """Let only loopback callers with the control token in: 403 otherwise."""
    given = request.headers.get("X-Control-Token", "")
    expected = world().settings.control_token
    same = hmac.compare_digest(given.encode(), expected.encode())
    if request.remote_addr not in _LOOPBACK or not same:
        abort(403)


def json_object() -> dict[str, Any]:
    """The request's JSON object; 400 for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "a JSON object is needed")
    return body


def refuse(error: Exception) -> tuple[Response, int]:
    """A control call that was wrong: 400 and the reason."""
    return jsonify(error=str(error)), 400


def control_blueprint(name: str) -> Blueprint:
    """An empty guarded blueprint under ``/_control``."""
    blueprint = Blueprint(name, __name__, url_prefix="/_control")
    blueprint.before_request(guard)
    blueprint.register_error_handler(ValueError, refuse)
    blueprint.register_error_handler(KeyError, refuse)
    return blueprint


def common_control(name: str) -> Blueprint:
    """The control calls every marketplace has."""
    blueprint = control_blueprint(name)
    rule = blueprint.add_url_rule
    rule("/health", view_func=_health)
    rule("/faults", "list_faults", _list_faults)
    rule("/faults", "add_fault", _add_fault, methods=["POST"])
    rule("/faults", "clear_faults", _clear_faults, methods=["DELETE"])
    rule("/faults/<int:fault_id>", "remove_fault", _remove_fault, methods=["DELETE"])
    rule("/clock", "show_clock", _show_clock)
    rule("/clock", "change_clock", _change_clock, methods=["POST"])
    rule("/reset", "reset", _reset, methods=["POST"])
    return blueprint


def _health() -> Response:
    return jsonify(market=world().market, stated_time=world().clock.stated())


def _list_faults() -> Response:
    return jsonify(faults=world().faults.listing())


def _add_fault() -> Response:
    return jsonify(fault_id=world().faults.add(parse(json_object())).fault_id)


def _clear_faults() -> Response:
    world().faults.clear()
    return jsonify(faults=[])


def _remove_fault(fault_id: int) -> Response:
    if not world().faults.remove(fault_id):
        abort(404)
    return jsonify(removed=fault_id)


def _show_clock() -> Response:
    return jsonify(world().clock.as_dict())


def _change_clock() -> Response:
    here, body = world(), json_object()
    for name, value in body.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name not in {"skew", "speed", "advance"} or not number:
            raise ValueError(f"bad value for {name}")
    here.clock.change(**body)
    here.store.put_setting("clock", here.clock.as_dict())
    return jsonify(here.clock.as_dict())


def _reset() -> Response:
    """Forget shops, items, tokens, rules, faults and clock of *all* marketplaces."""
    here = world()
    here.faults.clear()
    here.pace.reset()
    here.store.reset()
    here.clock.restart(here.settings.speed)
    return jsonify(reset=True)


def unknown_fields(body: dict[str, Any], allowed: set[str]) -> None:
    """Refuse fields that aren't known: a misspelt one would silently do nothing."""
    if unknown := set(body) - allowed:
        raise ValueError(f"unknown field: {', '.join(sorted(unknown))}")
