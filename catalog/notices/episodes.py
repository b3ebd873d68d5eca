"""From problems to notices: a row for each person and each time that a problem came.

Run as often as one likes: what is open stays open, what is gone is closed, what is new is opened.
A problem that comes back before anybody was told that it was over goes on as the same episode.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlmodel import Session, col

from catalog.models import Notice, User
from catalog.notices import problems
from catalog.notices.problems import Problem
from catalog.outbox.rows import chunks
from catalog.status import NoticeClass, Role
from catalog.timing import local_day

Wanted = Mapping[int, Sequence[Problem]]
"""User id → what is wrong now, as far as that person is concerned."""

URGENT = frozenset({NoticeClass.INCIDENT})
SWEPT = frozenset(NoticeClass) - URGENT


@dataclass(frozen=True, slots=True)
class Synced:
    """What changed: notices opened, ended, reopened or with another text."""

    opened: int
    ended: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Key:
    user_id: int
    subject: str


def sync_incidents(session: Session, now: datetime) -> Synced:
    """Bring the notices of incidents up to date, in a writing transaction: cheap."""
    found = problems.incidents(session)
    return sync(session, dict.fromkeys(_people(session, staff=True), found), URGENT, now)


def sync_all(session: Session, found: Wanted, now: datetime) -> Synced:
    """Bring all others up to date with what `wanted` found, in a (short) writing transaction."""
    return sync(session, found, SWEPT, now)


def wanted(session: Session, now: datetime) -> dict[int, Sequence[Problem]]:
    """What is wrong now beside incidents, by person; reading only, for it looks at all listings."""
    found: dict[int, Sequence[Problem]] = {}
    people = _people(session, staff=True)
    if people:
        found |= dict.fromkeys(people, problems.of_staff(session, now, local_day(now)))
    producers = _people(session, staff=False)
    if producers:
        own = problems.of_producers(session, now, local_day(now))
        found |= {user_id: own.get(producer, []) for user_id, producer in producers.items()}
    return found


def sync(
    session: Session, wanted_now: Wanted, kinds: Collection[NoticeClass], now: datetime
) -> Synced:
    """Open, close, reopen and reword the notices of these kinds."""
    current = {
        _Key(user_id, problem.subject): problem
        for user_id, found in wanted_now.items()
        for problem in found
    }
    known = _known(session, kinds)
    opened = {key: row for key, row in known.items() if row.ended_at is None}
    doubtful = {key: row for key, row in known.items() if row.ended_at is not None}
    again = [doubtful[key] for key in current if key in doubtful]
    fresh = [key for key in current if key not in known]
    gone = [row for key, row in opened.items() if key not in current]
    changed = _reword(session, current, [*opened.values(), *again])
    _reopen(session, again)
    _close(session, gone, wanted_now, now)
    _open(session, [(key, current[key]) for key in fresh], now)
    return Synced(len(fresh), len(gone), len(again) + changed)


def _people(session: Session, *, staff: bool) -> dict[int, int]:
    """Active people by id, each with its producer (0: none)."""
    role = col(User.role).in_([Role.STAFF, Role.ADMIN] if staff else [Role.PRODUCER])
    rows = session.execute(
        select(col(User.id), col(User.producer_id)).where(role, col(User.active).is_(True))
    )
    return {row[0]: row[1] or 0 for row in rows}


def _known(session: Session, kinds: Collection[NoticeClass]) -> dict[_Key, Any]:
    """Open notices, and ended ones of which the end was never told; open ones win."""
    columns = (
        Notice.id,
        Notice.user_id,
        Notice.subject,
        Notice.kind,
        Notice.text_vi,
        Notice.detail,
        Notice.ended_at,
        Notice.last_told_at,
    )
    query = (
        select(*map(col, columns))
        .where(col(Notice.kind).in_(sorted(kinds)))
        .where(
            or_(
                col(Notice.ended_at).is_(None),
                col(Notice.told_at).is_not(None) & col(Notice.recovered_at).is_(None),
            )
        )
        .order_by(col(Notice.ended_at).is_(None), col(Notice.episode))
    )
    return {_Key(row.user_id, row.subject): row for row in session.execute(query)}


def _reword(session: Session, current: Mapping[_Key, Problem], rows: Collection[Any]) -> int:
    """Another text is news, and told again; another detail is not."""
    values, told_again = [], 0
    for row in rows:
        problem = current.get(_Key(row.user_id, row.subject))
        if problem is None or (problem.text_vi, problem.detail) == (row.text_vi, row.detail):
            continue
        news = problem.text_vi != row.text_vi
        told_again += news
        values.append(
            {
                "row_id": row.id,
                "new_text": problem.text_vi,
                "new_detail": problem.detail,
                "new_advice": problem.advice_vi,
                "new_last": None if news else row.last_told_at,
            }
        )
    if values:
        session.connection().execute(_REWORD, values)
    return told_again


_REWORD = (
    update(Notice)
    .where(col(Notice.id) == bindparam("row_id"))
    .values(
        text_vi=bindparam("new_text"),
        detail=bindparam("new_detail"),
        advice_vi=bindparam("new_advice"),
        last_told_at=bindparam("new_last"),
    )
)


def _reopen(session: Session, rows: Collection[Any]) -> None:
    for part in chunks(row.id for row in rows):
        _set(session, part, ended_at=None)


def _close(session: Session, rows: Collection[Any], wanted_now: Wanted, now: datetime) -> None:
    """End what is gone; where that isn't good news, nobody is told that all is well."""
    silent = _silent(session, rows, wanted_now, now)
    for part in chunks(row.id for row in rows if row.id not in silent):
        _set(session, part, ended_at=now)
    for part in chunks(sorted(silent)):
        _set(session, part, ended_at=now, recovered_at=now)


