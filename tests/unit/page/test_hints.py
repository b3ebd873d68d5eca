"""Signs in the bytes that goods may be out: the quick way may miss none that the parse reads."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.page import FetchedPage, Rung, Status, Wanted, read
from connectors.page.hints import may_say_out
from connectors.page.markup import Skeleton
from connectors.page.phrases import WRITTEN

SENTENCE = "Nếu sản phẩm hết hàng, cửa hàng sẽ gọi lại và hoàn tiền cho quý khách. " * 5
LD = (
    '<script type="application/ld+json">{"@type":"Product","name":"Mật ong","offers":{"price":'
    '"120000","priceCurrency":"VND","availability":"InStock"}}</script>'
)
LABELS = [
    "<b>{}</b>", "<p class='stock'>Tình trạng: {}</p>", "<button disabled>{}</button>",
    "<label>XL <i>{}</i></label>", "<span class='badge sold-out'>{}</span>",
]  # fmt: skip
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
        "<p>Kho: <b>0</b></p>",
        "<p>Còn 0 sản phẩm</p>",
        "<p>0 in stock</p>",
        "<p>No&nbsp;stock</p>",
        "<button disabled>Mua ngay</button>",
        "<p>売り切れ</p>",
        f"<p>{SENTENCE}</p><b>Ngừng kinh doanh</b>",
    ],
)
def test_labels_are_seen_in_every_writing(label: str) -> None:
    assert says(label)


def test_long_prose_is_no_label() -> None:
    assert not says(f"<p>{SENTENCE}</p>")


def test_a_nought_in_an_attribute_counts_nothing() -> None:
    assert not says("<p data-note='trong kho: 0 '>Thơm</p>")
    assert says("<p class=a>Trong kho: 0 </p>")


def test_reviews_and_other_goods_deny_nothing() -> None:
    assert not says("<div class='reviews'><p>Hôm qua hết hàng</p></div><p>Thơm</p>")
    assert says("<div class='reviews'><p>Thơm</p></div><p>Hết hàng</p>")


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


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(sorted(WRITTEN)),
    st.sampled_from(LABELS),
    st.sampled_from([str, str.upper, str.title, partial(normalize, "NFD")]),
    st.booleans(),
)  # fmt: skip
def test_no_words_are_read_otherwise_by_the_quick_way(
    words: str, label: str, written: Callable[[str], str], buyable: bool
) -> None:
    button = "<button>Thêm vào giỏ</button>" if buyable else ""
    said = label.format(written(words))
    body = f"{HEAD}<body><h1>Mật ong</h1><b class=price>120.000đ</b>{said}{button}</body></html>"
    page = FetchedPage(body=body.encode())
    quick, parsed = read(page), read(page, full=True)
    assert quick == replace(parsed, rung=quick.rung, evidence=quick.evidence)
