"""One person's notices as a page shows them, and the figure of false alarms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.config import Settings
from catalog.models import Notice, NoticeDelivery, NoticeMessage
from catalog.notices.addresses import configured, rhythm_of, setting_of
from catalog.notices.false_alarms import FalseAlarms, false_alarms
from catalog.notices.timing import clock
from catalog.status import NoticeWay

PAGE_SIZE = 30


class Stage(StrEnum):
    """Where a notice stands."""

    HERE_ONLY = "here_only"
    WAITING = "waiting"
    TOLD = "told"
    OVER = "over"
    OVER_TOLD = "over_told"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice; `is_false` when its recipient said so."""

    id: int
    kind: str
    urgent: bool
    text_vi: str
    detail: str
    advice_vi: str
    path: str
    began_at: datetime
    ended_at: datetime | None
    told_at: datetime | None
    stage: Stage
    is_false: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """My notices: `ways` can be used here and have an address of mine."""

    enabled: bool
    ways: tuple[NoticeWay, ...]
    lacking: tuple[NoticeWay, ...]
    digest_at: str
    quiet_from: str
    quiet_until: str
    failed_at: datetime | None
    total: int
    page: int
    pages: int
    lines: tuple[NoticeLine, ...]


def own_notices(session: Session, user_id: int, settings: Settings, page: int) -> NoticePage:
    """One page of this person's notices, open ones first, then the newest."""
    setting = setting_of(session, user_id, settings.notices)
    mine = col(Notice.user_id) == user_id
    total = session.scalar(select(func.count()).select_from(Notice).where(mine)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    query = (
        select(Notice)
        .where(mine)
        .order_by(
            col(Notice.ended_at).is_not(None),
            col(Notice.urgent).desc(),
            col(Notice.noticed_at).desc(),
            col(Notice.id).desc(),
        )
        .limit(PAGE_SIZE)
        .offset((shown - 1) * PAGE_SIZE)
    )
    usable, wanted = configured(settings), [NoticeWay(way) for way in setting.ways]
    return NoticePage(
        enabled=setting.enabled,
        ways=tuple(way for way in wanted if way in usable),
        lacking=tuple(way for way in wanted if way not in usable),
        digest_at=clock(rhythm_of(setting).digest_at),
        quiet_from=clock(setting.quiet_from),
        quiet_until=clock(setting.quiet_until),
        failed_at=_failed_at(session, user_id),
        total=total,
        page=shown,
        pages=pages,
        lines=tuple(
            _line(row, sends=setting.enabled and bool(setting.ways))
            for row in session.scalars(query)
        ),
    )


def alarm_figure(session: Session, settings: Settings, now: datetime) -> FalseAlarms:
    """How often we cried wolf, by the installation's definition."""
    notices = settings.notices
    return false_alarms(
        session, now, days=notices.figure_days, withdrawn_hours=notices.withdrawn_hours
    )


def _failed_at(session: Session, user_id: int) -> datetime | None:
    """When the newest message of this person was given up; None when it arrived somewhere."""
    query = (
        select(func.max(col(NoticeDelivery.failed_at)), func.max(col(NoticeDelivery.sent_at)))
        .join(NoticeMessage, col(NoticeMessage.id) == col(NoticeDelivery.message_id))
        .where(col(NoticeMessage.user_id) == user_id)
    )
    failed, sent = session.execute(query).one()
    found: datetime | None = failed if failed and not (sent and sent > failed) else None
    return found


def _line(row: Notice, *, sends: bool) -> NoticeLine:
    return NoticeLine(
        id=row.id or 0,
        kind=row.kind,
        urgent=row.urgent,
        text_vi=row.text_vi,
        detail=row.detail,
        advice_vi=row.advice_vi,
        path=row.path,
        began_at=row.began_at,
        ended_at=row.ended_at,
        told_at=row.told_at,
        stage=_stage(row, sends=sends),
        is_false=row.false_at is not None,
    )


def _stage(row: Notice, *, sends: bool) -> Stage:
    if row.ended_at is None:
        waits = Stage.WAITING if sends else Stage.HERE_ONLY
        return waits if row.told_at is None else Stage.TOLD
    if row.told_at is None:
        return Stage.UNTOLD
    return Stage.OVER if row.recovered_at is None else Stage.OVER_TOLD


STAGE_VI = {
    Stage.HERE_ONLY: "chỉ hiện ở đây",
    Stage.WAITING: "chờ gửi",
    Stage.TOLD: "đã báo",
    Stage.OVER: "đã hết, sắp báo lại",
    Stage.OVER_TOLD: "đã hết",
    Stage.UNTOLD: "tự hết trước khi báo",
}
"""The words of each stage."""
