"""Pushes (webhooks) from Shopee: believed only with the right signature, and only as a hint."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

from pydantic import Field, ValidationError

from connectors.shopee.signing import push_authorization
from connectors.shopee.wire import Document, Shape

KINDS = {
    1: "shop_authorised",
    2: "shop_deauthorised",
    6: "item_changed",
    12: "authorisation_ends",
    13: "brand",
    16: "item_changed",
    22: "item_changed",
    27: "item_changed",
}


@dataclass(frozen=True, slots=True)
class PushEvent:
    """A pointer to something worth re-reading; `key` tells a repeated push from a new one."""

    key: str
    kind: str
    shop_external_id: str
    item_id: str | None
    code: int
    timestamp: int


class _Push(Shape):
    code: int
    shop_id: int = 0
    timestamp: int = 0
    data: Document = Field(default_factory=dict)


def genuine(partner_key: str, callback_url: str, raw_body: bytes, authorization: str) -> bool:
    """Whether the Authorization header signs these very bytes for the registered address."""
    expected = push_authorization(partner_key, callback_url, raw_body)
    return hmac.compare_digest(expected.encode(), authorization.strip().encode())


def read(raw_body: bytes) -> PushEvent | None:
    """What a push points at; None when it isn't one. Verify it first."""
    try:
        push = _Push.model_validate(json.loads(raw_body))
    except (ValueError, ValidationError, RecursionError):
        return None
    item_id = push.data.get("item_id")
    return PushEvent(
        sha256(raw_body).hexdigest(),
        KINDS.get(push.code, "other"),
        str(push.shop_id),
        str(item_id) if isinstance(item_id, int) else None,
        push.code,
        push.timestamp,
    )
