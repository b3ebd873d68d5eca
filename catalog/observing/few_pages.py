"""The verdict on a host with few readable pages, as most producers' own websites have.

A share of one to four pages proves nothing, so other witnesses are heard: as long as one page
speaks, the site is well and every other page is believed for itself. When none speaks any more,
twice and apart in time, the front page (trang chủ) decides whether the site is the trouble or the
goods are really gone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.hosts import FrontPage, host_scope
from catalog.models import Incident, Observation, PageWatch
from catalog.observing.host_pages import pages_of
from catalog.observing.incident_kinds import IncidentKind, kind_of_code
from catalog.observing.incident_rows import is_worse, last_closed
from catalog.observing.rules import CONFIRMED, Rules
from catalog.status import ON_SALE, Method, Observed

NOT_THERE = (Observed.NOT_FOUND, Observed.REMOVED)
BELIEVED_AFTER = timedelta(hours=72)
"""Goods that are all gone from a site that is well are believed to be so after this long."""
SLOWEST = timedelta(days=1)
_SLOWER = 48
_BY_FRONT = {
    FrontPage.GONE: IncidentKind.SITE_GONE,
    FrontPage.WALLED: IncidentKind.BLOCKED,
    FrontPage.BROKEN: IncidentKind.OUTAGE,
}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class FewLimits(Protocol):
    """Of the limits of incidents, those that say when pages are few."""

    @property
    def least(self) -> int:
        """So many pages are no longer few."""

    @property
    def readable_within(self) -> timedelta:
        """Pages that told nothing for longer are trouble of their own."""


def is_doubtful(code: str | None, status: Observed) -> bool:
    """Whether a look leaves open if the page or the site is the trouble: the front page tells."""
    if code is None:
        return status in NOT_THERE
    return kind_of_code(code) is IncidentKind.REDESIGN


@dataclass(frozen=True, slots=True)
class FewPages:
    """The newest looks at all of a host's readable pages, which are those of the listings `ids`.

    `known` were looked at since the last incident; of them `silent` told nothing, `gone` were
    just seen not to be there, `speaking` told of the goods. `lost_at`: by listing, the first look
    that lost it.
    """

    ids: tuple[int, ...]
    known: tuple[Row[Any], ...]
    silent: tuple[Row[Any], ...]
    gone: tuple[Row[Any], ...]
    speaking: tuple[Row[Any], ...]
    lost_at: Mapping[int, datetime]

    @property
    def lost(self) -> tuple[Row[Any], ...]:
        """The pages in doubt."""
        return self.silent + self.gone

    @property
    def is_whole(self) -> bool:
        """Whether every page was looked at."""
        return len(self.known) == len(self.ids)

    def is_settled(self, rules: Rules) -> bool:
        """Whether a page was lost in two looks apart in time, or at once by 410."""
        return any(
            (row.missed_looks >= CONFIRMED and not row.code)
            or row.looked_at - self.lost_at[row.id] >= rules.miss_gap
            for row in self.lost
        )

    def kind(self, front: FrontPage | None) -> IncidentKind | None:
        """What is the matter when no page speaks; None: one page was taken down, nothing else."""
        if front in _BY_FRONT:
            return _BY_FRONT[front]
        if not self.silent and len(self.gone) == 1:
            return None
        kinds = [kind_of_code(row.code) for row in self.silent]
        kinds += [IncidentKind.MASS_CHANGE] * len(self.gone)
        return Counter(kinds).most_common(1)[0][0]


def are_few(session: Session, host: str, now: datetime, limits: FewLimits) -> bool:
    """Whether the host has readable pages, but fewer than a share can be taken of."""
    return (
        0 < len(_newest(session, host, now - limits.readable_within, limits.least)) < limits.least
    )


def read(
    session: Session,
    host: str,
    told_since: datetime,
    limits: FewLimits,
    looked_since: datetime | None = None,
) -> FewPages | None:
    """The host's pages that told something since then; None when there are too many, or none.

    After a person's word only what was read since then counts as readable. `looked_since`: looks
    before it are not known; by default the end of the host's last incident.
    """
    scope = host_scope(host)
    barrier = max(told_since, last_closed(session, scope, by_person=True) or told_since)
    rows = _newest(session, host, barrier, limits.least)
    if not 0 < len(rows) < limits.least:
        return None
    after = looked_since or last_closed(session, scope) or _LONG_AGO
    known = tuple(row for row in rows if row.looked_at > after)
    silent = tuple(row for row in known if row.code)
    missing = [row for row in known if not row.code and row.look_status in NOT_THERE]
    gone = tuple(row for row in missing if row.look_method == Method.PAGE and _is_fresh(row, after))
    speaking = tuple(row for row in known if not row.code and row.look_status not in NOT_THERE)
    lost_at = {row.id: row.looked_at for row in silent + gone}
    lost_at |= _first_lost(session, list(lost_at), after)
    ids = tuple(row.id for row in rows)
    return FewPages(ids, known, silent, gone, speaking, lost_at)


def _newest(session: Session, host: str, told_since: datetime, most: int) -> Sequence[Row[Any]]:
    query = (
        pages_of(host)
        .where(col(PageWatch.told_at) >= told_since)
        .order_by(col(PageWatch.listing_id))
        .limit(most)
    )
    return session.execute(query).all()


def _is_fresh(row: Row[Any], since: datetime) -> bool:
    """Whether it is this look that lost it; what was believed before is no sign of trouble."""
    stood = row.observed in ON_SALE or row.held_incident_id is not None
    just = row.observed == Observed.NOT_FOUND and row.observed_since == row.look_at
    return is_worse(row, since) and (stood or just)


def _first_lost(session: Session, ids: Sequence[int], after: datetime) -> dict[int, datetime]:
    """The first look at each page since the newest one that told of the goods, if in the log."""
    seen = aliased(Observation)
    newest = (
        select(func.max(seen.observed_at))
        .where(col(seen.listing_id) == col(Observation.listing_id))
        .where(col(seen.method) == Method.PAGE)
        .where(col(seen.status).not_in([Observed.UNKNOWN, *NOT_THERE]))
        .correlate(Observation)
        .scalar_subquery()
    )
    query = (
        select(col(Observation.listing_id), func.min(Observation.observed_at))
        .where(col(Observation.listing_id).in_(ids), col(Observation.method) == Method.PAGE)
        .where(col(Observation.observed_at) > after)
        .where(or_(newest.is_(None), col(Observation.observed_at) > newest))
        .group_by(col(Observation.listing_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def ask_the_others(session: Session, few: FewPages, now: datetime, rules: Rules) -> None:
    """Pages not seen since the first one was lost are due at once: each is a witness."""
    if not few.lost_at:
        return
    session.execute(
        update(PageWatch)
        .where(col(PageWatch.listing_id).in_(few.ids), col(PageWatch.due_at) > now)
        .where(col(PageWatch.looked_at) < min(few.lost_at.values()) - rules.miss_gap)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def is_over(few: FewPages, kind: IncidentKind, front: FrontPage | None) -> bool:
    """Whether the host's incident is over, by looks made since it was noticed.

    It is when a page speaks again; or, as all goods may really be gone by then, when the front
    page is well and what the pages say is no trouble of the host's.
    """
    if few.speaking:
        return True
    if kind is IncidentKind.MASS_CHANGE or front is not FrontPage.WELL or not few.is_whole:
        return False
    # Pages that come and can't be read are a new trouble, unless they are the one that there is.
    own = {kind_of_code(row.code) for row in few.silent} - {IncidentKind.REDESIGN}
    return not own and (kind is not IncidentKind.REDESIGN or not few.silent)


def is_believed(few: FewPages, incident: Incident, front: FrontPage | None, now: datetime) -> bool:
    """Whether goods that are all gone from a site that is well have been so for long enough.

    Pages that lead to the front page say so only after that time (`led_home.gone_for_good`).
    """
    noticed = incident.noticed_at or incident.opened_at
    gone = few.is_whole and not few.silent and not few.speaking
    is_of_goods = incident.kind in (IncidentKind.MASS_CHANGE, IncidentKind.REDESIGN)
    return is_of_goods and gone and front is FrontPage.WELL and now - noticed >= BELIEVED_AFTER


def next_try(incident: Incident, now: datetime, every: timedelta) -> datetime:
    """When the pages are tried again: always the same few, so ever more rarely, at last daily."""
    age = now - (incident.noticed_at or incident.opened_at)
    return now + max(every, min(SLOWEST, age / _SLOWER))
