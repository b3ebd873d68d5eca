"""A seller's consent as people give it: to the channel's page, agreed there, and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog import accounts
from catalog.models import Shop
from catalog.models.listing import ACCOUNT_UNKNOWN
from catalog.status import Role
from connectors.http.credentials import CredentialStore
from jobs.web import create_app
from tests.support.chromium import served
from tests.support.market import PASSWORD
from tests.support.stall import Stall


@pytest.fixture
def shop_id(stall: Stall) -> int:
    """A shop on the channel whose authorisation we lost."""
    shop_id = stall.open_shop("Gian hàng tỉnh")
    with stall.database.write() as session:
        session.get_one(Shop, shop_id).credentials_sealed = None
    return shop_id


@pytest.fixture
def at_shops(stall: Stall, chromium: Browser) -> Iterator[Page]:
    """A clerk who signed in and looks at the shops."""
    with stall.database.write() as session:
        accounts.create_user(session, "thu", PASSWORD, Role.STAFF, name="Thu")
    with served(create_app(stall.settings)) as address:
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(f"{address}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("thu")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Đăng nhập").click()
        page.goto(f"{address}/quan-tri/gian-hang")
        yield page
        context.close()


def agree(page: Page, shop: str) -> None:
    """To the channel, choose the shop there, agree, and be back."""
    page.get_by_role("button", name="Ủy quyền").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đang sang trang ủy quyền")
    page.get_by_role("button", name="Đồng ý").wait_for()
    page.get_by_label(shop).check()
    page.get_by_role("button", name="Đồng ý").click()


def sealed(stall: Stall, shop_id: int) -> bool:
    with stall.database.read() as session:
        return session.get_one(Shop, shop_id).credentials_sealed is not None


def test_consent_there_and_back(stall: Stall, shop_id: int, at_shops: Page) -> None:
    with stall.database.write() as session:
        # Nobody knows yet where it stands: the consent tells.
        shop = session.get_one(Shop, shop_id)
        shop.external_id, shop.is_sandbox = ACCOUNT_UNKNOWN, False
    expect(at_shops.locator("main")).to_contain_text("cần ủy quyền lại")
    agree(at_shops, "Gian hàng tỉnh")
    expect(at_shops.locator("body")).to_contain_text("Đã ủy quyền gian hàng Gian hàng tỉnh")
    assert sealed(stall, shop_id)
    store = CredentialStore(stall.database, stall.vault)
    assert store.load(shop_id).tokens is not None
    with stall.database.read() as session:
        assert session.get_one(Shop, shop_id).is_sandbox


def test_consent_of_another_account_is_not_kept(stall: Stall, shop_id: int, at_shops: Page) -> None:
    stall.open_shop("Gian hàng khác")
    with stall.database.write() as session:
        session.get_one(Shop, shop_id).credentials_sealed = None
    at_shops.reload()
    agree(at_shops, "Gian hàng khác")
    expect(at_shops.locator("body")).to_contain_text("không phải của gian hàng này")
    assert not sealed(stall, shop_id)
