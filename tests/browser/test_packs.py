"""A floor without an API: the pack is downloaded and handed over where the advice says so."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from catalog import accounts
from catalog.models import HandOver, Listing
from catalog.status import Dispatch, Intent, Role
from jobs.web import create_app
from tests.support.chromium import served
from tests.support.market import PASSWORD
from tests.support.stall import Stall


@pytest.fixture(autouse=True)
def waiting(stall: Stall) -> None:
    """Three products wait for a person to put them up."""
    shop_id = stall.open_floor()
    stall.stock_up(shop_id, 3)
    with stall.database.write() as session:
        for row in stall.listings():
            listing = session.get_one(Listing, row.id)
            listing.dispatch, listing.dispatch_code = Dispatch.BLOCKED, "needs_person"


@pytest.fixture(params=[360, 1280])
def desk(stall: Stall, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A clerk who reads the list of what is to be done, on a phone and on a screen."""
    with stall.database.write() as session:
        accounts.create_user(session, "thu", PASSWORD, Role.STAFF, name="Thu")
    with served(create_app(stall.settings)) as address:
        context = chromium.new_context(viewport={"width": request.param, "height": 740})
        page = context.new_page()
        page.goto(f"{address}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("thu")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Đăng nhập").click()
        page.goto(f"{address}/quan-tri/loi")
        yield page
        context.close()


def test_from_the_advice_to_the_hand_over(stall: Stall, desk: Page, tmp_path: Path) -> None:
    desk.get_by_role("link", name="Bộ hồ sơ tải lên").first.click()
    with desk.expect_download() as coming:
        desk.get_by_role("button", name="Tải bộ hồ sơ (ZIP)").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    with zipfile.ZipFile(file) as pack:
        assert {"san-pham.csv", "san-pham.xlsx"} < set(pack.namelist())
    desk.reload()
    desk.get_by_label("Người nhận bộ hồ sơ").fill("Lan ở bưu cục")
    desk.get_by_role("button", name="Ghi bàn giao").click()
    expect(desk.locator("body")).to_contain_text("Đã bàn giao cho Lan ở bưu cục lúc")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with stall.database.read() as session:
        (row,) = session.exec(select(HandOver)).all()
        assert (row.item_count, row.exported_by, row.handed_to) == (3, "thu", "Lan ở bưu cục")


def test_a_shop_with_nothing_complete_says_so(stall: Stall, desk: Page) -> None:
    with stall.database.write() as session:
        for listing in session.exec(select(Listing)):
            listing.intent = Intent.NOT_WANTED
    desk.goto(f"{desk.url.split('/quan-tri')[0]}/quan-tri/gian-hang/{stall.listings()[0].shop_id}")
    desk.get_by_role("button", name="Tải bộ hồ sơ (ZIP)").click()
    expect(desk.locator("body")).to_contain_text("chưa có sản phẩm nào đủ thông tin để xuất")
