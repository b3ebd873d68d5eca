"""Whether it is our own line (đường truyền) that is down: then no host is to blame.

One failure of ours would else be told as an outage of every host that was asked meanwhile. It is
told as one incident of its own, which ends as soon as anybody answers.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from catalog.hosts import OWN_LINE
from catalog.models import HostPace, Incident, Listing, PageWatch
from catalog.observing.incident_kinds import IncidentKind
from catalog.observing.incident_rows import finish, in_trouble, open_incident
from catalog.status import Method, Observed

NEVER_OPENED = "connect_failed"
"""The manners' word for a host to which no connection came about, or whose name isn't known."""
_UNANSWERED = (
    "channel_down", "timeout", "robots_disallowed", "robots_changed", "host_not_allowed",
)  # fmt: skip
"""Codes of looks that no server answered: rules are kept, addresses are refused by ourselves."""
_OTHERS = 2
_IN_DOUBT = 2
_TOLD = 4
"""Failures in a row (minutes) of a host after which our line is told of: a short break is not."""
_LOCK = 7_418_203
"""Any number, the same in every process: two hosts' turns don't open the incident twice."""


def judge(session: Session, host: str, now: datetime, again: timedelta) -> bool:
    """Whether our line is down, by this host's failures; opens and ends the incident of it.

    Call right after a turn at the host, in its writing transaction. While the line is down a host
    sleeps no longer than `again`: its return is to be noticed soon.
    """
    current = open_incident(session, OWN_LINE)
    if current is not None and _answered(session, current.noticed_at or current.opened_at):
        finish(session, current, now)
        return False
    pace = session.get(HostPace, host)
    since = _failing_since(pace, now) if pace is not None else None
    if pace is None or since is None:
        return False
    if current is not None:
        since = max(since, current.noticed_at or since)
    if _others(session, host) < _OTHERS or _answered(session, since):
        return False
    if current is None and pace.failures >= _TOLD:
        _open(session, since, now)
    _sleep_less(session, pace, now + again)
    return True


def _failing_since(pace: HostPace, now: datetime) -> datetime | None:
    """When the host first failed, as told by its sleep, which doubles; None if it is no sign."""
    asleep = pace.asleep_until
    if pace.last_code != NEVER_OPENED or pace.failures < _IN_DOUBT or asleep is None:
        return None
    return now - (asleep - now) * (1 - 0.5 ** (pace.failures - 1))


def _others(session: Session, host: str) -> int:
    """How many others can't be reached either; hosts in trouble of their own prove nothing."""
    others = select(func.count()).where(
        col(HostPace.host) != host,
        col(HostPace.failures) > 0,
        col(HostPace.last_code) == NEVER_OPENED,
        ~in_trouble(),
    )
    return session.scalar(others) or 0


def _answered(session: Session, since: datetime) -> bool:
    """Whether any server answered since then, a page's or an API's."""
    page = select(col(PageWatch.listing_id)).where(
        col(PageWatch.looked_at) > since,
        or_(col(PageWatch.code).is_(None), col(PageWatch.code).not_in(_UNANSWERED)),
    )
    api = select(col(Listing.id)).where(
        col(Listing.look_at) > since,
        col(Listing.look_method) == Method.API,
        col(Listing.look_status) != Observed.UNKNOWN,
    )
    return any(session.execute(one.limit(1)).first() is not None for one in (page, api))


def _open(session: Session, since: datetime, now: datetime) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if open_incident(session, OWN_LINE) is not None:
            return
    silent = select(func.count()).where(col(HostPace.failures) > 0, ~in_trouble())
    number = session.scalar(silent) or 0
    session.add(
        Incident(
            scope=OWN_LINE,
            kind=IncidentKind.OWN_LINE,
            opened_at=since,
            noticed_at=now,
            detail=f"{number} tên miền không kết nối được, không nơi nào trả lời",
        )
    )
    session.flush()


def _sleep_less(session: Session, pace: HostPace, until: datetime) -> None:
    if pace.asleep_until is not None and pace.asleep_until > until:
        pace.asleep_until = pace.next_at = until
        session.add(pace)
        session.flush()
