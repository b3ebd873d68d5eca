"""Forgetting old notices and the messages that carried them; open ones stay."""

from datetime import datetime

from sqlalchemy import delete, exists
from sqlmodel import Session, col

from catalog.models import Notice, NoticeDelivery, NoticeLine, NoticeMessage


def prune(session: Session, before: datetime) -> int:
    """Drop messages made, and notices ended, before then; returns how many rows went."""
    connection = session.connection()
    old = exists().where(
        col(NoticeMessage.id) == col(NoticeLine.message_id), col(NoticeMessage.created_at) < before
    )
    gone = connection.execute(delete(NoticeLine).where(old)).rowcount
    carried = exists().where(
        col(NoticeMessage.id) == col(NoticeDelivery.message_id),
        col(NoticeMessage.created_at) < before,
    )
    gone += connection.execute(delete(NoticeDelivery).where(carried)).rowcount
    messages = delete(NoticeMessage).where(col(NoticeMessage.created_at) < before)
    gone += connection.execute(messages).rowcount
    named = exists().where(col(NoticeLine.notice_id) == col(Notice.id))
    notices = delete(Notice).where(col(Notice.ended_at) < before, ~named)
    gone += connection.execute(notices).rowcount
    session.expire_all()
    return gone
