"""From plan to marketplace: what is wanted arrives once, and every outcome has a name."""

from collections.abc import Callable
from typing import Any

from catalog.status import Dispatch, Intent
from jobs.plan_push import plan_push
from tests.support.stall import Stall


def plan(act: Callable[[Any], Any]) -> Any:
    async def job(context: Any) -> Any:
        return plan_push(context)

    return act(job)


def test_wanted_products_are_put_up_once(
    stall: Stall, act: Callable[[Any], Any], work: Callable[[], None]
) -> None:
    listing_ids = stall.stock_up(stall.open_shop(), 12)
    assert plan(act).counts["queued"] == 12
    work()
    rows = stall.listings(*listing_ids)
    assert {(row.dispatch, row.dispatch_code, row.dispatch_detail) for row in rows} == {
        (Dispatch.ACCEPTED, None, None)
    }
    assert sorted(row.external_id or "" for row in rows) == sorted(
        str(item["item_id"]) for item in stall.items()
    )
    assert plan(act).counts == {"held": 0}


def test_a_lost_answer_is_looked_up_and_never_repeated(
    stall: Stall, act: Callable[[Any], Any], work: Callable[[], None]
) -> None:
    listing_ids = stall.stock_up(stall.open_shop(), 3)
    stall.shopee.post(
        "/faults", {"kind": "drop_after", "match": "/api/v2/product/add_item", "count": 3}
    )
    plan(act)
    work()
    assert {row.dispatch for row in stall.listings(*listing_ids)} == {Dispatch.UNKNOWN_OUTCOME}
    assert len(stall.items()) == 3


def test_a_withdrawn_product_is_not_put_up(
    stall: Stall, act: Callable[[Any], Any], work: Callable[[], None]
) -> None:
    from catalog.intent import set_intent

    listing_ids = stall.stock_up(stall.open_shop(), 2)
    plan(act)
    with stall.database.write() as session:
        set_intent(session, listing_ids[:1], Intent.NOT_WANTED, "canbo")
    work()
    assert len(stall.items()) == 1


def test_what_is_sent_is_seen(
    stall: Stall, act: Callable[[Any], Any], work: Callable[[], None]
) -> None:
    from jobs.observe_api import observe_api

    listing_ids = stall.stock_up(stall.open_shop(), 4)
    plan(act)
    work()

    async def job(context: Any) -> Any:
        return observe_api(context)

    assert act(job).counts == {"shops": 1}
    work()
    assert {row.observed for row in stall.listings(*listing_ids)} <= {"live", "in_review"}
