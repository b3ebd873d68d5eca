"""Builds a JobContext for a process and takes it down again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from catalog.config import Settings
from catalog.db import Database
from catalog.models import utc_now
from catalog.vault import open_vault
from jobs.clients import Clients
from jobs.context import JobContext


@asynccontextmanager
async def outfit(settings: Settings, actor: str = "scheduler") -> AsyncIterator[JobContext]:
    """Everything that jobs need; clients and database are closed at the end."""
    database = Database(settings.database_url)
    vault = open_vault(settings)
    clients = Clients(settings, database, vault)
    try:
        yield JobContext(database, settings, vault, clients, utc_now, actor)
    finally:
        await clients.close()
        database.dispose()
