"""Signs in the bytes that goods may be out: the quick way may miss none that the parse reads."""

import pytest

from connectors.page import FetchedPage, Rung, Status, Wanted, read
from connectors.page.hints import may_say_out
from connectors.page.markup import Skeleton

SENTENCE = "Nếu sản phẩm hết hàng, cửa hàng sẽ gọi lại và hoàn tiền cho quý khách. " * 5
LD = (
    '<script type="application/ld+json">{"@type":"Product","name":"Mật ong","offers":{"price":'
    '"120000","priceCurrency":"VND","availability":"InStock"}}</script>'
)
HEAD = f"<html><head><title>Mật ong | Chợ quê</title>{LD}</head>"


def says(after_heading: str) -> bool:
    page = f"<html><body><h1>Mật ong</h1>{after_heading}</body></html>"
    return may_say_out(Skeleton(page.encode()))


@pytest.mark.parametrize(
    "label",
    [
        "<b>Hết hàng</b>",
        "<b>HẾT HÀNG</b>",
        "<b>He\u0302\u0301t ha\u0300ng</b>",
        "<b>H&#7871;t h&agrave;ng</b>",
        "<b>&Eacute;puis&eacute;</b>",
        "<p>Sorry, sold out</p>",
        "<button disabled>Mua ngay</button>",
        "<p>売り切れ</p>",
        f"<p>{SENTENCE}</p><b>Ngừng kinh doanh</b>",
    ],
)
def test_labels_are_seen_in_every_writing(label: str) -> None:
    assert says(label)


def test_long_prose_is_no_label() -> None:
    assert not says(f"<p>{SENTENCE}</p>")


def test_angle_bracket_in_an_attribute_hides_no_label() -> None:
    classes = "[&>span]:hidden " + "text-sm leading-6 " * 20
    assert says(f'<button class="{classes}" disabled>Mua ngay</button>')


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", Status.IN_STOCK),
        ("<button disabled>H&#7871;t h&agrave;ng</button>", Status.OUT_OF_STOCK),
    ],
)
def test_quick_way_gives_way_to_a_label(said: str, status: Status) -> None:
    body = f"{HEAD}<body><h1>Mật ong</h1><b class=price>120.000đ</b>{said}</body>"
    got = read(FetchedPage(body=f"{body}</html>".encode()), Wanted())
    assert got.status is status
    assert (got.rung is Rung.SCAN) == (status is Status.IN_STOCK)


def test_twice_encoded_page_is_mended() -> None:
    body = f"<html><head>{LD}</head><body><h1>Mật ong</h1><p>{SENTENCE}</p></body></html>"
    got = read(FetchedPage(body=body.encode().decode("latin-1").encode()), Wanted())
    assert (got.title, "mojibake" in got.flags) == ("Mật ong", True)


def test_quick_way_gives_way_to_a_title_of_something_else() -> None:
    head = HEAD.replace("Mật ong | Chợ quê", "Page not found")
    body = f"{head}<body><h1>Page not found</h1><b class=price>120.000đ</b></body></html>"
    got = read(FetchedPage(body=body.encode()), Wanted())
    assert (got.status, got.rung) == (Status.NOT_FOUND, Rung.FULL)
