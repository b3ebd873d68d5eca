"""Since when a page shows what it shows: a status that stands for a year may show a new price."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from catalog.models import Listing, Observation
from catalog.observing.kinds import Kind

_SHOWN: Mapping[Kind, tuple[Any, Any]] = {
    Kind.PRICE_DRIFT: (col(Observation.price_vnd), col(Listing.observed_price_vnd)),
    Kind.TITLE_DRIFT: (col(Observation.title), col(Listing.observed_title)),
    Kind.STARS_LAPSED: (col(Observation.stars), col(Listing.observed_stars)),
    Kind.STARS_TOO_HIGH: (col(Observation.stars), col(Listing.observed_stars)),
}
"""What a look told, and what stands."""


def shown_since(
    session: Session, kind: Kind, listing_ids: Collection[int]
) -> Mapping[int, datetime]:
    """When each listing began to show the price, title or stars that it shows; {} for others."""
    if kind not in _SHOWN or not listing_ids:
        return {}
    told, stands = _SHOWN[kind]
    its = col(Listing.id) == col(Observation.listing_id)
    other = (
        select(col(Observation.listing_id), func.max(Observation.observed_at).label("at"))
        .join(Listing, its)
        .where(col(Listing.id).in_(listing_ids), told != stands)
        .group_by(col(Observation.listing_id))
        .subquery()
    )
    query = (
        select(col(Observation.listing_id), func.min(Observation.observed_at))
        .join(Listing, its)
        .outerjoin(other, other.c.listing_id == col(Observation.listing_id))
        .where(
            and_(col(Listing.id).in_(listing_ids), told == stands),
            or_(other.c.at.is_(None), col(Observation.observed_at) > other.c.at),
        )
        .group_by(col(Observation.listing_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}
