"""What reading public pages remembers: paces of hosts, their robots.txt, validators, the due-table.

Rows that processes share. Nothing here is a status: statuses stand on the listing and in the log.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, UtcDateTime, utc_now


def _listing_key() -> Column[int]:
    """A row belongs to one listing and goes with it."""
    return Column(
        "listing_id",
        Integer,
        ForeignKey("listing.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )


class HostPace(SQLModel, table=True):
    """How a host (`name` or `name:port`) may be asked now, as `connectors.http.pace` decided.

    `blocks` counts refusals in a row, `failures` connections in a row that never opened;
    `busy_until` is the lease of the one request in flight; `looked` counts the requests of `day`
    (UTC).
    """

    __tablename__ = "host_pace"

    host: str = Field(primary_key=True, max_length=120)
    gap_seconds: float = 0.0
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    busy_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    blocks: int = 0
    failures: int = 0
    stopped_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asleep_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_code: str = Field(default="", max_length=40)
    day: date | None = None
    looked: int = 0


class HostRobots(SQLModel, table=True):
    """robots.txt of an origin as last read; `previous_*` is what stood there before `changed_at`.

    `reason` is empty for stated rules, else why there are none (`unreachable`, `html`, …).
    """

    __tablename__ = "host_robots"

    origin: str = Field(primary_key=True, max_length=140)
    read_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=40)
    allow_all: bool = False
    text: str | None = None
    sha256: str = Field(default="", max_length=64)
    previous_text: str | None = None
    previous_allow_all: bool = False
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unreachable_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PageValidator(SQLModel, table=True):
    """What lets the next look at a listing's page be short: only from a body read and understood.

    `facts` is what that body said of the goods, `facts_hash` their hash; `ours_hash` stands for
    our own name and price at `full_at`, the last time the whole page was read.
    """

    __tablename__ = "page_validator"

    listing_id: int = Field(sa_column=_listing_key())
    url: str = Field(max_length=500)
    final_url: str = Field(max_length=500)
    etag: str = Field(default="", max_length=300)
    last_modified: str = Field(default="", max_length=80)
    body_hash: str = Field(max_length=64)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    facts_hash: str = Field(max_length=64)
    ours_hash: str = Field(default="", max_length=64)
    fetched_at: datetime = Field(sa_type=UtcDateTime)
    full_at: datetime = Field(sa_type=UtcDateTime)


class PageWatch(SQLModel, table=True):
    """A page's turn: the due-table of the public pages that are read.

    `producer_id` is a copy for fair turns between producers (chủ thể); `asked_at` marks a look
    that a person or the public asked for; `failures` counts looks in a row that told nothing.
    `second_opinion`: the channel's API is the source, the page is read as a sample only.
    `looked_at` is the newest look, `told_at` the newest that told something, `code` the
    catalogue's code of why the newest told nothing (None when it did).
    """

    __tablename__ = "page_watch"
    __table_args__ = (
        Index("ix_page_watch_turn", "host", "due_at", "producer_id", "listing_id"),
        Index("ix_page_watch_looked", "host", "looked_at"),
    )

    listing_id: int = Field(sa_column=_listing_key())
    url: str = Field(max_length=500)
    host: str = Field(max_length=120)
    producer_id: int | None = None
    second_opinion: bool = False
    due_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    every_seconds: float | None = None
    failures: int = 0
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str | None = Field(default=None, max_length=40)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    added_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
