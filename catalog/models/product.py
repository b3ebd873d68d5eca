"""Products and the decisions that gave them their stars."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.base import SortKey, UtcDateTime, one_of, utc_now
from catalog.status import ProductGroup, RecognitionState


class Product(SQLModel, table=True):
    """A product of a producer. It has no stars of its own: only recognitions give stars.

    `identity_key` (folded name, producer, commune) tells it from every other product; `sku` is
    derived from that key, so the same product keeps its SKU on every channel and machine.
    `name_sort` puts lists into Vietnamese order. `xa`, `huyen`, `tinh` stay as written;
    `place_then_id`/`place_now_id` are the units meant.
    """

    __table_args__ = (
        one_of("product_group", ProductGroup),
        CheckConstraint("price_vnd IS NULL OR price_vnd > 0", name="price_positive"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock_not_negative"),
        CheckConstraint("weight_g IS NULL OR weight_g > 0", name="weight_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sku: str = Field(unique=True, max_length=40)
    identity_key: str = Field(unique=True, max_length=600)
    slug: str = Field(index=True, max_length=200)
    name: str = Field(max_length=300)
    name_folded: str = Field(index=True, max_length=300)
    name_sort: str = Field(default="", sa_column=Column(SortKey, nullable=False, server_default=""))
    producer_id: int | None = Field(default=None, foreign_key="producer.id", index=True)
    product_group: str = Field(default=ProductGroup.UNKNOWN, index=True, max_length=20)
    group_written: str = Field(default="", max_length=200)
    xa: str = Field(default="", max_length=120)
    huyen: str = Field(default="", max_length=120)
    tinh: str = Field(default="", max_length=120)
    place_then_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    place_now_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    description: str = ""
    price_vnd: int | None = None
    price_is_sample: bool = False
    stock: int | None = None
    weight_g: int | None = None
    picture: str | None = Field(default=None, max_length=200)
    picture_is_sample: bool = False
    source: str = Field(default="", max_length=500)
    note: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Recognition(SQLModel, table=True):
    """One decision that gave a product 3 to 5 stars, valid 36 months from its date.

    Where only the year is public, `decision_date` is empty and `year` bounds the validity:
    currency on a given day may then be unknown, and is counted apart (never as yes or no).
    """

    __table_args__ = (
        UniqueConstraint("product_id", "decision_no", "stars", "year"),
        CheckConstraint("stars BETWEEN 3 AND 5", name="stars_range"),
        one_of("state", RecognitionState),
    )

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    stars: int
    decision_no: str = Field(default="", max_length=80)
    decision_date: date | None = None
    year: int | None = None
    valid_to: date | None = Field(default=None, index=True)
    state: str = Field(default=RecognitionState.VALID, max_length=10)
    revoked_by: str = Field(default="", max_length=80)
    revoked_on: date | None = None
    source: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
