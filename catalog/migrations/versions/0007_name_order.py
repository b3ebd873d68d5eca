"""Names in Vietnamese order: a sort key beside each product's name."""

import sqlalchemy as sa
from alembic import op

from catalog.text_vi import collation_key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.String(length=1000).with_variant(sa.String(length=1000, collation="C"), "postgresql")
    op.add_column("product", sa.Column("name_sort", kind, nullable=False, server_default=""))
    product = sa.table(
        "product", sa.column("id"), sa.column("name"), sa.column("name_sort", sa.String)
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(product.c.id, product.c.name)).all()
    keys = [{"row": row.id, "key": collation_key(row.name)} for row in rows]
    if keys:
        one = product.update().where(product.c.id == sa.bindparam("row"))
        connection.execute(one.values(name_sort=sa.bindparam("key")), keys)
