"""Fetching public pages: the list of hosts, redirects, time, size, encodings."""

import asyncio
import gzip
import inspect
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from catalog.contract import ListingRef
from catalog.status import Observed
from catalog.validators import Grounds
from connectors.base import ChannelError
from connectors.http import classify
from connectors.http import page as fetcher_module
from connectors.http.page import Known, PageFetcher, Permit, fetch_page
from connectors.page.model import FetchedPage
from connectors.page.shop_page import read_shop
from connectors.page.transport import TRANSPORT_VI
from jobs.reading import judge
from tests.unit.http.server import Asked, LocalServer, Reply

AGENT = "ChoPhien/0.1 (+ocop@example.vn)"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def fetch(
    server: LocalServer,
    path: str = "/p/1.html",
    *,
    allowed: Iterable[str] | None = None,
    seconds: float = 5.0,
    most_bytes: int = 100_000,
    known: Known | None = None,
    permit: Permit | None = None,
) -> FetchedPage:
    async def whole() -> FetchedPage:
        places = [f"127.0.0.1:{server.port}"] if allowed is None else allowed
        async with PageFetcher(
            user_agent=AGENT, hosts=[], allowed=places, seconds=seconds, most_bytes=most_bytes
        ) as fetcher:
            url = f"{server.url}{path}"
            return await fetcher.fetch(url, known=known, permit=permit)

    return asyncio.run(whole())


def test_a_page_comes_back_as_it_was(server: LocalServer) -> None:
    body = "<h1>Chè Shan tuyết</h1>".encode()
    server.answer = lambda _asked: Reply(body=body, headers={**HTML, "ETag": 'W/"7"'})
    page = fetch(server)
    assert (page.status, page.body, page.transport_error) == (200, body, None)
    assert page.content_type == HTML["Content-Type"]
    assert page.header("etag") == 'W/"7"'
    (asked,) = server.asked
    assert asked.headers["user-agent"] == AGENT
    assert asked.headers["accept-encoding"] == "gzip, deflate, br, zstd"


