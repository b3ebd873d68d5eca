"""The demo's story on a small catalog: every scene is played once, and a restart goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from catalog.models import Heartbeat, Listing, Product, Shop, utc_now
from catalog.status import Dispatch, Observed
from jobs.context import JobContext
from jobs.demo import director
from jobs.demo.clerk import LEFT_OVER
from jobs.demo.director import SCENES, demo_director
from jobs.demo.stage import set_up_stage
from jobs.observe_api import observe_api
from jobs.observe_page import observe_page
from jobs.plan_push import plan_push
from jobs.results import Done
from tests.support.facts import add_product, recognise
from tests.support.stall import Stall, complete

Act = Callable[[Any], Any]
Work = Callable[[], None]
OWNERS = ("HTX Suối Giàng", "HTX Vĩnh Yên", "HTX Thanh Sơn", "HTX Mù Cang Chải")


@pytest.fixture
def goods(stall: Stall) -> list[str]:
    """Three products of each of four producers, recognised and complete; their SKUs."""
    picture = stall.picture()
    with stall.database.write() as session:
        products = [add_product(session, f"Chè {n}", owner) for owner in OWNERS for n in range(3)]
        for product in products:
            complete(product, picture)
            recognise(session, product, utc_now().date().replace(day=1))
        return [product.sku for product in products]


def step(*jobs: Callable[[JobContext], Done]) -> Callable[[JobContext], Any]:
    """Plain jobs, one after the other."""

    async def run(context: JobContext) -> Done:
        return [job(context) for job in jobs][-1]

    return run


def rows(stall: Stall) -> list[tuple[Listing, Shop]]:
    with stall.database.read() as session:
        return list(session.exec(select(Listing, Shop).join(Shop)))


def live_everywhere(stall: Stall, act: Act, work: Work) -> None:
    """Put everything up and see it live, as the worker does by the clock."""
    stall.settings.http.page_gap_seconds = 0
    stall.floor.post("/rules", {"robots": "User-agent: *\nAllow: /\n", "moderation_seconds": 0})
    stall.shopee.post("/rules", {"review_seconds": 0})
    act(step(plan_push))
    work()
    act(step(demo_director))
    look(stall, act, work)


def look(stall: Stall, act: Act, work: Work) -> None:
    with stall.database.write() as session:
        for row in session.exec(select(Listing)):
            row.due_at = utc_now()
    act(step(observe_api, observe_page))
    work()


def test_the_stage_is_set_up_once(stall: Stall, goods: list[str]) -> None:
    for _ in range(2):
        set_up_stage(stall.settings, stall.database, stall.vault)
    found = rows(stall)
    shops = {shop.id: shop for _listing, shop in found}.values()
    assert sorted(shop.channel for shop in shops) == [
        "buudien",
        "shopee",
        "shopee",
        "shopee",
        "shopee",
    ]
    assert all(shop.is_sandbox and "mô phỏng" in shop.name for shop in shops)
    assert sum(shop.producer_id is not None for shop in shops) == 3
    assert len(stall.shopee.get("/shops")["shops"]) == 4
    assert {listing.seller_sku for listing, _shop in found} == set(goods)


def test_every_scene_is_played_once(
    stall: Stall,
    goods: list[str],
    act: Act,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert goods
    monkeypatch.setattr(director, "PAUSE", timedelta())
    set_up_stage(stall.settings, stall.database, stall.vault)
    live_everywhere(stall, act, work)
    for _ in range(len(SCENES) + 2):
        act(step(demo_director))
    with stall.database.read() as session:
        notes = [row for row in session.exec(select(Heartbeat)) if row.name.startswith("demo:")]
    assert {row.name for row in notes} == {f"demo:{scene.name}" for scene in SCENES}
    assert len({row.detail for row in notes}) == len(SCENES)
    look(stall, act, work)
    seen = {listing.observed for listing, shop in rows(stall) if shop.channel == "shopee"}
    assert seen >= {
        Observed.LIVE,
        Observed.LIVE_OUT_OF_STOCK,
        Observed.HIDDEN_BY_SELLER,
        Observed.SUSPENDED,
    }
    walled = [listing for listing, _shop in rows(stall) if listing.look_status == "unknown"]
    assert [listing.observed for listing in walled] == [Observed.LIVE]
    drifted = [
        (listing.observed_price_vnd or 0) > _price(stall, listing)
        for listing, shop in rows(stall)
        if shop.channel == "shopee" and listing.observed == Observed.LIVE
    ]
    assert drifted.count(True) == 1


def test_the_clerk_leaves_one_for_the_newcomer(
    stall: Stall, goods: list[str], act: Act, work: Work
) -> None:
    assert goods
    set_up_stage(stall.settings, stall.database, stall.vault)
    live_everywhere(stall, act, work)
    floor = [listing for listing, shop in rows(stall) if shop.channel == "buudien"]
    by_hand = [listing for listing in floor if listing.dispatch == Dispatch.BLOCKED]
    assert len(by_hand) == LEFT_OVER
    assert {listing.public_url for listing in by_hand} == {None}
    assert len(floor) > LEFT_OVER


def test_the_wall_stands_again_after_a_restart(
    stall: Stall, goods: list[str], act: Act, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert goods
    monkeypatch.setattr(director, "PAUSE", timedelta())
    set_up_stage(stall.settings, stall.database, stall.vault)
    live_everywhere(stall, act, work)
    for _ in SCENES:
        act(step(demo_director))
    assert len(stall.floor.get("/faults")["faults"]) == 1
    stall.floor.delete("/faults")
    act(step(demo_director))
    assert len(stall.floor.get("/faults")["faults"]) == 1


def test_outside_the_demo_nothing_is_played(stall: Stall, act: Act) -> None:
    stall.settings.mode = "production"
    assert act(step(demo_director)) == Done()


def _price(stall: Stall, listing: Listing) -> int:
    with stall.database.read() as session:
        return session.get_one(Product, listing.product_id).price_vnd or 0
