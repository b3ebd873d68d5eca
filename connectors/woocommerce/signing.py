"""OAuth 1.0a (RFC 5849, one-legged) as WooCommerce checks it on plain HTTP, and its webhooks.

The JSON body is never signed; every query parameter is. A repeat needs a new nonce.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

METHOD = "HMAC-SHA256"


def encode(value: object) -> str:
    """Percent-encoding of RFC 3986: only letters, digits and `-._~` stay."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return quote(text, safe="-._~")


def endpoint_url(store_url: str, endpoint: str, query: Mapping[str, object] | None = None) -> str:
    """Address of an API v3 call, its query sorted by key."""
    url = f"{store_url.rstrip('/')}/wp-json/wc/v3/{endpoint}"
    joined = "&".join(f"{encode(k)}={encode(v)}" for k, v in sorted((query or {}).items()))
    return f"{url}?{joined}" if joined else url


def oauth_parameters(
    consumer_key: str, nonce: str, timestamp: int, *, with_version: bool = False
) -> dict[str, str]:
    """What OAuth adds to the query, before the signature."""
    found = {
        "oauth_consumer_key": consumer_key,
        "oauth_timestamp": str(timestamp),
        "oauth_nonce": nonce,
        "oauth_signature_method": METHOD,
    }
    return found | ({"oauth_version": "1.0"} if with_version else {})


def base_string(method: str, url: str, parameters: Mapping[str, object]) -> str:
    """What is signed: method, address without its query, all parameters sorted as encoded."""
    parts = urlsplit(url)
    plain = f"{parts.scheme}://{parts.netloc}{parts.path}"
    pairs = sorted((encode(name), encode(value)) for name, value in parameters.items())
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join((method.upper(), encode(plain), encode(joined)))


def signature(secret: str, method: str, url: str, parameters: Mapping[str, object]) -> str:
    """The `oauth_signature` (base64) of a call with these query and OAuth parameters."""
    message = base_string(method, url, parameters).encode()
    return _base64(f"{secret}&".encode(), message)


def signed_url(secret: str, method: str, url: str, parameters: Mapping[str, object]) -> str:
    """The whole address: parameters in the given order, the signature last."""
    everything = {**parameters, "oauth_signature": signature(secret, method, url, parameters)}
    return url + "?" + "&".join(f"{encode(k)}={encode(v)}" for k, v in everything.items())


def webhook_signature(secret: str, raw_body: bytes) -> str:
    """What the header X-WC-Webhook-Signature must hold."""
    return _base64(secret.encode(), raw_body)


def _base64(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
