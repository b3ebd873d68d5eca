"""Signatures of Lazada Open Platform (contract sheet §2): upper-case hex HMAC-SHA256.

The base string is the path without `/rest`, then every text parameter sorted by the bytes of
its key, key and raw value joined without separators. File parts and `sign` stay out.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

SIGN_METHOD = "sha256"


def system_parameters(
    app_key: str, now: datetime, access_token: str | None = None
) -> dict[str, str]:
    """What every call carries beside its own parameters; the time is in milliseconds."""
    milliseconds = int(now.timestamp()) * 1000 + now.microsecond // 1000
    found = {"app_key": app_key, "timestamp": str(milliseconds), "sign_method": SIGN_METHOD}
    return found | ({"access_token": access_token} if access_token else {})


def base_string(path: str, parameters: Mapping[str, str], body: str = "") -> str:
    """What is signed; a raw body, if there is one, follows the last pair."""
    names = sorted((name for name in parameters if name != "sign"), key=str.encode)
    return path + "".join(name + parameters[name] for name in names) + body


def signature(secret: str, path: str, parameters: Mapping[str, str], body: str = "") -> str:
    """The `sign` parameter."""
    message = base_string(path, parameters, body).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().upper()


def push_authorization(app_key: str, app_secret: str, raw_body: bytes) -> str:
    """What the Authorization header of a push message must hold (lower case)."""
    message = app_key.encode() + raw_body
    return hmac.new(app_secret.encode(), message, hashlib.sha256).hexdigest()
