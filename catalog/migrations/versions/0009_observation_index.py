"""One index less on the log of looks: its unique key begins with the listing as well."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_observation_listing_id"), table_name="observation")
