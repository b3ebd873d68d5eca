"""Signatures and payloads against vectors made by other programs; `--vectors DIR` brings others.

A scheme that isn't in the table below fails: an unread vector would look like a passed one.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest

from catalog.contract import Tokens
from catalog.vietqr import Service, Transfer, VietQrError, build, parse
from connectors.base import Credentials, FilePart, Request
from connectors.http.wire import to_wire
from connectors.lazada import signing as lazada
from connectors.shopee import signing as shopee
from connectors.tiktok_shop import signing as tiktok
from connectors.woocommerce import signing as woocommerce
from tests.contract.vector_files import VectorCase, cases

HOST = "https://partner.shopeemobile.com"
Data = Mapping[str, Any]


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def shopee_credentials(inputs: Data) -> Credentials:
    tokens = None
    if inputs.get("access_token"):
        tokens = Tokens(inputs["access_token"], "", moment(inputs["timestamp"]))
    names = ("partner_id", "partner_key", "shop_id", "merchant_id")
    return Credentials({name: str(inputs[name]) for name in names if name in inputs}, tokens)


def shopee_request(inputs: Data) -> Request:
    """The vector's request as our own code would make it."""
    form: dict[str, str] = {}
    files: list[FilePart] = []
    for name, value in (inputs.get("multipart") or {}).items():
        if str(value).startswith("@"):
            kind, _, content = str(value)[1:].partition(":")
            part = FilePart(name, f"image.{kind}", bytes.fromhex(content), f"image/{kind}")
            files.append(part)
        else:
            form[name] = str(value)
    return Request(
        inputs["method"],
        inputs["path"],
        query=inputs.get("query") or {},
        json=inputs.get("body"),
        form=form,
        files=tuple(files),
        auth=inputs["api_type"],
    )


def check_shopee_request(data: Data) -> None:
    inputs, expected = data["inputs"], data["expected"]
    request = shopee_request(inputs)
    signed = shopee.sign(request, shopee_credentials(inputs), moment(inputs["timestamp"]))
    wire = to_wire(httpx.AsyncClient(), HOST, signed)
    sent = [list(pair) for pair in parse_qsl(wire.url.query.decode(), keep_blank_values=True)]
    assert dict(sent)["sign"] == expected["sign"]
    assert wire.url.path == inputs["path"]
    if "sent_query" in expected:
        assert sent == expected["sent_query"]
    if "content_type" in expected:
        wanted = expected["content_type"].partition(" ")[0].partition(";")[0]
        assert wire.headers["content-type"].partition(";")[0] == wanted
    if "sent_body_utf8" in expected:
        assert wire.content.decode() == expected["sent_body_utf8"]
    for file in request.files:
        assert file.content in wire.read()


def check_shopee_push(data: Data) -> None:
    inputs = data["inputs"]
    header = shopee.push_authorization(
        inputs["partner_key"], inputs["callback_url"], inputs["raw_body_utf8"].encode()
    )
    assert header == data["expected"]["authorization_header"]


def check_shopee_link(data: Data) -> None:
    inputs, expected = data["inputs"], data["expected"]
    wanted = expected["url_before_redirect_encoding"]
    parts = urlsplit(wanted)
    link = shopee.authorization_link(
        f"{parts.scheme}://{parts.netloc}",
        str(inputs["partner_id"]),
        inputs["partner_key"],
        inputs["redirect"],
        moment(inputs["timestamp"]),
        path=inputs["path"],
    )
    assert dict(parse_qsl(urlsplit(link).query))["sign"] == expected["sign"]
    assert dict(parse_qsl(urlsplit(link).query))["redirect"] == inputs["redirect"]
    head, _, redirect = link.partition("&redirect=")
    assert f"{head}&redirect={unquote(redirect)}" == wanted


