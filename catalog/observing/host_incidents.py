"""Trouble of a host of public pages is one incident of that host, whichever channels it serves.

Judged after each turn at the host, by the newest looks at its pages and by the manners' own word:
a host that was stopped after refusals, or that twice in a row could not be reached. A page that
never told anything (a wrong link) is no sign of trouble. While the incident is open, other pages
of the host wait; a few are tried from time to time, and it ends when those tell something again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from catalog.hosts import FrontPage, host_scope
from catalog.models import HostPace, Incident, PageWatch
from catalog.observing import few_pages, own_line
from catalog.observing.few_pages import FewPages
from catalog.observing.host_pages import pages_of
from catalog.observing.incident_kinds import IncidentKind, kind_of_code
from catalog.observing.incident_rows import (
    believe,
    finish,
    is_worse,
    last_closed,
    open_incident,
    start,
    turned_at,
)
from catalog.observing.rules import RULES, Rules
from catalog.page_watch import READABLE_WITHIN
from catalog.status import Method

STREAKS = frozenset({IncidentKind.BLOCKED, IncidentKind.OUTAGE, IncidentKind.CERTIFICATE})
LONGEST_GAP_AFTER = {**dict.fromkeys(STREAKS, 0.0), IncidentKind.BLOCKED: 300.0}
"""Seconds: a host that merely broke gets its usual gap back at the end. One that refused us is
spared, but not so that the truth about its pages would take days."""
_KIND_BY_WORD = {
    "certificate": IncidentKind.CERTIFICATE,
    "malformed_answer": IncidentKind.REDESIGN,
}
"""Of the manners' words for failures, those that are no outage: somebody is there."""
_WALL_IN_PLACE_OF_RULES = frozenset({"robots_200", "robots_429"})


def fails_host(code: str | None) -> bool:
    """Whether a look with this code failed by the host (time-out, server error, wall)."""
    return code is not None and kind_of_code(code) in STREAKS


@dataclass(frozen=True, slots=True)
class HostLimits:
    """When a host's incident opens and ends.

    It opens when of the `newest` looks within `span`, at least `least`, a share of `open_share` is
    bad; or when `least` in a row fail in a way that slows us down (`STREAKS`: a share would take
    days then); or by the manners, after `unreachable` failures in a row to connect. It is over
    when of the newest `probes` looks since it was noticed no more than `close_share` is bad.
    `readable_within`: pages that told nothing for longer are trouble of their own.
    """

    least: int = 5
    newest: int = 30
    span: timedelta = timedelta(hours=6)
    open_share: float = 0.5
    probes: int = 5
    close_share: float = 0.2
    unreachable: int = 2
    readable_within: timedelta = READABLE_WITHIN


HOST_LIMITS = HostLimits()


@dataclass(frozen=True, slots=True)
class HostVerdict:
    """What the newest looks at a host say; `opened`/`closed` tell what was done about it."""

    host: str
    looked: int = 0
    failing: int = 0
    worse: int = 0
    kind: IncidentKind | None = None
    incident_id: int | None = None
    opened: bool = False
    closed: bool = False

    def share(self, number: int) -> float:
        """`number` as a share of the pages looked at; 0 when there were none."""
        return number / self.looked if self.looked else 0.0


@dataclass(frozen=True, slots=True)
class _Looks:
    """The newest looks at a host's pages, sorted by what they say."""

    failing: tuple[Row[Any], ...]
    worse: tuple[Row[Any], ...]
    told: tuple[Row[Any], ...]

    @property
    def looked(self) -> int:
        return len(self.failing) + len(self.told)

    @property
    def streak(self) -> list[Row[Any]]:
        """The host's own failures since the newest look that told something, whatever the share."""
        newest = max((row.looked_at for row in self.told), default=None)
        failed = [row for row in self.failing if fails_host(row.code)]
        return [row for row in failed if newest is None or row.looked_at > newest]

    def verdict(self, host: str) -> HostVerdict:
        return HostVerdict(host, self.looked, len(self.failing), len(self.worse))


