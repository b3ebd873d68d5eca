"""Shopee's answers read by hand: states, reasons, error words, pushes."""

import json
from typing import Any

import pytest

from catalog.contract import ShopRef
from catalog.models import utc_now
from catalog.status import Observed
from connectors.base import Kind, Request, Response
from connectors.shopee import CONNECTOR, push_hook
from connectors.shopee.errors import classify, meaning
from connectors.shopee.signing import push_authorization
from tests.contract.hostile import OK_ENVELOPE, answer, converse
from tests.contract.stage import listing

SHOP = ShopRef(1, "shopee", "226441907")
ITEM: dict[str, Any] = {
    "item_id": 5,
    "item_sku": "LC-0001",
    "item_name": "Mật ong bạc hà",
    "item_status": "NORMAL",
    "price_info": [{"currency": "VND", "original_price": 285000, "current_price": 250000}],
    "stock_info_v2": {"summary_info": {"total_reserved_stock": 1, "total_available_stock": 9}},
    "weight": "0.75",
}


def reply(request: Request, item: dict[str, Any], shop_state: str = "NORMAL") -> Response:
    path = request.path.rpartition("/")[2]
    bodies: dict[str, dict[str, Any]] = {
        "get_shop_info": {**OK_ENVELOPE, "shop_name": "G", "status": shop_state},
        "get_item_base_info": {**OK_ENVELOPE, "response": {"item_list": [item]}},
        "get_item_violation_info": {
            **OK_ENVELOPE,
            "response": {
                "item_list": [
                    {
                        "item_id": 5,
                        "item_status_details": [
                            {"violation_type": "Prohibited", "violation_reason": "License"}
                        ],
                    }
                ]
            },
        },
        "get_model_list": {
            **OK_ENVELOPE,
            "response": {
                "model": [
                    {
                        "price_info": [{"original_price": price}],
                        "stock_info_v2": {"summary_info": {"total_available_stock": 3}},
                    }
                    for price in (90000, 70000)
                ]
            },
        },
    }
    return answer(bodies[path])


def seen(item: dict[str, Any], shop_state: str = "NORMAL") -> Any:
    steps = CONNECTOR.observe([listing(external_id="5")], SHOP, utc_now)
    (one,) = converse(CONNECTOR, steps, lambda request: reply(request, item, shop_state))
    return one


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        ("NORMAL", Observed.LIVE),
        ("REVIEWING", Observed.IN_REVIEW),
        ("UNLIST", Observed.HIDDEN_BY_SELLER),
        ("BANNED", Observed.SUSPENDED),
        ("SELLER_DELETE", Observed.REMOVED),
        ("SHOPEE_DELETE", Observed.REMOVED),
        ("HOLOGRAM", Observed.UNKNOWN),
        ("", Observed.UNKNOWN),
        ("normal", Observed.UNKNOWN),
    ],
)
def test_every_native_state_has_its_place(native: str, expected: Observed) -> None:
    one = seen({**ITEM, "item_status": native})
    assert one.status is expected
    assert (one.reason is None) is (native in {"NORMAL", "REVIEWING", "UNLIST"})


def test_price_and_stock_are_what_buyers_are_offered() -> None:
    one = seen(ITEM)
    assert (one.price_vnd, one.stock, one.title) == (285_000, 9, "Mật ong bạc hà")


@pytest.mark.parametrize(
    ("image", "picture"),
    [
        (
            {"image_id_list": ["vn-1"], "image_url_list": ["https://a.vn/file/vn-1"]},
            "https://a.vn/file/vn-1",
        ),
        ({"image_id_list": ["vn-1", "vn-2"]}, "vn-1"),
        ({"image_id_list": ["vn-1"], "image_url_list": ["x" * 501]}, "vn-1"),
        ({"image_id_list": []}, ""),
        ({}, ""),
        (None, None),
    ],
)
def test_the_first_picture_is_told_by_address_or_id(image: Any, picture: str | None) -> None:
    assert seen({**ITEM, "image": image}).picture == picture
    assert seen(ITEM).picture is None


def test_flags_do_not_change_the_state() -> None:
    assert seen({**ITEM, "deboost": True}).flags == ("deboosted",)
    later = {**ITEM, "item_status": "UNLIST", "scheduled_publish_time": 4_000_000_000}
    assert seen(later).flags == ("scheduled",)
    unsure = {**ITEM, "stock_info_v2": None}
    assert (seen(unsure).status, seen(unsure).flags) == (Observed.LIVE, ("stock_unknown",))


