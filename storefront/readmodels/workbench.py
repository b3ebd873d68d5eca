"""The error list: what stopped and what was seen to differ, with whose move it is and advice."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import observing
from catalog.errors import ErrorEntry, Owner, entry
from catalog.hosts import host_in, scope_name
from catalog.models import Incident, Listing, Task
from catalog.observing import INCIDENT_FACTS, IncidentKind, Kind
from catalog.observing.incident_kinds import IncidentFacts
from catalog.observing.led_home import led_now
from catalog.status import TaskState
from storefront.readmodels.problems import Problem, problems_of
from storefront.readmodels.waiting import Waiting, waiting, waiting_counts

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class DeadTask:
    """A task other than a push that stopped for good."""

    task_id: int
    job: str
    error: ErrorEntry
    detail: str
    attempts: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """Trouble that is still going on: of a channel or a host, or a lapsing consent.

    `facts` are None for a consent; `held` counts the listings whose newest change is held.
    """

    incident_id: int
    scope: str
    facts: IncidentFacts | None
    opened_at: datetime
    next_try_at: datetime | None
    looked: int
    affected: int
    held: int
    detail: str


@dataclass(frozen=True, slots=True)
class Workbench:
    """One page of the error list; `kinds` are those of the owner asked for, with their counts."""

    owners: Mapping[Owner, int]
    kinds: Mapping[Kind, int]
    total: int
    page: int
    pages: int
    problems: tuple[Problem, ...]
    waiting: tuple[Waiting, ...]
    dead: tuple[DeadTask, ...]
    incidents: tuple[OpenIncident, ...]


def workbench(
    session: Session, owner: Owner | None, kind: Kind | None, page: int, now: datetime
) -> Workbench:
    """What differs, the most pressing first; of one owner or of all, of one kind or of all."""
    counts, numbers = Counter[Owner](), Counter[Kind]()
    for (of, who), count in observing.difference_counts(session, now=now).items():
        counts[who] += count
        numbers[of] += count if owner in (None, who) else 0
    asked = {kind: numbers[kind]} if kind else numbers
    total = sum(asked.values())
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    kinds, before = _spanned(asked, (shown - 1) * PAGE_SIZE, shown * PAGE_SIZE)
    offset = (shown - 1) * PAGE_SIZE - before
    found = observing.differences(
        session, now=now, owner=owner, kinds=kinds, limit=PAGE_SIZE, offset=offset
    )
    for who, count in waiting_counts(session, now).items():
        counts[who] += count
    return Workbench(
        owners={who: counts[who] for who in Owner if who in counts},
        kinds=+numbers,
        total=total,
        page=shown,
        pages=pages,
        problems=problems_of(session, found),
        waiting=waiting(session, owner, now) if shown == 1 and kind is None else (),
        dead=_dead(session),
        incidents=_incidents(session),
    )


def _spanned(numbers: Mapping[Kind, int], first: int, end: int) -> tuple[list[Kind], int]:
    """The kinds that a page's lines are of, and how many lines stand before all of these."""
    kinds, before, at = list[Kind](), 0, 0
    for kind, number in numbers.items():
        if at < end and at + number > first:
            kinds.append(kind)
        before += number if at + number <= first else 0
        at += number
    return kinds, before


def _dead(session: Session) -> tuple[DeadTask, ...]:
    rows = session.scalars(
        select(Task)
        .where(col(Task.state) == TaskState.DEAD, ~col(Task.key).startswith("push:"))
        .order_by(col(Task.ended_at).desc())
        .limit(PAGE_SIZE)
    )
    return tuple(
        DeadTask(
            task_id=row.id or 0,
            job=row.job,
            error=entry(row.error_code),
            detail=row.error_detail or "",
            attempts=row.attempt,
            ended_at=row.ended_at,
        )
        for row in rows
    )


def _incidents(session: Session) -> tuple[OpenIncident, ...]:
    rows = session.scalars(
        select(Incident)
        .where(col(Incident.closed_at).is_(None))
        .order_by(col(Incident.opened_at).desc())
        .limit(PAGE_SIZE)
    )
    held = dict(
        session.execute(
            select(col(Listing.held_incident_id), func.count())
            .where(col(Listing.held_incident_id).is_not(None))
            .group_by(col(Listing.held_incident_id))
        ).all()
    )
    return tuple(_incident(row, held.get(row.id, 0) + _led_home(session, row)) for row in rows)


def _led_home(session: Session, row: Incident) -> int:
    """Goods that a person's word would take for gone, though no look of them is held."""
    host = host_in(row.scope)
    if host is None or row.kind != IncidentKind.REDESIGN:
        return 0
    return session.scalar(select(func.count()).select_from(led_now(host).subquery())) or 0


def _incident(row: Incident, held: int) -> OpenIncident:
    known = row.kind in set(IncidentKind)
    return OpenIncident(
        row.id or 0,
        scope_name(row.scope),
        INCIDENT_FACTS[IncidentKind(row.kind)] if known else None,
        row.opened_at,
        row.probe_at,
        row.looked,
        row.affected,
        held,
        row.detail,
    )
