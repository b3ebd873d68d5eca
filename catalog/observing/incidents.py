"""Mass red is one incident, not a thousand alarms (promises, Sync 8).

When most of a channel's recent looks fail or turn for the worse, one incident is opened from the
first such look on. Statuses that those looks had changed go back to what they were; further
changes are held until the channel recovers or a person closes the incident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlmodel import Session, col

from catalog import audit
from catalog.models import Incident, Listing, Shop, utc_now
from catalog.observing.rules import RULES, Rules
from catalog.observing.states import holds_by_channel, load, refold, store, unchanged
from catalog.status import ON_SALE, Intent, Observed

WINDOW = timedelta(minutes=30)
MASS_FAILURE = "mass_failure"
MASS_CHANGE = "mass_change"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an incident opens and when it is over: shares of the listings looked at."""

    least: int = 10
    open_share: float = 0.5
    close_share: float = 0.2


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a channel's looks within the window say; `opened`/`closed` tell what was done."""

    channel: str
    looked: int
    failing: int
    changed: int
    incident_id: int | None = None
    opened: bool = False
    closed: bool = False

    @property
    def share(self) -> float:
        """Share of the listings looked at whose look failed or turned for the worse."""
        return (self.failing + self.changed) / self.looked if self.looked else 0.0


def judge_channel(
    session: Session,
    channel: str,
    window: timedelta = WINDOW,
    *,
    now: datetime | None = None,
    thresholds: Thresholds = THRESHOLDS,
    rules: Rules = RULES,
) -> Verdict:
    """Open, keep or close the channel's incident by its looks of the last `window`.

    Call after each batch of looks, in a writing transaction. What we withdrew ourselves doesn't
    count as a change. An alert is due exactly when the verdict says `opened`.
    """
    at = now or utc_now()
    current = open_incident(session, channel)
    # What happened before the last incident ended was judged then.
    since = max(at - window, _last_closed(session, channel) or at - window)
    rows = session.execute(_looked_at(channel, since)).all()
    bad = [row for row in rows if _failing(row) or _worse(row, since)]
    failing = sum(map(_failing, bad))
    verdict = Verdict(channel, len(rows), failing, len(bad) - failing)
    if current is not None:
        return _review(session, current, verdict, at, thresholds)
    if verdict.looked < thresholds.least or verdict.share < thresholds.open_share:
        return verdict
    return _open(session, verdict, bad, rules)


def open_incident(session: Session, channel: str) -> Incident | None:
    """The channel's open incident, if there is one."""
    query = select(Incident).where(
        col(Incident.scope) == channel, col(Incident.closed_at).is_(None)
    )
    return session.scalars(query.with_for_update()).first()


def open_incidents(session: Session) -> list[Incident]:
    """Every open incident, oldest first."""
    query = select(Incident).where(col(Incident.closed_at).is_(None)).order_by(col(Incident.id))
    return list(session.scalars(query))


def close_incident(
    session: Session,
    incident_id: int,
    actor: str,
    *,
    looks_were_true: bool = False,
    now: datetime | None = None,
    rules: Rules = RULES,
) -> bool:
    """A person says that it is over; False when it isn't open.

    By default the looks that were held stay held, and the affected listings are due for a fresh
    one. With `looks_were_true` (the floor really took everything down) they count after all.
    """
    incident = session.get(Incident, incident_id, with_for_update=True)
    if incident is None or incident.closed_at is not None:
        return False
    at = now or utc_now()
    held = select(col(Listing.id)).where(col(Listing.held_incident_id) == incident_id)
    ids = [listing_id for listing_id in session.scalars(held) if listing_id is not None]
    _close(session, incident, at)
    if looks_were_true:
        # An empty span holds nothing, now and whenever the log is folded again.
        incident.detail += f"; mở từ {incident.opened_at:%d/%m/%Y %H:%M} UTC, được coi là đúng"
        incident.opened_at = at
        session.flush()
        known = load(session, ids)
        states = refold(session, known, holds_by_channel(session), rules)
        store(session, [unchanged(known[key], state) for key, state in states.items()])
    audit.write(
        session, actor, "incident_closed", "incident", incident_id, looks_were_true=looks_were_true
    )
    return True