def _silent(session: Session, rows: Collection[Any], wanted_now: Wanted, now: datetime) -> set[int]:
    """Certificates that simply ended, and notices of people who are no longer told of such."""
    certificates = {
        int(row.subject.split(":")[1]): row for row in rows if row.kind == NoticeClass.CERTIFICATE
    }
    good = problems.renewed(session, certificates, local_day(now)) if certificates else set()
    ended = {
        row.id
        for row in rows
        if row.kind == NoticeClass.CERTIFICATE and int(row.subject.split(":")[1]) not in good
    }
    return ended | {row.id for row in rows if row.user_id not in wanted_now}


def _set(session: Session, ids: Sequence[int], **values: datetime | None) -> None:
    session.execute(
        update(Notice)
        .where(col(Notice.id).in_(ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _open(session: Session, fresh: Sequence[tuple[_Key, Problem]], now: datetime) -> None:
    if not fresh:
        return
    episodes = _episodes(session, [key for key, _ in fresh])
    session.connection().execute(
        insert(Notice),
        [
            {
                "user_id": key.user_id,
                "subject": key.subject,
                "episode": episodes[key] + 1,
                "kind": problem.kind.value,
                "urgent": problem.urgent,
                "text_vi": problem.text_vi,
                "detail": problem.detail,
                "advice_vi": problem.advice_vi,
                "path": problem.path,
                "began_at": problem.began_at or now,
                "noticed_at": now,
            }
            for key, problem in fresh
        ],
    )


def _episodes(session: Session, keys: Sequence[_Key]) -> Counter[_Key]:
    """The last episode of each, 0 for the first."""
    last: Counter[_Key] = Counter()
    for part in chunks(sorted({key.subject for key in keys})):
        query = (
            select(col(Notice.user_id), col(Notice.subject), func.max(col(Notice.episode)))
            .where(col(Notice.subject).in_(part))
            .group_by(col(Notice.user_id), col(Notice.subject))
        )
        last.update({_Key(row[0], row[1]): row[2] for row in session.execute(query)})
    return last
