"""Ways by which a person can't be reached just now: a dead webhook, a mailbox that refuses.

What a failed message carried goes with the next one. Without a rest that would be composed at once,
refused again, and so on at every round. Each failure in a row doubles the rest; a message that
arrives, or the person's new settings, end it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import NoticeDelivery, NoticeMessage, NoticeSetting

LOST = "attempts_exhausted"
"""A delivery whose worker died once too often: no fault of its address."""
FIRST_REST, LONGEST_REST = timedelta(minutes=15), timedelta(days=1)
_MOST_DOUBLED = 10


def resting(session: Session, people: Sequence[int], now: datetime) -> set[tuple[int, str]]:
    """User id and way of those that rest."""
    failed, later = NoticeDelivery, aliased(NoticeDelivery)
    message, its = NoticeMessage, aliased(NoticeMessage)
    arrived_since = (
        exists()
        .where(col(its.id) == col(later.message_id), col(its.user_id) == col(message.user_id))
        .where(col(later.way) == col(failed.way), col(later.sent_at) > col(failed.failed_at))
    )
    query = (
        select(col(message.user_id), col(failed.way), func.max(failed.failed_at), func.count())
        .join(message, col(message.id) == col(failed.message_id))
        .join(NoticeSetting, col(NoticeSetting.user_id) == col(message.user_id))
        .where(col(message.user_id).in_(people), col(failed.code) != LOST)
        .where(col(failed.failed_at) >= col(NoticeSetting.updated_at), ~arrived_since)
        .group_by(col(message.user_id), col(failed.way))
    )
    return {
        (user_id, way)
        for user_id, way, last, times in session.execute(query)
        if now < last + rest_after(times)
    }


def rest_after(times: int) -> timedelta:
    """How long a way rests after so many failures in a row."""
    return min(LONGEST_REST, FIRST_REST * (1 << min(times - 1, _MOST_DOUBLED)))
