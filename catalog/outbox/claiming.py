"""Taking work: a lease with a fencing number, fair between lanes, never one key twice at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, exists, func, select, text, union_all, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import Task, utc_now
from catalog.outbox.returning import Buried, put_back
from catalog.outbox.rows import add_events, chunks, event, waiting
from catalog.status import TaskState

LEASE = timedelta(minutes=5)
"""Much longer than the wait for a lock (10 s): a 2 s lease was claimed twice under load."""

LANES_A_QUERY = 100

_COLUMNS = (
    col(Task.id),
    col(Task.key),
    col(Task.job),
    col(Task.args),
    col(Task.lane),
    col(Task.attempt),
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task in hand until `lease_until`; `attempt` fences off whoever held it before."""

    task_id: int
    key: str
    job: str
    args: dict[str, Any]
    lane: str
    attempt: int
    lease_until: datetime


def claim(
    session: Session,
    holder: str,
    *,
    limit: int = 10,
    lanes: Collection[str] | None = None,
    lease: timedelta = LEASE,
    per_lane: int | None = None,
    now: datetime | None = None,
) -> list[Claimed]:
    """Take up to `limit` due tasks for `holder`, an equal share from each lane that has some.

    `lanes` restricts to those lanes; `per_lane` is the most that may run at once in one lane,
    counting what other processes run. A lease not renewed for a third of its time isn't
    counted: its holder is taken for dead, and the lane goes on before its tasks come back. Tasks
    whose key is running are left where they are. On PostgreSQL rows locked by another claimer
    are skipped. Call inside a writing transaction.
    """
    at = now or utc_now()
    candidates = _candidates(session, at, limit, lanes, per_lane, at + lease * 2 / 3)
    locked = _lock(session, candidates)
    taken = [
        Claimed(row.id, row.key, row.job, row.args, row.lane, row.attempt + 1, at + lease)
        for row in locked
    ]
    if taken:
        _mark(session, taken, holder)
        add_events(
            session, [event(c.task_id, at, c.attempt, "claimed", None, holder) for c in taken]
        )
    return taken


