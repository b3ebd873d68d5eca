"""Calls that change items, with what batch calls hide in ``failure_list``."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller, Control, Json


def details(caller: Caller, item_id: int) -> Json:
    answer = caller.get("product/get_item_base_info", item_id_list=item_id)
    return dict(answer["response"]["item_list"][0])


def test_price_and_stock_are_set_absolutely(caller: Caller) -> None:
    item_id = caller.add()
    price = {"item_id": item_id, "price_list": [{"model_id": 0, "original_price": 99_000}]}
    stock = {"item_id": item_id, "stock_list": [{"seller_stock": [{"stock": 7}]}]}
    for _ in range(2):
        assert caller.post("product/update_price", price)["response"]["failure_list"] == []
        assert caller.post("product/update_stock", stock)["response"]["failure_list"] == []
    item = details(caller, item_id)
    assert item["price_info"][0]["original_price"] == 99_000
    assert item["stock_info_v2"]["summary_info"]["total_available_stock"] == 7


@pytest.mark.parametrize(
    ("call", "entry"),
    [
        ("update_price", {"original_price": 10}),
        ("update_price", {"original_price": 5000.5}),
        ("update_price", {"model_id": 4, "original_price": 5000}),
        ("update_stock", {"seller_stock": [{"stock": -1}]}),
        ("update_stock", {"seller_stock": [{"stock": 2}]}),
    ],
)
def test_failures_stand_in_the_list_while_error_is_empty(
    caller: Caller, control: Control, call: str, entry: Json
) -> None:
    item_id = caller.add()
    control.post(f"/items/{item_id}", reserved=3)
    name = "price_list" if call == "update_price" else "stock_list"
    answer = caller.post(f"product/{call}", {"item_id": item_id, name: [entry]})
    assert answer["error"] == ""
    assert answer["response"]["success_list"] == []
    assert answer["response"]["failure_list"][0]["failed_reason"]
    assert details(caller, item_id)["price_info"][0]["original_price"] == 285_000


def test_unlist_and_relist_with_one_failure(caller: Caller, control: Control) -> None:
    shown, banned = caller.add("A"), caller.add("B")
    control.post(f"/items/{banned}", status="BANNED")
    entries = [{"item_id": number, "unlist": True} for number in (shown, banned, 1)]
    answer = caller.post("product/unlist_item", {"item_list": entries})["response"]
    assert answer["success_list"] == [{"item_id": shown, "unlist": True}]
    assert [one["item_id"] for one in answer["failure_list"]] == [banned, 1]
    assert caller.status(shown) == "UNLIST"
    relist = {"item_list": [{"item_id": shown, "unlist": False}]}
    caller.post("product/unlist_item", relist)
    assert caller.status(shown) == "NORMAL"


def test_an_item_in_review_cannot_be_unlisted(caller: Caller, control: Control) -> None:
    control.post("/rules", review_seconds=3600)
    item_id = caller.add()
    body = {"item_list": [{"item_id": item_id, "unlist": True}]}
    answer = caller.post("product/unlist_item", body)["response"]
    assert "REVIEWING" in answer["failure_list"][0]["failed_reason"]


@pytest.mark.parametrize("size", [0, 51])
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("update_price", "price_list"),
        ("update_stock", "stock_list"),
        ("unlist_item", "item_list"),
    ],
)
def test_batches_hold_1_to_50(caller: Caller, call: str, name: str, size: int) -> None:
    body: dict[str, Any] = {"item_id": caller.add(), name: [{}] * size}
    assert caller.post(f"product/{call}", body)["error"] == "error_param"


def test_update_keeps_what_is_left_out_and_validates_the_whole(caller: Caller) -> None:
    item_id = caller.add()
    body = {"item_id": item_id, "item_name": "Mật ong bạc hà mới thu hoạch"}
    assert caller.post("product/update_item", body)["error"] == ""
    item = details(caller, item_id)
    assert item["item_name"] == "Mật ong bạc hà mới thu hoạch"
    assert item["item_sku"] == "LC-001"
    answer = caller.post("product/update_item", {"item_id": item_id, "category_id": 100817})
    assert answer["error"] == "product.error_invalid_category_attribute"
    answer = caller.post("product/update_item", {"item_id": item_id, "original_price": 5000})
    assert answer["error"] == "product.error_param"


def test_deleted_items_stay_readable_but_not_editable(caller: Caller) -> None:
    item_id = caller.add()
    assert caller.post("product/delete_item", {"item_id": item_id})["error"] == ""
    assert caller.status(item_id) == "SELLER_DELETE"
    again = caller.post("product/delete_item", {"item_id": item_id})
    assert again["error"] == "product.error_item_not_found"


def test_another_shops_item_is_out_of_reach(caller: Caller, control: Control) -> None:
    item_id = caller.add()
    other = control.post("/shops", name="HTX Y Tý", kind="producer")["shop_id"]
    caller.shop_id = other
    caller.access_token = control.post("/tokens", shop_id=other)["access_token"]
    answer = caller.post("product/delete_item", {"item_id": item_id})
    assert answer["error"] == "product.error_item_not_found"
    found = caller.get("product/get_item_base_info", item_id_list=item_id)
    assert found["response"]["item_list"] == []
    owners = {shop["shop_id"]: shop["kind"] for shop in control.get("/shops")["shops"]}
    assert owners[other] == "producer"
    assert "province" in owners.values()
