"""Signatures of TikTok Shop Partner API 202309+ (contract sheet §2): lowercase hex HMAC-SHA256.

Signed are the path, the query sorted by key with values decoded, and the raw body as sent
unless it is multipart, all wrapped in the app secret.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

UNSIGNED = frozenset({"sign", "access_token"})
Value = str | int | Sequence[str]


def signature(
    secret: str, path: str, query: Mapping[str, Value], raw_body: bytes, content_type: str
) -> str:
    """The `sign` parameter; `sign` and `access_token` in the query are left out."""
    joined = "".join(f"{name}{text(query[name])}" for name in sorted(query) if name not in UNSIGNED)
    message = path.encode() + joined.encode()
    if not content_type.lower().startswith("multipart/form-data"):
        message += raw_body
    return _hmac(secret, secret.encode() + message + secret.encode())


def text(value: Value) -> str:
    """A query value as sent and signed: an array is one comma-joined value."""
    return str(value) if isinstance(value, str | int) else ",".join(value)


def webhook_authorization(app_key: str, app_secret: str, raw_body: bytes) -> str:
    """What the Authorization header of a webhook must hold: over `app_key + raw body`."""
    return _hmac(app_secret, app_key.encode() + raw_body)


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
