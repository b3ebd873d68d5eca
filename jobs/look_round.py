"""A round of looks that a person asked for: what was due, and how far it has come."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from catalog.models import Listing, PageWatch, Shop, Task
from catalog.status import Method, Observed, TaskState
from jobs.context import JobContext
from jobs.observe_api import channels_with, due, observe_api
from jobs.observe_page import observe_page

AT_WORK = ("observe_shop", "read_pages")
POLL_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class LookRound:
    """What was due at `due_by`, by the ways that were asked for; looks count from `started`."""

    started: datetime
    due_by: datetime
    api: bool
    page: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is: listings `looked` at since its start, of them `silent` (told nothing).

    `left` were due and wait; `under_way` tasks work or could; `waiting` counts the error codes of
    the tasks that will only go on later.
    """

    looked: int
    silent: int
    left: int
    under_way: int
    waiting: Counter[str]


def begin(context: JobContext, *, api: bool, page: bool) -> LookRound:
    """Queue looks at everything that is due."""
    started = context.clock()
    _queue(context, api=api, page=page)
    return LookRound(started, context.clock(), api, page)


async def follow(
    context: JobContext, wanted: LookRound, stop: threading.Event
) -> AsyncIterator[Standing]:
    """Tell again and again how far the round is, until nothing of it can go on or `stop` is set.

    Somebody else (a worker) has to do the work.
    """
    queued_at = -1
    while True:
        far = await asyncio.to_thread(_read, context, wanted)
        yield far
        if stop.is_set() or not (far.left or far.under_way):
            return
        if not far.under_way:
            if far.looked == queued_at:
                return
            queued_at = far.looked
            # A task takes a share of its shop only: what is left of a big one goes on.
            await asyncio.to_thread(_queue, context, api=wanted.api, page=wanted.page)
        await asyncio.sleep(POLL_SECONDS)


def _queue(context: JobContext, *, api: bool, page: bool) -> None:
    if api:
        observe_api(context)
    if page:
        observe_page(context)


def _read(context: JobContext, wanted: LookRound) -> Standing:
    with context.database.read() as session:
        return standing(session, wanted, context.clock())


def standing(session: Session, wanted: LookRound, now: datetime) -> Standing:
    """Count, in a reading transaction; set-based, for a round may hold every listing."""
    looked, silent = _looked(session, wanted)
    left = _left_by_api(session, wanted) if wanted.api else 0
    left += _left_by_page(session, wanted) if wanted.page else 0
    tasks = select(Task.state, Task.run_at, Task.error_code).where(
        col(Task.job).in_(AT_WORK), col(Task.state).in_([TaskState.WAITING, TaskState.RUNNING])
    )
    open_tasks = session.exec(tasks).all()
    later = [
        code for state, run_at, code in open_tasks if state == TaskState.WAITING and run_at > now
    ]
    waiting = Counter(code for code in later if code)
    return Standing(looked, silent, left, len(open_tasks) - len(later), waiting)


def _looked(session: Session, wanted: LookRound) -> tuple[int, int]:
    silent = func.count().filter(col(Listing.look_status) == Observed.UNKNOWN)
    query = select(func.count(), silent).where(col(Listing.look_at) >= wanted.started)
    return session.exec(query).one()


def _left_by_api(session: Session, wanted: LookRound) -> int:
    query: Any = (
        select(func.count())
        .select_from(Listing)
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(col(Shop.channel).in_(channels_with(Method.API)))
        .where(col(Shop.credentials_sealed).is_not(None), *due(wanted.due_by), _old(wanted))
    )
    return int(session.exec(query).one())


def _left_by_page(session: Session, wanted: LookRound) -> int:
    query: Any = (
        select(func.count())
        .select_from(PageWatch)
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .where(col(PageWatch.due_at) <= wanted.due_by, _old(wanted))
    )
    return int(session.exec(query).one())


def _old(wanted: LookRound) -> Any:
    return or_(col(Listing.look_at).is_(None), col(Listing.look_at) < wanted.started)
