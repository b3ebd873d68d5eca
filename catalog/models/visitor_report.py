"""What visitors say is wrong with a listing that the public pages show."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from catalog.models.base import UtcDateTime, one_of
from catalog.status import Wrong


class VisitorReport(SQLModel, table=True):
    """One row for a listing and what is wrong with it, however many say so; nothing of them."""

    __tablename__ = "visitor_report"
    __table_args__ = (one_of("wrong", Wrong),)

    listing_id: int = Field(
        sa_column=Column(
            "listing_id",
            Integer,
            ForeignKey("listing.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    wrong: str = Field(primary_key=True, max_length=12)
    times: int = 1
    last_at: datetime = Field(sa_type=UtcDateTime)
