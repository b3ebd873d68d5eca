"""Faults over real sockets: what the client sees, and what the marketplace really did."""

import threading
import time

import httpx
import pytest

from connectors.sandbox.faults import FaultTable, draw, parse
from tests.unit.sandbox.caller import REFRESH, Caller, Control, Json

ADD = "/api/v2/product/add_item"
CUT = (httpx.RemoteProtocolError, httpx.ReadError)


def skus(control: Control) -> list[str]:
    return [one["item_sku"] for one in control.get("/items")["items"]]


def test_drop_after_creates_the_item_without_an_answer(caller: Caller, control: Control) -> None:
    draft = caller.draft("LC-DROP")
    control.post("/faults", match=ADD, kind="drop_after", count=1)
    with pytest.raises(CUT):
        caller.post("product/add_item", draft)
    assert skus(control) == ["LC-DROP"]
    found = caller.get("product/search_item", page_size=10, item_sku="LC-DROP")
    assert found["response"]["total_count"] == 1


def test_drop_before_creates_nothing(caller: Caller, control: Control) -> None:
    draft = caller.draft("LC-DROP")
    control.post("/faults", match=ADD, kind="drop_before", count=1)
    with pytest.raises(CUT):
        caller.post("product/add_item", draft)
    assert skus(control) == []
    assert caller.post("product/add_item", draft)["error"] == ""


def test_a_lost_refresh_answer_loses_the_refresh_token(caller: Caller, control: Control) -> None:
    pair = control.post("/tokens", shop_id=caller.shop_id)
    control.post("/faults", match=REFRESH, kind="drop_after", count=1)
    body = {
        "refresh_token": pair["refresh_token"],
        "shop_id": caller.shop_id,
        "partner_id": caller.settings.partner_id,
    }
    with pytest.raises(CUT):
        caller.public_post(REFRESH, body)
    assert caller.public_post(REFRESH, body)["error"] == "error_shop_refresh_token"


def test_an_error_told_after_the_item_was_created(caller: Caller, control: Control) -> None:
    draft = caller.draft("LC-AMB")
    code = "product.error_busi_add_item_failed"
    control.post("/faults", match=ADD, kind="error", code=code, after=True, count=1)
    assert caller.post("product/add_item", draft)["error"] == code
    assert skus(control) == ["LC-AMB"]


def test_status_rate_limit_and_retry_after(caller: Caller, control: Control) -> None:
    path = "/api/v2/shop/get_shop_info"
    control.post("/faults", match=path, kind="status", status=502, count=1)
    control.post("/faults", match=path, kind="rate_limit", retry_after="7", count=1)
    bad, limited, good = (caller.http.get(path, params=caller.query(path)) for _ in range(3))
    assert (bad.status_code, good.status_code) == (502, 200)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert limited.json()["error"] == "error_rate_limit"


def test_truncated_body(caller: Caller, control: Control) -> None:
    control.post("/faults", match="/api/v2/product/get_category", kind="truncate", count=1)
    with pytest.raises(httpx.RemoteProtocolError, match=r"peer closed|incomplete"):
        caller.get("product/get_category")
    assert caller.get("product/get_category")["error"] == ""


def test_slow_body_and_delay_outlast_a_short_patience(caller: Caller, control: Control) -> None:
    path = "/api/v2/product/get_category"
    for kind in ("delay", "slow"):
        control.post("/faults", match=path, kind=kind, seconds=60, count=1)
        with pytest.raises(httpx.ReadTimeout):
            caller.http.get(path, params=caller.query(path), timeout=0.3)


def test_a_slow_body_arrives_whole(caller: Caller, control: Control) -> None:
    whole = caller.get("product/get_category")["response"]
    control.post("/faults", match="/api/v2/product/", kind="slow", seconds=0.2, count=1)
    assert caller.get("product/get_category")["response"] == whole


def test_skip_count_and_lifting(caller: Caller, control: Control) -> None:
    body: Json = {"match": "/api/v2/shop/", "kind": "error", "code": "error_server"}
    fault_id = control.post("/faults", **body, skip=2, count=1)["fault_id"]
    errors = [caller.get("shop/get_shop_info")["error"] for _ in range(4)]
    assert errors == ["", "", "error_server", ""]
    [fault] = control.get("/faults")["faults"]
    assert (fault["fault_id"], fault["seen"], fault["fired"]) == (fault_id, 4, 1)
    assert control.http.delete(f"/faults/{fault_id}").status_code == 200
    assert control.http.delete(f"/faults/{fault_id}").status_code == 404
    control.post("/faults", **body)
    control.http.delete("/faults")
    assert caller.get("shop/get_shop_info")["error"] == ""


