"""What visitors say is wrong with a listing."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visitor_report",
        sa.Column("listing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.String(length=12), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "wrong IN ('gone', 'sold_out', 'price', 'other', 'stars')",
            name=op.f("ck_visitor_report_wrong_word"),
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name=op.f("fk_visitor_report_listing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "wrong", name=op.f("pk_visitor_report")),
    )
