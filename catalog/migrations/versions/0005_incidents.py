"""Incidents of hosts, flapping listings, star claims, and the code of a look that told nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("incident", _time("noticed_at"), _time("probe_at"), _text("closed_by", 80))
    _add(
        "listing",
        _text("title_folded", 500),
        sa.Column("observed_stars", sa.Integer(), nullable=True),
        _text("look_method", 10),
        _text("look_code", 40),
        sa.Column("turns", sa.JSON(none_as_null=True), nullable=True),
        _time("flapping_since"),
    )
    _add("observation", sa.Column("stars", sa.Integer(), nullable=True), _text("code", 40))
    _add("page_watch", _time("looked_at"), _time("told_at"), _text("code", 40))
    op.create_index("ix_page_watch_looked", "page_watch", ["host", "looked_at"])
    _carry_over()


def _add(table: str, *columns: "sa.Column[object]") -> None:
    for column in columns:
        op.add_column(table, column)


def _time(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _text(name: str, length: int) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length=length), nullable=True)


def _carry_over() -> None:
    """Pages that were readable so far count as such: else the next wall would go unnoticed."""
    incident = sa.table("incident", sa.column("noticed_at"), sa.column("opened_at"))
    op.execute(incident.update().values(noticed_at=incident.c.opened_at))
    listing = sa.table(
        "listing", sa.column("id"), sa.column("observed_at"), sa.column("observed_method")
    )
    watch = sa.table("page_watch", sa.column("listing_id"), sa.column("told_at"))
    told = (
        sa.select(listing.c.observed_at)
        .where(listing.c.id == watch.c.listing_id, listing.c.observed_method == "page")
        .scalar_subquery()
    )
    op.execute(watch.update().values(told_at=told))
