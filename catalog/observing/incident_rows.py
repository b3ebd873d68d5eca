"""Rows of incidents, whatever their scope: opened with statuses given back, closed with new looks.

One row stands for one trouble of one channel or host, so that people are told once that it began
and once that it is over (see `catalog.notices`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, update
from sqlmodel import Session, col

from catalog.hosts import OWN_LINE, SCOPE, host_in
from catalog.models import HostPace, Incident, Listing, PageWatch, Shop, utc_now
from catalog.observing.ahead import latest
from catalog.observing.rules import Rules
from catalog.observing.states import all_holds, load, refold, store, unchanged
from catalog.status import ON_SALE, Intent, Method, Observed


def open_incident(session: Session, scope: str) -> Incident | None:
    """The scope's open incident, if there is one; its row is locked in a writing transaction."""
    query = select(Incident).where(col(Incident.scope) == scope, col(Incident.closed_at).is_(None))
    return session.scalars(query.with_for_update()).first()


def open_incidents(session: Session) -> list[Incident]:
    """Every open incident, oldest first."""
    query = select(Incident).where(col(Incident.closed_at).is_(None)).order_by(col(Incident.id))
    return list(session.scalars(query))


def last_closed(session: Session, scope: str, *, by_person: bool = False) -> datetime | None:
    """When the scope's newest incident ended (of those that a person ended, if asked for)."""
    query = select(col(Incident.closed_at)).where(
        col(Incident.scope) == scope, col(Incident.closed_at).is_not(None)
    )
    if by_person:
        query = query.where(col(Incident.closed_by).is_not(None))
    return session.scalar(query.order_by(col(Incident.closed_at).desc()).limit(1))


def is_worse(row: Any, since: datetime) -> bool:
    """Whether it was on sale until just now, and the newest look says that it isn't.

    What we withdrew ourselves doesn't count. `row` has the columns of `Listing` read here.
    """
    if row.intent in (Intent.WITHDRAW, Intent.NOT_WANTED) or row.look_status in ON_SALE:
        return False
    if row.held_incident_id is not None or row.observed in ON_SALE:
        return True
    turned = row.observed_since is not None and row.observed_since >= since
    return turned and row.last_live_at is not None


def turned_at(row: Any) -> datetime:
    """When a listing began to look worse; a status that still stands says nothing about it."""
    turned = row.missed_at or (None if row.observed in ON_SALE else row.observed_since)
    looked_at: datetime = row.look_at
    return looked_at if turned is None else min(turned, looked_at)


def start(session: Session, incident: Incident, worse: Iterable[int], rules: Rules) -> None:
    """Store a new incident; statuses that looks within its span changed go back to before."""
    session.add(incident)
    session.flush()
    known, now = load(session, worse), incident.noticed_at or utc_now()
    states = refold(session, known, all_holds(session), rules, until=latest(now))
    store(session, [unchanged(known[key], state) for key, state in states.items()])


def finish(session: Session, incident: Incident, at: datetime, by: str | None = None) -> None:
    """End an incident: every listing in doubt is due at once, and its looks count again."""
    incident.closed_at, incident.closed_by = at, by
    session.add(incident)
    session.flush()
    if incident.scope == OWN_LINE:
        _wake_hosts(session)
        return
    host = host_in(incident.scope)
    held = col(Listing.held_incident_id) == incident.id
    doubtful = or_(held, _untold_on(host) if host is not None else _untold_of(incident.scope))
    if host is not None:
        _due_pages(session, host, doubtful, at)
    session.execute(
        update(Listing)
        .where(doubtful)
        .values(held_incident_id=None, due_at=at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def believe(
    session: Session, incident: Incident, at: datetime, rules: Rules, by: str | None = None
) -> None:
    """End an incident whose looks were true after all: what was held counts from now on."""
    held = select(col(Listing.id)).where(col(Listing.held_incident_id) == incident.id)
    ids = [listing_id for listing_id in session.scalars(held) if listing_id is not None]
    finish(session, incident, at, by)
    # An empty span holds nothing, now and whenever the log is folded again.
    incident.detail += f"; mở từ {incident.opened_at:%d/%m/%Y %H:%M} UTC, được coi là đúng"
    incident.opened_at = at
    session.flush()
    known = load(session, ids)
    states = refold(session, known, all_holds(session), rules, until=latest(at))
    store(session, [unchanged(known[key], state) for key, state in states.items()])


def _untold_of(channel: str) -> ColumnElement[bool]:
    shops = select(col(Shop.id)).where(col(Shop.channel) == channel)
    asked = or_(col(Listing.look_method).is_(None), col(Listing.look_method) != Method.PAGE)
    untold = and_(asked, col(Listing.look_status) == Observed.UNKNOWN)
    return and_(col(Listing.shop_id).in_(shops), untold)


def _untold_on(host: str) -> ColumnElement[bool]:
    pages = select(col(PageWatch.listing_id)).where(
        col(PageWatch.host) == host, col(PageWatch.code).is_not(None)
    )
    return col(Listing.id).in_(pages)


def _due_pages(session: Session, host: str, doubtful: ColumnElement[bool], at: datetime) -> None:
    ids = select(col(Listing.id)).where(doubtful)
    session.execute(
        update(PageWatch)
        .where(col(PageWatch.host) == host, col(PageWatch.listing_id).in_(ids))
        .values(due_at=at, failures=0)
        .execution_options(synchronize_session=False)
    )


def in_trouble() -> ColumnElement[bool]:
    """Whether a host (of `HostPace`) has an open incident of its own."""
    return exists().where(
        col(Incident.scope) == literal(SCOPE) + col(HostPace.host),
        col(Incident.closed_at).is_(None),
    )


def _wake_hosts(session: Session) -> None:
    """Hosts that only our line kept us from are asked again at once, with nothing held against."""
    session.execute(
        update(HostPace)
        .where(col(HostPace.failures) > 0, ~in_trouble())
        .values(failures=0, asleep_until=None, next_at=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
