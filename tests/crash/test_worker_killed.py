"""500 listings, lost answers, and a worker that dies again and again: each is put up once."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import pytest

from catalog.config import PlanSettings
from catalog.models import utc_now
from catalog.plan import apply, compute
from catalog.status import Dispatch
from tests.crash.conftest import wait_until
from tests.support.stall import Stall

pytestmark = pytest.mark.crash

SHOPS = 10
A_SHOP = 50
KILLS = 2


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
    for _ in range(KILLS):
        worker = start("worker")
        _wait_for_more(stall, len(stall.items()))
        time.sleep(dice.uniform(0.1, 1.5))
        worker.kill()
        worker.wait()
    killed_at = len(stall.items())
    assert killed_at < SHOPS * A_SHOP, "the kills must fall into the work"
    start("worker")
    wait_until(lambda: _accepted(stall) == len(listing_ids), 240, "mọi tin được sàn nhận")
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


def _wait_for_more(stall: Stall, before: int) -> None:
    wait_until(lambda: len(stall.items()) > before, 150, "máy làm việc gửi tiếp")


def _skus(stall: Stall) -> Counter[tuple[int, str]]:
    return Counter((item["shop_id"], item["item_sku"]) for item in stall.items())
