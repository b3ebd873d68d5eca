"""Consent and tokens: single use, rotation, overlap, end."""

import httpx
import pytest

from tests.unit.sandbox.caller import CONSENT, REFRESH, TOKEN_GET, Caller, Control, Json

BACK = "http://127.0.0.1:9/cb?run=7"


def consent(caller: Caller) -> httpx.QueryParams:
    """Press "Đồng ý" and read what the browser is sent back with."""
    params = caller.query(CONSENT, public=True) | {"redirect": BACK}
    page = caller.http.get(CONSENT, params=params)
    assert "Đồng ý" in page.text
    assert "Dữ liệu mô phỏng (sandbox)" in page.text
    answer = caller.http.post(CONSENT, params=params, data={"shop_id": str(caller.shop_id)})
    assert answer.status_code == 302
    return httpx.URL(answer.headers["Location"]).params


def exchange(caller: Caller, code: str) -> Json:
    body = {
        "code": code,
        "shop_id": caller.shop_id,
        "partner_id": caller.settings.partner_id,
    }
    return caller.public_post(TOKEN_GET, body)


def rotate(caller: Caller, refresh_token: str) -> Json:
    body = {
        "refresh_token": refresh_token,
        "shop_id": caller.shop_id,
        "partner_id": caller.settings.partner_id,
    }
    return caller.public_post(REFRESH, body)


def test_consent_to_first_call(caller: Caller) -> None:
    back = consent(caller)
    assert back["run"] == "7"
    assert back["shop_id"] == str(caller.shop_id)
    tokens = exchange(caller, back["code"])
    assert (tokens["error"], tokens["expire_in"]) == ("", 14400)
    assert tokens["shop_id_list"] == [caller.shop_id]
    caller.access_token = tokens["access_token"]
    assert caller.get("shop/get_shop_info")["error"] == ""


def test_a_code_works_once(caller: Caller) -> None:
    code = consent(caller)["code"]
    assert exchange(caller, code)["error"] == ""
    assert exchange(caller, code)["error"] == "invalid_code"


def test_a_code_ends_after_ten_minutes(caller: Caller, control: Control) -> None:
    code = consent(caller)["code"]
    control.post("/clock", advance=601)
    assert exchange(caller, code)["error"] == "invalid_code"


def test_a_code_belongs_to_its_shop(caller: Caller, control: Control) -> None:
    code = consent(caller)["code"]
    caller.shop_id = control.post("/shops", name="HTX khác")["shop_id"]
    assert exchange(caller, code)["error"] == "invalid_code"


def test_consent_page_checks_the_signature(caller: Caller) -> None:
    params = caller.query(CONSENT, public=True) | {"redirect": BACK, "sign": "f" * 64}
    assert caller.http.get(CONSENT, params=params).json()["error"] == "error_sign"
    params = caller.query(CONSENT, public=True) | {"redirect": "javascript:alert(1)"}
    assert caller.http.get(CONSENT, params=params).json()["error"] == "error_param"


def test_newer_consent_link_carries_the_state(caller: Caller) -> None:
    params = {
        "partner_id": str(caller.settings.partner_id),
        "redirect_uri": BACK,
        "response_type": "code",
        "state": "abc",
    }
    answer = caller.http.post("/auth", params=params, data={"shop_id": str(caller.shop_id)})
    back = httpx.URL(answer.headers["Location"]).params
    assert back["state"] == "abc"
    assert exchange(caller, back["code"])["error"] == ""
    refused = caller.http.get("/auth", params=params | {"partner_id": "1"})
    assert refused.json()["error"] == "error_auth"


def test_refresh_rotates_and_the_old_access_token_lasts_five_minutes(
    caller: Caller, control: Control
) -> None:
    first = exchange(caller, consent(caller)["code"])
    second = rotate(caller, first["refresh_token"])
    assert second["error"] == ""
    assert second["refresh_token"] != first["refresh_token"]
    assert rotate(caller, first["refresh_token"])["error"] == "error_shop_refresh_token"
    caller.access_token = first["access_token"]
    assert caller.get("shop/get_shop_info")["error"] == ""
    control.post("/clock", advance=301)
    assert caller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    caller.access_token = second["access_token"]
    assert caller.get("shop/get_shop_info")["error"] == ""


def test_tokens_end(caller: Caller, control: Control) -> None:
    pair = control.post("/tokens", shop_id=caller.shop_id)
    caller.access_token = pair["access_token"]
    control.post("/clock", advance=4 * 3600 + 1)
    assert caller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    control.post("/clock", advance=30 * 86_400)
    assert rotate(caller, pair["refresh_token"])["error"] == "refresh_token_expired"


def test_speed_shortens_lifetimes(caller: Caller, control: Control) -> None:
    control.post("/clock", speed=3600)
    assert control.post("/tokens", shop_id=caller.shop_id)["expire_in"] == 4


def test_deauthorised_shop(caller: Caller, control: Control) -> None:
    control.post("/deauthorize", shop_id=caller.shop_id)
    assert caller.get("shop/get_shop_info")["error"] == "shop_no_linked"


@pytest.mark.parametrize(
    ("status", "error"),
    [("BANNED", "shop_banned"), ("FROZEN", "error_busi_invalid_shop_status")],
)
def test_a_closed_shop_reads_but_does_not_write(
    caller: Caller, control: Control, status: str, error: str
) -> None:
    control.post(f"/shops/{caller.shop_id}", status=status)
    assert caller.get("shop/get_shop_info")["status"] == status
    assert caller.post("product/delete_item", {"item_id": 1})["error"] == error


@pytest.mark.parametrize(
    "change", [{"code": ""}, {"shop_id": "1"}, {"partner_id": None}, {"shop_id": True}]
)
def test_malformed_token_request(caller: Caller, change: Json) -> None:
    body = {"code": "x", "shop_id": 1, "partner_id": caller.settings.partner_id} | change
    assert caller.public_post(TOKEN_GET, body)["error"] == "error_param"
