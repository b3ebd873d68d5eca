"""Broken and hostile HTML: an answer always comes, and never a claim about the goods."""

import gzip
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.page import FetchedPage, Status, Wanted, read
from connectors.page.depth import MAX_DEPTH, flattened
from tests.pages import make

SILENT = {Status.UNREADABLE, Status.UNKNOWN, Status.NEEDS_JAVASCRIPT, Status.NOT_A_PRODUCT_PAGE}


def look(body: bytes) -> Status:
    page = FetchedPage("https://a.vn/b", "https://a.vn/b", 200, {}, body)
    return read(page, Wanted(title="Mật ong"), full=True).status


_PIECES = st.sampled_from(
    [
        "<div class='price'>", "</div>", "<h1>", "</h1>", "<script type='application/ld+json'>",
        "</script>", '{"@type":"Product","name":"x","offers":', '{"price":"1"}', "}", "<!--", "-->",
        "<p", ">", "'", '"', "Hết hàng", "Còn hàng", "120.000đ", "<meta property='og:type'",
        " content='product'>", "<link rel=canonical href='//[::1'>", "<svg>", "<nav>", "</nav>",
        "<body>", "</body>", "</html>", "<del>", "\x00", "\ufffd", "&amp;", "<button disabled>",
        "<div itemscope itemtype='http://schema.org/Product'>", "<i itemprop='offers'>", "404",
        "window.__INITIAL_STATE__ = ", "[", "null", "<h2>Related products</h2>", "<option>",
        "<svg/>", "<template>", "Kho: 0", "24€90", "<i style='display:none'>", "(税込)",
        "<label class='swatch'>", "<span class='badge sold-out'>",
    ]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=40))
def test_any_order_of_pieces_is_read(pieces: list[str]) -> None:
    assert look("".join(pieces).encode()) in Status


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(body: bytes) -> None:
    assert look(body) not in {Status.NOT_FOUND, Status.DISCONTINUED}


def test_pages_with_bytes_broken_at_random_are_read() -> None:
    rng = Random(5)
    for made in make(45, seed=21, plain=True):
        body = bytearray(made.page.body)
        for _ in range(40):
            body[rng.randrange(len(body))] = rng.randrange(256)
        assert look(bytes(body)) in Status


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 30_000 + b"</body></html>",
        b"<body><p " + b" ".join(b"a%d=b" % i for i in range(150_000)) + b">x</p></body>",
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><h1>a</h1>",
        b"<script type='application/ld+json'>" + b'{"a":' * 60_000 + b"</script><h1>a</h1>",
        b"<script>window.__INITIAL_STATE__=" + b'{"a":[' * 60_000 + b"</script><h1>a</h1>",
        b"<" * 3_000_000,
        b"<meta " * 30_000,
        b"<link canonical " * 30_000,
        b"<!--" * 300_000,
        gzip.compress(b"\x00" * 60_000_000),
        b"<p>canonical " * 300_000,
        b"<svg/>" * 40_000,
        b"<nav>" * 40_000 + b"</nav>" * 40_000,
        b"<h1>a</h1>" + b" 0 stock" * 400_000,
        b"<h1>a</h1>" + b"<p>" + b"a " * 900_000 + b"</p>" * 20_000,
        b"<h1>a</h1>" + b"het out sold " * 300_000,
        b"<label class='swatch'>" * 20_000 + "Hết hàng".encode(),
    ],
    ids=["nesting", "attributes", "arrays", "objects", "state", "lt", "meta", "links", "comments",
         "zip", "canonical", "drawings", "menus", "noughts", "prose", "words", "choices"],
)  # fmt: skip
def test_bombs_say_nothing_about_the_goods(body: bytes) -> None:
    assert look(body) in SILENT


def test_nesting_is_bounded_but_text_is_kept() -> None:
    deep = flattened(b"<div>" * 9000 + b"Het" + b"</div>" * 9000)
    assert deep.count(b"<div>") == MAX_DEPTH
    assert b"Het" in deep
    assert flattened(b"<div>" * 50) == b"<div>" * 50


@pytest.mark.parametrize("price", ["9" * 5000, '"1e999999"', '"1e-999999"', "1e400", "NaN", '"-1"'])
def test_absurd_prices_are_no_prices(price: str) -> None:
    body = (
        '<html><script type="application/ld+json">{"@type":"Product","name":"Mật ong","offers":'
        f'{{"price":{price},"availability":"InStock"}}}}</script><h1>Mật ong</h1></html>'
    )
    page = FetchedPage("https://a.vn/b", "https://a.vn/b", 200, {}, body.encode())
    assert read(page).price is None
