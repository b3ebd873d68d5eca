"""Places: communes before and after 01/07/2025 and which became which."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from catalog.models import base as _base  # noqa: F401  (naming convention before any table)


class Place(SQLModel, table=True):
    """A commune-level unit of one era; `id` is the era and the GSO code, e.g. `before:02827`."""

    __table_args__ = (CheckConstraint("era IN ('before', 'after')", name="era_word"),)

    id: str = Field(primary_key=True, max_length=20)
    era: str = Field(index=True, max_length=6)
    code: str = Field(max_length=10)
    name: str = Field(max_length=120)
    name_folded: str = Field(index=True, max_length=120)
    district: str = Field(default="", max_length=120)
    province_code: str = Field(index=True, max_length=4)
    province: str = Field(max_length=120)


class PlaceSuccession(SQLModel, table=True):
    """One line of the succession of 01/07/2025; several lines mean that the commune was split."""

    __tablename__ = "place_succession"

    old_id: str = Field(primary_key=True, foreign_key="place.id", max_length=20)
    new_id: str = Field(primary_key=True, foreign_key="place.id", index=True, max_length=20)
    is_main: bool = True
