"""How often we cried wolf: k of n problems told, as of a time, with the list behind it.

A problem counts once however many people were told of it. It counts as a false alarm when
- somebody who was told said so ("báo sai"), or
- it was an incident of a mass change that a person closed saying that the looks were not true, or
- it was "no longer found", and a later look found it again within the hours set, while nobody
  here had done anything about that listing since it began.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog import audit
from catalog.models import AuditEntry, Incident, Listing, Notice
from catalog.observing import IncidentKind
from catalog.observing.kinds import FACTS, Kind
from catalog.outbox.rows import chunks
from catalog.status import NoticeClass


class Why(StrEnum):
    """By what a problem counts as a false alarm."""

    MARKED = "marked"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


WHY_VI = {
    Why.MARKED: "người nhận nói là báo sai",
    Why.CLOSED: "sự cố được người đóng lại vì các lượt xem không đúng",
    Why.WITHDRAWN: "“không thấy” rồi lại thấy, không ai làm gì",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One problem that somebody was told of, and why it was a false alarm, if it was."""

    subject: str
    text_vi: str
    path: str
    began_at: datetime
    told_at: datetime
    ended_at: datetime | None
    people: int
    why: Why | None


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """K of n problems told between `since` and `as_of`, newest first."""

    since: datetime
    as_of: datetime
    told: tuple[Told, ...]

    @property
    def n(self) -> int:
        """Problems told."""
        return len(self.told)

    @property
    def k(self) -> int:
        """False alarms among them."""
        return sum(one.why is not None for one in self.told)

    def by(self, why: Why) -> int:
        """How many count for this reason."""
        return sum(one.why is why for one in self.told)


def false_alarms(
    session: Session, now: datetime, *, days: int, withdrawn_hours: int
) -> FalseAlarms:
    """The figure over the problems first told within the last `days`."""
    since = now - timedelta(days=days)
    query = (
        select(Notice)
        .where(col(Notice.told_at) >= since, col(Notice.kind) != NoticeClass.COUNT)
        .order_by(col(Notice.told_at))
    )
    groups: dict[tuple[str, datetime], list[Notice]] = {}
    for row in session.scalars(query):
        groups.setdefault((row.subject, row.began_at), []).append(row)
    closed = _closed_as_untrue(session, [subject for subject, _ in groups])
    hours = timedelta(hours=withdrawn_hours)
    quiet = _withdrawn(session, groups.values(), hours)
    told = [_told(rows, closed, quiet) for rows in groups.values()]
    return FalseAlarms(since, now, tuple(sorted(told, key=lambda one: one.told_at, reverse=True)))


def mark_false(
    session: Session, notice_id: int, login: str, now: datetime, *, is_false: bool
) -> bool:
    """A recipient says that a told notice was (not) false; False when it was never told."""
    done = session.execute(
        update(Notice)
        .where(col(Notice.id) == notice_id, col(Notice.told_at).is_not(None))
        .values(false_at=now if is_false else None)
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    ).first()
    if done is not None:
        audit.write(session, login, "notice_false", "notice", notice_id, is_false=is_false)
    return done is not None


def _told(rows: Sequence[Notice], closed: Collection[str], quiet: Collection[int]) -> Told:
    first = rows[0]
    why = None
    if any(row.false_at is not None for row in rows):
        why = Why.MARKED
    elif first.subject in closed:
        why = Why.CLOSED
    elif any(row.id in quiet for row in rows):
        why = Why.WITHDRAWN
    told_at = min(row.told_at for row in rows if row.told_at is not None)
    return Told(
        first.subject,
        first.text_vi,
        first.path,
        first.began_at,
        told_at,
        first.ended_at,
        len(rows),
        why,
    )


def _closed_as_untrue(session: Session, subjects: Iterable[str]) -> set[str]:
    """Incidents of a mass change closed by a person, the looks being untrue."""
    ids = [int(one.removeprefix("incident:")) for one in subjects if one.startswith("incident:")]
    untrue: set[str] = set()
    for part in chunks(ids):
        mass = select(col(Incident.id)).where(
            col(Incident.id).in_(part), col(Incident.kind) == IncidentKind.MASS_CHANGE
        )
        keys = [str(one) for one in session.scalars(mass)]
        query = select(col(AuditEntry.object_id), col(AuditEntry.change)).where(
            col(AuditEntry.action) == "incident_closed",
            col(AuditEntry.object_kind) == "incident",
            col(AuditEntry.object_id).in_(keys),
        )
        for key, change in session.execute(query):
            if change.get("looks_were_true") is False:
                untrue.add(f"incident:{key}")
    return untrue


def _withdrawn(session: Session, groups: Iterable[Sequence[Notice]], within: timedelta) -> set[int]:
    """Notices of "not found" that ended soon, without a deed of ours on the listing."""
    gone = FACTS[Kind.NOT_FOUND].text_vi
    found = {
        row.id or 0: (_listing_id(row.subject), row.began_at, row.ended_at)
        for rows in groups
        for row in rows
        if row.kind == NoticeClass.LISTING
        and row.text_vi.startswith(gone)
        and row.ended_at is not None
        and row.told_at is not None
        and timedelta(0) <= row.ended_at - row.told_at <= within
    }
    touched = _touched(session, {listing for listing, _, _ in found.values()})
    return {
        notice_id
        for notice_id, (listing, began, ended) in found.items()
        if not any(began <= at <= ended for at in touched.get(listing, ()))
    }


def _listing_id(subject: str) -> int:
    return int(subject.split(":")[1])


def _touched(session: Session, listing_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When people or pushes did something about these listings."""
    touched: dict[int, list[datetime]] = {}
    for part in chunks(sorted(listing_ids)):
        audited = select(col(AuditEntry.object_id), col(AuditEntry.at)).where(
            col(AuditEntry.object_kind) == "listing",
            col(AuditEntry.object_id).in_([str(one) for one in part]),
        )
        for key, at in session.execute(audited):
            touched.setdefault(int(key), []).append(at)
        pushed = select(col(Listing.id), col(Listing.dispatch_at)).where(col(Listing.id).in_(part))
        for listing_id, at in session.execute(pushed):
            if at is not None:
                touched.setdefault(listing_id, []).append(at)
    return touched
