"""The newest looks at a listing with what they rest on: for its page, and for a printed annex."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Evidence, Observation
from catalog.observing.evidence import unpacked


@dataclass(frozen=True, slots=True)
class ProvenLook:
    """A look with its evidence, if it has any.

    `fragment` is None when it was emptied by policy, or is no longer what its hash says.
    """

    seen: Observation
    evidence: Evidence | None
    fragment: bytes | None

    def text(self, most: int) -> str | None:
        """The beginning of the fragment; it is hostile text, always to be escaped."""
        return None if self.fragment is None else self.fragment.decode("utf-8", "replace")[:most]


def newest_looks(
    session: Session,
    listing_id: int,
    most: int,
    *,
    since: datetime | None = None,
    is_proven: bool = False,
) -> list[ProvenLook]:
    """At most so many looks, newest first; with `is_proven` only those that rest on evidence."""
    query = (
        select(Observation, Evidence)
        .join(Evidence, col(Evidence.id) == Observation.evidence_id, isouter=not is_proven)
        .where(col(Observation.listing_id) == listing_id)
        .order_by(col(Observation.observed_at).desc(), col(Observation.id).desc())
        .limit(most)
    )
    if since is not None:
        query = query.where(col(Observation.observed_at) >= since)
    rows = [(seen, evidence) for seen, evidence in session.execute(query)]
    hashes = {evidence.sha256 for _, evidence in rows if evidence is not None}
    bodies = _bodies(session, listing_id, hashes)
    return [
        ProvenLook(seen, evidence, bodies.get(evidence.sha256) if evidence else None)
        for seen, evidence in rows
    ]


def _bodies(session: Session, listing_id: int, hashes: Collection[str]) -> dict[str, bytes]:
    """Fragments by their hash: equal ones are kept once, under the first row that had them."""
    query = select(col(Evidence.sha256), col(Evidence.body)).where(
        col(Evidence.listing_id) == listing_id,
        col(Evidence.sha256).in_(hashes),
        col(Evidence.body).is_not(None),
    )
    bodies: dict[str, bytes] = {}
    for sha256, packed in session.execute(query):
        body = unpacked(packed, sha256)
        if body is not None:
            bodies[sha256] = body
    return bodies
