"""Answers that no honest marketplace gives; a connector has to survive each of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from catalog.models import utc_now
from connectors.base import ChannelError, Connector, Kind, Request, Response, Steps

T = TypeVar("T")
OK_ENVELOPE: dict[str, Any] = {"error": "", "message": "", "warning": "", "request_id": "r"}
DEEP = b'{"error":"","response":' + b"[" * 20_000 + b"]" * 20_000 + b"}"

NOT_JSON = {
    "html": b"<!doctype html><html><body>Just a moment...</body></html>",
    "empty": b"",
    "broken json": b'{"error": "", "response": {',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "bad utf-8": b'{"error": "\xff\xfe"}',
    "too deep": DEEP,
}
WRONG_TYPES = {
    "no payload": OK_ENVELOPE,
    "payload is a list": {**OK_ENVELOPE, "response": []},
    "payload is text": {**OK_ENVELOPE, "response": "ok"},
    "payload is empty": {**OK_ENVELOPE, "response": {}},
    "payload is null": {**OK_ENVELOPE, "response": None},
    "lists are objects": {
        **OK_ENVELOPE,
        "response": {
            "item_list": {},
            "item_id_list": {},
            "category_id": "x",
            "list": 3,
            "logistics_channel_list": "x",
            "failure_list": 1,
            "image_info": [],
            "price_limit": "cheap",
            "item_id": "abc",
        },
    },
    "numbers are text": {
        **OK_ENVELOPE,
        "response": {"item_list": [{"item_id": "abc", "item_status": 5, "price_info": "x"}]},
    },
}


HOSTILE: dict[str, bytes | dict[str, Any]] = {**NOT_JSON, **WRONG_TYPES}


def answer(body: bytes | dict[str, Any], status: int = 200, path: str = "/x") -> Response:
    """A response as the driver would hand it over."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Response(status, {"content-type": "application/json"}, content, path, utc_now())


def converse(
    connector: Connector,
    steps: Steps[T],
    reply: Callable[[Request], Response],
    seen: list[Request] | None = None,
) -> T:
    """Feed a conversation as the driver does, without any network: classify, send or throw."""
    try:
        request = next(steps)
        for _ in range(200):
            if seen is not None:
                seen.append(request)
            response = replace(reply(request), url=request.path)
            decision = connector.classify(response)
            if decision.kind is Kind.OK:
                request = steps.send(response)
            else:
                unsure = decision.kind in {Kind.AMBIGUOUS, Kind.PARSE_CHANGED, Kind.RETRY}
                error = ChannelError(decision, may_have_arrived=unsure and not request.repeatable)
                request = steps.throw(error)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a conversation without end")
