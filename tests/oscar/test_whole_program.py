"""One line in the registry makes the whole program speak to a shop that it has never met."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, utc_now
from catalog.status import Dispatch, Observed
from catalog.vault import Vault
from connectors import registry
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.demo.sandbox import floor_control, shopee_control
from jobs.observe_api import observe_api
from jobs.plan_push import plan_push
from tests.oscar.channel import CONNECTOR
from tests.oscar.channel.settings import ADDRESS
from tests.oscar.cutter import cutter_before
from tests.oscar.server import ShopServer
from tests.oscar.stage import store_shop
from tests.support.stall import Stall
from tests.support.working import work_off

PRODUCTS = 3


class Program:
    """An installation and its worker; `hours` moves its clock on."""

    def __init__(self, stall: Stall) -> None:
        self.stall = stall
        self.hours = 0

    def now(self) -> datetime:
        return utc_now() + timedelta(hours=self.hours)

    def work(self, queue: Callable[[JobContext], object]) -> list[Listing]:
        """Run a periodic job, then every task that is due; returns the listings."""

        async def whole() -> None:
            stall = self.stall
            clients = Clients(stall.settings, stall.database, stall.vault)
            context = JobContext(stall.database, stall.settings, stall.vault, clients, self.now)
            try:
                queue(context)
                await work_off(context)
            finally:
                await clients.close()

        asyncio.run(whole())
        return self.stall.listings()


@pytest.fixture
def program(
    settings: Settings, database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> Program:
    """The program with the channel's one line in its registry and three products wanted."""
    monkeypatch.setitem(registry.CHANNELS, "oscar", "tests.oscar.channel")
    stall = Stall(settings, database, vault, shopee_control(settings), floor_control(settings))
    stall.stock_up(store_shop(database, vault).shop_id, PRODUCTS)
    return Program(stall)


def test_plan_push_observe_and_a_shop_that_falls_silent(
    program: Program, shop_server: ShopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert registry.get("oscar") is CONNECTOR
    with cutter_before(shop_server.port) as cable:
        monkeypatch.setenv(ADDRESS, cable.url)
        sent = program.work(plan_push)
        assert [row.dispatch for row in sent] == [Dispatch.ACCEPTED] * PRODUCTS
        for row in sent:
            (product,) = shop_server.products(row.seller_sku)
            assert row.external_id == str(product["id"])
        live = program.work(observe_api)
        assert {(row.observed, row.observed_price_vnd) for row in live} == {
            (Observed.LIVE, 185_000)
        }
        assert [row.dispatch_at for row in program.work(plan_push)] == [
            row.dispatch_at for row in sent
        ]
    program.hours = 48
    silent = program.work(observe_api)
    assert {row.look_status for row in silent} == {Observed.UNKNOWN}
    assert {row.observed for row in silent} == {Observed.LIVE}
    assert [row.observed_at for row in silent] == [row.observed_at for row in live]
