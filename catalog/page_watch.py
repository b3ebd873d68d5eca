"""The due-table of public pages: who is in it, whose turn it is, and when the next one is.

`Listing.due_at` is where anyone asks for a look; `sync` takes that over. Pages of channels with an
API are in the table as samples only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session, col

from catalog.cadence import Facts, first_due, interval, next_due
from catalog.config import CadenceSettings
from catalog.host_turns import budget_left, is_open
from catalog.hosts import SCOPE, host_of, host_scope
from catalog.models import HostPace, Incident, Listing, PageWatch, Product, Recognition, Shop
from catalog.outbox.rows import chunks
from catalog.status import Observed, RecognitionState

READABLE_WITHIN = timedelta(days=15)
"""Pages that told nothing for longer are no good to try whether a host is well again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a look at a page told: whether anything at all, and whether something is different.

    `code` is the catalogue's code of why it told nothing; None when it did. `at` is the moment of
    the look itself (None: when it is settled): a turn's looks have an order that tells.
    """

    listing_id: int
    code: str | None = None
    changed: bool = False
    at: datetime | None = None

    @property
    def readable(self) -> bool:
        """Whether the look told something."""
        return self.code is None


@dataclass(frozen=True, slots=True)
class Watched:
    """Channels by the way their pages are read: `main` as the source, `sampled` beside an API."""

    main: Collection[str]
    sampled: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """What the table and the listings disagree about: rows to put in or move, rows to drop."""

    rows: Sequence[Row[Any]]
    lost: Sequence[int]


def stale(session: Session, watched: Watched) -> Stale:
    """Compare the table with the listings; reading only, for it looks at all of them."""
    return Stale(_missing(session, watched), _lost(session, watched))


def sync(session: Session, found: Stale, cadence: CadenceSettings, now: datetime) -> int:
    """Bring the table up to date, in a (short) writing transaction; how many rows changed.

    New and changed addresses come in, lost ones go, and looks that were asked for come first.
    """
    fresh = [_entry(row, cadence, now) for row in found.rows if row.known is None]
    moved = [_address(row) for row in found.rows if row.known is not None]
    if fresh:
        session.connection().execute(insert(PageWatch), fresh)
    if moved:
        session.connection().execute(_MOVED, moved)
    for part in chunks(found.lost):
        session.execute(delete(PageWatch).where(col(PageWatch.listing_id).in_(part)))
    return len(found.rows) + len(found.lost) + _pull_forward(session, now)


_MOVED = (
    update(PageWatch)
    .where(col(PageWatch.listing_id) == bindparam("row_id"))
    .values(
        url=bindparam("new_url"), host=bindparam("new_host"), producer_id=bindparam("new_producer")
    )
)


def _missing(session: Session, watched: Watched) -> Sequence[Row[Any]]:
    watch = PageWatch
    differs = or_(
        col(watch.listing_id).is_(None),
        col(watch.url) != col(Listing.public_url),
        col(watch.producer_id).is_distinct_from(col(Product.producer_id)),
    )
    columns: list[Any] = [
        col(Listing.id).label("id"),
        col(Listing.public_url).label("url"),
        col(Product.producer_id).label("producer_id"),
        # Without an authorisation the API can't be asked: the page is all there is.
        and_(
            col(Shop.channel).in_(watched.sampled), col(Shop.credentials_sealed).is_not(None)
        ).label("sampled"),
        col(watch.listing_id).label("known"),
    ]
    query = (
        select(*columns)
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .join(Product, col(Product.id) == col(Listing.product_id))
        .outerjoin(watch, col(watch.listing_id) == col(Listing.id))
        .where(col(Shop.channel).in_([*watched.main, *watched.sampled]))
        .where(col(Listing.public_url).is_not(None), differs)
    )
    return session.execute(query).all()


def _entry(row: Row[Any], cadence: CadenceSettings, now: datetime) -> dict[str, Any]:
    sampled = bool(row.sampled)
    return {
        "listing_id": row.id,
        "url": row.url,
        "host": host_of(row.url),
        "producer_id": row.producer_id,
        "second_opinion": sampled,
        "due_at": first_due(row.id, now, cadence, second_opinion_only=sampled),
        "added_at": now,
        "failures": 0,
    }


def _address(row: Row[Any]) -> dict[str, Any]:
    return {
        "row_id": row.id,
        "new_url": row.url,
        "new_host": host_of(row.url),
        "new_producer": row.producer_id,
    }


def _lost(session: Session, watched: Watched) -> list[int]:
    """Rows whose listing has no address any more, or stands on a channel that is no longer read."""
    query = (
        select(col(PageWatch.listing_id))
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(
            or_(
                col(Listing.public_url).is_(None),
                col(Shop.channel).not_in([*watched.main, *watched.sampled]),
            )
        )
    )
    return list(session.scalars(query))


def _pull_forward(session: Session, now: datetime) -> int:
    """Looks that somebody asked for by `Listing.due_at`; samples are not ours to answer with.

    A page whose turn has come may still wait behind thousands: who asked since is heard before.
    """
    waits = and_(col(PageWatch.asked_at).is_(None), col(Listing.due_at) > col(PageWatch.due_at))
    asked = (
        select(col(PageWatch.listing_id))
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .where(col(Listing.due_at) <= now, col(PageWatch.second_opinion).is_(False))
        .where(or_(col(PageWatch.due_at) > now, waits))
    )
    result = session.connection().execute(
        update(PageWatch)
        .where(col(PageWatch.listing_id).in_(asked))
        .values(due_at=now, asked_at=now)
    )
    return result.rowcount


def hosts_due(session: Session, now: datetime, budget: int) -> list[str]:
    """Hosts with pages whose turn has come: not stopped, not asleep, within the day's budget.

    A host with an open incident is due only when it is time to try a few of its pages.
    """
    troubled = _troubled(session)
    tried = [host for host, probe_at in troubled.items() if probe_at <= now]
    turn = and_(col(PageWatch.due_at) <= now, col(PageWatch.host).not_in(troubled))
    query = (
        select(col(PageWatch.host))
        .outerjoin(HostPace, col(HostPace.host) == col(PageWatch.host))
        .where(or_(turn, col(PageWatch.host).in_(tried)), is_open(now, budget))
        .distinct()
    )
    return list(session.scalars(query))


def _troubled(session: Session) -> dict[str, datetime]:
    """Hosts with an open incident, and when a few of their pages are to be tried."""
    query = select(Incident).where(
        col(Incident.closed_at).is_(None), col(Incident.scope).startswith(SCOPE)
    )
    return {
        row.scope.removeprefix(SCOPE): row.probe_at or row.opened_at
        for row in session.scalars(query)
    }


def trouble(session: Session, host: str) -> Incident | None:
    """The host's open incident, if there is one; read only."""
    query = select(Incident).where(
        col(Incident.scope) == host_scope(host), col(Incident.closed_at).is_(None)
    )
    return session.scalars(query).first()