def test_variants_are_summed_up() -> None:
    bare = {**ITEM, "has_model": True, "price_info": [], "stock_info_v2": None}
    assert (seen(bare).price_vnd, seen(bare).stock) == (70_000, 6)


def test_the_reason_of_a_ban_is_shopee_s_own() -> None:
    assert seen({**ITEM, "item_status": "BANNED"}).reason == "Prohibited – License"


def test_one_item_in_a_strange_shape_spoils_only_itself() -> None:
    one = seen({**ITEM, "price_info": [{"original_price": "free"}]})
    assert one.status is Observed.UNKNOWN
    assert one.proof is not None


def test_a_closed_shop_never_brings_a_removed_item_back() -> None:
    assert seen(ITEM, "BANNED").status is Observed.SUSPENDED
    gone = {**ITEM, "item_status": "SHOPEE_DELETE"}
    assert seen(gone, "BANNED").status is Observed.REMOVED


@pytest.mark.parametrize(
    ("word", "text", "kind", "code"),
    [
        ("error_rate_limit", "", Kind.RATE_LIMITED, "rate_limited"),
        ("error_limit", "", Kind.RATE_LIMITED, "quota_exhausted"),
        ("error_auth", "System error, try again", Kind.RETRY, "channel_down"),
        ("error_auth", "Invalid access_token", Kind.REFRESH_AUTH, "auth_expired"),
        ("error_auth", "Invalid partner_id or shopid", Kind.CONFIG, "auth_expired"),
        ("error_param", "Timestamp is expired.", Kind.RESYNC_CLOCK, "signature_invalid"),
        ("error_param", "Wrong sign", Kind.RESYNC_CLOCK, "signature_invalid"),
        ("error_param", "Invalid parameter: design", Kind.REJECTED, "data_invalid"),
        ("error_param", "Interal error, please retry", Kind.RETRY, "channel_down"),
        ("invalid_acceess_token", "", Kind.REFRESH_AUTH, "auth_expired"),
        ("error_busi_add_item_failed", "", Kind.AMBIGUOUS, "unknown_outcome"),
        ("shop_banned", "", Kind.CONFIG, "shop_blocked"),
        ("error_price_exceed_min_limit", "", Kind.REJECTED, "price_invalid"),
        ("error_title_character_forbidden", "", Kind.REJECTED, "name_invalid"),
        ("error_less_required_attribute", "", Kind.REJECTED, "attribute_missing"),
        ("error_promotion_lock", "", Kind.REJECTED, "item_locked"),
        ("error_item_not_found", "", Kind.NOT_FOUND, "item_not_found"),
        ("error_of_tomorrow", "", Kind.REJECTED, "data_invalid"),
    ],
)
def test_error_words(word: str, text: str, kind: Kind, code: str) -> None:
    decision = meaning(word, text)
    assert (decision.kind, decision.error, decision.code) == (kind, code, word)


def test_errors_come_with_http_200_and_with_a_module_in_front() -> None:
    body = {"error": "product.error_item_uneditable", "message": "locked"}
    assert classify(answer(body)).error == "item_locked"
    for word in ("", "-", None):
        assert classify(answer({"error": word, "response": {}})).kind is Kind.OK
    assert classify(answer({"error": 5})).kind is Kind.REJECTED
    assert classify(answer({"error": "error_param", "message": "x"}, 502)).kind is Kind.CHANNEL_DOWN


def test_a_push_is_a_hint_with_a_signature() -> None:
    body = json.dumps({"code": 16, "shop_id": 7, "timestamp": 9, "data": {"item_id": 5}}).encode()
    url, key = "https://ocop.example.vn/push", "partner-key"
    header = push_authorization(key, url, body)
    assert push_hook.genuine(key, url, body, header)
    assert not push_hook.genuine(key, url, body + b" ", header)
    assert not push_hook.genuine(key, url + "/", body, header)
    assert not push_hook.genuine(key, url, body, "ký")
    event = push_hook.read(body)
    assert event is not None
    assert (event.kind, event.shop_external_id, event.item_id) == ("item_changed", "7", "5")
    assert event.key == getattr(push_hook.read(body), "key", "")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code": "x"}', b"\xff", b"[" * 9000])
def test_what_is_no_push_is_none(body: bytes) -> None:
    assert push_hook.read(body) is None
