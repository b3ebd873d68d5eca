"""Looking at one listing at once, by whatever way its channel can be looked at."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from catalog import ledger
from catalog.contract import Seen
from catalog.hosts import FrontPage, host_of
from catalog.ledger import OpenRun
from catalog.models import Listing, Shop
from catalog.observing import few_pages
from catalog.observing.host_incidents import HOST_LIMITS
from catalog.status import Method, TaskState
from connectors import registry
from jobs import observe_page
from jobs.clients import listing_ref, shop_ref
from jobs.context import JobContext
from jobs.observing import Looks
from jobs.reading import Looked
from jobs.results import Ending


async def look_now(context: JobContext, listing_id: int) -> Seen | None:
    """Look, record, and return what was seen; None for a listing that can't be looked at.

    Raises ChannelError when the channel can't be asked.
    """
    with context.database.read() as session:
        listing = session.get(Listing, listing_id)
        if listing is None:
            return None
        target = listing_ref(listing)
        shop = shop_ref(session.get_one(Shop, listing.shop_id))
    ways = registry.get(shop.channel).declaration.observe
    if Method.API in ways:
        steps = context.clients.connector(shop.channel).observe([target], shop, context.clock)
        seen = (await context.clients.channel.run(shop, steps))[0]
    elif Method.PAGE in ways and target.public_url:
        return await _look_at_page(context, listing_id)
    else:
        return None
    await asyncio.to_thread(_write, context, shop.channel, seen)
    return seen


async def _look_at_page(context: JobContext, listing_id: int) -> Seen | None:
    """A whole look in the host's turn, whatever is kept of an earlier one."""
    with context.database.read() as session:
        target = observe_page.target_of(session, context, listing_id)
    if target is None:
        return None
    host = host_of(target.listing.public_url or "")
    with context.database.read() as session:
        few = few_pages.are_few(session, host, context.clock(), HOST_LIMITS)
    looked = await context.clients.pages.look(target.listing)
    front = await observe_page.ask_front(context, [(target, looked)]) if few else None
    await asyncio.to_thread(_write_page, context, target, looked, front)
    return looked.seen


def _write_page(
    context: JobContext, target: observe_page.Target, looked: Looked, front: FrontPage | None
) -> None:
    host = host_of(target.listing.public_url or "")
    # Without the grounds nothing of ours stands behind the reading: it isn't repeated later.
    with context.database.write() as session, _line(session, context) as line:
        found = [(target, replace(looked, keep=None))]
        ending = Ending(TaskState.DONE, line)
        observe_page.record(session, context, host, found, ending, front=front)


def _write(context: JobContext, channel: str, seen: Seen) -> None:
    again = timedelta(seconds=context.settings.schedule.observe_api)
    with context.database.write() as session, _line(session, context) as line:
        Looks(context, channel, (seen,), again, None)(session, Ending(TaskState.DONE, line))


@contextmanager
def _line(session: Session, context: JobContext) -> Iterator[OpenRun]:
    """The ledger's line of looks that this person asked for."""
    now = context.clock()
    with ledger.round_line(
        session, "observe_listing", context.actor, started_at=now, now=now
    ) as line:
        line.count("looked")
        yield line
