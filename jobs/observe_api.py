"""Reading statuses through channels' APIs: a task per shop, many listings a request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from catalog.contract import ListingRef, Seen, ShopRef
from catalog.errors import Owner, entry
from catalog.models import Listing, Shop
from catalog.outbox import Claimed
from catalog.status import Method, Observed
from connectors import registry
from connectors.base import ChannelError
from jobs import looks
from jobs.clients import listing_ref, shop_ref
from jobs.context import JobContext
from jobs.observing import Looks
from jobs.results import Done, Failed, Later, Result, backoff
from jobs.shop_state import ask_shop

A_PASS = 1000
"""Listings looked at in one task: 20 requests of 50, well within a lease."""


NOT_TRIED = frozenset({"circuit_open", "paused", "refresh_waits"})
"""The driver's own words for "nobody was asked": no look, so nothing is recorded."""


def observe_api(context: JobContext) -> Done:
    """Queue a look at each shop that has listings due."""
    kinds = channels_with(Method.API)
    now = context.clock()
    with context.database.write() as session:
        query = (
            select(Listing.shop_id)
            .join(Shop, col(Shop.id) == col(Listing.shop_id))
            .where(col(Shop.channel).in_(kinds), col(Shop.credentials_sealed).is_not(None))
            .where(*due(now))
            .distinct()
        )
        shop_ids = list(session.exec(query))
        for shop_id in shop_ids:
            looks.ask_for_shop(session, shop_id)
    return Done({"shops": len(shop_ids)})


async def observe_shop(context: JobContext, claimed: Claimed, shop_id: int) -> Result:
    """Look at the shop itself and at its listings that are due."""
    return await _observe(context, claimed, lambda session: _due_of(session, shop_id, context))


async def observe_listing(context: JobContext, claimed: Claimed, listing_id: int) -> Result:
    """Look at one listing now, whatever its turn."""
    return await _observe(context, claimed, lambda session: _one(session, listing_id))


def channels_with(method: Method) -> list[str]:
    """Kinds of channels that can be observed that way."""
    return [
        kind
        for kind, channel in registry.all_connectors().items()
        if method in channel.declaration.observe
    ]


def due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions for a listing that should be on the channel and whose turn has come."""
    return (
        or_(col(Listing.due_at).is_(None), col(Listing.due_at) <= now),
        or_(col(Listing.external_id).is_not(None), col(Listing.public_url).is_not(None)),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    shop: ShopRef
    listings: tuple[ListingRef, ...]


def _due_of(session: Session, shop_id: int, context: JobContext) -> _Batch:
    shop = session.get_one(Shop, shop_id)
    query = (
        select(Listing)
        .where(Listing.shop_id == shop_id, *due(context.clock()))
        .order_by(col(Listing.due_at), col(Listing.id))
        .limit(A_PASS)
    )
    return _Batch(shop_ref(shop), tuple(listing_ref(row) for row in session.exec(query)))


def _one(session: Session, listing_id: int) -> _Batch:
    listing = session.get_one(Listing, listing_id)
    shop = session.get_one(Shop, listing.shop_id)
    return _Batch(shop_ref(shop), (listing_ref(listing),))


async def _observe(
    context: JobContext, claimed: Claimed, choose: Callable[[Session], _Batch]
) -> Result:
    batch = await asyncio.to_thread(_read, context, choose)
    shop, client = batch.shop, context.clients.channel
    again = timedelta(seconds=context.settings.schedule.observe_api)
    try:
        connector = context.clients.connector(shop.channel)
        about = await ask_shop(client, shop, context.clock())
        seen: list[Seen] = []
        if batch.listings:
            seen = await client.run(shop, connector.observe(batch.listings, shop, context.clock))
    except ChannelError as error:
        return _failed(context, claimed, batch, error, again)
    return Done(
        {"looked": len(seen)}, write=Looks(context, shop.channel, tuple(seen), again, about)
    )


def _read(context: JobContext, choose: Callable[[Session], _Batch]) -> _Batch:
    with context.database.read() as session:
        return choose(session)


def _failed(
    context: JobContext, claimed: Claimed, batch: _Batch, error: ChannelError, again: timedelta
) -> Result:
    """The channel's trouble is recorded as looks that told nothing; ours or staff's is not."""
    now, known = context.clock(), entry(error.code)
    if not known.retryable and known.owner is not Owner.CHANNEL:
        return Failed(error.code, error.decision.text or error.text_vi)
    seen: tuple[Seen, ...] = ()
    if error.decision.code not in NOT_TRIED:
        seen = tuple(
            Seen(
                one.listing_id,
                Observed.UNKNOWN,
                now,
                Method.API,
                reason=known.text_vi,
                code=error.code,
            )
            for one in batch.listings
        )
    write = Looks(context, batch.shop.channel, seen, again, None)
    run_at = backoff(claimed.attempt, now, error.after)
    return Later(error.code, run_at, error.decision.text, counts_as_try=bool(seen), write=write)
