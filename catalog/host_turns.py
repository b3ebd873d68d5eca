"""Whether a host may be asked at all: not stopped, not asleep, within the day's budget of pages."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from catalog.models import HostPace


def is_open(now: datetime, budget: int) -> ColumnElement[bool]:
    """The condition on (outer joined) rows of `HostPace` that a host may be asked for pages."""
    return (
        or_(col(HostPace.stopped_until).is_(None), col(HostPace.stopped_until) <= now)
        & or_(col(HostPace.asleep_until).is_(None), col(HostPace.asleep_until) <= now)
        & or_(
            col(HostPace.day).is_(None),
            col(HostPace.day) != now.date(),
            col(HostPace.looked) < budget,
        )
    )


def budget_left(session: Session, host: str, now: datetime, budget: int) -> int:
    """How many pages of this host may still be read on `now`'s day (UTC)."""
    pace = session.get(HostPace, host)
    return max(0, budget - pace.looked) if pace and pace.day == now.date() else budget


def waiting_hosts(session: Session, now: datetime) -> list[HostPace]:
    """Hosts that are left alone at present because they refused or could not be reached."""
    query = (
        select(HostPace)
        .where(or_(col(HostPace.stopped_until) > now, col(HostPace.asleep_until) > now))
        .order_by(col(HostPace.host))
    )
    return list(session.scalars(query))
