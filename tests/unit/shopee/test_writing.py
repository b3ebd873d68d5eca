"""What is sent to Shopee: category, attributes, body; and what becomes of odd answers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.contract import ShopRef
from catalog.status import Action, ProductGroup
from connectors.base import Accepted, ChannelError, Outcome, Rejected, Request, Response, Unclear
from connectors.shopee import CONNECTOR
from connectors.shopee.attributes import MissingAttributeError, fill
from connectors.shopee.category import Category, best_leaf
from connectors.shopee.lookups import Attribute
from tests.contract.hostile import HOSTILE, OK_ENVELOPE, answer, converse
from tests.contract.stage import OPTIONS, draft, listing

SHOP = ShopRef(1, "shopee", "226441907", "G", OPTIONS)
REFERENCE: dict[str, Any] = {
    "category_recommend": {"category_id": [100812]},
    "get_item_limit": {"price_limit": {"min_limit": 1000, "max_limit": 1_000_000}},
    "get_attribute_tree": {"list": [{"category_id": 100812, "attribute_tree": []}]},
    "get_channel_list": {
        "logistics_channel_list": [
            {"logistics_channel_id": 1, "enabled": True, "fee_type": "FIXED_DEFAULT_PRICE"},
            {"logistics_channel_id": 2, "enabled": True, "fee_type": "SIZE_INPUT"},
            {"logistics_channel_id": 3, "enabled": True, "mask_channel_id": 1},
            {"logistics_channel_id": 4, "enabled": False},
        ]
    },
    "upload_image": {"image_info": {"image_id": "vn-1"}},
    "search_item": {"item_id_list": [], "total_count": 0},
    "add_item": {"item_id": 77},
}


def talk(
    last: Callable[[Request], Response] | None = None,
    seen: list[Request] | None = None,
    check_first: bool = False,
    **changes: Any,
) -> Outcome:
    """A create in which every look-up goes well; `last` answers add_item."""

    def reply(request: Request) -> Response:
        path = request.path.rpartition("/")[2]
        if path == "add_item" and last is not None:
            return last(request)
        return answer({**OK_ENVELOPE, "response": REFERENCE[path]})

    steps = CONNECTOR.push(
        Action.CREATE, draft(**changes), listing(), SHOP, check_first=check_first
    )
    return converse(CONNECTOR, steps, reply, seen)


def test_the_body_of_a_create() -> None:
    seen: list[Request] = []
    outcome = talk(seen=seen)
    assert outcome == Accepted("77", "https://shopee.vn/product/226441907/77", "")
    add = seen[-1]
    assert not add.repeatable
    assert add.json is not None
    body = json.loads(add.body())
    assert body["original_price"] == 285_000
    assert isinstance(body["original_price"], int)
    assert body["weight"] == 0.75
    assert body["item_sku"] == "LC-0001"
    assert body["image"] == {"image_id_list": ["vn-1"]}
    assert body["logistic_info"] == [{"logistic_id": 1, "enabled": True}]
    assert body["brand"]["brand_id"] == 0
    assert body["seller_stock"] == [{"stock": 40}]
    assert [one.auth for one in seen if "upload" in one.path] == ["public"]


def test_the_look_up_comes_first_when_asked() -> None:
    seen: list[Request] = []
    talk(seen=seen, check_first=True)
    assert seen[0].path.endswith("search_item")
    assert seen[0].query["item_sku"] == "LC-0001"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_strange_answer_to_a_create_is_unclear(name: str) -> None:
    body = HOSTILE[name]
    assert isinstance(talk(lambda _request: answer(body)), Unclear)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_strange_answer_to_the_look_up_never_leads_to_a_create(name: str) -> None:
    body = HOSTILE[name]
    seen: list[Request] = []
    steps = CONNECTOR.push(Action.CREATE, draft(), listing(), SHOP, check_first=True)
    with pytest.raises(ChannelError) as caught:
        converse(CONNECTOR, steps, lambda _request: answer(body), seen)
    assert caught.value.code == "answer_changed"
    assert len(seen) == 1


def test_a_refusal_keeps_the_channel_s_words() -> None:
    said = {"error": "product.error_title_character_forbidden", "message": "no emoji"}
    assert talk(lambda _request: answer(said)) == Rejected("name_invalid", "no emoji", "item_name")


def test_a_listing_without_anything_to_find_it_by_is_named() -> None:
    def reply(_request: Request) -> Response:
        return answer({**OK_ENVELOPE, "response": {"item_id_list": [], "item_list": []}})

    steps = CONNECTOR.push(Action.PRICE, draft(), listing("LC-9"), SHOP, check_first=False)
    assert converse(CONNECTOR, steps, reply) == Rejected("item_not_found", "LC-9", "item_sku")


def attribute(name: str = "A", **changes: Any) -> Attribute:
    info = {"input_type": 3, **changes.pop("info", {})}
    return Attribute.model_validate(
        {"attribute_id": 9, "name": name, "mandatory": True, "attribute_info": info, **changes}
    )


CHOICES = [{"value_id": 1, "name": "Ngăn mát"}, {"value_id": 2, "name": "Ngăn đông"}]


@pytest.mark.parametrize(
    ("wanted", "stated", "value"),
    [
        (attribute(), "chữ", {"value_id": 0, "original_value_name": "chữ"}),
        (
            attribute(attribute_value_list=CHOICES, info={"input_type": 1}),
            "ngăn MÁT",
            {"value_id": 1},
        ),
        (
            attribute(attribute_value_list=CHOICES, info={"input_type": 2}),
            "Khô ráo",
            {"value_id": 0, "original_value_name": "Khô ráo"},
        ),
        (
            attribute(info={"input_validation_type": 1, "attribute_unit_list": ["Ngày", "Tháng"]}),
            "12 tháng",
            {"value_id": 0, "original_value_name": "12", "value_unit": "Tháng"},
        ),
        (
            attribute(info={"input_validation_type": 3, "attribute_unit_list": ["%"]}),
            "29,5",
            {"value_id": 0, "original_value_name": "29.5", "value_unit": "%"},
        ),
        (
            attribute(info={"input_validation_type": 4}),
            "02/01/1970",
            {"value_id": 0, "original_value_name": "86400"},
        ),
    ],
)
def test_attributes_are_filled_as_their_kind_wants(
    wanted: Attribute, stated: str, value: dict[str, object]
) -> None:
    (entry,) = fill([wanted], draft(), {"a": stated})
    assert entry == {"attribute_id": 9, "attribute_value_list": [value]}


@pytest.mark.parametrize(
    ("wanted", "stated"),
    [
        (attribute(), ""),
        (attribute(attribute_value_list=CHOICES, info={"input_type": 1}), "Khô ráo"),
        (attribute(info={"input_validation_type": 1}), "không rõ"),
        (attribute(info={"input_validation_type": 1}), "1,5"),
        (attribute(info={"input_validation_type": 4}), "31/02/2026"),
        (attribute(info={"attribute_unit_list": ["g", "kg"]}), "500"),
    ],
)
def test_a_mandatory_attribute_is_never_made_up(wanted: Attribute, stated: str) -> None:
    with pytest.raises(MissingAttributeError):
        fill([wanted], draft(), {"A": stated})


def test_facts_we_hold_fill_origin_maker_and_address() -> None:
    names = ("Xuất xứ", "Tên tổ chức sản xuất", "Địa chỉ tổ chức sản xuất")
    entries = fill([attribute(name) for name in names], draft(), {})
    values: list[Any] = [entry["attribute_value_list"] for entry in entries]
    assert [one[0]["original_value_name"] for one in values] == [
        "Việt Nam",
        "HTX Mật ong Bạc hà",
        "Xã Bản Hồ, Lào Cai",
    ]


TREE = [
    Category(category_id=1, display_category_name="Thực phẩm", has_children=True),
    Category(category_id=2, parent_category_id=1, display_category_name="Mật ong"),
    Category(category_id=3, display_category_name="Nhà cửa", has_children=True),
    Category(category_id=4, parent_category_id=3, display_category_name="Mật ong trang trí"),
]


def test_the_leaf_comes_from_the_right_group() -> None:
    name = "Mật ong trang trí"
    assert best_leaf(TREE, draft(name=name, group=ProductGroup.FOOD)) == 2
    assert best_leaf(TREE, draft(name=name, group=ProductGroup.CRAFT)) == 4
    assert best_leaf(TREE, draft(name="Khăn", group=ProductGroup.CRAFT)) is None


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6), st.booleans()), max_size=8))
def test_no_tree_however_knotted_hangs_the_choice(nodes: list[tuple[int, int, bool]]) -> None:
    tree = [
        Category(category_id=a, parent_category_id=b, display_category_name="Mật", has_children=c)
        for a, b, c in nodes
    ]
    leaf = best_leaf(tree, draft(name="Mật"))
    assert leaf is None or any(one.category_id == leaf for one in tree)
