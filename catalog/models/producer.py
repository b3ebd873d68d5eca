"""Producers (chủ thể) and their electronic payment accounts."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.base import UtcDateTime, one_of, utc_now
from catalog.status import PaymentKind, PaymentState, ProducerKind


class Producer(SQLModel, table=True):
    """A cooperative, company, cooperative group or household that owns products.

    `name_key` is the folded name with its abbreviations expanded; two producers of one province
    never share it. Phone and address of a household are personal data (Luật 91/2025/QH15):
    they show only with `contact_consent_at`.
    """

    __table_args__ = (UniqueConstraint("name_key", "province"), one_of("kind", ProducerKind))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=300)
    name_key: str = Field(index=True, max_length=300)
    kind: str = Field(default=ProducerKind.UNKNOWN, max_length=20)
    legal_id: str | None = Field(default=None, max_length=40)
    province: str = Field(default="", max_length=120)
    district: str = Field(default="", max_length=120)
    commune: str = Field(default="", max_length=120)
    place_then_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    place_now_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    phone: str | None = Field(default=None, max_length=30)
    website: str | None = Field(default=None, max_length=300)
    contact_consent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class PaymentAccount(SQLModel, table=True):
    """A producer's means of taking cashless money; only its yes/no is ever public."""

    __tablename__ = "payment_account"
    __table_args__ = (
        UniqueConstraint("producer_id", "kind", "provider"),
        one_of("kind", PaymentKind),
        one_of("state", PaymentState),
    )

    id: int | None = Field(default=None, primary_key=True)
    producer_id: int = Field(foreign_key="producer.id", index=True)
    kind: str = Field(max_length=10)
    provider: str = Field(default="", max_length=80)
    state: str = Field(default=PaymentState.DECLARED, max_length=10)
    account_sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    verified_by: str | None = Field(default=None, max_length=80)
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_sample: bool = False
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
