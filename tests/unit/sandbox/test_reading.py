"""Lists, search, details, reference data, pictures, pages."""

import pytest

from tests.unit.sandbox.caller import UPLOAD, Caller, Control, picture


def test_pages_of_the_list(caller: Caller) -> None:
    created = {caller.add(f"LC-{number}") for number in range(5)}
    seen: list[int] = []
    offset, more = 0, True
    while more:
        page = caller.get(
            "product/get_item_list", offset=offset, page_size=2, item_status="NORMAL"
        )["response"]
        seen += [one["item_id"] for one in page["item"]]
        assert page["total_count"] == 5
        offset, more = page["next_offset"], page["has_next_page"]
    assert len(seen) == 5
    assert set(seen) == created


def test_list_by_several_states_and_by_time(caller: Caller, control: Control) -> None:
    shown, hidden = caller.add("A"), caller.add("B")
    control.post(f"/items/{hidden}", status="UNLIST")
    states = ["NORMAL", "UNLIST"]
    both = caller.get("product/get_item_list", offset=0, page_size=10, item_status=states)
    found = {one["item_id"]: one["update_time"] for one in both["response"]["item"]}
    assert set(found) == {shown, hidden}
    later = max(found.values()) + 1
    window = {"offset": 0, "page_size": 10, "item_status": states}
    none = caller.get("product/get_item_list", **window, update_time_from=later)
    assert none["response"]["item"] == []
    none = caller.get("product/get_item_list", **window, update_time_to=min(found.values()) - 1)
    assert none["response"]["item"] == []


@pytest.mark.parametrize(
    ("call", "params"),
    [
        ("get_item_list", {"offset": 0, "page_size": 101, "item_status": "NORMAL"}),
        ("get_item_list", {"offset": 0, "page_size": 10}),
        ("get_item_list", {"offset": 0, "page_size": 10, "item_status": "ACTIVE"}),
        ("get_item_list", {"page_size": 10, "item_status": "NORMAL"}),
        ("get_item_base_info", {"item_id_list": ",".join(["1"] * 51)}),
        ("get_item_base_info", {"item_id_list": "a"}),
        ("get_item_base_info", {}),
        ("get_item_violation_info", {"item_id_list": ",".join(["1"] * 51)}),
        ("search_item", {"page_size": 10}),
        ("search_item", {"page_size": 0, "item_sku": "A"}),
        ("search_item", {"page_size": 10, "item_sku": "A", "offset": "x"}),
        ("get_attribute_tree", {"category_id_list": ",".join(["100812"] * 21)}),
        ("get_brand_list", {"offset": 0, "page_size": 101, "category_id": 100812, "status": 1}),
        ("category_recommend", {}),
    ],
)
def test_bad_parameters(caller: Caller, call: str, params: dict[str, object]) -> None:
    assert caller.get(f"product/{call}", **params)["error"] == "error_param"


def test_ids_comma_joined_or_repeated(caller: Caller) -> None:
    first, second = caller.add("A"), caller.add("B")
    for ids in (f"{first},{second}", [first, second]):
        answer = caller.get("product/get_item_base_info", item_id_list=ids)
        assert [one["item_id"] for one in answer["response"]["item_list"]] == [first, second]


def test_search_is_loose_and_lags(caller: Caller, control: Control) -> None:
    control.post("/rules", search_lag_seconds=5)
    exact, longer = caller.add("lc-01"), caller.add("LC-011")
    query = {"page_size": 1, "item_sku": "LC-01"}
    assert caller.get("product/search_item", **query)["response"]["total_count"] == 0
    control.post("/clock", advance=6)
    first = caller.get("product/search_item", **query)["response"]
    rest = caller.get("product/search_item", **query, offset=first["next_offset"])["response"]
    assert first["item_id_list"] + rest["item_id_list"] == [exact, longer]
    assert rest["next_offset"] == ""
    by_name = caller.get("product/search_item", page_size=9, item_name="bạc hà")
    assert by_name["response"]["total_count"] == 2


def test_only_leaves_of_the_vietnamese_tree_take_items(caller: Caller) -> None:
    tree = caller.get("product/get_category", language="vi")["response"]["category_list"]
    parents = {one["parent_category_id"] for one in tree}
    assert len(tree) >= 30
    assert all((one["category_id"] in parents) == one["has_children"] for one in tree)
    names = {one["category_id"]: one["display_category_name"] for one in tree}
    assert names[100812] == "Mật ong"
    suggested = caller.get("product/category_recommend", item_name="Chè Shan tuyết Suối Giàng")
    assert names[suggested["response"]["category_id"][0]] == "Trà (chè) lá"


