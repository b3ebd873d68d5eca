"""The newest looks at a host's pages, with what their listings were before: for its judges."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from catalog.models import Listing, PageWatch


def pages_of(host: str) -> Select[*tuple[Any, ...]]:
    """A row for each watched page of the host; the caller says which, in what order, how many."""
    return (
        select(
            col(PageWatch.looked_at),
            col(PageWatch.told_at),
            col(PageWatch.code),
            col(Listing.id),
            col(Listing.intent),
            col(Listing.look_at),
            col(Listing.look_status),
            col(Listing.look_method),
            col(Listing.observed),
            col(Listing.observed_since),
            col(Listing.last_live_at),
            col(Listing.missed_looks),
            col(Listing.missed_at),
            col(Listing.held_incident_id),
        )
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .where(col(PageWatch.host) == host)
    )
