"""Public pages of digital shops (gian hàng số): whose turn it is, and what they showed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, UtcDateTime, one_of, utc_now
from catalog.status import ShopSeen


class ShopPage(SQLModel, table=True):
    """A shop's page: its turn, and a copy of the newest decisive look for reading.

    `doubt` is a bad state seen once and not yet believed, since `doubt_at`; `products` counts the
    goods on the page (None: not told). `name_fits`: the name there is the shop's as we know it or
    its producer's (chủ thể); None while no name was read.
    """

    __tablename__ = "shop_page"
    __table_args__ = (one_of("status", ShopSeen),)

    shop_id: int = Field(
        sa_column=Column(
            "shop_id",
            Integer,
            ForeignKey("shop.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    url: str = Field(max_length=500)
    host: str = Field(index=True, max_length=120)
    due_at: datetime = Field(index=True, sa_type=UtcDateTime)
    failures: int = 0
    status: str = Field(default=ShopSeen.UNKNOWN, max_length=12)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    name: str | None = Field(default=None, max_length=300)
    name_fits: bool | None = None
    products: int | None = None
    doubt: str | None = Field(default=None, max_length=12)
    doubt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_status: str | None = Field(default=None, max_length=12)
    look_reason: str | None = None


class ShopObservation(SQLModel, table=True):
    """One look at a shop's page with the fragment that it rests on. Append-only.

    Fragments are hash-chained per shop like those of listings: pruning may empty `body`, never the
    hashes.
    """

    __tablename__ = "shop_observation"
    __table_args__ = (
        UniqueConstraint("shop_id", "observed_at"),
        one_of("status", ShopSeen),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
    )

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", index=True)
    observed_at: datetime = Field(sa_type=UtcDateTime)
    status: str = Field(max_length=12)
    confidence: float = 1.0
    reason: str | None = None
    name: str | None = Field(default=None, max_length=300)
    products: int | None = None
    url: str = Field(default="", max_length=500)
    http_status: int | None = None
    flags: list[str] = Field(default_factory=list, sa_type=Json)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    sha256: str = Field(max_length=64)
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    previous_hash: str = Field(default="", max_length=64)
    chain_hash: str = Field(max_length=64)
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
