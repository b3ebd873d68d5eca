"""What a host's front page says of the whole site."""

import pytest

from catalog.hosts import FrontPage
from connectors.page.front_page import read_front
from connectors.page.model import FetchedPage
from connectors.sandbox.misbehave import PARKED_PAGE, SHELL_PAGE, WALL_PAGE

URL = "https://htx-suoigiang.vn/"
SHOP = (
    "<!doctype html><html lang=vi><head><title>HTX Suối Giàng</title></head><body>"
    "<h1>Chè Shan tuyết</h1><a href='/san-pham'>Sản phẩm</a><p>Liên hệ: xã Văn Chấn</p></body>"
)


def page(body: str = SHOP, status: int = 200, final_url: str = URL) -> FetchedPage:
    kind = "text/html; charset=utf-8"
    return FetchedPage(URL, final_url, status, {"content-type": kind}, body.encode(), kind)


def titled(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><p>{title}</p></body></html>"


@pytest.mark.parametrize(
    ("seen", "front"),
    [
        (page(), FrontPage.WELL),
        (page(SHELL_PAGE), FrontPage.WELL),
        (page(final_url="https://www.htx-suoigiang.vn/trang-chu"), FrontPage.WELL),
        (page(SHOP.replace("</p>", " domain is parked</p>" + "chè " * 900)), FrontPage.WELL),
        (page(status=404), FrontPage.GONE),
        (page(status=410), FrontPage.GONE),
        (page(PARKED_PAGE), FrontPage.GONE),
        (page(titled("This domain is for sale!")), FrontPage.GONE),
        (page(titled("Welcome to nginx!")), FrontPage.GONE),
        (page(titled("Index of /")), FrontPage.GONE),
        (page(titled("Account Suspended: this account has been suspended")), FrontPage.GONE),
        (page("<html><body></body></html>"), FrontPage.GONE),
        (page(final_url="https://parking.example/x"), FrontPage.GONE),
        (page(WALL_PAGE), FrontPage.WALLED),
        (page(status=403), FrontPage.WALLED),
        (page(status=429), FrontPage.WALLED),
        (page(status=500), FrontPage.BROKEN),
        (page(titled("Error establishing a database connection")), FrontPage.BROKEN),
        (page(status=400), None),
        (page("", 301), None),
        (page("\x00\x01\x02"), None),
    ],
)
def test_a_front_page_that_came(seen: FetchedPage, front: FrontPage | None) -> None:
    assert read_front(seen) is front


@pytest.mark.parametrize(
    ("error", "location", "front"),
    [
        ("timeout", "", FrontPage.BROKEN),
        ("connection_lost", "", FrontPage.BROKEN),
        ("redirect_refused", "https://parking.example/ten-mien", FrontPage.GONE),
        ("redirect_refused", "https://www.htx-suoigiang.vn/", None),
        ("redirect_disallowed", "https://parking.example/", None),
        ("too_large", "", None),
    ],
)
def test_a_front_page_that_did_not_come(error: str, location: str, front: FrontPage | None) -> None:
    headers = {"location": location} if location else {}
    seen = FetchedPage(URL, URL, 302 if location else None, headers, transport_error=error)
    assert read_front(seen) is front
