"""Telling people: what is new for whom, messages that are due, and their delivery.

Notices, messages and tasks are written in one transaction each; the network is used outside of
any. A delivery is made at least once: a crash between sending and writing it down repeats it under
the same key.
"""

import asyncio
from dataclasses import dataclass

from sqlmodel import Session

from catalog import ledger
from catalog.config import Settings
from catalog.errors import ChoPhienError
from catalog.notices import composing, episodes, queueing, telling
from catalog.notices.addresses import Addresses, configured, open_addresses
from catalog.notices.composing import Queued
from catalog.notices.telling import Content
from catalog.notices.wording import text_of
from catalog.outbox import Claimed
from catalog.outbox.rows import chunks
from catalog.status import NoticeWay, TaskState
from connectors.notify import NotDeliveredError, Parcel
from connectors.notify.webhook import send_webhook
from jobs.context import JobContext
from jobs.results import Done, Ending, Failed, Later, Result, backoff

AT_ONCE = 50
"""People whose messages are written in one transaction."""


def notice_sweep(context: JobContext) -> Done:
    """Bring every notice up to date; what it opened and ended goes to the ledger."""
    now = context.clock()
    with context.database.read() as session:
        found = episodes.wanted(session, now)
    with context.database.write() as session:
        done = episodes.sync_all(session, found, now)
    counts = {"opened": done.opened, "ended": done.ended, "changed": done.changed}
    if any(counts.values()):
        with ledger.run(context.database, "notice_sweep", context.actor) as run:
            run.counts.update(counts)
    return Done(counts)


def notify(context: JobContext) -> Done:
    """Look for incidents, compose what is due, queue its delivery.

    A message and its tasks are written in one transaction; a few dozen people at a time, so that
    the morning's digests never hold the database for long.
    """
    now, ways = context.clock(), configured(context.settings)
    with context.database.write() as session:
        done = episodes.sync_incidents(session, now)
        queueing.give_up_lost(session, now)
    with context.database.read() as session:
        people = composing.due(session, ways, now)
    messages = 0
    for part in chunks(people, AT_ONCE):
        with context.database.write() as session:
            queued = composing.compose(session, part, ways, now)
            queueing.enqueue(session, queued, now)
            messages += len(queued)
    return Done({"opened": done.opened, "ended": done.ended, "messages": messages})


async def deliver_notice(
    context: JobContext, claimed: Claimed, message_id: int, way: str
) -> Result:
    """Send one message by one way as it reads now, and write down what was told by it."""
    by = NoticeWay(way)
    parcel, content = await asyncio.to_thread(_prepare, context, message_id, by)
    if content is None or parcel is None:
        return Done({"dropped": 1}, write=Dropped(context, message_id, by))
    try:
        await _carry(context.settings, by, parcel)
    except NotDeliveredError as error:
        run_at = backoff(claimed.attempt, context.clock(), error.after)
        failed = GivenUp(context, message_id, by, error.code)
        return Later(error.code, run_at, error.text_vi, write=failed)
    except ChoPhienError as error:
        failed = GivenUp(context, message_id, by, error.code)
        return Failed(error.code, error.text_vi, write=failed)
    return Done({"delivered": 1}, write=Sent(context, content, by))


async def send_now(context: JobContext, queued: Queued) -> str:
    """Send a composed message without the queue; returns what went wrong, empty when it left."""
    parcel, content = await asyncio.to_thread(_prepare, context, queued.message_id, queued.way)
    if content is None or parcel is None:
        return "không có gì để gửi"
    now = context.clock()
    try:
        await _carry(context.settings, queued.way, parcel)
    except ChoPhienError as error:
        with context.database.write() as session:
            telling.settle_failed(session, queued.message_id, queued.way, error.code, now)
        return error.text_vi
    with context.database.write() as session:
        telling.settle_sent(session, content, queued.way, now)
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The write of a delivery that arrived."""

    context: JobContext
    content: Content
    way: NoticeWay

    def __call__(self, session: Session, ending: Ending) -> None:
        """Told from now on."""
        telling.settle_sent(session, self.content, self.way, self.context.clock())


@dataclass(frozen=True, slots=True)
class Dropped:
    """The write of a delivery that had nothing to say."""

    context: JobContext
    message_id: int
    way: NoticeWay

    def __call__(self, session: Session, ending: Ending) -> None:
        """Settled; a delivery that was settled before stays as it is."""
        telling.settle_dropped(session, self.message_id, self.way, self.context.clock())


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The write of a try that failed: the last one frees what the message carried."""

    context: JobContext
    message_id: int
    way: NoticeWay
    code: str

    def __call__(self, session: Session, ending: Ending) -> None:
        """Nothing while the engine tries again."""
        if ending.state is TaskState.DEAD:
            now = self.context.clock()
            telling.settle_failed(session, self.message_id, self.way, self.code, now)


def _prepare(
    context: JobContext, message_id: int, way: NoticeWay
) -> tuple[Parcel | None, Content | None]:
    """The parcel as it reads now; none when there is nothing to say or nowhere to say it."""
    with context.database.read() as session:
        content = telling.content(session, message_id, way)
        if content is None or content.is_empty:
            return None, None
        addresses = open_addresses(context.vault, content.setting)
    settings = context.settings
    text = text_of(content, settings.site.name, settings.notices.site_url)
    return _parcel(settings, addresses, way, text.title, text.body, content.key), content


def _parcel(
    settings: Settings, addresses: Addresses, way: NoticeWay, title: str, body: str, key: str
) -> Parcel | None:
    address = addresses.of(way)
    if not address or way not in configured(settings):
        return None
    return Parcel(address, title, body, key)


async def _carry(settings: Settings, way: NoticeWay, parcel: Parcel) -> None:
    """Send; raises NotDeliveredError, RefusedError."""
    if way is NoticeWay.WEBHOOK:
        await send_webhook(
            parcel, user_agent=settings.user_agent, allowed=settings.http.private_hosts
        )
        return
    # apprise takes a second to import and blocks while it sends.
    await asyncio.to_thread(_by_apprise, settings, way, parcel)


def _by_apprise(settings: Settings, way: NoticeWay, parcel: Parcel) -> None:
    from connectors.notify.apprise_ways import send_email, send_telegram

    if way is NoticeWay.EMAIL:
        password = settings.notice_email_password
        send_email(parcel, settings.notices, password, settings.site.name)
    else:
        send_telegram(parcel, settings.notices, settings.notice_telegram_token)