def test_the_same_seed_draws_the_same_faults() -> None:
    def run(seed: int) -> list[bool]:
        table = FaultTable()
        table.add(parse({"kind": "drop_before", "probability": 0.3, "seed": seed}))
        return [table.pick("GET", "/x") is not None for _ in range(200)]

    assert run(5) == run(5)
    assert run(5) != run(6)
    assert 30 <= sum(run(5)) <= 90
    assert all(0 <= draw(5, index) < 1 for index in range(100))


def test_a_fault_may_be_for_one_method() -> None:
    table = FaultTable()
    table.add(parse({"kind": "delay", "method": "POST", "match": "/a"}))
    assert table.pick("GET", "/a/b") is None
    assert table.pick("POST", "/b") is None
    assert table.pick("POST", "/a/b") is not None


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "explode"},
        {},
        {"kind": "delay", "secnods": 3},
        {"kind": "delay", "probability": 2},
        {"kind": "delay", "count": -1},
        {"kind": "delay", "match": 5},
        {"kind": "error", "after": "yes"},
        {"kind": "delay", "count": True},
    ],
)
def test_ill_described_faults_are_refused(control: Control, body: Json) -> None:
    answer = control.http.post("/faults", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_control_is_guarded_and_never_disturbed(caller: Caller, control: Control) -> None:
    control.post("/faults", match="/", kind="drop_before")
    assert control.get("/health")["market"] == "shopee"
    for headers in ({}, {"X-Control-Token": "guess"}):
        assert caller.http.get("/_control/items", headers=headers).status_code == 403
    assert control.http.post("/faults", content=b"[]").status_code == 400


@pytest.mark.parametrize("body", [{"skew": "x"}, {"speed": 0}, {"sped": 1}, {"advance": True}])
def test_ill_clock_changes_are_refused(control: Control, body: Json) -> None:
    assert control.http.post("/clock", json=body).status_code == 400


@pytest.mark.parametrize(
    "body", [{"reviw_seconds": 1}, {"review_seconds": "1"}, {"page_mode": "x"}, {"reject": []}]
)
def test_ill_rules_are_refused(control: Control, body: Json) -> None:
    assert control.http.post("/rules", json=body).status_code == 400


def test_reset_forgets_everything(caller: Caller, control: Control) -> None:
    caller.add()
    control.post("/clock", speed=60)
    control.post("/rules", review_seconds=9)
    control.post("/faults", kind="delay")
    control.post("/reset")
    assert control.get("/items")["items"] == []
    assert control.get("/shops")["shops"] == []
    assert control.get("/faults")["faults"] == []
    assert control.get("/clock") == {"skew": 0, "speed": 1, "advance": 0}
    assert control.get("/rules")["review_seconds"] == 0


def test_many_callers_at_once_get_different_items(caller: Caller, control: Control) -> None:
    draft = caller.draft()
    created: list[int] = []

    def create() -> None:
        for _ in range(10):
            answer = caller.post("product/add_item", draft)
            created.append(answer["response"]["item_id"])

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(created)) == 80
    assert len(control.get("/items", shop_id=caller.shop_id)["items"]) == 80


def test_items_can_be_changed_behind_the_sellers_back(caller: Caller, control: Control) -> None:
    item_id = caller.add("LC-9")
    changed = control.post(f"/items/{item_id}", price=1000, stock=0, status="UNLIST")
    assert (changed["price"], changed["stock"], changed["status"]) == (1000, 0, "UNLIST")
    assert control.get("/items", sku="LC-9", status="UNLIST")["items"] == [changed]
    assert control.http.post(f"/items/{item_id}", json={"price": "1"}).status_code == 400
    assert control.http.post(f"/items/{item_id}", json={"status": "X"}).status_code == 400
    assert control.http.post("/items/1", json={}).status_code == 404


def test_stated_time_follows_the_skew(control: Control) -> None:
    control.post("/clock", skew=-7200)
    assert abs(control.get("/health")["stated_time"] - (time.time() - 7200)) < 60
