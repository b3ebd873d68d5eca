"""Checks what callers signed; written from the contract, apart from our own client."""

import hashlib
import hmac

from connectors.sandbox.shopee.envelope import ApiError, param_error

WINDOW_SECONDS = 300


def expected_sign(
    partner_key: str,
    partner_id: int,
    path: str,
    timestamp: str,
    access_token: str = "",
    shop_id: str = "",
) -> str:
    """Lowercase hex HMAC-SHA256 of partner id, path, timestamp (then token and shop)."""
    base = f"{partner_id}{path}{timestamp}{access_token}{shop_id}"
    return hmac.new(partner_key.encode(), base.encode(), hashlib.sha256).hexdigest()


def check_timestamp(raw: str, now: int) -> None:
    """Refuse a timestamp more than five minutes away from ``now``."""
    if not raw.isdecimal():
        raise param_error("Invalid timestamp")
    if abs(now - int(raw)) > WINDOW_SECONDS:
        raise param_error("Timestamp is expired.")


def check_sign(given: str, expected: str) -> None:
    """Refuse a signature that differs."""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise ApiError("error_sign", "Wrong sign.")


def push_authorization(partner_key: str, callback_url: str, body: bytes) -> str:
    """The Authorization header of a push: HMAC over ``callback_url|raw body``."""
    message = callback_url.encode() + b"|" + body
    return hmac.new(partner_key.encode(), message, hashlib.sha256).hexdigest()
