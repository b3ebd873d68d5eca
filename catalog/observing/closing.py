"""A person's word on an incident: that it is over, or that what was seen was true all along."""

from datetime import datetime

from sqlmodel import Session

from catalog import audit
from catalog.contract import Seen
from catalog.hosts import host_in
from catalog.models import HostPace, Incident, utc_now
from catalog.observing import led_home
from catalog.observing.incident_rows import believe, finish
from catalog.observing.record import record
from catalog.observing.rules import RULES, Rules
from catalog.status import Method, Observed


def close_incident(
    session: Session,
    incident_id: int,
    actor: str,
    *,
    looks_were_true: bool = False,
    now: datetime | None = None,
    rules: Rules = RULES,
) -> bool:
    """A person says that it is over, of a channel or a host; False when it isn't open.

    By default the looks that were held stay held, and the affected listings are due for a fresh
    one. With `looks_were_true` (the floor really took everything down) they count after all, and
    goods whose pages lead to the front page are gone by that person's word. A host that was stopped
    or asleep may be asked again at once, at the pace that it had.
    """
    incident = session.get(Incident, incident_id, with_for_update=True)
    if incident is None or incident.closed_at is not None:
        return False
    at = now or utc_now()
    if looks_were_true:
        believe(session, incident, at, rules, actor)
        _take_word(session, incident, at, rules)
    else:
        finish(session, incident, at, actor)
    _wake(session, host_in(incident.scope))
    audit.write(
        session, actor, "incident_closed", "incident", incident_id, looks_were_true=looks_were_true
    )
    return True


def _take_word(session: Session, incident: Incident, at: datetime, rules: Rules) -> None:
    """Pages that led to the front page said nothing that could be held: the person's word does."""
    host = host_in(incident.scope)
    if host is None:
        return
    reason = "Cán bộ xác nhận đã gỡ: trang dẫn về trang chủ"
    seen = [
        Seen(listing_id, Observed.NOT_FOUND, at, Method.PERSON, reason=reason)
        for listing_id in session.scalars(led_home.led_now(host))
    ]
    record(session, seen, rules=rules, now=at)


def _wake(session: Session, host: str | None) -> None:
    pace = session.get(HostPace, host) if host is not None else None
    if pace is not None:
        pace.stopped_until = pace.asleep_until = pace.next_at = None
        pace.blocks = pace.failures = 0
        session.add(pace)
        session.flush()
