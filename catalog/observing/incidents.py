"""Mass red on a channel is one incident, not a thousand alarms (promises, Sync 8).

When most of a channel's recent looks fail or turn for the worse, one incident is opened from the
first such look on. Statuses that those looks had changed go back to what they were; further
changes are held until the channel recovers or a person closes the incident. Looks at public pages
are judged by host, in `host_incidents`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from catalog.hosts import OWN_LINE
from catalog.models import Incident, Listing, Shop, utc_now
from catalog.observing.incident_kinds import IncidentKind
from catalog.observing.incident_rows import (
    finish,
    is_worse,
    last_closed,
    open_incident,
    start,
    turned_at,
)
from catalog.observing.rules import RULES, Rules
from catalog.status import Method, Observed

WINDOW = timedelta(minutes=30)


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
    count as a change, nor do looks at public pages. An alert is due exactly when the verdict says
    `opened`, and one when it says `closed`. Failures while our own line is down are no channel's.
    """
    at = now or utc_now()
    current = open_incident(session, channel)
    # What happened before the last incident ended was judged then.
    since = max(at - window, last_closed(session, channel) or at - window)
    rows = session.execute(_looked_at(channel, since)).all()
    bad = [row for row in rows if _failing(row) or is_worse(row, since)]
    failing = sum(map(_failing, bad))
    verdict = Verdict(channel, len(rows), failing, len(bad) - failing)
    if current is not None:
        return _review(session, current, verdict, at, thresholds)
    if verdict.looked < thresholds.least or verdict.share < thresholds.open_share:
        return verdict
    if failing == len(bad) and open_incident(session, OWN_LINE) is not None:
        return verdict
    return _open(session, verdict, bad, at, rules)


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
        .where(or_(col(Listing.look_method).is_(None), col(Listing.look_method) != Method.PAGE))
    )


def _failing(row: Row[Any]) -> bool:
    return bool(row.look_status == Observed.UNKNOWN)


def _open(
    session: Session, verdict: Verdict, bad: Sequence[Row[Any]], at: datetime, rules: Rules
) -> Verdict:
    fails = verdict.failing >= verdict.changed
    incident = Incident(
        scope=verdict.channel,
        kind=IncidentKind.MASS_FAILURE if fails else IncidentKind.MASS_CHANGE,
        opened_at=min(row.look_at if _failing(row) else turned_at(row) for row in bad),
        noticed_at=at,
        looked=verdict.looked,
        affected=len(bad),
        detail=f"{len(bad)} trên {verdict.looked} lượt xem gần đây bị lỗi hoặc chuyển xấu",
    )
    start(session, incident, [row.id for row in bad if not _failing(row)], rules)
    return _with(verdict, incident, opened=True)


def _review(
    session: Session, incident: Incident, verdict: Verdict, at: datetime, limits: Thresholds
) -> Verdict:
    incident.looked = max(incident.looked, verdict.looked)
    incident.affected = max(incident.affected, verdict.failing + verdict.changed)
    session.add(incident)
    over = verdict.looked >= limits.least and verdict.share <= limits.close_share
    if over:
        finish(session, incident, at)
    return _with(verdict, incident, closed=over)


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
