"""What people do: search without scripts, reach things by keyboard, handle an error."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.market import Market

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


def test_the_catalog_works_without_scripts(visit: Opener) -> None:
    page = visit("/", "phone", scripts=False)
    page.get_by_role("searchbox").fill("tra shan co thu")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("heading", name="Trà Shan tuyết cổ thụ")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 sản phẩm")).to_be_visible()


def test_a_filter_works_without_scripts(visit: Opener) -> None:
    page = visit("/san-pham", "phone", scripts=False)
    page.get_by_text("Lọc thêm").click()
    page.get_by_label("Nhóm sản phẩm").select_option("thu_cong")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_role("heading", name="Khăn thổ cẩm")).to_be_visible()
    expect(page.get_by_role("heading", name="Mật ong bạc hà")).to_have_count(0)


def test_with_scripts_the_address_holds_only_what_was_asked(visit: Opener) -> None:
    page = visit("/san-pham")
    page.get_by_text("Lọc thêm").click()
    page.get_by_label("Nhóm sản phẩm").select_option("thu_cong")
    page.get_by_role("button", name="Áp dụng").click()
    page.wait_for_url("**/san-pham?*nhom=thu_cong*")
    assert "noi=" not in page.url


def test_an_active_filter_can_be_taken_off_by_itself(visit: Opener) -> None:
    page = visit("/san-pham?nhom=thu_cong&ban=co", scripts=False)
    page.get_by_role("link", name="Chỉ sản phẩm đang bán").click()
    assert page.url.endswith("/san-pham?nhom=thu_cong")


def test_the_first_tab_skips_to_the_content(visit: Opener) -> None:
    page = visit("/san-pham")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_keyboard_reaches_search_and_a_product(visit: Opener) -> None:
    page = visit("/san-pham")
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "f-q" in reached
    assert "card-link" in reached


def test_focus_can_be_seen(visit: Opener) -> None:
    page = visit("/san-pham")
    page.get_by_role("button", name="Tìm").focus()
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_staff_open_the_menu_on_a_phone_without_scripts(visit: Opener) -> None:
    page = visit("/quan-tri", "phone", "thu", scripts=False)
    page.get_by_text("Mục lục").click()
    page.get_by_role("link", name="Kế hoạch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch lần gửi tới")


def test_staff_send_a_stopped_listing_again(visit: Opener, market: Market) -> None:
    page = visit("/quan-tri/loi", "phone", "thu", scripts=False)
    page.get_by_role("button", name="Gửi lại").first.click()
    expect(page.get_by_text("Đã xếp hàng gửi lại.")).to_be_visible()
    page.goto(page.url.split("/quan-tri")[0] + f"/tin/{market.stopped_listing}")
    expect(page.get_by_text("Chờ gửi").first).to_be_visible()


def test_status_is_never_colour_alone(visit: Opener) -> None:
    page = visit("/quan-tri", "desk", "thu")
    for mark in page.locator(".mark").all():
        assert mark.locator("svg").count() == 1
        assert mark.inner_text().strip()


def test_what_is_invented_says_so_beside_itself(visit: Opener, market: Market) -> None:
    page = visit(f"/san-pham/{market.tea_slug}-{market.tea}")
    expect(page.get_by_text("Dữ liệu mô phỏng").first).to_be_visible()
    expect(page.locator("dd", has_text="180.000 đ").get_by_text("giá mẫu")).to_be_visible()
    expect(page.locator(".shop").get_by_text("sàn thử")).to_be_visible()
    expect(page.get_by_text("tài khoản mẫu")).to_be_visible()
