"""Consent, token exchange and refresh; what a shop says of itself."""

from datetime import UTC, datetime, timedelta

from pydantic import Field

from catalog.contract import ShopRef, Tokens
from catalog.status import ShopState
from connectors.base import Credentials, Request, Response, ShopInfo, Steps
from connectors.shopee.wire import Shape, Text, flat

__all__ = ["ShopInfo", "exchange", "refresh", "shop_info"]

AUTHORISED_DAYS = 365
STATE_KEPT = 10.0
LAST_SECOND = 32_503_680_000
_STATES = {
    "NORMAL": ShopState.ACTIVE,
    "FROZEN": ShopState.SUSPENDED,
    "BANNED": ShopState.SUSPENDED,
}


class _Pair(Shape):
    access_token: str
    refresh_token: str
    expire_in: int = Field(gt=0, le=400 * 86_400)


class _Info(Shape):
    shop_name: Text = ""
    region: Text = ""
    status: Text = ""
    expire_time: int = Field(default=0, ge=0, le=LAST_SECOND)


def exchange(code: str, shop: ShopRef, credentials: Credentials) -> Steps[Tokens]:
    """Turn a consent code (single use, ten minutes) into the first pair of tokens."""
    request = Request(
        "POST",
        "/api/v2/auth/token/get",
        json={
            "code": code,
            "shop_id": int(shop.external_id),
            "partner_id": int(credentials.values["partner_id"]),
        },
        auth="public",
        repeatable=False,
    )
    response = yield request
    until = response.received_at + timedelta(days=AUTHORISED_DAYS)
    return _tokens(response, until)


def refresh(credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
    """Exchange the refresh token; it is spent by this, so the new pair must be kept.

    The end of the authorisation stays: refreshing doesn't prolong it.
    """
    held = credentials.tokens
    request = Request(
        "POST",
        "/api/v2/auth/access_token/get",
        json={
            "refresh_token": held.refresh_token if held else "",
            "shop_id": int(shop.external_id),
            "partner_id": int(credentials.values["partner_id"]),
        },
        auth="public",
    )
    response = yield request
    return _tokens(response, held.authorised_until if held else None)


def shop_info() -> Steps[ShopInfo]:
    """Ask the shop for its name, state and authorisation end; asked anew after ten seconds."""
    response = yield Request("GET", "/api/v2/shop/get_shop_info", keep=STATE_KEPT)
    info = flat(response, _Info)
    return ShopInfo(
        info.shop_name,
        _STATES.get(info.status, ShopState.UNKNOWN),
        info.status,
        datetime.fromtimestamp(info.expire_time, UTC) if info.expire_time > 0 else None,
    )


def _tokens(response: Response, until: datetime | None) -> Tokens:
    pair = flat(response, _Pair)
    ends = response.received_at + timedelta(seconds=pair.expire_in)
    return Tokens(pair.access_token, pair.refresh_token, ends, until)
