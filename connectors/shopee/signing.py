"""Signatures of Shopee Open Platform v2: lowercase hex HMAC-SHA256, always in the query.

Public calls sign `partner_id + path + timestamp`; shop and merchant calls add the access token
and the shop (merchant) id. Business parameters and bodies are never signed.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from connectors.base import Credentials, Request

AUTH_PATH = "/api/v2/shop/auth_partner"


def hmac_hex(key: str, message: bytes) -> str:
    """Lowercase hex HMAC-SHA256; the key is used exactly as issued."""
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def sign(request: Request, credentials: Credentials, now: datetime) -> Request:
    """Put partner_id, timestamp, (token, shop) and sign behind the business parameters."""
    values = credentials.values
    timestamp = str(int(now.timestamp()))
    common = {"partner_id": values["partner_id"], "timestamp": timestamp}
    account: dict[str, str] = {}
    if request.auth != "public":
        token = credentials.tokens.access_token if credentials.tokens else ""
        owner = "merchant_id" if request.auth == "merchant" else "shop_id"
        account = {"access_token": token, owner: values[owner]}
    base = values["partner_id"] + request.path + timestamp + "".join(account.values())
    signature = hmac_hex(values["partner_key"], base.encode())
    return replace(request, query={**request.query, **common, **account, "sign": signature})


def authorization_link(
    host: str,
    partner_id: str,
    partner_key: str,
    redirect: str,
    now: datetime,
    *,
    path: str = AUTH_PATH,
) -> str:
    """The page where a seller consents; Shopee sends them back to `redirect` (ten minutes)."""
    timestamp = str(int(now.timestamp()))
    signature = hmac_hex(partner_key, f"{partner_id}{path}{timestamp}".encode())
    return (
        f"{host}{path}?partner_id={partner_id}&timestamp={timestamp}&sign={signature}"
        f"&redirect={quote(redirect, safe='')}"
    )


def push_authorization(partner_key: str, callback_url: str, raw_body: bytes) -> str:
    """What the Authorization header of a push must hold: over `callback_url|raw body`."""
    return hmac_hex(partner_key, callback_url.encode() + b"|" + raw_body)