def judge_host(
    session: Session,
    host: str,
    *,
    now: datetime,
    probe_every: timedelta,
    paused_until: datetime | None = None,
    front: FrontPage | None = None,
    limits: HostLimits = HOST_LIMITS,
    rules: Rules = RULES,
) -> HostVerdict:
    """Open, keep or close the host's incident; `probe_every` is the time between two tries.

    Call after each turn at the host, in its writing transaction, when the due-table has its looks.
    `paused_until`: the turn ended without a failure, as the pace allows the next request only then.
    `front`: what the front page of a host with few pages said in this turn, if it was asked.
    """
    is_ours = own_line.judge(session, host, now, probe_every)
    current = open_incident(session, host_scope(host))
    if current is not None:
        told_since = current.opened_at - limits.readable_within
        noticed = current.noticed_at or current.opened_at
        few = few_pages.read(session, host, told_since, limits, noticed)
        if few is not None:
            again = few_pages.next_try(current, now, probe_every)
            again = min(again, paused_until or again)
            return _review_few(session, current, host, now, again, few, front, rules)
        again = now + probe_every
        return _review(session, current, host, now, min(again, paused_until or again), limits)
    since = max(now - limits.span, last_closed(session, host_scope(host)) or now - limits.span)
    looks = _sort(session, _newest(session, host, since, limits.newest), host, since, now, limits)
    pace = session.get(HostPace, host)
    kind = _kind_by_manners(pace, now, limits, is_ours=is_ours) or _kind_by_looks(looks, limits)
    verdict = replace(looks.verdict(host), kind=kind)
    if kind is None:
        few = few_pages.read(session, host, now - limits.readable_within, limits)
        return _judge_few(session, host, now, probe_every, few, front, rules) if few else verdict
    incident = _incident(host, kind, looks, pace, now)
    incident.probe_at = now + probe_every
    start(session, incident, [row.id for row in looks.worse], rules)
    return replace(verdict, incident_id=incident.id, opened=True)


def _newest(session: Session, host: str, since: datetime, most: int) -> Sequence[Row[Any]]:
    query = (
        pages_of(host)
        .where(col(PageWatch.looked_at) > since)
        .order_by(col(PageWatch.looked_at).desc(), col(PageWatch.listing_id))
        .limit(most)
    )
    return session.execute(query).all()


def _sort(
    session: Session,
    rows: Sequence[Row[Any]],
    host: str,
    since: datetime,
    now: datetime,
    limits: HostLimits,
    kind: IncidentKind | None = None,
) -> _Looks:
    # After a person said "it is over", only what was read since then can be lost again.
    by_person = last_closed(session, host_scope(host), by_person=True)
    barrier = max(now - limits.readable_within, by_person or now - limits.readable_within)
    failing = [row for row in rows if row.code and _is_lost(row, barrier, kind)]
    told = [row for row in rows if not row.code]
    worse = [row for row in told if row.look_method == Method.PAGE and is_worse(row, since)]
    return _Looks(tuple(failing), tuple(worse), tuple(told))


def _is_lost(row: Row[Any], barrier: datetime, kind: IncidentKind | None) -> bool:
    # A wall is a wall before any page; that a page can't be read may be that page's own way.
    if kind not in (None, IncidentKind.REDESIGN) and kind_of_code(row.code) is kind:
        return True
    if row.code == "robots_changed":
        return True
    return row.told_at is not None and row.told_at >= barrier


def _kind_by_manners(
    pace: HostPace | None, now: datetime, limits: HostLimits, *, is_ours: bool
) -> IncidentKind | None:
    """What the pace of the host says: stopped, or out of reach again and again."""
    if pace is None:
        return None
    if pace.stopped_until is not None and pace.stopped_until > now:
        server_error = pace.last_code.startswith("http_5")
        return IncidentKind.OUTAGE if server_error else IncidentKind.BLOCKED
    if pace.failures < limits.unreachable or is_ours:
        return None
    if pace.last_code in _KIND_BY_WORD:
        return _KIND_BY_WORD[pace.last_code]
    walled = pace.last_code in _WALL_IN_PLACE_OF_RULES
    return IncidentKind.BLOCKED if walled else IncidentKind.OUTAGE


def _kind_by_looks(looks: _Looks, limits: HostLimits) -> IncidentKind | None:
    if len(looks.streak) >= limits.least:
        return _commonest(looks.streak)
    bad = len(looks.failing) + len(looks.worse)
    if not bad or bad / looks.looked < limits.open_share:
        return None
    codes = Counter(kind_of_code(row.code) for row in looks.failing)
    # Rules are stated, not measured: one page is enough to know them.
    if IncidentKind.ROBOTS in codes and any(r.code == "robots_changed" for r in looks.failing):
        return IncidentKind.ROBOTS
    if looks.looked < limits.least:
        return None
    if len(looks.worse) > len(looks.failing):
        return IncidentKind.MASS_CHANGE
    return _commonest(looks.failing)


def _commonest(rows: Iterable[Row[Any]]) -> IncidentKind:
    return Counter(kind_of_code(row.code) for row in rows).most_common(1)[0][0]