def _candidates(
    session: Session,
    at: datetime,
    limit: int,
    lanes: Collection[str] | None,
    per_lane: int | None,
    kept_until: datetime,
) -> list[int]:
    """Ids to take, an equal share per lane; what a lane doesn't use goes to the others."""
    running = _running_by_lane(session, kept_until) if per_lane is not None else {}
    room = {
        lane: limit if per_lane is None else min(limit, per_lane - running.get(lane, 0))
        for lane in _waiting_lanes(session)
        if lanes is None or lane in lanes
    }
    lanes_open = _rotated(sorted(lane for lane, number in room.items() if number > 0), at)
    share = -(-limit // max(1, min(limit, len(lanes_open))))
    found: dict[str, list[int]] = {}
    for part in chunks(lanes_open, LANES_A_QUERY):
        found |= _due(session, at, {lane: min(share, room[lane]) for lane in part})
        if sum(map(len, found.values())) >= limit:
            return _interleaved(found, limit)
    # Lanes that filled their share may have more: they take what the others left unused.
    full = {lane: room[lane] for lane, ids in found.items() if len(ids) == share < room[lane]}
    return _interleaved(found | _due(session, at, full), limit)


def _rotated(lanes: list[str], at: datetime) -> list[str]:
    """Start elsewhere at every tick, so that no lane is always first when lanes outnumber slots."""
    start = at.microsecond % len(lanes) if lanes else 0
    return lanes[start:] + lanes[:start]


def _interleaved(found: dict[str, list[int]], limit: int) -> list[int]:
    depth = max(map(len, found.values()), default=0)
    order = [ids[rank] for rank in range(depth) for ids in found.values() if rank < len(ids)]
    return order[:limit]


def _waiting_lanes(session: Session) -> list[str]:
    """The lanes with waiting work, hopping along the index instead of reading all of it."""
    first = select(func.min(col(Task.lane)).label("lane")).where(waiting())
    hop = first.cte("hop", recursive=True)
    following = (
        select(func.min(col(Task.lane)))
        .where(waiting(), col(Task.lane) > hop.c.lane)
        .correlate(hop)
        .scalar_subquery()
    )
    hop = hop.union_all(select(following).where(hop.c.lane.is_not(None)))
    rows = session.execute(select(hop.c.lane).where(hop.c.lane.is_not(None)))
    return [lane for (lane,) in rows]


def _running_by_lane(session: Session, kept_until: datetime) -> dict[str, int]:
    """What runs in each lane under a lease that lasts at least until then."""
    query = (
        select(col(Task.lane), func.count().label("running"))
        .where(text("task.state = 'running'"), col(Task.lease_until) >= kept_until)
        .group_by(col(Task.lane))
    )
    return {row.lane: row.running for row in session.execute(query)}


def _due(session: Session, at: datetime, room: dict[str, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {lane: [] for lane in room}
    for part in chunks(room, LANES_A_QUERY):
        query = union_all(*(_of_lane(at, lane, room[lane]) for lane in part))
        for lane, task_id in session.execute(query):
            found[lane].append(task_id)
    return found


def _of_lane(at: datetime, lane: str, number: int) -> Select[tuple[str, int]]:
    part = (
        select(col(Task.lane), col(Task.id))
        .where(waiting(), col(Task.lane) == lane, col(Task.run_at) <= at, ~_key_is_running())
        .order_by(col(Task.priority).desc(), col(Task.run_at), col(Task.id))
        .limit(number)
        .subquery()
    )
    return select(part.c.lane, part.c.id)


def _key_is_running() -> Any:
    other = aliased(Task)
    return exists().where(col(other.key) == col(Task.key), col(other.state) == TaskState.RUNNING)


def _lock(session: Session, task_ids: list[int]) -> list[Row[Any]]:
    """The rows still waiting, locked for us, in the order asked (PostgreSQL skips others' rows)."""
    rows: dict[int, Row[Any]] = {}
    for part in chunks(task_ids):
        query = (
            select(*_COLUMNS)
            .where(col(Task.id).in_(part), col(Task.state) == TaskState.WAITING)
            .where(~_key_is_running())
            .with_for_update(skip_locked=True, of=Task)
        )
        rows |= {row.id: row for row in session.execute(query)}
    return [rows[task_id] for task_id in task_ids if task_id in rows]


def _mark(session: Session, taken: list[Claimed], holder: str) -> None:
    for part in chunks(taken):
        session.execute(
            update(Task)
            .where(col(Task.id).in_([claimed.task_id for claimed in part]))
            .values(
                state=TaskState.RUNNING,
                attempt=col(Task.attempt) + 1,
                lease_until=part[0].lease_until,
                lease_holder=holder,
            )
            .execution_options(synchronize_session=False)
        )


def extend(
    session: Session, claimed: Claimed, lease: timedelta = LEASE, *, now: datetime | None = None
) -> bool:
    """Hold the task for another `lease`; False when somebody else has it by now."""
    result = session.execute(
        update(Task)
        .where(
            col(Task.id) == claimed.task_id,
            col(Task.attempt) == claimed.attempt,
            col(Task.state) == TaskState.RUNNING,
        )
        .values(lease_until=(now or utc_now()) + lease)
        .returning(col(Task.id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """Tasks taken back from holders that died: how many, and those that had no try left."""

    number: int
    dead: tuple[Buried, ...] = ()


def reclaim_expired(session: Session, now: datetime | None = None) -> Reclaimed:
    """Return tasks whose lease is over to the queue; out of tries they are dead.

    What a dead one was about must be told there as well: that is the caller's part.
    """
    at = now or utc_now()
    query = (
        select(col(Task.id), col(Task.attempt))
        .where(text("task.state = 'running'"), col(Task.lease_until) < at)
        .with_for_update(skip_locked=True, of=Task)
    )
    expired = [(task_id, attempt) for task_id, attempt in session.execute(query)]
    dead = put_back(session, dict(expired), at, run_at=at, code="unknown_outcome")
    add_events(
        session, [event(task_id, at, attempt, "lease_expired") for task_id, attempt in expired]
    )
    return Reclaimed(len(expired), tuple(dead))
