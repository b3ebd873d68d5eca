"""A seller's consent on Shopee: there with a signed state, back with a code, tokens sealed."""

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlmodel import select
from werkzeug.wrappers import Response

from catalog import audit
from catalog.config import Settings
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import Shop, utc_now
from catalog.vault import Vault, load_secret
from connectors.base import Credentials
from connectors.shopee.auth import exchange
from connectors.shopee.settings import endpoint
from connectors.shopee.signing import authorization_link
from jobs import looks
from jobs.clients import Clients, shop_ref
from storefront.context import person

STATE_SECONDS = 900
"""How long the way to Shopee and back may take; its code lives ten minutes."""

PATH = "/ket-noi/shopee"
CHANNEL = "shopee"


def consent_blueprint(settings: Settings, database: Database, vault: Vault) -> Blueprint:
    """The views `consent.start` (to Shopee) and `consent.back` (from Shopee)."""
    blueprint = Blueprint("consent", __name__)
    door = _Door(settings, database, vault)
    blueprint.add_url_rule(f"{PATH}/<int:shop_id>", "start", door.start, methods=["POST"])
    blueprint.add_url_rule(PATH, "back", door.back)
    return blueprint


class _Door:
    def __init__(self, settings: Settings, database: Database, vault: Vault) -> None:
        self._settings = settings
        self._database = database
        self._vault = vault
        self._state = URLSafeTimedSerializer(load_secret(settings), salt="chophien consent")

    def start(self, shop_id: int) -> Response:
        """Send the person to Shopee's consent page."""
        known, shop = endpoint(self._settings), self._shop(shop_id)
        if known is None or shop is None:
            abort(HTTPStatus.NOT_FOUND)
        state = self._state.dumps({"shop": shop_id, "user": _user_id()})
        base = self._settings.channels.shopee.redirect_url or request.host_url.rstrip("/") + PATH
        link = authorization_link(
            known.base_url,
            known.values["partner_id"],
            known.values["partner_key"],
            f"{base}?state={state}",
            utc_now(),
        )
        return _leave(shop.name, link)

    def back(self) -> Response:
        """Exchange the code for tokens; the state must be this person's own and fresh."""
        shop = self._shop(self._checked_shop())
        code, account = request.args.get("code", ""), request.args.get("shop_id", "")
        if shop is None or not code or not account.isdecimal():
            abort(HTTPStatus.BAD_REQUEST)
        if shop.account not in ("", account) or self._is_taken(shop, account):
            flash("Tài khoản vừa đồng ý không phải của gian hàng này: chưa lưu gì.", "danger")
            return _home(shop)
        try:
            asyncio.run(self._exchange(shop, account, code))
        except ChoPhienError as error:
            flash(f"Chưa kết nối được gian hàng: {error.text_vi}", "danger")
            return _home(shop)
        self._connected(shop, account)
        flash(f"Đã ủy quyền gian hàng {shop.name}.", "success")
        return _home(shop)

    def _checked_shop(self) -> int:
        try:
            state: dict[str, Any] = self._state.loads(
                request.args.get("state", ""), max_age=STATE_SECONDS
            )
        except BadSignature:
            abort(HTTPStatus.BAD_REQUEST)
        if state["user"] != _user_id():
            abort(HTTPStatus.FORBIDDEN)
        return int(state["shop"])

    async def _exchange(self, shop: Shop, account: str, code: str) -> None:
        known = endpoint(self._settings)
        if known is None:
            abort(HTTPStatus.NOT_FOUND)
        # The consent itself says where the account stands.
        ref = replace(shop_ref(shop, external_id=account), is_sandbox=known.is_sandbox)
        clients = Clients(self._settings, self._database, self._vault)
        try:
            steps = exchange(code, ref, Credentials(dict(known.values)))
            await clients.channel.authorise(ref, steps)
        finally:
            await clients.close()

    def _connected(self, shop: Shop, account: str) -> None:
        """Remember whose account it is, and look at the shop at once."""
        shop_id = shop.id or 0
        with self._database.write() as session:
            row, known = session.get_one(Shop, shop_id), endpoint(self._settings)
            row.external_id, row.is_sandbox = account, known is not None and known.is_sandbox
            session.add(row)
            who = person()
            audit.write(session, who.login if who else "", "shop.consent", "shop", shop_id)
            looks.ask_for_shop(session, shop_id)

    def _shop(self, shop_id: int) -> Shop | None:
        """The shop; None when there is none or it stands on another channel."""
        with self._database.read() as session:
            shop = session.get(Shop, shop_id)
            return shop if shop is not None and shop.channel == CHANNEL else None

    def _is_taken(self, shop: Shop, account: str) -> bool:
        """Whether another of our shops is this account."""
        query = select(Shop.id).where(Shop.channel == CHANNEL, Shop.external_id == account)
        with self._database.read() as session:
            return session.exec(query.where(Shop.id != shop.id)).first() is not None


def _leave(name: str, link: str) -> Response:
    """A page that goes on to the channel by itself.

    A redirect would not do: the browser holds the form to our own site (`form-action 'self'`),
    redirects included.
    """
    page = render_template(
        "account/leaving.html",
        channel="Shopee",
        shop=name,
        target=link,
        minutes=STATE_SECONDS // 60,
    )
    response = make_response(page)
    response.headers["Refresh"] = f"1; url={link}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _home(shop: Shop) -> Response:
    """Back to where the person sees the shop."""
    who = person()
    if who is None or not who.is_staff:
        return redirect(url_for("producer.own"))
    return redirect(url_for("staff.shop", shop_id=shop.id))


def _user_id() -> int | None:
    who = person()
    return who.id if who else None
