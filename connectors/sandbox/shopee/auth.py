"""Who may call: partner, signature, clock, token, shop, pace."""

from flask import g, request

from connectors.sandbox.shopee.envelope import ApiError, param_error
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.shopee.signing import check_sign, check_timestamp, expected_sign
from connectors.sandbox.shopee.tokens import check_access
from connectors.sandbox.shops import find_shop
from connectors.sandbox.world import World, world

_PREFIX = "/api/v2/"
_PUBLIC = {
    "/api/v2/shop/auth_partner",
    "/api/v2/auth/token/get",
    "/api/v2/auth/access_token/get",
}
# Typed "Public" in Shopee's specification, yet some SDKs sign it as a shop call.
_EITHER = {"/api/v2/media_space/upload_image"}


def require_signature() -> None:
    """Before each request: API calls must be signed, shop calls need a live token."""
    if not request.path.startswith(_PREFIX):
        return
    here = world()
    _check_partner(here)
    if request.path in _PUBLIC or (request.path in _EITHER and "shop_id" not in request.args):
        _check_signature(here)
        return
    access_token, shop_id = request.args.get("access_token", ""), request.args.get("shop_id", "")
    if not access_token:
        raise ApiError("error_auth", "Invalid access_token")
    if not shop_id.isdecimal():
        raise param_error("Invalid shop_id")
    _check_signature(here, access_token, shop_id)
    _admit_shop(here, int(shop_id), access_token)


def _check_partner(here: World) -> None:
    given = request.args.get("partner_id", "")
    if not given:
        raise param_error("There is no partner_id in query.")
    if given != str(here.settings.partner_id):
        raise ApiError("error_auth", "Invalid partner_id or shopid")


def _check_signature(here: World, access_token: str = "", shop_id: str = "") -> None:
    timestamp, sign = request.args.get("timestamp", ""), request.args.get("sign", "")
    if not timestamp or not sign:
        raise param_error("There is no sign or timestamp in query.")
    check_timestamp(timestamp, here.clock.stated())
    settings = here.settings
    expected = expected_sign(
        settings.partner_key, settings.partner_id, request.path, timestamp, access_token, shop_id
    )
    check_sign(sign, expected)


def _admit_shop(here: World, shop_id: int, access_token: str) -> None:
    found = find_shop(here, shop_id)
    if found is None:
        raise ApiError("error_auth", "Invalid partner_id or shopid")
    if not found.linked:
        raise ApiError("shop_no_linked", "The shop is not linked to the partner.")
    check_access(here, access_token, shop_id)
    _check_pace(here, shop_id)
    if found.status == "BANNED" and request.method == "POST":
        raise ApiError("shop_banned", "The shop is banned.")
    if found.status == "FROZEN" and request.method == "POST":
        raise ApiError("error_busi_invalid_shop_status", "The shop is frozen.")
    g.shop_id = shop_id


def _check_pace(here: World, shop_id: int) -> None:
    limits = rules(here)
    if not here.pace.admit(shop_id, limits.rate_per_second):
        raise ApiError(
            "error_rate_limit", "You've exceeded the rate limit.", limits.rate_limit_status
        )
    if not here.pace.use_quota(shop_id, here.clock.deadline_now(), limits.daily_quota):
        raise ApiError("error_limit", "Daily quota of this API is used up.")


def caller_shop_id() -> int:
    """The shop whose token this call carries."""
    return int(g.shop_id)
