"""Run revisions on the connection that `catalog.migrate` opened and holds."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import catalog.models  # noqa: F401  (registers every table)
from catalog.migrations.compare import include_name, render_item

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    include_name=include_name,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
