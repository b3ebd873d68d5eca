"""Shopee's pushes: verified over the raw body, queued once, answered at once.

A push is only a hint (contract sheet §6): what it says is never believed, the item is read again.
"""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request
from sqlmodel import Session, col, select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, Shop
from connectors.shopee import push_hook
from connectors.shopee.settings import endpoint
from jobs import looks
from jobs.demo.sandbox import CALLBACK, callback_url

CHANNEL = "shopee"
MOST_BYTES = 64 * 1024


def webhook_blueprint(settings: Settings, database: Database) -> Blueprint:
    """The one view `hooks.shopee`."""
    blueprint = Blueprint("hooks", __name__)

    @blueprint.post(CALLBACK)
    def shopee() -> Response:
        """403 for a wrong signature, else an empty 200 whatever the push said."""
        raw = request.get_data(cache=False)
        if len(raw) > MOST_BYTES or not _is_genuine(settings, raw):
            abort(HTTPStatus.FORBIDDEN)
        event = push_hook.read(raw)
        if event is not None:
            with database.write() as session:
                note(session, event)
        return Response(status=HTTPStatus.OK)

    return blueprint


def _is_genuine(settings: Settings, raw: bytes) -> bool:
    known = endpoint(settings)
    if known is None:
        return False
    given = request.headers.get("Authorization", "")
    return push_hook.genuine(known.values["partner_key"], callback_url(settings), raw, given)


def note(session: Session, event: push_hook.PushEvent) -> None:
    """Queue a look at what the push points at; a repeated push finds its task still waiting."""
    query = select(Shop.id).where(
        Shop.channel == CHANNEL, Shop.external_id == event.shop_external_id
    )
    shop_id = session.exec(query).first()
    if shop_id is None:
        return
    if event.item_id is None:
        looks.ask_for_shop(session, shop_id)
        return
    listing_id = session.exec(
        select(Listing.id).where(
            col(Listing.shop_id) == shop_id, col(Listing.external_id) == event.item_id
        )
    ).first()
    if listing_id is not None:
        looks.ask_for_listing(session, shop_id, listing_id)
