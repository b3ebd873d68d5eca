"""Retry-After, redaction, exceptions, circuits, leases, credentials: each alone."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.contract import Tokens
from catalog.db import Database
from catalog.models import Shop
from catalog.vault import Vault, VaultError
from connectors.base import ChannelError, Kind, Policy, Request
from connectors.http.circuit import CircuitBreaker
from connectors.http.classify import by_exception
from connectors.http.credentials import CredentialStore
from connectors.http.guard import AddressRefusedError
from connectors.http.lease import Leases
from connectors.http.redact import MASK, UrlFilter, safe_headers, safe_url, scrub
from connectors.http.retry_after import LONGEST, retry_after
from tests.unit.http.channel import ManualTime, tiny_shop

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 0.25 ", 0.25),
        ("-3", 0.0),
        ("999999999", LONGEST),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=3), usegmt=True), 0.0),
        ("Mon, 05 Jan 2026 08:00:30 -0000", 30.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("Mon, 05 Jan 2026 08:00:30 +99999999999999999999", None),
        ("Mon, 05 Jan 99999999999999999999 08:00:30 GMT", None),
        ("", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": text}, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_header_breaks_us(text: str) -> None:
    wait = retry_after({"retry-after": text}, NOW)
    assert wait is None or 0 <= wait <= LONGEST


def test_addresses_lose_their_secrets_only() -> None:
    url = "https://u:pw@h.vn/api?partner_id=7&sign=abcdef&access_token=tok-1&name=Ch%C3%A8#x"
    assert (
        safe_url(url)
        == f"https://h.vn/api?partner_id=7&sign={MASK}&access_token={MASK}&name=Ch%C3%A8"
    )
    headers = {"Set-Cookie": "a", "Authorization": "b", "Date": "c"}
    assert safe_headers(headers) == {"date": "c"}
    assert scrub("bad token abcdef123!", ["abcdef123", "bad"]) == f"bad token {MASK}!"
    assert scrub("lỗi\x00 abcdef123\ud800", ["abcdef123"]) == f"lỗi {MASK}"


def test_the_library_s_log_lines_are_masked() -> None:
    record = logging.LogRecord(
        "httpx", logging.INFO, "", 0, "GET %s %d", (httpx.URL("http://h/?sign=s3cr3t"), 200), None
    )
    assert UrlFilter().filter(record)
    assert record.getMessage() == f"GET http://h/?sign={MASK} 200"


def wrapped(cause: BaseException, outer: type[httpx.TransportError]) -> BaseException:
    """What the transport raises: its own class, the true cause underneath."""
    try:
        raise outer("x") from cause
    except httpx.TransportError as error:
        return error


def connector_error(reason: OSError) -> aiohttp.ClientConnectorError:
    key = aiohttp.client_reqrep.ConnectionKey("h", 80, False, True, None, None, None, None)
    return aiohttp.ClientConnectorError(key, reason)


@pytest.mark.parametrize(
    ("error", "code", "arrived"),
    [
        (
            wrapped(connector_error(OSError(111, "refused")), httpx.ConnectError),
            "connect_failed",
            False,
        ),
        (wrapped(aiohttp.ServerDisconnectedError(), httpx.ConnectTimeout), "connection_lost", True),
        (wrapped(aiohttp.ClientPayloadError(), httpx.ReadError), "connection_lost", True),
        (
            wrapped(aiohttp.ConnectionTimeoutError(), httpx.TimeoutException),
            "connect_failed",
            False,
        ),
        (wrapped(aiohttp.SocketTimeoutError(), httpx.ReadTimeout), "timeout", True),
        (TimeoutError(), "timeout", True),
        (httpx.InvalidURL("x"), "bad_address", False),
        (
            wrapped(connector_error(AddressRefusedError("no")), httpx.ConnectError),
            "address_refused",
            False,
        ),
        (ConnectionResetError(), "connection_lost", True),
    ],
)
def test_a_failure_says_whether_it_may_have_arrived(
    error: BaseException, code: str, arrived: bool
) -> None:
    found = by_exception(error)
    assert (found.decision.code, found.may_have_arrived) == (code, arrived)


POLICY = Policy(circuit_after=3, circuit_seconds=60.0)


def test_a_circuit_opens_lets_one_probe_through_and_closes(any_database: Database) -> None:
    time = ManualTime()
    first = CircuitBreaker(any_database, time.clock())
    second = CircuitBreaker(any_database, time.clock())
    for _ in range(3):
        first.admit("k", POLICY)
        first.failed("k", POLICY, "http_503")
    for breaker in (first, second):
        with pytest.raises(ChannelError) as caught:
            breaker.admit("k", POLICY)
        assert caught.value.decision.kind is Kind.CHANNEL_DOWN
    second.admit("other", POLICY)
    time.at += timedelta(seconds=61)
    assert [one._become_probe("k", POLICY) for one in (second, first)] == [True, False]
    with pytest.raises(ChannelError):
        first.admit("k", POLICY)
    second.succeeded("k")
    first.admit("k", POLICY)
    first.failed("k", POLICY, "x")
    first.admit("k", POLICY)


def test_a_failed_probe_keeps_the_circuit_open(database: Database) -> None:
    time = ManualTime()
    breaker = CircuitBreaker(database, time.clock())
    for _ in range(3):
        breaker.failed("k", POLICY, "x")
    time.at += timedelta(seconds=61)
    breaker.admit("k", POLICY)
    breaker.failed("k", POLICY, "x")
    time.at += timedelta(seconds=30)
    with pytest.raises(ChannelError) as caught:
        breaker.admit("k", POLICY)
    assert caught.value.after == pytest.approx(30)


def test_a_lease_has_one_holder_and_an_end(any_database: Database) -> None:
    time = ManualTime()
    mine = Leases(any_database, time.clock(), "a")
    yours = Leases(any_database, time.clock(), "b")
    assert mine.take("refresh", 10)
    assert mine.take("refresh", 10)
    assert not yours.take("refresh", 10)
    yours.give_back("refresh")
    assert not yours.take("refresh", 10)
    time.at += timedelta(seconds=11)
    assert yours.take("refresh", 10)
    yours.give_back("refresh")
    assert mine.take("refresh", 10)


def test_credentials_are_sealed_for_one_shop_only(database: Database, vault: Vault) -> None:
    store = CredentialStore(database, vault)
    one, other = tiny_shop(database, vault, "s1"), tiny_shop(database, vault, "s2")
    store.save_values(one.shop_id, {"api_key": "canary-api-key"})
    tokens = Tokens("canary-access", "canary-refresh", NOW, NOW + timedelta(days=300))
    store.save_tokens(one.shop_id, tokens)
    loaded = store.load(one.shop_id)
    assert loaded.tokens == tokens
    assert loaded.values == {"api_key": "canary-api-key"}
    assert "canary" not in repr(loaded) + repr(loaded.tokens)
    with database.write() as session:
        row = session.get_one(Shop, one.shop_id)
        assert b"canary" not in (row.credentials_sealed or b"")
        assert row.access_expires_at == NOW
        assert row.authorised_until == NOW + timedelta(days=300)
        session.get_one(Shop, other.shop_id).credentials_sealed = row.credentials_sealed
    with pytest.raises(VaultError):
        store.load(other.shop_id)
    with pytest.raises(ChannelError):
        store.load(999)


def test_a_request_s_text_form_shows_no_values() -> None:
    request = Request("GET", "/a", query={"access_token": "canary"}, json={"code": "canary"})
    assert repr(request) == "Request(GET /a)"
