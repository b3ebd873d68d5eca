"""What ``add_item`` takes and what it refuses, with which code."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import FOOD_ATTRIBUTES, Caller, Control, text_value


def test_a_complete_draft_is_created_and_listed(caller: Caller) -> None:
    item_id = caller.add("LC-077")
    info = caller.get("product/get_item_base_info", item_id_list=item_id)
    [item] = info["response"]["item_list"]
    assert item["item_sku"] == "LC-077"
    assert item["item_status"] == "NORMAL"
    assert item["weight"] == "0.75"
    assert item["price_info"][0] == {
        "currency": "VND",
        "original_price": 285_000,
        "current_price": 285_000,
    }
    assert item["stock_info_v2"]["summary_info"]["total_available_stock"] == 40


def test_the_same_request_twice_makes_two_items(caller: Caller) -> None:
    assert caller.add("LC-1") != caller.add("LC-1")
    found = caller.get("product/search_item", page_size=10, item_sku="LC-1")
    assert found["response"]["total_count"] == 2


def test_a_flag_refuses_a_repeated_sku(caller: Caller, control: Control) -> None:
    control.post("/rules", refuse_repeated_sku=True)
    caller.add("LC-1")
    answer = caller.post("product/add_item", caller.draft("LC-1"))
    assert answer["error"] == "product.error_repeated_mtsku"


def channel(logistic_id: int, *, enabled: bool = True) -> list[dict[str, Any]]:
    return [{"logistic_id": logistic_id, "enabled": enabled}]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"item_name": None}, "error_param"),
    ({"description": None}, "error_param"),
    ({"category_id": None}, "error_param"),
    ({"original_price": None}, "error_param"),
    ({"weight": None}, "error_param"),
    ({"image": None}, "error_param"),
    ({"logistic_info": None}, "error_param"),
    ({"seller_stock": None}, "error_param"),
    ({"seller_stock": [{"stock": -1}]}, "error_param"),
    ({"seller_stock": [{"stock": 1.5}]}, "error_param"),
    ({"item_name": "   "}, "product.error_item_name_empty"),
    ({"item_name": "Mật ong"}, "product.error_item_name_is_too_short"),
    ({"item_name": "Mật ong " * 20}, "product.error_title_exceeds_max_length"),
    ({"description": "Ngon"}, "product.error_desc_length_min_limit"),
    ({"description": "x" * 3001}, "product.error_desc_length_max_limit"),
    ({"description": "#ocop " * 19}, "product.error_desc_hash_tag_over_limit"),
    ({"category_id": 100653}, "product.error_invalid_category"),
    ({"category_id": 1}, "product.error_invalid_category"),
    ({"original_price": 999}, "product.error_price_exceed_min_limit"),
    ({"original_price": 120_000_001}, "product.error_price_exceed_max_limit"),
    ({"original_price": 1000.5}, "product.error_invalid_price"),
    ({"original_price": "285000"}, "product.error_invalid_price"),
    ({"weight": 0}, "error_param"),
    ({"weight": "0.75"}, "error_param"),
    ({"image": {"image_id_list": []}}, "product.error_image_num_min"),
    ({"image": {"image_id_list": ["x"] * 10}}, "product.error_image_num_max"),
    ({"image": {"image_id_list": ["vn-unknown"]}}, "product.error_image_unavailable"),
    ({"image": {"image_url": "http://x"}}, "error_param"),
    ({"logistic_info": channel(1)}, "product.error_invalid_logistic_info"),
    ({"logistic_info": channel(50011)}, "product.error_invalid_logistic_info"),
    ({"logistic_info": channel(50021)}, "product.error_invalid_logistic_info"),
    ({"logistic_info": channel(50015)}, "product.error_invalid_logistic_info"),
    ({"logistic_info": channel(50018, enabled=False)}, "product.error_invalid_logistic_info"),
    ({"weight": 51}, "product.error_invalid_logistic_info"),
    ({"brand": None}, "product.error_less_required_brand"),
    ({"brand": {"brand_id": 0}}, "product.error_invalid_brand"),
    (
        {"brand": {"brand_id": 9, "original_brand_name": "Sa Pa Farm"}},
        "product.error_invalid_brand",
    ),
    ({"dimension": {"package_length": 10}}, "error_param"),
    ({"item_sku": "x" * 101}, "error_param"),
    ({"condition": "OLD"}, "error_param"),
    ({"item_status": "BANNED"}, "product.error_param_item_status"),
    ({"attribute_list": None}, "product.error_less_required_attribute"),
]


@pytest.mark.parametrize(("change", "error"), REFUSED)
def test_refusals(caller: Caller, change: dict[str, Any], error: str) -> None:
    answer = caller.post("product/add_item", caller.draft(**change))
    assert answer["error"] == error
    assert "response" not in answer


ATTRIBUTES: list[tuple[dict[str, Any], str]] = [
    (text_value(100095, "Việt Nam"), "product.error_invalid_attribute_value"),
    (
        {"attribute_id": 100095, "attribute_value_list": [{"value_id": 9}]},
        "product.error_invalid_attribute_value",
    ),
    ({"attribute_id": 100095, "attribute_value_list": []}, "product.error_invalid_attribute_value"),
    (text_value(100010, "12"), "product.error_invalid_attribute_value"),
    (text_value(100010, "12", "Giờ"), "product.error_invalid_attribute_value"),
    (text_value(100010, "một năm", "Năm"), "product.error_invalid_attribute_value"),
    (text_value(100999, " "), "product.error_value_name_required"),
    (
        {"attribute_id": 100999, "attribute_value_list": [{"original_value_name": "HTX"}]},
        "product.error_value_id_must_equal_zero",
    ),
    (text_value(100011, "1,5", "kg"), "product.error_invalid_attribute_value"),
    (text_value(100012, "2026-01-01"), "product.error_invalid_attribute_value"),
    (text_value(100014, "30", "%"), "product.error_invalid_category_attribute"),
]


@pytest.mark.parametrize(("entry", "error"), ATTRIBUTES)
def test_attribute_refusals(caller: Caller, entry: dict[str, Any], error: str) -> None:
    kept = [one for one in FOOD_ATTRIBUTES if one["attribute_id"] != entry["attribute_id"]]
    answer = caller.post("product/add_item", caller.draft(attribute_list=[*kept, entry]))
    assert answer["error"] == error


def test_optional_attributes_in_their_right_form(caller: Caller) -> None:
    storage = {"attribute_id": 100013, "attribute_value_list": [{"value_id": 1101}]}
    more = [text_value(100011, "1.5", "kg"), text_value(100012, "1790000000"), storage]
    caller.add(attribute_list=[*FOOD_ATTRIBUTES, *more])


def test_wine_needs_its_alcohol_content(caller: Caller) -> None:
    answer = caller.post("product/add_item", caller.draft(category_id=100816))
    assert answer["error"] == "product.error_invalid_category_attribute"
    wine = [*FOOD_ATTRIBUTES[:3], text_value(100015, "500", "ml")]
    answer = caller.post("product/add_item", caller.draft(category_id=100816, attribute_list=wine))
    assert "Nồng độ cồn" in answer["message"]
    caller.add(category_id=100816, attribute_list=[*wine, text_value(100014, "12.5", "%")])


def test_bulky_goods_need_their_size(caller: Caller) -> None:
    size = {"package_length": 80, "package_width": 60, "package_height": 40}
    caller.add(logistic_info=channel(50015), dimension=size)


def test_a_blocked_category(caller: Caller, control: Control) -> None:
    control.post("/rules", blocked_categories=[100812])
    answer = caller.post("product/add_item", caller.draft())
    assert answer["error"] == "product.error_category_is_block"


def test_the_shop_is_full(caller: Caller, control: Control) -> None:
    control.post("/rules", item_limit=1)
    caller.add()
    answer = caller.post("product/add_item", caller.draft("LC-2"))
    assert answer["error"] == "product.error_reach_shop_item_limit"


def test_a_body_that_is_not_json(caller: Caller) -> None:
    path = "/api/v2/product/add_item"
    answer = caller.http.post(path, params=caller.query(path), content=b"{")
    assert answer.json()["error"] == "error_param"