def test_a_known_page_is_asked_for_its_news_only(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(304, b"", {})
    known = Known(f"{server.url}/p/1.html", 'W/"7"', "Mon, 05 Jan 2026 03:00:00 GMT")
    page = fetch(server, known=known)
    assert page.status == 304
    headers = server.asked[0].headers
    assert headers["if-none-match"] == 'W/"7"'
    assert headers["if-modified-since"] == "Mon, 05 Jan 2026 03:00:00 GMT"


def test_validators_are_sent_to_their_own_address_only(server: LocalServer) -> None:
    def answer(asked: Asked) -> Reply:
        moved = asked.path == "/p/1.html"
        return Reply(301, b"", {"Location": "/p/2.html"}) if moved else Reply(headers=HTML)

    server.answer = answer
    fetch(server, known=Known(f"{server.url}/p/2.html", '"2"'))
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"2"']


def test_a_redirect_is_followed_only_where_its_robots_allow(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(302, b"", {"Location": "/kin/1"})
    questions: list[str] = []

    async def permit(url: str) -> bool:
        questions.append(url)
        return False

    page = fetch(server, permit=permit)
    assert (page.status, page.transport_error) == (302, "redirect_disallowed")
    assert questions == [f"{server.url}/kin/1"]
    assert [asked.path for asked in server.asked] == ["/p/1.html"]


def test_waiting_for_the_turn_of_a_redirect_is_not_the_pages_slowness(server: LocalServer) -> None:
    def answer(asked: Asked) -> Reply:
        moved = asked.path == "/p/1.html"
        return Reply(301, b"", {"Location": "/p/2.html"}) if moved else Reply(headers=HTML)

    server.answer = answer

    async def permit(_url: str) -> bool:
        await asyncio.sleep(0.6)
        return True

    assert fetch(server, permit=permit, seconds=0.5).transport_error is None
    server.answer = lambda asked: (
        Reply(body=b"<p>" * 200, drip=5.0) if "2" in asked.path else answer(asked)
    )
    assert fetch(server, permit=permit, seconds=0.5).transport_error == "timeout"


def test_a_proxy_sees_listed_hosts_only(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(body=b"<p>qua proxy</p>", headers=HTML)

    async def whole(url: str) -> FetchedPage:
        async with PageFetcher(
            user_agent=AGENT, hosts=["postmart.vn"], proxy=server.url
        ) as fetcher:
            return await fetcher.fetch(url)

    page = asyncio.run(whole("http://postmart.vn/p/1.html"))
    assert page.body == b"<p>qua proxy</p>"
    assert [asked.path for asked in server.asked] == ["http://postmart.vn/p/1.html"]
    for url in ("http://evil.vn/", "http://169.254.169.254/", "http://postmart.vn:22/"):
        with pytest.raises(ChannelError):
            asyncio.run(whole(url))
    assert len(server.asked) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_us_is_no_word_of_the_host(server: LocalServer, scheme: str) -> None:
    server.answer = lambda _asked: Reply(407, b"", {"Proxy-Authenticate": "Basic"})

    async def whole() -> FetchedPage:
        async with PageFetcher(
            user_agent=AGENT, hosts=["postmart.vn"], proxy=server.url
        ) as fetcher:
            return await fetcher.fetch(f"{scheme}://postmart.vn/p/1.html")

    assert asyncio.run(whole()).transport_error == "connect_failed"


def test_a_proxy_needs_a_list_of_hosts(server: LocalServer) -> None:
    with pytest.raises(ValueError, match="list of hosts"):
        PageFetcher(user_agent=AGENT, hosts=None, proxy=server.url)


def test_the_environment_names_no_proxy(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert fetch(server).status == 200


def test_redirects_inside_the_list_are_followed(server: LocalServer) -> None:
    def answer(asked: Asked) -> Reply:
        moved = asked.path == "/p/1.html"
        return Reply(301, b"", {"Location": "/p/2.html"}) if moved else Reply(headers=HTML)

    server.answer = answer
    page = fetch(server)
    assert page.final_url == f"{server.url}/p/2.html"
    assert page.redirects == (f"{server.url}/p/1.html",)


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/meta", "http://127.0.0.1:1/", "file:///etc/passwd", "//evil.vn/"],
)
def test_redirects_off_the_list_are_not_followed(server: LocalServer, target: str) -> None:
    server.answer = lambda _asked: Reply(302, b"", {"Location": target})
    page = fetch(server)
    assert page.transport_error == "redirect_refused"
    assert page.status == 302
    assert len(server.asked) == 1


@pytest.mark.parametrize("target", ["http://[::1", "https://xn--/", "http://a.vn:port/"])
def test_a_redirect_to_no_address_ends_there(server: LocalServer, target: str) -> None:
    """Whatever a page names must not end the reading of its host's other pages."""
    server.answer = lambda _asked: Reply(302, b"", {"Location": target})
    assert fetch(server).transport_error == "redirect_refused"


def test_a_redirect_in_letters_of_its_own_is_followed_as_it_was_sent(server: LocalServer) -> None:
    def answer(asked: Asked) -> Reply:
        moved = asked.path == "/p/1.html"
        return Reply(301, b"", {"Location": "/p/ch\xe8 1"}) if moved else Reply(headers=HTML)

    server.answer = answer
    assert fetch(server).final_url == f"{server.url}/p/ch%E8%201"
    assert [asked.path for asked in server.asked] == ["/p/1.html", "/p/ch%E8%201"]


def test_a_validator_that_cannot_be_stored_is_none(server: LocalServer) -> None:
    headers = {**HTML, "ETag": '"ch\xe8"', "Last-Modified": "h\xf4m qua", "X-Hang": "ch\xe8"}
    server.answer = lambda _asked: Reply(headers=headers)
    page = fetch(server)
    assert (page.header("etag"), page.header("last-modified")) == ("", "")
    assert page.header("x-hang") == "ch"


def test_a_long_header_is_no_broken_connection(server: LocalServer) -> None:
    headers = {**HTML, "Content-Security-Policy": "img-src " + "a.vn " * 4000}
    server.answer = lambda _asked: Reply(headers=headers)
    assert fetch(server).status == 200


def test_a_ring_of_redirects_ends(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(302, b"", {"Location": "/p/1.html"})
    assert fetch(server).transport_error == "too_many_redirects"
    assert len(server.asked) == 6


def test_loopback_and_foreign_hosts_may_not_be_asked(server: LocalServer) -> None:
    with pytest.raises(ChannelError) as caught:
        fetch(server, allowed=[])
    assert caught.value.code == "host_not_allowed"
    for url in ("http://localhost/x", "http://127.0.0.1:22/", "https://[::1]/", "ftp://a.vn/"):
        with pytest.raises(ChannelError) as caught:
            asyncio.run(fetch_page(url, user_agent=AGENT))
        assert caught.value.code == "host_not_allowed", url
    assert server.asked == []


def test_a_page_that_unpacks_too_far_is_dropped(server: LocalServer) -> None:
    bomb = gzip.compress(b"a" * 2_000_000)
    server.answer = lambda _asked: Reply(body=bomb, headers={**HTML, "Content-Encoding": "gzip"})
    assert len(bomb) < 100_000
    assert fetch(server).transport_error == "too_large"


def test_a_page_that_drips_is_dropped(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(body=b"<p>" * 200, headers=HTML, drip=5.0)
    assert fetch(server, seconds=0.3).transport_error == "timeout"


def test_failures_have_names(server: LocalServer) -> None:
    server.answer = lambda _asked: Reply(cut=True)
    assert fetch(server).transport_error == "connection_lost"
    server.answer = lambda _asked: Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"})
    assert fetch(server).transport_error == "bad_encoding"
    server.shutdown()
    server.server_close()
    assert fetch(server).transport_error == "connect_failed"


@pytest.mark.parametrize("lines", [100, 200, 500])
def test_many_header_lines_are_no_outage(server: LocalServer, lines: int) -> None:
    headers = {**HTML, **{f"X-Trace-{number}": "a" for number in range(lines)}}
    server.answer = lambda _asked: Reply(body=b"<h1>x</h1>", headers=headers)
    page = fetch(server)
    assert (page.status, page.body, page.transport_error) == (200, b"<h1>x</h1>", None)
    assert page.header(f"x-trace-{lines - 1}") == "a"


@pytest.mark.parametrize(
    "headers", [{f"X-Trace-{n}": "a" for n in range(3000)}, {"X-Long": "a" * 200_000}]
)
def test_an_answer_that_is_no_http_is_told_as_such(
    server: LocalServer, headers: dict[str, str]
) -> None:
    """The host is there; what it sends can't be read, and no outage is made of it."""
    server.answer = lambda _asked: Reply(body=b"<h1>x</h1>", headers={**HTML, **headers})
    page = fetch(server)
    assert page.transport_error == "malformed_answer"
    looked = judge(page, ListingRef(1, "A1", None, page.url), Grounds(""), datetime.now(UTC))
    assert (looked.seen.status, looked.seen.code) == (Observed.UNKNOWN, "page_unreadable")
    assert "sai dạng HTTP" in (looked.seen.reason or "")
    assert "sai dạng HTTP" in read_shop(page).reason


def test_every_failure_of_the_fetcher_has_its_words() -> None:
    """What `PageFetcher` and the classification say, and nothing else."""
    written = "".join(inspect.getsource(one) for one in (fetcher_module, classify))
    said = set(re.findall(r'(?:failed\(|CHANNEL_DOWN, |CONFIG, )"([a-z_]+)"', written))
    assert said == set(TRANSPORT_VI)
