"""An installation with its simulated marketplaces, and a worker that runs until all is done."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest

from catalog.config import Settings
from catalog.db import Database
from catalog.models import utc_now
from catalog.vault import Vault
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.engine.worker import Worker
from jobs.results import Result
from tests.support.office import goods, office
from tests.support.stall import Stall, open_stall

__all__ = ["act", "goods", "office", "stall", "stop", "work"]

Act = Callable[[JobContext], Awaitable[Result]]


@pytest.fixture
def stall(settings: Settings, database: Database, vault: Vault) -> Iterator[Stall]:
    """The sandbox of this test."""
    with open_stall(settings, database, vault) as opened:
        yield opened


@pytest.fixture
def act(stall: Stall) -> Callable[[Act], Result]:
    """Run one job by hand, with a fresh set of clients."""

    async def whole(job: Act) -> Result:
        clients = Clients(stall.settings, stall.database, stall.vault)
        context = JobContext(stall.database, stall.settings, stall.vault, clients, utc_now)
        try:
            return await job(context)
        finally:
            await clients.close()

    return lambda job: asyncio.run(whole(job))


@pytest.fixture
def work(stall: Stall) -> Callable[[], None]:
    """Let a worker run until nothing is due."""

    async def whole() -> None:
        clients = Clients(stall.settings, stall.database, stall.vault)
        context = JobContext(stall.database, stall.settings, stall.vault, clients, utc_now)
        try:
            await Worker(context, "test").drain()
        finally:
            await clients.close()

    return lambda: asyncio.run(whole())


@pytest.fixture
def stop() -> threading.Event:
    """A stop request that the test makes."""
    return threading.Event()
