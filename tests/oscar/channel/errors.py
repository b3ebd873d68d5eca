"""What a refusal of the shop means: by the field it names, never by its (translated) sentence."""

import json
from collections.abc import Iterator
from typing import Any

from connectors.base import Decision, Kind, Response
from connectors.http.classify import by_status

FIELDS = {
    "upc": "item_duplicate",
    "stockrecords.non_field_errors": "item_duplicate",
    "stockrecords.partner": "config_missing",
    "stockrecords.price": "price_invalid",
    "stockrecords.num_in_stock": "stock_invalid",
    "title": "name_invalid",
    "slug": "name_invalid",
    "description": "description_invalid",
    "categories": "category_invalid",
    "product_class": "category_invalid",
}


def table() -> dict[str, str]:
    """Every listed field with our catalogue code."""
    return dict(FIELDS)


def classify(response: Response) -> Decision:
    """The status decides; a 400 names the fields that were refused."""
    plain = by_status(response)
    if plain.kind is Kind.CHANNEL_DOWN or response.status == 204:
        return plain
    document = _object(response.body)
    if document is None:
        return Decision(Kind.PARSE_CHANGED, "not_json")
    if response.status == 401:
        return Decision(Kind.CONFIG, plain.code, error="auth_expired")
    if response.status != 400:
        return plain
    for name, text in _complaints(document):
        if name in FIELDS:
            kind = Kind.CONFIG if FIELDS[name] == "config_missing" else Kind.REJECTED
            return Decision(kind, name, text, error=FIELDS[name], field=name)
    return Decision(Kind.REJECTED, plain.code, response.body.decode("utf-8", "replace")[:200])


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _complaints(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Refused fields with their sentences; places in lists (`0`, `1`) are left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            step = path if name.isdigit() else f"{path}.{name}".strip(".")
            yield from _complaints(inner, step)
    elif isinstance(value, list):
        for inner in value:
            yield from _complaints(inner, path)
    else:
        yield path, str(value)