def check_lazada(data: Data) -> None:
    milliseconds = data["timestamp_ms"]
    now = moment(milliseconds // 1000) + timedelta(milliseconds=milliseconds % 1000)
    ours = lazada.system_parameters(data["app_key"], now, data.get("access_token"))
    text = {name: str(value) for name, value in data["business_params"].items()}
    signed = {name: str(value) for name, value in data["signed_params"].items()}
    added = {"partner_id": signed["partner_id"]} if "partner_id" in signed else {}
    parameters = {**ours, **text, **added}
    assert parameters == signed
    if "base_string" in data:
        assert lazada.base_string(data["api_path"], parameters) == data["base_string"]
    sign = lazada.signature(data["app_secret"], data["api_path"], parameters)
    assert sign == data["expected_sign"]


def check_lazada_push(data: Data) -> None:
    inputs = data["inputs"]
    header = lazada.push_authorization(
        inputs["app_key"], inputs["app_secret"], inputs["raw_body_utf8"].encode()
    )
    assert header == data["expected"]["authorization_header"]


def check_tiktok_request(data: Data) -> None:
    inputs = data["inputs"]
    query = {**inputs["query"], **inputs.get("query_arrays", {})}
    body = (inputs.get("raw_body_utf8") or "").encode()
    sign = tiktok.signature(
        inputs["app_secret"], inputs["path"], query, body, inputs["content_type"]
    )
    assert sign == data["expected"]["sign"]
    for name, values in inputs.get("query_arrays", {}).items():
        assert tiktok.text(values) == inputs["query"][name]


def check_tiktok_webhook(data: Data) -> None:
    inputs = data["inputs"]
    header = tiktok.webhook_authorization(
        inputs["app_key"], inputs["app_secret"], inputs["raw_body_utf8"].encode()
    )
    assert header == data["expected"]["authorization_header"]


def check_woocommerce_oauth(data: Data) -> None:
    query = data.get("query") or {}
    oauth = woocommerce.oauth_parameters(
        data["consumer_key"],
        data["oauth_nonce"],
        data["oauth_timestamp"],
        with_version=data.get("signed_params_include_oauth_version", False),
    )
    url = woocommerce.endpoint_url(data["store_url"], data["endpoint"])
    parameters = {**query, **oauth}
    secret, method = data["consumer_secret"], data["method"]
    if "base_string" in data:
        assert woocommerce.base_string(method, url, parameters) == data["base_string"]
    assert woocommerce.signature(secret, method, url, parameters) == data["oauth_signature"]
    if "url_before_oauth" in data:
        plain = woocommerce.endpoint_url(data["store_url"], data["endpoint"], query)
        assert plain == data["url_before_oauth"]
    if "signed_url" in data:
        signed = woocommerce.signed_url(secret, method, url, parameters)
        assert signed.partition("?")[0] == data["signed_url"].partition("?")[0]
        assert _pairs(signed) == _pairs(data["signed_url"])


def _pairs(url: str) -> list[tuple[str, str]]:
    """A query's pairs, in any order: publishers of vectors put them as their library does."""
    return sorted(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def check_woocommerce_webhook(data: Data) -> None:
    made = woocommerce.webhook_signature(data["secret"], data["body"].encode())
    assert made == data["x_wc_webhook_signature"]


def check_vietqr(data: Data) -> None:
    given = dict(data["input"])
    amount = given.pop("amount", None)
    service = Service(given.pop("service", Service.ACCOUNT))
    transfer = Transfer(amount=int(amount) or None if amount else None, service=service, **given)
    payload = build(transfer)
    assert parse(data["payload"]) == transfer
    assert parse(payload) == transfer
    assert data["payload"][-4:] == data["crc"]
    assert payload == data["payload"]


def check_vietqr_corrupted(data: Data) -> None:
    try:
        parse(data["payload"])
        accepted = True
    except VietQrError:
        accepted = False
    assert accepted is data["library_accepts"]


CHECKS: dict[str, Callable[[Data], None]] = {
    "shopee/request_signature": check_shopee_request,
    "shopee/push_signature": check_shopee_push,
    "shopee/authorization_link": check_shopee_link,
    "lazada/request_signature": check_lazada,
    "lazada/push_signature": check_lazada_push,
    "tiktok_shop/request_signature": check_tiktok_request,
    "tiktok_shop/webhook_signature": check_tiktok_webhook,
    "woocommerce/oauth": check_woocommerce_oauth,
    "woocommerce/webhook": check_woocommerce_webhook,
    "vietqr/payload": check_vietqr,
    "vietqr/corrupted": check_vietqr_corrupted,
}


def test_vector(vector_case: VectorCase) -> None:
    assert vector_case.scheme in CHECKS, f"nobody checks {vector_case.scheme}"
    CHECKS[vector_case.scheme](vector_case.data)


def test_a_vector_of_unknown_kind_is_not_passed_over(tmp_path: Path) -> None:
    strange = {"platform": "shopee", "vectors": [{"id": "x", "kind": "hologram"}]}
    (tmp_path / "strange.json").write_text(json.dumps(strange), encoding="utf-8")
    (tmp_path / "shapeless.json").write_text('{"notes": "nothing here"}', encoding="utf-8")
    found = cases(tmp_path)
    assert len(found) == 2
    for case in found:
        with pytest.raises(AssertionError, match="nobody checks"):
            test_vector(case)


def test_a_changed_signature_is_noticed() -> None:
    own = cases(Path(__file__).parent / "vectors")
    broken = 0
    for case in own:
        text = json.dumps(case.data)
        for key in ("partner_key", "app_secret", "consumer_secret", "secret"):
            text = text.replace(f'"{key}": "', f'"{key}": "x')
        if text == json.dumps(case.data):
            continue
        broken += 1
        with pytest.raises(AssertionError):
            CHECKS[case.scheme](json.loads(text))
    assert broken >= 30
