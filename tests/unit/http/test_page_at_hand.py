"""Fetching one page to read it at once: robots.txt comes first, a refusal says what to do."""

import asyncio

import pytest

from connectors.page.fetch import FetchRefusedError, fetch
from connectors.page.model import FetchedPage
from tests.unit.http.server import Asked, LocalServer, Reply

AGENT = "ChoPhien/0.1 (+ocop@example.vn)"


def read(server: LocalServer, path: str = "/p/1.html") -> FetchedPage:
    place = f"127.0.0.1:{server.port}"
    return asyncio.run(fetch(f"{server.url}{path}", user_agent=AGENT, hosts=[], allowed=[place]))


def saying(server: LocalServer, status: int, robots: str) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(status, robots.encode(), {"Content-Type": "text/plain"})
        return Reply(body=b"<h1>Mua</h1>", headers={"Content-Type": "text/html"})

    server.answer = answer


def test_a_page_that_robots_may_read_is_fetched(server: LocalServer) -> None:
    saying(server, 200, "User-agent: *\nDisallow: /gio-hang\n")
    assert read(server).body == b"<h1>Mua</h1>"
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/p/1.html"]


@pytest.mark.parametrize(
    ("status", "robots", "why"),
    [
        (200, "User-agent: *\nDisallow: /p/\n", "không cho máy đọc"),
        (403, "", "không cho máy đọc"),
        (503, "", "không trả lời"),
        (200, "User-agent: *\nCrawl-delay: 3600\n", "chờ quá lâu"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    server: LocalServer, status: int, robots: str, why: str
) -> None:
    saying(server, status, robots)
    with pytest.raises(FetchRefusedError, match=why) as refused:
        read(server)
    assert "lưu trang thành tệp" in str(refused.value)
    assert {asked.path for asked in server.asked} == {"/robots.txt"}


def test_an_address_that_is_not_public_is_refused(server: LocalServer) -> None:
    with pytest.raises(FetchRefusedError, match="không được phép đọc"):
        asyncio.run(fetch(f"{server.url}/p/1.html", user_agent=AGENT))
    assert server.asked == []
