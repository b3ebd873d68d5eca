"""The consent page (trang uỷ quyền) and the two token calls."""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from connectors.sandbox.shopee import push
from connectors.sandbox.shopee.envelope import ApiError, flat, param_error
from connectors.sandbox.shopee.tokens import TokenPair, exchange_code, new_code, refresh
from connectors.sandbox.shops import all_shops, find_shop
from connectors.sandbox.world import world

blueprint = Blueprint("consent", __name__)


def _page(target: str) -> str:
    if urlsplit(target).scheme not in {"http", "https"}:
        raise param_error("Invalid redirect url")
    chosen = request.args.get("shop_id", type=int)
    return render_template("consent.html", shops=all_shops(world()), chosen=chosen)


def _agree(target: str) -> BaseResponse:
    """The owner pressed "Đồng ý": back to the caller with a code."""
    shop_id = request.form.get("shop_id", type=int)
    if shop_id is None or find_shop(world(), shop_id) is None:
        raise ApiError("error_auth", "Invalid partner_id or shopid")
    parts = urlsplit(target)
    answer = {"code": new_code(world(), shop_id), "shop_id": shop_id}
    if state := request.args.get("state"):
        answer["state"] = state
    query = "&".join(filter(None, [parts.query, urlencode(answer)]))
    return redirect(urlunsplit(parts._replace(query=query)))


@blueprint.get("/api/v2/shop/auth_partner")
def classic_page() -> str:
    """Consent page of the signed link (``redirect``)."""
    return _page(request.args.get("redirect", ""))


@blueprint.post("/api/v2/shop/auth_partner")
def classic_agree() -> BaseResponse:
    """Agreement on the signed link."""
    return _agree(request.args.get("redirect", ""))


def _check_partner() -> None:
    if request.args.get("partner_id") != str(world().settings.partner_id):
        raise ApiError("error_auth", "Invalid partner_id or shopid")


@blueprint.get("/auth")
def new_page() -> str:
    """Consent page of the newer, unsigned link (``redirect_uri``, ``state``)."""
    _check_partner()
    return _page(request.args.get("redirect_uri", ""))


@blueprint.post("/auth")
def new_agree() -> BaseResponse:
    """Agreement on the unsigned link."""
    _check_partner()
    return _agree(request.args.get("redirect_uri", ""))


def _token_body(secret: str) -> tuple[str, int]:
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise param_error("The request body is not JSON.")
    value, shop_id, partner_id = body.get(secret), body.get("shop_id"), body.get("partner_id")
    if not isinstance(value, str) or not value:
        raise param_error(f"Invalid {secret}")
    if type(shop_id) is not int or type(partner_id) is not int:
        raise param_error("partner_id and shop_id must be integers")
    if partner_id != world().settings.partner_id:
        raise ApiError("error_auth", "Invalid partner_id or shopid")
    return value, shop_id


def _pair(pair: TokenPair, shop_id: int) -> Response:
    return flat(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expire_in=pair.expire_in,
        partner_id=world().settings.partner_id,
        shop_id=shop_id,
        shop_id_list=[shop_id],
    )


@blueprint.post("/api/v2/auth/token/get")
def token_get() -> Response:
    """Code to token pair; flat envelope."""
    code, shop_id = _token_body("code")
    pair = exchange_code(world(), code, shop_id)
    push.queue(world(), push.SHOP_AUTHORIZED, shop_id, {})
    return _pair(pair, shop_id)


@blueprint.post("/api/v2/auth/access_token/get")
def access_token_get() -> Response:
    """Refresh: rotates both tokens; flat envelope."""
    refresh_token, shop_id = _token_body("refresh_token")
    return _pair(refresh(world(), refresh_token, shop_id), shop_id)
