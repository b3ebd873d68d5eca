"""The sandbox's own check of signatures, against the published vectors and over sockets."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.shopee.signing import expected_sign, push_authorization
from tests.unit.sandbox.caller import Caller, Control

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "contract" / "vectors" / "shopee.json").read_text("utf-8")
)["vectors"]
INFO = "/api/v2/shop/get_shop_info"


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["kind"] != "push_signature"], ids=lambda v: str(v["id"])
)
def test_request_vectors(vector: dict[str, Any]) -> None:
    given = vector["inputs"]
    sign = expected_sign(
        given["partner_key"],
        given["partner_id"],
        given["path"],
        str(given["timestamp"]),
        given.get("access_token", ""),
        str(given.get("shop_id", "")),
    )
    assert sign == vector["expected"]["sign"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["kind"] == "push_signature"], ids=lambda v: str(v["id"])
)
def test_push_vectors(vector: dict[str, Any]) -> None:
    given = vector["inputs"]
    body = given["raw_body_utf8"].encode()
    header = push_authorization(given["partner_key"], given["callback_url"], body)
    assert header == vector["expected"]["authorization_header"]


def test_a_well_signed_call_is_answered(caller: Caller) -> None:
    info = caller.get("shop/get_shop_info")
    assert (info["error"], info["shop_name"], info["region"]) == ("", "Đặc sản Lào Cai", "VN")
    assert "response" not in info


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"sign": "0" * 64}, "error_sign", "Wrong sign."),
        ({"sign": ""}, "error_param", "no sign"),
        ({"timestamp": "1760000000"}, "error_param", "Timestamp is expired."),
        ({"timestamp": "gestern"}, "error_param", "timestamp"),
        ({"partner_id": "7"}, "error_auth", "Invalid partner_id or shopid"),
        ({"partner_id": ""}, "error_param", "partner_id"),
        ({"access_token": ""}, "error_auth", "Invalid access_token"),
        ({"shop_id": "x"}, "error_param", "shop_id"),
    ],
)
def test_tampered_calls_are_refused_with_http_200(
    caller: Caller, change: dict[str, str], error: str, words: str
) -> None:
    answer = caller.http.get(INFO, params=caller.query(INFO) | change)
    assert answer.status_code == 200
    assert answer.json()["error"] == error
    assert words in answer.json()["message"]


def test_a_shop_call_signed_as_public_is_refused(caller: Caller) -> None:
    own = {"access_token": caller.access_token, "shop_id": caller.shop_id}
    query = caller.query(INFO, public=True) | own
    assert caller.http.get(INFO, params=query).json()["error"] == "error_sign"


@pytest.mark.parametrize(("offset", "error"), [(-290, ""), (290, ""), (-310, "error_param")])
def test_the_window_is_five_minutes(caller: Caller, offset: int, error: str) -> None:
    caller.now = lambda: time.time() + offset
    assert caller.get("shop/get_shop_info")["error"] == error


def test_a_skewed_marketplace_refuses_the_right_time(caller: Caller, control: Control) -> None:
    control.post("/clock", skew=3600)
    assert caller.get("shop/get_shop_info")["message"] == "Timestamp is expired."
    caller.now = lambda: time.time() + 3600
    assert caller.get("shop/get_shop_info")["error"] == ""


def test_unknown_shop_and_unknown_path(caller: Caller) -> None:
    assert caller.get("product/no_such_call")["error"] == "error_not_found"
    caller.shop_id = 5
    assert caller.get("shop/get_shop_info")["error"] == "error_auth"
