"""Sending one listing: newest draft, one conversation with the channel, one outcome.

A create always looks our SKU up first. That adopts what a seller had already put up, and makes
every repeat safe, whoever died before: the channel itself is the memory of what was done.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from catalog import drafts
from catalog.contract import ListingDraft, ListingRef, ShopRef
from catalog.errors import entry
from catalog.models import Channel, Listing, Shop
from catalog.outbox import Claimed
from catalog.plan import Outcome, Result
from catalog.status import Action, Dispatch, Intent
from catalog.timing import local_day
from connectors.base import Accepted, ChannelError, Connector, Kind, Rejected, Unclear
from connectors.base import Outcome as Answer
from jobs.clients import listing_ref, shop_ref
from jobs.context import JobContext
from jobs.results import Ending, Later, Sent, backoff

PICTURES = "pictures"
_PUTS_UP = frozenset({Action.CREATE, Action.UPDATE, Action.PRICE, Action.STOCK, Action.RELIST})
_TAKES_DOWN = frozenset({Action.UNLIST, Action.DELETE})
_WAITS = frozenset({Kind.RATE_LIMITED, Kind.CHANNEL_DOWN})


@dataclass(frozen=True, slots=True)
class Errand:
    """Everything that one push needs, read in one go before the network is touched."""

    claimed: Claimed
    action: Action
    listing: ListingRef
    shop: ShopRef
    draft: ListingDraft | None
    fingerprint: str | None


async def push(
    context: JobContext, claimed: Claimed, listing_id: int, action: str, **_planned: str
) -> Sent | Later:
    """Carry one planned action out. The newest draft is sent, whatever the plan saw."""
    errand = await asyncio.to_thread(_prepare, context, claimed, listing_id, Action(action))
    if isinstance(errand, Outcome):
        return Sent(errand)
    connector = context.clients.connector(errand.shop.channel)
    if _is_blind_repeat(connector, errand):
        detail = "Sàn không tra được theo SKU: cần người mở gian hàng xem đã đăng chưa"
        return Sent(_outcome(errand, Result.UNKNOWN, "unknown_outcome", detail))
    steps = connector.push(
        errand.action,
        errand.draft,
        errand.listing,
        errand.shop,
        check_first=connector.declaration.lookup_by_sku,
    )
    try:
        answer = await context.clients.channel.run(errand.shop, steps)
    except ChannelError as error:
        return _failed(errand, error, context.clock())
    return Sent(_answered(errand, answer, context.clock()))


def _prepare(
    context: JobContext, claimed: Claimed, listing_id: int, action: Action
) -> Errand | Outcome:
    with context.database.read() as session:
        listing = session.get(Listing, listing_id)
        if listing is None or not _still_wanted(listing, action):
            return Outcome(claimed, listing_id, action, Result.NOT_WANTED)
        shop = session.get_one(Shop, listing.shop_id)
        today = local_day(context.clock())
        prepared = next(drafts.prepare(session, today, [listing.product_id]))
        problem = prepared.problem if action in _PUTS_UP else None
        if problem is not None:
            return Outcome(claimed, listing_id, action, Result.REJECTED, code=problem)
        folder = context.settings.data_dir / PICTURES
        draft = drafts.with_picture(prepared, folder) if action in _PUTS_UP else None
        version = session.get_one(Channel, shop.channel).mapping_version
        return Errand(
            claimed,
            action,
            listing_ref(listing),
            shop_ref(shop),
            draft,
            str(prepared.fingerprint(version)),
        )


def _still_wanted(listing: Listing, action: Action) -> bool:
    """Whether the newest intent still asks for this; what it asks instead, the plan will find."""
    if action in _TAKES_DOWN:
        return listing.intent in (Intent.WITHDRAW, Intent.NOT_WANTED)
    return listing.intent in (Intent.LIST, Intent.UPDATE)


def _is_blind_repeat(connector: Connector, errand: Errand) -> bool:
    return (
        errand.action is Action.CREATE
        and errand.claimed.attempt > 1
        and not connector.declaration.lookup_by_sku
    )


def _answered(errand: Errand, answer: Answer, now: datetime) -> Outcome:
    match answer:
        case Accepted(external_id, url, warning):
            return Outcome(
                errand.claimed,
                errand.listing.listing_id,
                errand.action,
                Result.ACCEPTED,
                fingerprint=errand.fingerprint,
                external_id=external_id,
                public_url=url,
                detail=warning or None,
            )
        case Rejected(code, text, field):
            detail = f"{field}: {text}" if field and field not in text else text
            return _outcome(errand, Result.REJECTED, code, detail)
        case Unclear(code, text, after):
            retry_at = now + timedelta(seconds=after)
            return _outcome(errand, Result.UNKNOWN, code, text, retry_at)


def _failed(errand: Errand, error: ChannelError, now: datetime) -> Sent | Later:
    """The shop or the channel failed, not the listing."""
    kind, detail = error.decision.kind, error.decision.text or error.text_vi
    if error.may_have_arrived:
        retry_at = backoff(errand.claimed.attempt, now, error.after)
        return Sent(_outcome(errand, Result.UNKNOWN, "unknown_outcome", detail, retry_at))
    if kind in _WAITS and error.after is not None:
        # Nothing was tried: an open circuit or a paused account must not use the tries up.
        run_at = now + timedelta(seconds=error.after)
        write = _Waiting(errand.listing.listing_id, error.code, run_at)
        return Later(error.code, run_at, detail, counts_as_try=False, write=write)
    if entry(error.code).retryable:
        retry_at = backoff(errand.claimed.attempt, now, error.after)
        return Sent(_outcome(errand, Result.RETRY, error.code, detail, retry_at))
    return Sent(_outcome(errand, Result.BLOCKED, error.code, detail))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Shows on the listing what it waits for."""

    listing_id: int
    code: str
    until: datetime

    def __call__(self, session: Session, _ending: Ending) -> None:
        listing = session.get_one(Listing, self.listing_id)
        listing.dispatch, listing.dispatch_code = Dispatch.BLOCKED, self.code
        listing.next_attempt_at = self.until


def _outcome(
    errand: Errand,
    result: Result,
    code: str,
    detail: str,
    retry_at: datetime | None = None,
) -> Outcome:
    return Outcome(
        errand.claimed,
        errand.listing.listing_id,
        errand.action,
        result,
        code=code,
        detail=detail,
        retry_at=retry_at,
    )
