"""Reading request parameters as strictly as the API does."""

from typing import Any

from flask import request

from connectors.sandbox.shopee.envelope import param_error


def integer(name: str, default: int | None = None, low: int = 0, high: int = 2**63 - 1) -> int:
    """A query parameter as an integer in [low, high]; required without a default."""
    raw = request.args.get(name)
    if raw is None and default is not None:
        return default
    if raw is None or not raw.lstrip("-").isdecimal() or not low <= int(raw) <= high:
        raise param_error(f"Invalid parameter: {name}")
    return int(raw)


def id_list(name: str, limit: int) -> list[int]:
    """A required list of ids, comma-joined or repeated, at most ``limit`` of them."""
    parts = [part for raw in request.args.getlist(name) for part in raw.strip("[]").split(",")]
    if not parts or not all(part.strip().isdecimal() for part in parts):
        raise param_error(f"Invalid parameter: {name}")
    if len(parts) > limit:
        raise param_error(f"{name} exceeds the limit of {limit}")
    return [int(part) for part in parts]


def json_body() -> dict[str, Any]:
    """The JSON object in the body; ``error_param`` for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise param_error("The request body is not JSON.")
    return body


def body_list(body: dict[str, Any], name: str, limit: int = 50) -> list[dict[str, Any]]:
    """A list of 1 to ``limit`` objects in the body."""
    entries = body.get(name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise param_error(f"Invalid parameter: {name}")
    if not 1 <= len(entries) <= limit:
        raise param_error(f"{name} must hold 1 to {limit} entries")
    return entries


def whole(value: object) -> bool:
    """True for an integer that isn't a boolean."""
    return isinstance(value, int) and not isinstance(value, bool)
