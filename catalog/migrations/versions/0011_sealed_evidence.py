"""Evidence whose link covers what stands around the fragment too; rows from before keep theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "evidence", sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
