"""An installation with its simulated marketplaces, and a worker that runs until all is done."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest
from sqlmodel import select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, Shop, utc_now
from catalog.vault import Vault
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.linking import link
from jobs.plan_push import plan_push
from jobs.results import Result
from tests.integration.jobs.floors import market
from tests.support.office import goods, office
from tests.support.stall import Stall, open_stall
from tests.support.working import work_off

__all__ = ["act", "goods", "market", "office", "stall", "stop", "work"]

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
            await work_off(context)
        finally:
            await clients.close()

    return lambda: asyncio.run(whole())


@pytest.fixture
def on_floor(stall: Stall, act: Callable[[Act], Result]) -> list[int]:
    """Three listings of a floor without an API, put up by a person and linked."""
    shop_id = stall.open_floor()
    listing_ids = stall.stock_up(shop_id, 3)
    act(_plan)
    rows = [
        {"sku": row.seller_sku, "name": f"Chè {row.id}", "price": "185000", "stock": "4"}
        for row in stall.listings()
    ]
    with stall.database.read() as session:
        account = session.get_one(Shop, shop_id).external_id
    done = stall.floor.post("/upload", {"shop_id": int(account), "rows": rows})
    stall.settings.http.page_gap_seconds = 0
    stall.floor.post("/rules", {"robots": "User-agent: *\nAllow: /\n"})
    urls = {entry["sku"]: entry["url"] for entry in done["accepted"]}
    with stall.database.write() as session:
        for row in session.exec(select(Listing)):
            assert row.dispatch_code == "needs_person"
            link(session, stall.settings, row.id or 0, urls[row.seller_sku], "canbo")
    for entry in done["accepted"]:
        stall.floor.post(f"/items/{entry['item_id']}", {"status": "live"})
    return listing_ids


async def _plan(context: JobContext) -> Result:
    return plan_push(context)


@pytest.fixture
def stop() -> threading.Event:
    """A stop request that the test makes."""
    return threading.Event()