def next_turn(session: Session, host: str, now: datetime, budget: int) -> datetime | None:
    """When this host is to be asked again: now while pages are due; None leaves it to `sync`.

    Pages of a host with an open incident wait for its end.
    """
    if trouble(session, host) is not None:
        return None
    due = session.scalar(
        select(func.min(col(PageWatch.due_at))).where(
            col(PageWatch.host) == host, col(PageWatch.due_at) <= now
        )
    )
    return now if due is not None and budget_left(session, host, now, budget) else None


def choose(session: Session, host: str, now: datetime, limit: int) -> list[int]:
    """Listings of a host to look at next: what was asked for, then one of each producer in turn."""
    watch = PageWatch
    turn = func.row_number().over(
        partition_by=col(watch.producer_id), order_by=(col(watch.due_at), col(watch.listing_id))
    )
    asked = case((col(watch.asked_at).is_(None), 1), else_=0)
    due = (
        select(col(watch.listing_id), col(watch.due_at), turn.label("turn"), asked.label("unasked"))
        .where(col(watch.host) == host, col(watch.due_at) <= now)
        .subquery()
    )
    query = (
        select(due.c.listing_id)
        .order_by(due.c.unasked, due.c.turn, due.c.due_at, due.c.listing_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def choose_probes(session: Session, host: str, now: datetime, limit: int) -> list[int]:
    """A few pages to try while the host has an incident: those that told something before.

    The one not tried for longest comes first, so that each round asks other pages.
    """
    watch = PageWatch
    readable = case((col(watch.told_at) >= now - READABLE_WITHIN, 0), else_=1)
    asked = case((col(watch.looked_at).is_(None), 0), else_=1)
    query = (
        select(col(watch.listing_id))
        .where(col(watch.host) == host)
        .order_by(readable, asked, col(watch.looked_at), col(watch.listing_id))
        .limit(limit)
    )
    return list(session.scalars(query))


def settle(
    session: Session, told: Sequence[Told], cadence: CadenceSettings, now: datetime
) -> dict[int, datetime]:
    """Give looked-at pages their next turn, here and in `Listing.due_at`; the turns by listing.

    Call after the looks were recorded, in the same transaction.
    """
    by_id = {look.listing_id: look for look in told}
    rows: list[dict[str, Any]] = []
    for part in chunks(sorted(by_id)):
        ends = _certificate_ends(session, part)
        query = select(PageWatch, Listing).join(
            Listing, col(Listing.id) == col(PageWatch.listing_id)
        )
        for watch, listing in session.execute(query.where(col(PageWatch.listing_id).in_(part))):
            rows.append(_turn(watch, listing, by_id[watch.listing_id], ends, cadence, now))
    if rows:
        _write(session, rows)
    return {row["row_id"]: row["new_due_at"] for row in rows}


def _turn(
    watch: PageWatch,
    listing: Listing,
    look: Told,
    ends: Mapping[int, date],
    cadence: CadenceSettings,
    now: datetime,
) -> dict[str, Any]:
    failures = 0 if look.readable else watch.failures + 1
    changes = (watch.changed_at, listing.observed_since, now if look.changed else None)
    changed_at = max((one for one in changes if one is not None), default=None)
    facts = Facts(
        watch.listing_id,
        now,
        watch.added_at,
        watch.every_seconds,
        failures,
        _is_missing(listing),
        changed_at,
        ends.get(listing.product_id),
        watch.second_opinion,
    )
    # A look that told nothing doesn't make the page less stable: its streak stays as it was.
    every = watch.every_seconds if failures else interval(facts, cadence)
    return {
        "row_id": watch.listing_id,
        "new_due_at": next_due(facts, cadence),
        "new_every": every,
        "new_failures": failures,
        "new_changed_at": changed_at,
        "new_told_at": (look.at or now) if look.readable else watch.told_at,
        "new_code": look.code,
        "new_looked_at": look.at or now,
    }


def _is_missing(listing: Listing) -> bool:
    gone = (Observed.NOT_FOUND, Observed.REMOVED)
    return listing.missed_looks > 0 and listing.observed not in gone


def _certificate_ends(session: Session, listing_ids: Sequence[int]) -> dict[int, date]:
    query = (
        select(col(Recognition.product_id), func.max(col(Recognition.valid_to)))
        .join(Listing, col(Listing.product_id) == col(Recognition.product_id))
        .where(col(Listing.id).in_(listing_ids))
        .where(col(Recognition.state) == RecognitionState.VALID)
        .where(col(Recognition.valid_to).is_not(None))
        .group_by(col(Recognition.product_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    connection = session.connection()
    connection.execute(
        update(PageWatch)
        .where(col(PageWatch.listing_id) == bindparam("row_id"))
        .values(
            due_at=bindparam("new_due_at"),
            every_seconds=bindparam("new_every"),
            failures=bindparam("new_failures"),
            changed_at=bindparam("new_changed_at"),
            looked_at=bindparam("new_looked_at"),
            told_at=bindparam("new_told_at"),
            code=bindparam("new_code"),
            asked_at=None,
        ),
        rows,
    )
    own = exists().where(
        col(PageWatch.listing_id) == col(Listing.id), col(PageWatch.second_opinion).is_(False)
    )
    connection.execute(
        update(Listing)
        .where(col(Listing.id) == bindparam("row_id"), own)
        .values(due_at=bindparam("new_due_at")),
        [{"row_id": row["row_id"], "new_due_at": row["new_due_at"]} for row in rows],
    )
    session.expire_all()
