"""What a message says at the moment of sending, and what stands afterwards.

A line is left out when it is no longer so: a problem that is gone is not told, and one that a
later message took over is not told twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import Notice, NoticeDelivery, NoticeLine, NoticeMessage, NoticeSetting, User
from catalog.status import LineWhat, NoticeWay


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it stands now."""

    notice_id: int
    what: LineWhat
    urgent: bool
    told_before: bool
    kind: str
    text_vi: str
    detail: str
    advice_vi: str
    path: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """A message to deliver: `key` is the same however often it is sent."""

    message_id: int
    user_id: int
    name: str
    batch: str
    lines: tuple[Line, ...]
    setting: NoticeSetting

    @property
    def key(self) -> str:
        """Names the message to the receiver, so that a repetition can be told as one."""
        return f"{self.user_id}:{self.batch}"

    @property
    def is_test(self) -> bool:
        """Whether it only tries the way."""
        return self.batch.startswith("test")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing left to say."""
        return not self.lines and not self.is_test


def content(session: Session, message_id: int, way: NoticeWay) -> Content | None:
    """What to send now; None when it was settled already or its person is no longer told."""
    delivery = session.get(NoticeDelivery, (message_id, way.value))
    if delivery is None or delivery.sent_at is not None or delivery.dropped_at is not None:
        return None
    message = session.get_one(NoticeMessage, message_id)
    user = session.get_one(User, message.user_id)
    setting = session.get(NoticeSetting, message.user_id)
    if setting is None or not user.active:
        return None
    lines = _lines(session, message_id)
    return Content(message_id, message.user_id, user.name, message.batch, lines, setting)


def _lines(session: Session, message_id: int) -> tuple[Line, ...]:
    later = aliased(NoticeLine)
    taken_over = exists().where(
        col(later.notice_id) == col(NoticeLine.notice_id), col(later.message_id) > message_id
    )
    rows = session.execute(
        select(Notice, col(NoticeLine.what))
        .join(NoticeLine, col(NoticeLine.notice_id) == col(Notice.id))
        .where(col(NoticeLine.message_id) == message_id, ~taken_over)
        .order_by(col(Notice.urgent).desc(), col(Notice.kind), col(Notice.id))
    )
    return tuple(
        Line(
            row.id,
            LineWhat(what),
            row.urgent,
            row.told_at is not None,
            row.kind,
            row.text_vi,
            row.detail,
            row.advice_vi,
            row.path,
            row.began_at,
        )
        for row, what in rows
        if (row.ended_at is None) == (what == LineWhat.OPEN)
    )


def settle_sent(session: Session, sent: Content, way: NoticeWay, now: datetime) -> None:
    """The message left: what its lines said is told from now on."""
    _settle(session, sent.message_id, way, sent_at=now, code=None)
    opened = [line.notice_id for line in sent.lines if line.what is LineWhat.OPEN]
    over = [line.notice_id for line in sent.lines if line.what is LineWhat.OVER]
    _mark(session, opened, told_at=func.coalesce(col(Notice.told_at), now), last_told_at=now)
    _mark(session, over, recovered_at=func.coalesce(col(Notice.recovered_at), now))


def settle_dropped(session: Session, message_id: int, way: NoticeWay, now: datetime) -> None:
    """There was nothing left to say, or nobody to say it to."""
    _settle(session, message_id, way, dropped_at=now)


def settle_failed(
    session: Session, message_id: int, way: NoticeWay, code: str, now: datetime
) -> None:
    """Given up: its lines are free for the next message."""
    _settle(session, message_id, way, failed_at=now, code=code)


def _settle(session: Session, message_id: int, way: NoticeWay, **values: object) -> None:
    session.execute(
        update(NoticeDelivery)
        .where(col(NoticeDelivery.message_id) == message_id, col(NoticeDelivery.way) == way.value)
        .where(col(NoticeDelivery.sent_at).is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _mark(session: Session, ids: Sequence[int], **values: object) -> None:
    if ids:
        session.execute(
            update(Notice)
            .where(col(Notice.id).in_(ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        session.expire_all()