def _last_closed(session: Session, channel: str) -> datetime | None:
    query = (
        select(col(Incident.closed_at))
        .where(col(Incident.scope) == channel, col(Incident.closed_at).is_not(None))
        .order_by(col(Incident.closed_at).desc())
        .limit(1)
    )
    return session.scalar(query)


def _looked_at(channel: str, since: datetime) -> Any:
    return (
        select(
            col(Listing.id),
            col(Listing.intent),
            col(Listing.look_at),
            col(Listing.look_status),
            col(Listing.observed),
            col(Listing.observed_since),
            col(Listing.last_live_at),
            col(Listing.missed_at),
            col(Listing.held_incident_id),
        )
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(col(Shop.channel) == channel, col(Listing.look_at) >= since)
    )


def _failing(row: Row[Any]) -> bool:
    return bool(row.look_status == Observed.UNKNOWN)


def _worse(row: Row[Any], since: datetime) -> bool:
    """Whether it was on sale until just now, and the newest look says that it isn't."""
    if row.intent in (Intent.WITHDRAW, Intent.NOT_WANTED) or row.look_status in ON_SALE:
        return False
    if row.held_incident_id is not None or row.observed in ON_SALE:
        return True
    turned = row.observed_since is not None and row.observed_since >= since
    return turned and row.last_live_at is not None


def _open(session: Session, verdict: Verdict, bad: Sequence[Row[Any]], rules: Rules) -> Verdict:
    kind = MASS_FAILURE if verdict.failing >= verdict.changed else MASS_CHANGE
    incident = Incident(
        scope=verdict.channel,
        kind=kind,
        opened_at=min(_began(row) for row in bad),
        looked=verdict.looked,
        affected=len(bad),
        detail=f"{len(bad)} trên {verdict.looked} lượt xem gần đây bị lỗi hoặc chuyển xấu",
    )
    session.add(incident)
    session.flush()
    known = load(session, [row.id for row in bad if not _failing(row)])
    states = refold(session, known, holds_by_channel(session), rules)
    store(session, [unchanged(known[key], state) for key, state in states.items()])
    return _with(verdict, incident, opened=True)


def _began(row: Row[Any]) -> datetime:
    """When this listing began to look bad; a status that still stands says nothing about it."""
    turned = row.missed_at or (None if row.observed in ON_SALE else row.observed_since)
    looked_at: datetime = row.look_at
    return looked_at if _failing(row) or turned is None else min(turned, looked_at)


def _review(
    session: Session, incident: Incident, verdict: Verdict, at: datetime, limits: Thresholds
) -> Verdict:
    incident.looked = max(incident.looked, verdict.looked)
    incident.affected = max(incident.affected, verdict.failing + verdict.changed)
    session.add(incident)
    over = verdict.looked >= limits.least and verdict.share <= limits.close_share
    if over:
        _close(session, incident, at)
    return _with(verdict, incident, closed=over)


def _close(session: Session, incident: Incident, at: datetime) -> None:
    incident.closed_at = at
    session.add(incident)
    session.flush()
    channel_shops = select(col(Shop.id)).where(col(Shop.channel) == incident.scope)
    doubtful = or_(
        col(Listing.held_incident_id) == incident.id,
        col(Listing.look_status) == Observed.UNKNOWN,
    )
    session.execute(
        update(Listing)
        .where(col(Listing.shop_id).in_(channel_shops), doubtful)
        .values(held_incident_id=None, due_at=at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _with(
    verdict: Verdict, incident: Incident, *, opened: bool = False, closed: bool = False
) -> Verdict:
    return Verdict(
        verdict.channel,
        verdict.looked,
        verdict.failing,
        verdict.changed,
        incident.id,
        opened,
        closed,
    )
