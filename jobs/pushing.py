"""How far a set of listings has come on its way to the channel."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, func, select

from catalog.db import Database
from catalog.models import Listing
from catalog.outbox.rows import chunks
from catalog.status import Dispatch

UNDER_WAY = frozenset({Dispatch.QUEUED, Dispatch.SENDING})


@dataclass(frozen=True, slots=True)
class Progress:
    """`open` listings have no outcome yet; the others are counted by dispatch state."""

    open: int
    by_state: dict[str, int]


def outcomes(database: Database, listing_ids: Iterable[int]) -> Progress:
    """Count the listings by what became of sending them."""
    counted: Counter[str] = Counter()
    with database.read() as session:
        for part in chunks(listing_ids):
            query = (
                select(Listing.dispatch, func.count())
                .where(col(Listing.id).in_(part))
                .group_by(col(Listing.dispatch))
            )
            for state, number in session.exec(query):
                counted[state] += number
    waiting = sum(counted[state] for state in UNDER_WAY)
    rest = {state: number for state, number in counted.items() if state not in UNDER_WAY}
    return Progress(waiting, rest)
