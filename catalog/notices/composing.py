"""Who is sent what now: messages with their lines, written once, ready to be delivered.

What is urgent goes out at once, everything else in one digest a day; quiet hours hold both. A
notice that stands in a message on its way is not put into another one.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import Notice, NoticeDelivery, NoticeLine, NoticeMessage, NoticeSetting, User
from catalog.notices.addresses import rhythm_of
from catalog.notices.resting import resting
from catalog.status import LineWhat, NoticeWay
from catalog.timing import local_day


@dataclass(frozen=True, slots=True)
class Queued:
    """A message to deliver by one way."""

    message_id: int
    way: NoticeWay


def due(session: Session, ways: Iterable[NoticeWay], now: datetime) -> list[int]:
    """People who may have to be sent something now; reading only."""
    usable, alarmed = set(ways), _alarmed(session)
    return [
        setting.user_id
        for setting in _recipients(session)
        if usable.intersection(map(NoticeWay, setting.ways))
        and (setting.user_id in alarmed or _digest_due(setting, now))
    ]


def compose(
    session: Session, people: Sequence[int], ways: Iterable[NoticeWay], now: datetime
) -> list[Queued]:
    """Write the messages that are due for these people, in a writing transaction.

    Give it a few dozen people at a time, so that no transaction lasts long.
    """
    usable, carried = set(ways), _on_their_way(session, people)
    tired = resting(session, people, now)
    queued: list[Queued] = []
    for setting in _recipients(session, people):
        awake = [way for way in setting.ways if (setting.user_id, way) not in tired]
        reached = [NoticeWay(way) for way in awake if NoticeWay(way) in usable]
        if reached:
            queued += _for_one(session, setting, reached, carried, now)
    return queued


def queue_test(
    session: Session, setting: NoticeSetting, ways: Iterable[NoticeWay], now: datetime
) -> list[Queued]:
    """A message that only says that it arrives; empty when the person has no usable address."""
    usable = set(ways)
    reached = [NoticeWay(way) for way in setting.ways if NoticeWay(way) in usable]
    return _write(session, setting.user_id, "test", reached, [], now) if reached else []


def _recipients(session: Session, people: Sequence[int] | None = None) -> Sequence[NoticeSetting]:
    query = (
        select(NoticeSetting)
        .join(User, col(User.id) == col(NoticeSetting.user_id))
        .where(col(User.active).is_(True), col(NoticeSetting.enabled).is_(True))
        .order_by(col(NoticeSetting.user_id))
    )
    if people is not None:
        query = query.where(col(NoticeSetting.user_id).in_(people))
    return session.scalars(query).all()


def _alarmed(session: Session) -> set[int]:
    """People whom something urgent concerns that is open, or over without their knowing."""
    query = select(col(Notice.user_id)).where(
        col(Notice.urgent).is_(True),
        or_(
            col(Notice.ended_at).is_(None),
            col(Notice.told_at).is_not(None) & col(Notice.recovered_at).is_(None),
        ),
    )
    return set(session.scalars(query.distinct()))


def _digest_due(setting: NoticeSetting, now: datetime) -> bool:
    return rhythm_of(setting).digest_due(now, setting.last_digest_on)


def _for_one(
    session: Session,
    setting: NoticeSetting,
    ways: Sequence[NoticeWay],
    carried: Container[int],
    now: datetime,
) -> list[Queued]:
    digest = _digest_due(setting, now)
    if not digest and not rhythm_of(setting).may_tell_urgent(now):
        return []
    pending = _pending(session, setting, now, urgent_only=not digest)
    lines = [(row, what) for row, what in pending if row.id not in carried]
    if not digest:
        lines = [(row, what) for row, what in lines if _is_news(row, what)]
    batch = "urgent"
    if digest:
        batch = f"digest:{local_day(now):%Y-%m-%d}"
        setting.last_digest_on = local_day(now)
        session.add(setting)
    return _write(session, setting.user_id, batch, ways, lines, now) if lines else []


def _is_news(row: Row[Any], what: LineWhat) -> bool:
    """A repetition of something urgent waits for the digest."""
    return what is LineWhat.OVER or row.told_at is None


def _pending(
    session: Session, setting: NoticeSetting, now: datetime, *, urgent_only: bool
) -> list[tuple[Row[Any], LineWhat]]:
    """Open notices to tell or repeat, and ended ones of which only the beginning was told."""
    told_before = now - timedelta(days=setting.repeat_days)
    opened = and_(
        col(Notice.ended_at).is_(None),
        or_(
            col(Notice.told_at).is_(None),
            col(Notice.last_told_at).is_(None),
            col(Notice.last_told_at) <= told_before,
        ),
    )
    other = aliased(Notice)
    back = exists().where(
        col(other.user_id) == col(Notice.user_id),
        col(other.subject) == col(Notice.subject),
        col(other.ended_at).is_(None),
    )
    over = and_(
        col(Notice.ended_at).is_not(None),
        col(Notice.told_at).is_not(None),
        col(Notice.recovered_at).is_(None),
        ~back,
    )
    query = (
        select(
            col(Notice.id),
            col(Notice.urgent),
            col(Notice.told_at),
            col(Notice.ended_at),
        )
        .where(col(Notice.user_id) == setting.user_id)
        .where(or_(opened, over))
        .order_by(col(Notice.urgent).desc(), col(Notice.kind), col(Notice.id))
    )
    if urgent_only:
        query = query.where(col(Notice.urgent).is_(True))
    return [
        (row, LineWhat.OPEN if row.ended_at is None else LineWhat.OVER)
        for row in session.execute(query)
    ]


def _on_their_way(session: Session, people: Sequence[int]) -> set[int]:
    """Notices in a message that is still to be delivered by some way."""
    delivery = NoticeDelivery
    query = (
        select(col(NoticeLine.notice_id))
        .join(delivery, col(delivery.message_id) == col(NoticeLine.message_id))
        .join(NoticeMessage, col(NoticeMessage.id) == col(delivery.message_id))
        .where(col(NoticeMessage.user_id).in_(people))
        .where(
            col(delivery.sent_at).is_(None),
            col(delivery.failed_at).is_(None),
            col(delivery.dropped_at).is_(None),
        )
    )
    return set(session.scalars(query))


def _write(
    session: Session,
    user_id: int,
    batch: str,
    ways: Sequence[NoticeWay],
    lines: Sequence[tuple[Row[Any], LineWhat]],
    now: datetime,
) -> list[Queued]:
    if ":" not in batch:
        # Numbered per person: two processes that compose at once write the same number, once.
        count = select(func.count()).where(col(NoticeMessage.user_id) == user_id)
        batch = f"{batch}:{(session.scalar(count) or 0) + 1}"
    message = NoticeMessage(user_id=user_id, batch=batch, created_at=now)
    session.add(message)
    session.flush()
    message_id = message.id or 0
    rows: list[dict[str, Any]] = [
        {"message_id": message_id, "notice_id": row.id, "what": what.value} for row, what in lines
    ]
    if rows:
        session.connection().execute(insert(NoticeLine), rows)
    deliveries = [{"message_id": message_id, "way": way.value} for way in ways]
    session.connection().execute(insert(NoticeDelivery), deliveries)
    return [Queued(message_id, way) for way in ways]
