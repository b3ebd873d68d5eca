"""Channels, digital shops (gian hàng số), listings, and the hand-over of upload packs."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, JsonOrNull, UtcDateTime, one_of, utc_now
from catalog.status import Dispatch, Intent, Observed, ShopState

ACCOUNT_UNKNOWN = "?"
"""Begins the `external_id` of a shop whose account the channel has not told us yet."""


class Channel(SQLModel, table=True):
    """A marketplace or floor known to this installation; `kind` names its connector.

    `assisted`: no API takes our changes, a person uploads the pack. `mapping_version` rises when
    the connector's way of writing a draft changes, so every listing is sent anew.
    """

    kind: str = Field(primary_key=True, max_length=40)
    label: str = Field(max_length=120)
    enabled: bool = True
    assisted: bool = False
    mapping_version: str = Field(default="1", max_length=20)


class Shop(SQLModel, table=True):
    """An account on a channel: a producer's own, or (no producer) the province's.

    `credentials_sealed` holds the encrypted tokens and keys; `authorised_until` is when the
    seller has to consent again. `is_sandbox` marks an invented shop on a simulated marketplace.
    `external_id` is the channel's number of the account; `?` and a random tail until it is told,
    so that many shops may wait for it.
    """

    __table_args__ = (UniqueConstraint("channel", "external_id"), one_of("state", ShopState))

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(foreign_key="channel.kind", index=True, max_length=40)
    producer_id: int | None = Field(default=None, foreign_key="producer.id", index=True)
    name: str = Field(max_length=200)
    external_id: str = Field(default="", max_length=80)
    url: str | None = Field(default=None, max_length=500)
    state: str = Field(default=ShopState.UNKNOWN, max_length=10)
    state_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    credentials_sealed: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, nullable=True)
    )
    access_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    authorised_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    is_sandbox: bool = False
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)

    @property
    def account(self) -> str:
        """The channel's number of the account; empty while nobody told it."""
        return "" if self.external_id.startswith(ACCOUNT_UNKNOWN) else self.external_id


class Listing(SQLModel, table=True):
    """A product in a shop, with the three axes of status side by side.

    `dispatched_hash` is the content hash that the channel last accepted, `attempted_hash` the one
    that was queued or sent last (see `catalog.drafts`). `observed_*` is the newest decisive
    observation, `look_*` the newest look of any kind, readable or not: copies for reading, the
    log itself is `Observation`. `look_code` is the catalogue's code of a look that told nothing,
    `observed_stars` the OCOP stars that the page claims (0: none), `turns` the newest changes of
    status as epoch seconds (see `catalog.observing.flapping`). `observed_picture` is compared with
    `picture_base`; the other `picture_*` say how far looks have got (see
    `catalog.observing.picture`).
    """

    __table_args__ = (
        UniqueConstraint("product_id", "shop_id"),
        UniqueConstraint("shop_id", "seller_sku"),
        one_of("intent", Intent),
        one_of("dispatch", Dispatch),
        one_of("observed", Observed),
        CheckConstraint(
            "observed = 'unknown' OR observed_at IS NOT NULL", name="observed_has_time"
        ),
        Index("ix_listing_shop_external", "shop_id", "external_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    shop_id: int = Field(foreign_key="shop.id", index=True)
    seller_sku: str = Field(max_length=60)
    external_id: str | None = Field(default=None, max_length=80)
    public_url: str | None = Field(default=None, max_length=500)
    intent: str = Field(default=Intent.NOT_WANTED, max_length=12)
    intent_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    dispatch: str = Field(default=Dispatch.IDLE, index=True, max_length=20)
    dispatch_code: str | None = Field(default=None, max_length=80)
    dispatch_detail: str | None = None
    dispatch_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dispatched_hash: str | None = Field(default=None, max_length=64)
    attempted_hash: str | None = Field(default=None, max_length=64)
    observed: str = Field(default=Observed.UNKNOWN, index=True, max_length=20)
    observed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    observed_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    observed_method: str | None = Field(default=None, max_length=10)
    observed_confidence: float | None = None
    observed_reason: str | None = None
    observed_title: str | None = Field(default=None, max_length=500)
    title_folded: str | None = Field(default=None, max_length=500)
    observed_price_vnd: int | None = None
    observed_stock: int | None = None
    observed_stars: int | None = None
    observed_picture: str | None = Field(default=None, max_length=500)
    picture_base: str | None = Field(default=None, max_length=500)
    picture_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    picture_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    picture_start: str | None = Field(default=None, max_length=500)
    picture_next: str | None = Field(default=None, max_length=500)
    picture_next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    picture_strays: int | None = None
    last_live_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    missed_looks: int = 0
    missed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    api_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_status: str | None = Field(default=None, max_length=20)
    look_reason: str | None = None
    look_method: str | None = Field(default=None, max_length=10)
    look_code: str | None = Field(default=None, max_length=40)
    turns: list[int] | None = Field(
        default=None, sa_column=Column("turns", JsonOrNull, nullable=True)
    )
    flapping_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_incident_id: int | None = Field(default=None, foreign_key="incident.id")
    due_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)


class HandOver(SQLModel, table=True):
    """An upload pack given to a person for a floor without an API: what, to whom, which hash."""

    __tablename__ = "hand_over"
    __table_args__ = (UniqueConstraint("shop_id", "file_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", index=True)
    file_hash: str = Field(max_length=64)
    file_name: str = Field(max_length=200)
    item_count: int
    exported_by: str = Field(max_length=80)
    exported_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    handed_to: str | None = Field(default=None, max_length=120)
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
