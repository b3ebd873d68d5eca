"""Notices (thông báo): what each person was to be told, in which message, by which way."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, UtcDateTime, one_of, utc_now
from catalog.status import LineWhat, NoticeClass, NoticeWay


class NoticeSetting(SQLModel, table=True):
    """Where and when a person wants to be told; minutes count from midnight in Vietnam.

    `addresses_sealed` holds e-mail, Telegram chat id and webhook address; `ways` names those that
    are filled in, so that nothing has to be opened to know whom a message can reach.
    """

    __tablename__ = "notice_setting"
    __table_args__ = (
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour_range"),
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="quiet_from_range"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="quiet_until_range"),
        CheckConstraint("repeat_days BETWEEN 1 AND 365", name="repeat_days_range"),
    )

    user_id: int = Field(primary_key=True, foreign_key="user_account.id")
    enabled: bool = True
    addresses_sealed: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, nullable=True)
    )
    ways: list[str] = Field(default_factory=list, sa_type=Json)
    digest_hour: int
    quiet_from: int
    quiet_until: int
    urgent_any_time: bool = False
    repeat_days: int
    last_digest_on: date | None = None
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Notice(SQLModel, table=True):
    """One problem as one person is told of it: a row for each time that it came (`episode`).

    `began_at` is when the problem began and is the same for every recipient; `ended_at` when it
    was gone. `told_at` is the first delivery that named it, `recovered_at` the delivery that said
    it was over. Nothing is ever told of a problem that came and went untold.
    """

    __table_args__ = (
        UniqueConstraint("user_id", "subject", "episode"),
        one_of("kind", NoticeClass),
        Index(
            "uq_notice_open",
            "user_id",
            "subject",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    subject: str = Field(index=True, max_length=160)
    episode: int = 1
    kind: str = Field(max_length=20)
    urgent: bool = False
    text_vi: str = Field(max_length=300)
    detail: str = ""
    advice_vi: str = ""
    path: str = Field(default="", max_length=200)
    began_at: datetime = Field(sa_type=UtcDateTime)
    noticed_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)
    last_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recovered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    false_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeMessage(SQLModel, table=True):
    """What is to be sent to one person in one go; `batch` makes composing it twice impossible."""

    __tablename__ = "notice_message"
    __table_args__ = (UniqueConstraint("user_id", "batch"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    batch: str = Field(max_length=60)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class NoticeLine(SQLModel, table=True):
    """A notice in a message: that it is open, or that it is over."""

    __tablename__ = "notice_line"
    __table_args__ = (one_of("what", LineWhat),)

    message_id: int = Field(primary_key=True, foreign_key="notice_message.id")
    notice_id: int = Field(primary_key=True, foreign_key="notice.id", index=True)
    what: str = Field(max_length=10)


class NoticeDelivery(SQLModel, table=True):
    """A message on one way: sent, given up, dropped (nothing left to say), or still to be sent."""

    __tablename__ = "notice_delivery"
    __table_args__ = (one_of("way", NoticeWay),)

    message_id: int = Field(primary_key=True, foreign_key="notice_message.id")
    way: str = Field(primary_key=True, max_length=10)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str | None = Field(default=None, max_length=80)
