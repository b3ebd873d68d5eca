"""Which fragments are kept whole, and which are emptied; their hashes always stay.

Kept: everything younger than the span set, the newest fragment of each listing, and the first of
each status (looks that told nothing begin none). Equal fragments share one body, so a body stays
as long as any kept fragment has that content. The hash chain holds before and after.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlmodel import Session, col

from catalog.models import Evidence, Observation
from catalog.outbox.rows import chunks
from catalog.status import Observed


def prune(session: Session, taken_before: datetime) -> int:
    """Empty the bodies of old fragments that need not be kept; returns how many."""
    old = (
        select(col(Evidence.listing_id))
        .where(col(Evidence.taken_at) < taken_before, col(Evidence.body).is_not(None))
        .distinct()
        .order_by(col(Evidence.listing_id))
    )
    listing_ids = list(session.scalars(old))
    return sum(_prune(session, part, taken_before) for part in chunks(listing_ids))


def _prune(session: Session, listing_ids: Sequence[int], taken_before: datetime) -> int:
    kept = _kept_contents(session, listing_ids, taken_before)
    old = select(col(Evidence.id), col(Evidence.listing_id), col(Evidence.sha256)).where(
        col(Evidence.listing_id).in_(listing_ids),
        col(Evidence.taken_at) < taken_before,
        col(Evidence.body).is_not(None),
    )
    emptied = [row.id for row in session.execute(old) if (row.listing_id, row.sha256) not in kept]
    for part in chunks(emptied):
        session.execute(
            update(Evidence)
            .where(col(Evidence.id).in_(part))
            .values(body=None)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    return len(emptied)


def _kept_contents(
    session: Session, listing_ids: Sequence[int], taken_before: datetime
) -> set[tuple[int, str]]:
    """Contents, by listing, that some fragment to be kept has."""
    newest = (
        select(func.max(col(Evidence.id)))
        .where(col(Evidence.listing_id).in_(listing_ids))
        .group_by(col(Evidence.listing_id))
    )
    query = select(col(Evidence.listing_id), col(Evidence.sha256)).where(
        col(Evidence.listing_id).in_(listing_ids),
        or_(
            col(Evidence.taken_at) >= taken_before,
            col(Evidence.id).in_(newest),
            col(Evidence.id).in_(_first_of_status(listing_ids)),
        ),
    )
    return {(row.listing_id, row.sha256) for row in session.execute(query)}


def _first_of_status(listing_ids: Sequence[int]) -> Select[tuple[int]]:
    before = func.lag(col(Observation.status)).over(
        partition_by=col(Observation.listing_id),
        order_by=[col(Observation.observed_at), col(Observation.id)],
    )
    told = (
        select(
            col(Observation.evidence_id).label("evidence_id"),
            col(Observation.status).label("status"),
            before.label("before"),
        )
        .where(col(Observation.listing_id).in_(listing_ids))
        .where(col(Observation.status) != Observed.UNKNOWN)
        .subquery("told")
    )
    return select(told.c.evidence_id).where(
        told.c.evidence_id.is_not(None),
        or_(told.c.before.is_(None), told.c.before != told.c.status),
    )
