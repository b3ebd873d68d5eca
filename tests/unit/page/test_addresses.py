"""Addresses on pages: the short way of joining them gives what the standard library gives."""

from urllib.parse import urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from connectors.page.picture import absolute
from connectors.page.redirects import is_plain, joined

_ADDRESS = st.from_regex(r"\A(https?:)?(//)?[a-zA-Z0-9.:@\[-]{0,8}/[\w./%~+=,;?#&-]{0,12}\Z")
_BASE = st.from_regex(r"\Ahttps?://[a-z0-9.-]{1,8}(:\d{1,3})?/[\w./%~+=,;?#-]{0,12}\Z")


@given(_ADDRESS, _BASE)
@example("https://shop.vn/a/../b.html", "https://cho.vn/gian-hang/")
@example("https://shop.vn:/a?", "https://cho.vn/gian-hang/")
@example("https://shop.vn:123456/a", "https://cho.vn/gian-hang/")
@example("/anh/che.jpg", "https://cho.vn:8080/gian-hang/1")
@example("/anh/../che.jpg", "https://cho.vn/gian-hang/1")
@example("//shop.vn/che.jpg", "https://cho.vn/gian-hang/1")
@example("/anh//che.jpg", "https://cho.vn/gian-hang/1")
def test_a_joined_address_is_that_of_the_standard_library(url: str, base: str) -> None:
    try:
        whole = urljoin(base, url)
    except ValueError:
        whole = ""
    assert joined(base, url) == whole


@given(_ADDRESS)
@example("https://shop.vn/anh/che.jpg")
@example("http://shop.vn:80/a=b,c")
def test_a_plain_address_is_what_taking_it_apart_gives_back(url: str) -> None:
    if is_plain(url):
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.geturl() == url == f"{parts.scheme}://{parts.netloc}{parts.path}"


def test_a_picture_at_the_front_page_is_none() -> None:
    assert absolute("https://shop.vn/", lambda: "") == ""
    assert absolute("https://shop.vn/a.jpg", lambda: "") == "https://shop.vn/a.jpg"
    assert absolute("https://shop.vn/" + "a" * 600, lambda: "") == ""