def test_attributes_brands_limits_channels(caller: Caller) -> None:
    tree = caller.get("product/get_attribute_tree", category_id_list="100812,100821")
    food, craft = tree["response"]["list"]
    kinds = {one["attribute_info"]["input_type"] for one in food["attribute_tree"]}
    assert {1, 3, 5} <= kinds
    units = [one for one in food["attribute_tree"] if one["attribute_info"]["format_type"] == 2]
    assert units[0]["attribute_info"]["attribute_unit_list"] == ["Ngày", "Tháng", "Năm"]
    assert [one["name"] for one in craft["attribute_tree"]] == ["Xuất xứ", "Chất liệu"]
    brands = {"page_size": 5, "category_id": 100812, "status": 1}
    first = caller.get("product/get_brand_list", offset=0, **brands)["response"]
    rest = caller.get("product/get_brand_list", offset=5, **brands)["response"]
    assert (first["has_next_page"], rest["has_next_page"]) == (True, False)
    assert first["brand_list"][0]["brand_id"] == 0
    limits = caller.get("product/get_item_limit", category_id=100812)["response"]
    assert limits["item_name_length_limit"] == {"min_limit": 10, "max_limit": 120}
    channels = caller.get("logistics/get_channel_list")["response"]["logistics_channel_list"]
    usable = [one for one in channels if one["enabled"] and one["mask_channel_id"] == 0]
    assert {one["logistics_channel_id"] for one in usable} == {50018, 50015}


def test_no_variants(caller: Caller) -> None:
    answer = caller.get("product/get_model_list", item_id=caller.add())
    assert answer["response"] == {"tier_variation": [], "model": []}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_and_served(caller: Caller, kind: str) -> None:
    content = picture(kind)
    info = caller.upload(content)["response"]["image_info"]
    url = info["image_url_list"][0]["image_url"]
    assert caller.http.get(url).content == content


def test_pictures_may_be_signed_as_a_shop_call(caller: Caller) -> None:
    answer = caller.http.post(
        UPLOAD, params=caller.query(UPLOAD), files={"image": ("a.png", picture())}
    )
    assert answer.json()["error"] == ""


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (picture("GIF"), "error_invalid_image"),
        (picture()[:40], "error_invalid_image"),
        (b"%PDF-1.7", "error_invalid_image"),
        (picture() + b"\0" * (10 * 1024 * 1024), "error_file_size"),
    ],
)
def test_false_pictures(caller: Caller, content: bytes, error: str) -> None:
    assert caller.upload(content)["error"] == error


def test_upload_without_or_with_too_many_files(caller: Caller) -> None:
    for count in (0, 10):
        files = [("image", (f"{n}.png", picture())) for n in range(count)]
        params = caller.query(UPLOAD, public=True)
        answer = caller.http.post(UPLOAD, params=params, files=files or None)
        assert answer.json()["error"] == "error_param"


def test_one_bad_picture_among_good_ones(caller: Caller) -> None:
    files = [("image", ("a.png", picture())), ("image", ("b.png", b"no"))]
    params = caller.query(UPLOAD, public=True)
    answer = caller.http.post(UPLOAD, params=params, files=files).json()
    errors = [one["error"] for one in answer["response"]["image_info_list"]]
    assert errors == ["", "error_invalid_image"]


def test_public_page_walls_by_default(caller: Caller, control: Control) -> None:
    item_id = caller.add()
    address = f"/product/{caller.shop_id}/{item_id}"
    wall = caller.http.get(address)
    assert wall.status_code == 200
    assert "g-recaptcha" in wall.text
    assert "Mật ong" not in wall.text
    control.post("/rules", page_mode="shell")
    assert '<div id="root"></div>' in caller.http.get(address).text
    control.post("/rules", page_mode="html")
    page = caller.http.get(address)
    assert "Mật ong hoa bạc hà Mường Khương" in page.text
    assert "285.000₫" in page.text
    assert "Dữ liệu mô phỏng (sandbox)" in page.text
    control.post(f"/items/{item_id}", status="SHOPEE_DELETE")
    assert caller.http.get(address).status_code == 404


def test_limits_per_second_and_per_day(caller: Caller, control: Control) -> None:
    control.post("/rules", rate_per_second=3)
    path = "/api/v2/shop/get_shop_info"
    answers = [caller.http.get(path, params=caller.query(path)) for _ in range(12)]
    limited = [one for one in answers if one.status_code == 429]
    assert limited
    assert limited[0].json()["error"] == "error_rate_limit"
    control.post("/rules", rate_per_second=1000, daily_quota=0)
    assert caller.get("shop/get_shop_info")["error"] == "error_limit"
