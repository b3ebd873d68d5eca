"""Shopee's answer envelope: errors come with HTTP 200 and are told by ``error``."""

import uuid
from typing import Any

from flask import Response, jsonify


class ApiError(Exception):
    """An error answer: ``code`` as Shopee spells it, ``message`` in its English."""

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


def _request_id() -> str:
    return uuid.uuid4().hex


def wrapped(response: dict[str, Any], warning: str = "") -> Response:
    """Success with the payload under ``response``."""
    return jsonify(
        error="", message="", warning=warning, request_id=_request_id(), response=response
    )


def flat(**fields: object) -> Response:
    """Success with the payload beside ``error`` (token calls, get_shop_info)."""
    return jsonify(error="", message="", request_id=_request_id(), **fields)


def failed(error: ApiError) -> tuple[Response, int]:
    """An error answer."""
    body = jsonify(error=error.code, message=error.message, request_id=_request_id())
    return body, error.status


def param_error(message: str) -> ApiError:
    """``error_param``: a request that isn't well formed."""
    return ApiError("error_param", message)
