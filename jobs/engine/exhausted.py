"""Pushes whose worker died once too often: the listing must not look as if it were being sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from catalog.models import Listing
from catalog.outbox.rows import chunks
from catalog.status import Dispatch

CODE = "attempts_exhausted"


def mark(session: Session, listing_ids: Sequence[int], now: datetime) -> None:
    """Stop these listings with a reason; a person may then try again or give up.

    A listing that a newer task has taken over meanwhile (no longer `sending`) is left alone.
    """
    for part in chunks(listing_ids):
        session.execute(
            update(Listing)
            .where(col(Listing.id).in_(part), col(Listing.dispatch) == Dispatch.SENDING)
            .values(
                dispatch=Dispatch.FAILED_PERMANENT,
                dispatch_code=CODE,
                dispatch_detail=None,
                dispatch_at=now,
                next_attempt_at=None,
            )
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
