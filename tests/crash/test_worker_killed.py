"""500 listings, lost answers, and a worker that dies again and again: each is put up once."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlmodel import select

from catalog.config import PlanSettings
from catalog.models import Task, utc_now
from catalog.plan import apply, compute
from catalog.status import Dispatch, TaskState
from tests.crash.conftest import wait_until
from tests.support.stall import Stall

pytestmark = pytest.mark.crash

SHOPS = 10
A_SHOP = 50


def test_nothing_is_lost_and_nothing_is_put_up_twice(
    stall: Stall, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    listing_ids = [
        listing_id
        for number in range(SHOPS)
        for listing_id in stall.stock_up(stall.open_shop(f"Gian hàng {number}"), A_SHOP)
    ]
    stall.fault("drop_after", "/api/v2/product/add_item", probability=0.3, seed=7)
    with stall.database.write() as session:
        apply(session, compute(session, utc_now()), PlanSettings())
    dice = random.Random(20261122)
    _kill_at_work(stall, start("worker"), dice)  # nobody is left: the next finds its leases
    worker, _heir = start("worker"), start("worker")
    _kill_at_work(stall, worker, dice)  # beside one that goes on
    killed_at = len(stall.items())
    assert killed_at < SHOPS * A_SHOP, "the kills must fall into the work"
    # Asked seldom: the marketplace answers us with the time that it could give the worker.
    wait_until(lambda: _accepted(stall) == len(listing_ids), 480, "mọi tin được sàn nhận", 1.0)
    skus = _skus(stall)
    assert len(skus) == SHOPS * A_SHOP
    assert set(skus.values()) == {1}
    ids = {str(item["item_id"]) for item in stall.items()}
    assert {row.external_id for row in stall.listings()} == ids


def _accepted(stall: Stall) -> int:
    """How many the channel took; fails as soon as anything stands there twice."""
    doubles = [key for key, number in _skus(stall).items() if number > 1]
    assert doubles == []
    return sum(row.dispatch == Dispatch.ACCEPTED for row in stall.listings())


def _kill_at_work(stall: Stall, worker: "subprocess.Popen[bytes]", dice: random.Random) -> None:
    """SIGKILL at a random moment after the worker has tasks in hand and items have come."""
    before = len(stall.items())
    wait_until(lambda: _holds(stall, worker.pid), 300, "máy làm việc nhận việc")
    wait_until(lambda: len(stall.items()) > before, 300, "máy làm việc gửi tiếp")
    time.sleep(dice.uniform(0.1, 1.5))
    assert _holds(stall, worker.pid), "the kill must fall into the work"
    worker.kill()
    worker.wait()


def _holds(stall: Stall, pid: int) -> bool:
    with stall.database.read() as session:
        query = select(Task.lease_holder).where(Task.state == TaskState.RUNNING)
        return any(f":{pid}:" in (holder or "") for holder in session.exec(query))


def _skus(stall: Stall) -> Counter[tuple[int, str]]:
    return Counter((item["shop_id"], item["item_sku"]) for item in stall.items())
