"""Room in the pages of PostgreSQL's `listing`: every look rewrites rows, and none of its indexes.

A row that finds room in its own page takes its indexes along unchanged (a heap-only tuple); a full
page sends it elsewhere, with an entry in each of nine indexes. SQLite writes rows in place.
"""

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PERCENT = 60


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(text(f"ALTER TABLE listing SET (fillfactor = {_PERCENT})"))
