"""Staff compare two pictures on a phone and at a desk, and accept the new one."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from catalog.config import SandboxSettings, Settings
from catalog.db import Database
from catalog.models import Listing, Shop, utc_now
from catalog.status import Dispatch
from storefront.app import create_app
from tests.browser.places import SIZES
from tests.support.browsing import signed_in
from tests.support.chromium import served
from tests.support.market import Market

pytestmark = pytest.mark.browser
FOLDER = os.environ.get("CHOPHIEN_SCREENSHOTS", "")
LONG = "https://down-vn.img.susercontent.com/file/vn-11134207-7r98o-lq0a1b2c3d4e5f6789abcdef"


@pytest.fixture
def drifted(stocked: tuple[Path, Market], tmp_path: Path) -> Iterator[tuple[str, list[Any]]]:
    """The storefront over a market with a changed picture, and the cookies of staff."""
    shutil.copyfile(stocked[0], tmp_path / "chophien.db")
    settings = Settings(data_dir=tmp_path, sandbox=SandboxSettings())
    database = Database(settings.database_url)
    with database.write() as session:
        listing = session.get_one(Listing, stocked[1].tea_listing)
        listing.dispatch, listing.dispatched_hash = Dispatch.ACCEPTED, "x"
        listing.dispatch_at = utc_now() - timedelta(hours=1)
        listing.observed_picture, listing.picture_base = f"{LONG}-moi", f"{LONG}-cu"
        shop = session.get_one(Shop, listing.shop_id)
        shop.credentials_sealed, shop.authorised_until = b"x", utc_now() + timedelta(days=90)
    app = create_app(settings, database)
    client = signed_in(app, database, "thu")
    with served(app) as found:
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        yield found, [{"name": name, "value": cookie.value, "url": found}]
    database.dispose()


def _is_serious(violation: dict[str, Any]) -> bool:
    return violation["impact"] in {"serious", "critical"}


@pytest.mark.parametrize("size", list(SIZES))
def test_staff_compare_and_accept(
    chromium: Browser, drifted: tuple[str, list[Any]], size: str, tmp_path: Path
) -> None:
    address, cookies = drifted
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{address}/quan-tri/loi?cua=staff")
    item = page.locator(".fix").filter(has_text="Ảnh trên sàn khác")
    expect(item.get_by_role("link", name=f"{LONG}-moi")).to_be_visible()
    expect(item.get_by_role("link", name=f"{LONG}-cu")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    serious = [one["id"] for one in Axe().run(page).response["violations"] if _is_serious(one)]
    assert serious == []
    file = Path(FOLDER or tmp_path) / f"picture-drift-{size}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    item.screenshot(path=file)
    assert file.read_bytes().startswith(b"\x89PNG")
    item.get_by_role("button", name="Ảnh mới là đúng").click()
    expect(page.get_by_text("Đã ghi nhận ảnh trên sàn là đúng.")).to_be_visible()
    expect(page.locator(".fix").filter(has_text="Ảnh trên sàn khác")).to_have_count(0)
    context.close()
