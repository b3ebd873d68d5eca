"""A shop of the simulated marketplace when a real one is configured: its ids stay at home."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from catalog.errors import entry
from catalog.models import Shop
from connectors.base import ChannelError
from connectors.shopee.auth import shop_info
from jobs.clients import shop_ref
from jobs.context import JobContext
from jobs.plan_push import plan_push
from tests.support.stall import Stall
from tests.support.working import work_off
from tests.unit.http.server import LocalServer, local_server

Act = Callable[[Callable[[JobContext], Coroutine[Any, Any, Any]]], Any]


def go_real(stall: Stall, server: LocalServer) -> None:
    """The installation gets its own key, and a host that is no simulation."""
    stall.settings.channels.shopee.partner_id = 1000001
    stall.settings.channels.shopee.host = server.url
    stall.settings.shopee_partner_key = "khoa-that"


def asked(stall: Stall, shop_id: int) -> Callable[[JobContext], Coroutine[Any, Any, Any]]:
    async def ask(context: JobContext) -> Any:
        with stall.database.read() as session:
            shop = shop_ref(session.get_one(Shop, shop_id))
        return await context.clients.channel.run(shop, shop_info())

    return ask


def test_nothing_of_it_goes_to_the_real_host(stall: Stall, act: Act) -> None:
    shop_id = stall.open_shop()
    with local_server() as server:
        go_real(stall, server)
        with pytest.raises(ChannelError) as refused:
            act(asked(stall, shop_id))
        assert refused.value.code == "shop_simulated"
        assert "Mở lại" in entry(refused.value.code).advice_vi
        assert server.asked == []


def test_its_listings_wait_with_the_reason(stall: Stall, act: Act) -> None:
    (listing_id,) = stall.stock_up(stall.open_shop(), 1)

    async def push(context: JobContext) -> None:
        plan_push(context)
        await work_off(context)

    with local_server() as server:
        go_real(stall, server)
        act(push)
        assert server.asked == []
    (row,) = stall.listings(listing_id)
    assert (row.dispatch, row.dispatch_code) == ("blocked", "shop_simulated")


def test_a_real_shop_never_asks_the_simulation(stall: Stall, act: Act) -> None:
    """The key was lost from the environment: the simulation would call every listing gone."""
    shop_id = stall.open_shop()
    with stall.database.write() as session:
        session.get_one(Shop, shop_id).is_sandbox = False
    with pytest.raises(ChannelError) as refused:
        act(asked(stall, shop_id))
    assert refused.value.code == "config_missing"


def test_a_shop_that_nobody_knows_yet_belongs_to_whoever_is_asked() -> None:
    fresh = Shop(id=1, channel="shopee", name="Mới", external_id="?abc", is_sandbox=True)
    assert shop_ref(fresh).is_sandbox is None
    fresh.external_id = "220001"
    assert shop_ref(fresh).is_sandbox is True
