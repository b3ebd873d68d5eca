"""A picture changed on a real floor: two looks, one difference, accepted, gone; and by API."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from catalog.contract import Seen
from catalog.models import Listing, Shop, utc_now
from catalog.observing import Kind, differences
from catalog.observing.picture import accept
from catalog.observing.picture_identity import is_same
from connectors.http.clock import Clock
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.linking import link
from jobs.looking import look_now
from jobs.plan_push import plan_push
from tests.support.stall import Stall
from tests.support.working import work_off

Act = Callable[[Any], Any]


CURRENT = {"price": "185000", "stock": "40", "name": "Chè Shan tuyết"}


class Watch:
    """One listing of a floor, looked at an hour apart each time."""

    def __init__(self, stall: Stall, act: Act) -> None:
        self.stall = stall
        self.later = timedelta()
        shop_id = stall.open_floor()
        (self.listing_id,) = stall.stock_up(shop_id, 1)
        act(_plan)
        (row,) = stall.listings()
        with stall.database.read() as session:
            account = int(session.get_one(Shop, shop_id).external_id)
        rows = [
            {**CURRENT, "sku": row.seller_sku, "image": "che-cu.jpg"},
            {**CURRENT, "sku": "KHAC", "image": "trang-khac.jpg"},
        ]
        put_up = stall.floor.post("/upload", {"shop_id": account, "rows": rows})["accepted"]
        for one in put_up:
            stall.floor.post(f"/items/{one['item_id']}", {"status": "live"})
        self.item = f"/items/{put_up[0]['item_id']}"
        self.urls = [one["url"] for one in put_up]
        self.link(self.urls[0])
        stall.settings.http.page_gap_seconds = 0
        stall.floor.post("/rules", {"robots": "User-agent: *\nAllow: /\n"})

    def link(self, url: str) -> None:
        with self.stall.database.write() as session:
            link(session, self.stall.settings, self.listing_id, url, "canbo")

    def now(self) -> datetime:
        return utc_now() + self.later

    def look(self, times: int = 1) -> Seen:
        return [asyncio.run(self._look()) for _ in range(times)][-1]

    async def _look(self) -> Seen:
        self.later += timedelta(hours=1)
        stall = self.stall
        clients = Clients(stall.settings, stall.database, stall.vault, Clock(self.now))
        context = JobContext(stall.database, stall.settings, stall.vault, clients, self.now)
        try:
            seen = await look_now(context, self.listing_id)
        finally:
            await clients.close()
        assert seen is not None
        return seen

    def show(self, **fields: object) -> None:
        self.stall.floor.post(self.item, fields)

    def drifts(self) -> list[tuple[Kind, str, str]]:
        with self.stall.database.read() as session:
            found = differences(session, now=self.now())
        names = (one.seen.rpartition("/")[2] for one in found)
        return [
            (one.kind, name, one.wanted.rpartition("/")[2])
            for one, name in zip(found, names, strict=True)
            if one.kind.startswith("picture")
        ]

    def accept(self) -> bool:
        with self.stall.database.write() as session:
            row = session.get_one(Listing, self.listing_id)
            return accept(session, self.listing_id, row.observed_picture or "", "canbo", self.now())


async def _plan(context: JobContext) -> None:
    plan_push(context)


@pytest.fixture
def watch(stall: Stall, act: Act) -> Watch:
    return Watch(stall, act)


@pytest.mark.parametrize("shape", ["jsonld", "opengraph", "microdata", "text"])
def test_a_changed_picture_is_one_difference_until_it_is_accepted(watch: Watch, shape: str) -> None:
    watch.stall.floor.post("/rules", {"shape": shape})
    seen = watch.look(2)
    assert seen.picture is not None
    assert seen.picture.endswith("/che-cu.jpg")
    assert watch.drifts() == []
    watch.show(picture="che-moi.jpg")
    watch.look()
    assert watch.drifts() == []
    watch.look()
    assert watch.drifts() == [(Kind.PICTURE_CHANGED, "che-moi.jpg", "che-cu.jpg")]
    assert watch.accept()
    assert watch.drifts() == []
    watch.look(2)
    assert watch.drifts() == []


def test_a_picture_taken_off_is_told_and_gone_when_it_is_back(watch: Watch) -> None:
    watch.look(2)
    watch.show(picture="")
    watch.look(2)
    assert watch.drifts() == [(Kind.PICTURE_GONE, "", "che-cu.jpg")]
    watch.show(picture="che-cu.jpg")
    watch.look(2)
    assert watch.drifts() == []


def test_a_page_linked_by_hand_starts_anew(watch: Watch) -> None:
    watch.look(2)
    watch.link(watch.urls[0])
    with watch.stall.database.read() as session:
        assert session.get_one(Listing, watch.listing_id).picture_base is not None
    watch.link(watch.urls[1])
    seen = watch.look(2)
    assert seen.picture is not None
    assert seen.picture.endswith("/trang-khac.jpg")
    assert watch.drifts() == []


def test_a_redesign_of_the_floor_changes_no_picture(watch: Watch) -> None:
    watch.look(2)
    for theme, shape in (("B", "jsonld"), ("B", "text"), ("A", "microdata"), ("C", "jsonld")):
        watch.stall.floor.post("/rules", {"theme": theme, "shape": shape})
        watch.look(2)
        assert watch.drifts() == []


def test_the_api_tells_the_picture_too(stall: Stall, act: Act) -> None:
    shop_id = stall.open_shop()
    (listing_id,) = stall.stock_up(shop_id, 1)

    async def push(context: JobContext) -> None:
        plan_push(context)
        await work_off(context)

    async def look(context: JobContext) -> Seen | None:
        return await look_now(context, listing_id)

    act(push)
    first, second = act(look), act(look)
    (item,) = stall.items()
    stall.shopee.post(f"/items/{item['item_id']}", {"picture": "vn-11134207-khac"})
    changed = act(look)
    stall.shopee.post(f"/items/{item['item_id']}", {"picture": ""})
    assert is_same(first.picture, second.picture)
    assert changed.picture.endswith("/file/vn-11134207-khac")
    assert not is_same(first.picture, changed.picture)
    assert act(look).picture == ""
    with stall.database.read() as session:
        row = session.exec(select(Listing)).one()
    assert row.picture_from is not None, "our own push begins anew"
