"""Whether it is our own line (đường truyền) that is down: then no host is to blame.

One failure of ours would else be told as an outage of every host that was asked meanwhile.
"""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from catalog.models import HostPace, PageWatch

NEVER_OPENED = "connect_failed"
"""The manners' word for a host to which no connection came about, or whose name isn't known."""
_UNANSWERED = (
    "channel_down", "timeout", "robots_disallowed", "robots_changed", "host_not_allowed",
)  # fmt: skip
"""Codes of looks that no server answered: rules are kept, addresses are refused by ourselves."""
_OTHERS = 2
_AT_LAST = 10
"""Failures in a row (hours) after which a host is told of although nobody else answers."""


def is_down(session: Session, pace: HostPace, now: datetime) -> bool:
    """Whether others can't be reached either, and nobody answered since this host first failed.

    Call right after a failure: the host sleeps, twice as long each time, which tells since when.
    """
    if pace.last_code != NEVER_OPENED or pace.failures >= _AT_LAST or pace.asleep_until is None:
        return False
    since = now - (pace.asleep_until - now) * (1 - 0.5 ** (pace.failures - 1))
    others = select(func.count()).where(
        col(HostPace.host) != pace.host,
        col(HostPace.failures) > 0,
        col(HostPace.last_code) == NEVER_OPENED,
    )
    answered = select(col(PageWatch.listing_id)).where(
        col(PageWatch.host) != pace.host,
        col(PageWatch.looked_at) > since,
        or_(col(PageWatch.code).is_(None), col(PageWatch.code).not_in(_UNANSWERED)),
    )
    if (session.scalar(others) or 0) < _OTHERS:
        return False
    return session.execute(answered.limit(1)).first() is None