def _incident(
    host: str, kind: IncidentKind, looks: _Looks, pace: HostPace | None, now: datetime
) -> Incident:
    if kind is IncidentKind.MASS_CHANGE:
        began = min((turned_at(row) for row in looks.worse), default=now)
    else:
        began = min((row.looked_at for row in looks.failing), default=now)
    affected = len(looks.failing) + len(looks.worse)
    told = f"{affected} trên {looks.looked} trang xem gần đây không đọc được hoặc chuyển xấu"
    if not affected and pace is not None:
        told = f"{max(pace.blocks, pace.failures)} lần liền không vào được ({pace.last_code})"
    return Incident(
        scope=host_scope(host),
        kind=kind,
        opened_at=began,
        noticed_at=now,
        looked=looks.looked,
        affected=affected,
        detail=told,
    )


def _review(
    session: Session,
    incident: Incident,
    host: str,
    now: datetime,
    again: datetime,
    limits: HostLimits,
) -> HostVerdict:
    """Whether the newest tries tell something again; else they go on `again`."""
    kind = IncidentKind(incident.kind)
    noticed = incident.noticed_at or incident.opened_at
    rows = _newest(session, host, noticed, limits.probes)
    looks = _sort(session, rows, host, incident.opened_at, now, limits, kind)
    verdict = replace(looks.verdict(host), kind=kind, incident_id=incident.id)
    readable = _readable(session, host, now - limits.readable_within)
    if _is_over(verdict, min(limits.probes, max(1, readable)), limits):
        finish(session, incident, now)
        _shorten_gap(session, host, kind)
        return replace(verdict, closed=True)
    incident.probe_at = again
    session.add(incident)
    session.flush()
    return verdict


def _judge_few(
    session: Session,
    host: str,
    now: datetime,
    probe_every: timedelta,
    few: FewPages,
    front: FrontPage | None,
    rules: Rules,
) -> HostVerdict:
    """A host with few pages: in trouble when none speaks any more (see `few_pages`)."""
    verdict = HostVerdict(host, len(few.ids), len(few.silent), len(few.gone))
    few_pages.ask_the_others(session, few, now, rules)
    is_silent = few.is_whole and few.lost and not few.speaking
    kind = few.kind(front) if is_silent and few.is_settled(rules) else None
    if kind is None:
        return verdict
    incident = Incident(
        scope=host_scope(host),
        kind=kind,
        opened_at=min(few.lost_at.values()),
        noticed_at=now,
        probe_at=now + probe_every,
        looked=len(few.ids),
        affected=len(few.lost),
        detail=f"{len(few.lost)} trên {len(few.ids)} trang của tên miền không đọc được hoặc đã mất",
    )
    start(session, incident, [row.id for row in few.gone], rules)
    return replace(verdict, kind=kind, incident_id=incident.id, opened=True)


def _review_few(
    session: Session,
    incident: Incident,
    host: str,
    now: datetime,
    again: datetime,
    few: FewPages,
    front: FrontPage | None,
    rules: Rules,
) -> HostVerdict:
    kind = IncidentKind(incident.kind)
    verdict = HostVerdict(host, len(few.known), len(few.silent), len(few.gone), kind, incident.id)
    believed = few_pages.is_believed(few, incident, front, now)
    if not believed and not few_pages.is_over(few, kind, front):
        incident.probe_at = again
        session.add(incident)
        session.flush()
        return verdict
    if believed:
        believe(session, incident, now, rules)
    else:
        finish(session, incident, now)
    _shorten_gap(session, host, kind)
    return replace(verdict, closed=True)


def _shorten_gap(session: Session, host: str, kind: IncidentKind) -> None:
    """Our gap or the host's crawl-delay hold again: the pace is a least beside them."""
    pace = session.get(HostPace, host)
    if pace is not None and kind in LONGEST_GAP_AFTER:
        pace.gap_seconds = min(pace.gap_seconds, LONGEST_GAP_AFTER[kind])
        session.add(pace)
        session.flush()


def _is_over(verdict: HostVerdict, wanted: int, limits: HostLimits) -> bool:
    """Its own trouble is (nearly) gone, and what else was seen is no incident of its own."""
    own, other = verdict.failing, verdict.worse
    if verdict.kind is IncidentKind.MASS_CHANGE:
        own, other = other, own
    if verdict.looked < wanted:
        return False
    return verdict.share(own) <= limits.close_share and verdict.share(other) < limits.open_share


def _readable(session: Session, host: str, since: datetime) -> int:
    """How many pages of the host told something lately: the probes that there can be."""
    query = select(func.count()).where(col(PageWatch.host) == host, col(PageWatch.told_at) >= since)
    return session.scalar(query) or 0
