"""Shops' public pages: what each says, and what may never be taken for "closed"."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.status import ShopSeen
from connectors.page.model import FetchedPage
from connectors.page.shop_page import read_shop, same_name
from connectors.sandbox.misbehave import SHELL_PAGE, WALL_PAGE

URL = "https://san.example.vn/gian-hang/suoi-giang-s77"
GOODS = "".join(
    f'<li><a href="/p/c-{n}.html">Chè loại {n}</a> <span>{n}85.000₫</span></li>'
    for n in range(1, 4)
)
STORE = (
    '<script type="application/ld+json">{"@type":"ProfilePage","mainEntity":'
    '{"@type":"Store","name":"HTX Suối Giàng","legalName":"HTX Trà Suối Giàng"}}</script>'
)


def answer(
    shown: str, head: str = "<title>HTX Suối Giàng – Sàn</title>", **how: Any
) -> FetchedPage:
    html = f"<!doctype html><html lang=vi><head>{head}</head><body>{shown}</body></html>"
    kind = "text/html; charset=utf-8"
    page = FetchedPage(URL, URL, 200, body=html.encode(), content_type=kind)
    return replace(page, **how)


SHOP = f"<h1>HTX Suối Giàng</h1><p>Chủ gian hàng: HTX Trà Suối Giàng</p><ul>{GOODS}</ul>"
POLICY = "<p>Chính sách: khi gian hàng đã đóng cửa, đơn hàng được hoàn tiền.</p>"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SHOP, ShopSeen.OPEN),
        (SHOP + POLICY, ShopSeen.OPEN),
        (POLICY + SHOP, ShopSeen.OPEN),
        ("<h1>HTX Suối Giàng</h1><p>Gian hàng chưa có sản phẩm.</p>", ShopSeen.EMPTY),
        ("<h1>HTX Suối Giàng</h1><p>Shop hiện có 0 sản phẩm</p>", ShopSeen.EMPTY),
        ("<h1>HTX Suối Giàng</h1><p>Gian hàng đã đóng.</p>", ShopSeen.CLOSED),
        ("<h1>Gian hàng này đã ngừng hoạt động</h1>", ShopSeen.CLOSED),
        ("<h1>HTX Suối Giàng</h1><p>Gian hàng đã bị khóa do vi phạm.</p>", ShopSeen.SUSPENDED),
        ("<h1>Tài khoản đã bị khoá</h1>", ShopSeen.SUSPENDED),
        ("<h1>Shop không tồn tại</h1><p>Về trang chủ</p>", ShopSeen.NOT_FOUND),
        ("<h1>Không tìm thấy trang</h1>", ShopSeen.NOT_FOUND),
        ("<h1>HTX Suối Giàng</h1><p>Gian hàng đang tạm nghỉ đến 01/02.</p>", ShopSeen.RESTING),
        (f"<h1>HTX</h1><p>Shop đang tạm nghỉ Tết</p><ul>{GOODS}</ul>", ShopSeen.RESTING),
    ],
)
def test_what_the_page_says(body: str, status: ShopSeen) -> None:
    assert read_shop(answer(body)).status is status


def test_name_owner_and_goods_are_read() -> None:
    found = read_shop(answer(SHOP))
    assert (found.name, found.owner, found.goods) == ("HTX Suối Giàng", "HTX Trà Suối Giàng", 3)


def test_structured_data_names_the_shop_first() -> None:
    head = f"<title>Sàn</title><meta property='og:title' content='Xem gian hàng'>{STORE}"
    found = read_shop(answer(f"<h1>Hàng mới về</h1><p>{'Chè Shan tuyết. ' * 20}</p>", head))
    assert (found.status, found.name) == (ShopSeen.OPEN, "HTX Suối Giàng")
    assert "goods_unread" in found.flags


def test_a_stated_number_of_goods_is_taken() -> None:
    head = (
        '<title>HTX</title><script type="application/ld+json">'
        '{"@type":"Organization","name":"HTX","hasOfferCatalog":'
        '{"@type":"OfferCatalog","numberOfItems":"41"}}</script>'
    )
    assert read_shop(answer(f"<ul>{GOODS}</ul>", head)).goods == 41


@pytest.mark.parametrize(
    "page",
    [
        answer("", transport_error="timeout"),
        answer("<h1>Gian hàng đã đóng</h1>", status=403),
        answer("<h1>Gian hàng đã đóng</h1>", status=429),
        answer("<h1>Gian hàng đã đóng</h1>", status=503),
        answer("<h1>Gian hàng đã đóng</h1>", content_type="image/png"),
        answer("", body=WALL_PAGE.encode()),
        answer("", body=WALL_PAGE.encode(), status=404),
        answer("", body=SHELL_PAGE.encode()),
        answer("<div id=root></div><script src=a.js></script>"),
        answer("", body=b""),
        answer("", body=b"\x1f\x8b\x08garbage"),
        answer(SHOP, final_url="https://san.example.vn/"),
        answer(SHOP, final_url="https://san.example.vn/dang-nhap"),
        answer(SHOP, final_url="https://san.example.vn/gian-hang/cho-khac-s99"),
        answer("<h1>Tin tức</h1><p>Lễ hội chè.</p>"),
    ],
)
def test_what_says_nothing_of_the_shop_stays_unknown(page: FetchedPage) -> None:
    found = read_shop(page)
    assert found.status is ShopSeen.UNKNOWN
    assert found.reason


@pytest.mark.parametrize(
    ("page", "blocked"),
    [
        (answer("", status=403), True),
        (answer("", status=429), True),
        (answer("", body=WALL_PAGE.encode()), True),
        (answer("", status=503), False),
        (answer(SHOP), False),
    ],
)
def test_a_wall_is_told_to_the_politeness(page: FetchedPage, blocked: bool) -> None:
    assert read_shop(page).blocked is blocked


@pytest.mark.parametrize(("code", "flags"), [(404, ()), (410, ("gone",))])
def test_a_missing_page_is_not_found(code: int, flags: tuple[str, ...]) -> None:
    found = read_shop(answer("<h1>Lỗi</h1>", status=code))
    assert (found.status, found.flags) == (ShopSeen.NOT_FOUND, flags)


def test_a_renamed_address_of_the_same_shop_is_followed() -> None:
    moved = answer(SHOP, final_url="https://san.example.vn/gian-hang/ten-moi-s77")
    assert read_shop(moved).status is ShopSeen.OPEN


@pytest.mark.parametrize(
    ("seen", "known", "same"),
    [
        ("HTX Suối Giàng", ("htx suoi giang", ""), True),
        ("HTX Suối Giàng – Sàn mô phỏng", ("HTX Suối Giàng",), True),
        ("Hợp tác xã Trà Suối Giàng", ("Gian hàng 1", "Hợp tác xã Trà Suối Giàng"), True),
        ("Điện máy Hoàng Long", ("HTX Suối Giàng", "HTX Trà"), False),
        ("", ("HTX",), None),
        ("HTX", ("", ""), None),
    ],
)
def test_names_are_compared_without_marks(
    seen: str, known: tuple[str, ...], same: bool | None
) -> None:
    assert same_name(seen, *known) is same


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([200, 404, 500]))
def test_no_bytes_make_it_raise(noise: bytes, code: int) -> None:
    body = SHOP.encode()[:120] + noise + SHOP.encode()[120:]
    assert read_shop(answer("", body=body, status=code)).status in set(ShopSeen)
