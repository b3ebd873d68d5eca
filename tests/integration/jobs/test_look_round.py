"""A round of looks that a person asked for: told how far it is, and what had to wait."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from catalog.models import Listing, Run, utc_now
from jobs import look_round
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.engine.worker import Worker
from jobs.look_round import Standing
from jobs.looking import look_now
from jobs.plan_push import plan_push
from tests.support.stall import Stall
from tests.support.working import work_off

Act = Callable[[Any], Any]


def go_round(stall: Stall, *, api: bool = True, page: bool = True) -> list[Standing]:
    """All that is told while a worker does the work."""

    async def whole() -> list[Standing]:
        clients = Clients(stall.settings, stall.database, stall.vault)
        context = JobContext(stall.database, stall.settings, stall.vault, clients, utc_now)
        stop = threading.Event()
        wanted = look_round.begin(context, api=api, page=page)
        working = asyncio.create_task(Worker(context, "test").run(stop))
        told = [far async for far in look_round.follow(context, wanted, stop)]
        stop.set()
        await working
        await clients.close()
        return told

    return asyncio.run(whole())


@pytest.mark.usefixtures("on_floor")
def test_pages_are_counted_until_all_that_were_due_are_read(stall: Stall) -> None:
    told = go_round(stall)
    assert (told[0].looked, told[0].left) == (0, 3)
    last = told[-1]
    assert (last.looked, last.silent, last.left, last.under_way) == (3, 0, 0, 0)


@pytest.mark.usefixtures("on_floor")
def test_nothing_is_due_twice(stall: Stall) -> None:
    go_round(stall)
    again = go_round(stall)
    assert [(far.looked, far.left) for far in again] == [(0, 0)]


@pytest.mark.usefixtures("on_floor")
def test_a_wall_is_a_look_that_told_nothing(stall: Stall) -> None:
    stall.floor.post("/faults", {"kind": "wall", "match": "/p/"})
    last = go_round(stall)[-1]
    assert last.silent == last.looked > 0


@pytest.mark.usefixtures("on_floor")
def test_a_shops_listings_are_counted_too(stall: Stall, act: Act) -> None:
    shop_id = stall.open_shop()
    stall.stock_up(shop_id, 2)

    async def push(context: JobContext) -> None:
        plan_push(context)
        await work_off(context)

    act(push)
    with stall.database.write() as session:
        for row in session.exec(select(Listing).where(Listing.shop_id == shop_id)):
            row.due_at = None
    last = go_round(stall, page=False)[-1]
    assert (last.looked, last.left) == (2, 0)


def test_one_look_leaves_a_line_in_the_ledger(stall: Stall, act: Act, on_floor: list[int]) -> None:
    seen = act(lambda context: look_now(context, on_floor[0]))
    with stall.database.read() as session:
        line = session.exec(select(Run).where(Run.job == "observe_listing")).one()
    assert line.counts["looked"] == 1
    assert seen.status == stall.listings(on_floor[0])[0].observed
