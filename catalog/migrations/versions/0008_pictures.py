"""The picture that a listing shows, and the one that it is compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("listing", _address("observed_picture"), _address("picture_base"))
    _add("listing", _time("picture_since"), _time("picture_from"), _address("picture_start"))
    _add("listing", _address("picture_next"), _time("picture_next_at"))
    _add("listing", sa.Column("picture_strays", sa.Integer(), nullable=True))
    _add("observation", _address("picture"))


def _add(table: str, *columns: "sa.Column[object]") -> None:
    for column in columns:
        op.add_column(table, column)


def _address(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length=500), nullable=True)


def _time(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)
