"""The search index: FTS5 on SQLite, weighted tsvectors on PostgreSQL.

Both hold the same words, folded and split by `catalog.search.words`; neither splits by itself.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE product_search USING fts5(name, producer, place, exact, "
            "tokenize = 'unicode61 remove_diacritics 0', detail = full)"
        )
        return
    op.create_table(
        "product_search",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("folded", postgresql.TSVECTOR(), nullable=False),
        sa.Column("exact", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_search_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_search")),
    )
    for column in ("folded", "exact"):
        op.create_index(
            op.f(f"ix_product_search_{column}"),
            "product_search",
            [column],
            postgresql_using="gin",
        )
