"""Our Shopee client before its independent judge: the sandbox, over real HTTP."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.contract import ListingRef, Seen
from catalog.models import utc_now
from catalog.status import Action, Observed
from connectors.base import Accepted, ChannelError, Rejected
from connectors.http.client import ChannelClient
from connectors.registry import api
from connectors.shopee import change
from tests.contract.stage import Stage, draft, listing

ADD = "/api/v2/product/add_item"


def created(stage: Stage, sku: str = "LC-0001", **changes: Any) -> str:
    outcome = stage.push(Action.CREATE, draft(sku, **changes))
    assert isinstance(outcome, Accepted), outcome
    return outcome.external_id or ""


def look(stage: Stage, *listings: ListingRef) -> list[Seen]:
    async def act(client: ChannelClient) -> list[Seen]:
        return await client.run(stage.shop, api("shopee").observe(listings, stage.shop, utc_now))

    return stage.run(act)


def test_what_is_pushed_is_what_is_seen(stage: Stage) -> None:
    item_id = created(stage)
    (fresh,) = look(stage, listing(external_id=item_id))
    assert (fresh.status, fresh.price_vnd, fresh.stock) == (Observed.IN_REVIEW, 285_000, 40)
    stage.control("/clock", {"advance": 3700})
    (live,) = look(stage, listing(external_id=item_id))
    assert live.status is Observed.LIVE
    assert live.title == draft().name
    assert live.proof is not None
    assert str(item_id).encode() in live.proof.body
    assert live.url == f"https://shopee.vn/product/{stage.shop.external_id}/{item_id}"


def test_every_change_reaches_the_item(stage: Stage) -> None:
    item_id = created(stage)
    stage.control("/clock", {"advance": 3700})
    target = listing(external_id=item_id)
    changed = draft(name="Mật ong bạc hà mới – OCOP 4 sao", price_vnd=300_000, stock=7)
    for action in (Action.UPDATE, Action.PRICE, Action.STOCK):
        assert isinstance(stage.push(action, changed, target), Accepted)
    (seen,) = look(stage, target)
    assert (seen.title, seen.price_vnd, seen.stock) == (changed.name, 300_000, 7)
    assert isinstance(stage.push(Action.UNLIST, None, target), Accepted)
    assert look(stage, target)[0].status is Observed.HIDDEN_BY_SELLER
    assert isinstance(stage.push(Action.RELIST, None, target), Accepted)
    assert look(stage, target)[0].status is Observed.LIVE
    assert isinstance(stage.push(Action.STOCK, replace(changed, stock=0), target), Accepted)
    assert look(stage, target)[0].status is Observed.LIVE_OUT_OF_STOCK
    for _twice in range(2):
        assert isinstance(stage.push(Action.DELETE, None, target), Accepted)
    assert look(stage, target)[0].status is Observed.REMOVED


def test_a_ban_tells_its_reason(stage: Stage) -> None:
    item_id = created(stage)
    ban = {"status": "BANNED", "reason": "License Reason", "suggestion": "Upload license"}
    stage.control(f"/items/{item_id}", ban)
    (seen,) = look(stage, listing(external_id=item_id))
    assert seen.status is Observed.SUSPENDED
    assert "License Reason" in (seen.reason or "")
    assert "Upload license" in (seen.reason or "")


def test_a_frozen_shop_overrides_its_items(stage: Stage) -> None:
    item_id = created(stage)
    stage.control("/clock", {"advance": 3700})
    stage.control(f"/shops/{stage.shop.external_id}", {"status": "FROZEN"})
    (seen,) = look(stage, listing(external_id=item_id))
    assert seen.status is Observed.SUSPENDED
    with pytest.raises(ChannelError) as caught:
        stage.push(Action.CREATE, draft("LC-0002"))
    assert caught.value.code == "shop_blocked"


def test_a_state_nobody_knows_is_unknown(stage: Stage) -> None:
    item_id = created(stage)
    assert look(stage, listing(external_id="1"))[0].status is Observed.UNKNOWN
    assert look(stage, listing("NOWHERE"))[0].status is Observed.NOT_FOUND
    assert look(stage, listing())[0].external_id == item_id


def test_sixty_listings_are_read_in_two_batches(stage: Stage) -> None:
    ids = [created(stage, f"LC-{number:04d}") for number in range(2)]
    wanted = [
        listing(f"LC-{number:04d}", ids[number] if number < 2 else str(900_000 + number), number)
        for number in range(60)
    ]
    seen = look(stage, *wanted)
    assert [one.listing_id for one in seen] == list(range(60))
    assert {one.status for one in seen[2:]} == {Observed.UNKNOWN}
    assert [one.external_id for one in seen[:2]] == ids


def test_our_own_mistakes_are_named_before_anything_is_sent(stage: Stage) -> None:
    cases: dict[str, dict[str, Any]] = {
        "price_invalid": {"price_vnd": 900},
        "price_missing": {"price_vnd": 0},
        "picture_missing": {"pictures": ()},
        "name_invalid": {"name": "Mật ong " * 20},
        "description_invalid": {"description": "Ngắn"},
        "stock_invalid": {"stock": -1},
        "data_invalid": {"weight_g": 0},
    }
    for code, changes in cases.items():
        outcome = stage.push(Action.CREATE, draft(**changes))
        assert isinstance(outcome, Rejected), code
        assert outcome.code == code
    assert stage.items() == []


def test_a_short_name_gets_its_producer_behind_it(stage: Stage) -> None:
    created(stage, name="Chè")
    assert stage.items()[0]["name"] == "Chè - HTX Mật ong Bạc hà"


def test_a_missing_attribute_is_named(stage: Stage) -> None:
    bare = replace(stage, shop=replace(stage.shop, settings={}))
    outcome = bare.push(Action.CREATE, draft())
    assert outcome == Rejected("attribute_missing", "Hạn sử dụng", "Hạn sử dụng")


def test_the_marketplace_s_refusals_have_our_codes(stage: Stage) -> None:
    stage.control("/rules", {"blocked_categories": [100812]})
    outcome = stage.push(Action.CREATE, draft())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "category_invalid"


def test_an_item_under_review_is_locked(stage: Stage) -> None:
    target = listing(external_id=created(stage))
    outcome = stage.push(Action.UNLIST, None, target)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "item_locked"


def test_a_batch_says_which_item_failed(stage: Stage) -> None:
    ids = [created(stage, f"LC-{number}") for number in range(3)]
    stage.control("/clock", {"advance": 3700})
    stage.control(f"/items/{ids[1]}", {"status": "BANNED", "reason": "x"})
    wanted = [listing(f"LC-{n}", one, n) for n, one in enumerate(ids)]

    async def act(client: ChannelClient) -> Any:
        return await client.run(stage.shop, change.show_many(wanted, stage.shop, unlist=True))

    outcomes = stage.run(act)
    assert [type(outcomes[number]) for number in range(3)] == [Accepted, Rejected, Accepted]
    assert outcomes[1].code == "item_locked"


def test_stock_below_what_is_reserved_is_refused(stage: Stage) -> None:
    item_id = created(stage)
    stage.control(f"/items/{item_id}", {"reserved": 5})
    outcome = stage.push(Action.STOCK, draft(stock=3), listing(external_id=item_id))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "stock_invalid"


def test_an_existing_item_is_adopted_not_doubled(stage: Stage) -> None:
    created(stage, "LC-0001-XL")
    item_id = created(stage)
    again = stage.push(Action.CREATE, draft(), check_first=True)
    assert isinstance(again, Accepted)
    assert (again.external_id, again.warning) == (item_id, "adopted")
    assert len(stage.items("LC-0001")) == 1


def test_a_refused_duplicate_is_adopted_too(stage: Stage) -> None:
    item_id = created(stage)
    stage.control("/rules", {"refuse_repeated_sku": True})
    again = stage.push(Action.CREATE, draft())
    assert isinstance(again, Accepted)
    assert again.external_id == item_id
