"""Rows that processes share: rate slots, circuits, leases, heartbeats, the catalogue version."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from catalog.models.base import UtcDateTime


class RateSlot(SQLModel, table=True):
    """The next free slot of a rate-limited key (channel account or host), shared by processes."""

    __tablename__ = "rate_slot"

    key: str = Field(primary_key=True, max_length=120)
    next_at: datetime = Field(sa_type=UtcDateTime)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=80)


class Circuit(SQLModel, table=True):
    """Circuit breaker of one channel account: open means nobody calls until `open_until`."""

    key: str = Field(primary_key=True, max_length=120)
    failures: int = 0
    open_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_code: str | None = Field(default=None, max_length=80)


class Lease(SQLModel, table=True):
    """A named lock with an end: leader of the scheduler, refresh of a shop's tokens."""

    name: str = Field(primary_key=True, max_length=120)
    holder: str = Field(max_length=80)
    until: datetime = Field(sa_type=UtcDateTime)


class Heartbeat(SQLModel, table=True):
    """Last sign of life of a process or schedule; `due_at` is when it acts next."""

    name: str = Field(primary_key=True, max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    detail: str = ""


class Counter(SQLModel, table=True):
    """A named number that rises, e.g. the catalogue version that page caches are keyed by."""

    name: str = Field(primary_key=True, max_length=60)
    value: int = 0
