"""What appending looks cost: the log's words are compared one by one, a chain's end found at once.

SQLite made the list of an `IN` anew for each row. The end of a chain of evidence was found by going
through all of it.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WORDS = {
    "status": (
        "unknown",
        "not_found",
        "draft",
        "in_review",
        "live",
        "live_out_of_stock",
        "hidden_by_seller",
        "rejected",
        "suspended",
        "removed",
    ),
    "method": ("api", "page", "person", "file"),
}


def upgrade() -> None:
    # SQLite copies the table, once for both; PostgreSQL reads through it.
    with op.batch_alter_table("observation") as log:
        for column, words in _WORDS.items():
            name = op.f(f"ck_observation_{column}_word")
            log.drop_constraint(name, type_="check")
            log.create_check_constraint(name, " OR ".join(f"{column} = '{w}'" for w in words))
    op.drop_index(op.f("ix_evidence_listing_id"), table_name="evidence")
    op.create_index("ix_evidence_chain", "evidence", ["listing_id", "id"])
