"""The main job as a person does it: an annex in, a listing pushed and seen, its page opened."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from catalog.config import Settings
from catalog.intent import ensure_listings
from catalog.models import Product
from catalog.status import Intent
from storefront.app import create_app
from tests.support.chromium import served
from tests.support.stall import Stall, complete

NAME = "Chè Shan tuyết Bản Liền"
DECIDED = date.today() - timedelta(days=40)  # noqa: DTZ011 - the day of a decision has no zone


class Clerk:
    """Types commands in the installation's folder."""

    def __init__(self, settings: Settings) -> None:
        self._environment = os.environ | {
            "CHOPHIEN_DATA_DIR": str(settings.data_dir),
            "CHOPHIEN_SANDBOX__SHOPEE_PORT": str(settings.sandbox.shopee_port),
            "CHOPHIEN_SANDBOX__FLOOR_PORT": str(settings.sandbox.floor_port),
        }

    def types(self, *command: str) -> str:
        """Run one command; fails with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "jobs.cli.main", *command],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def clerk(settings: Settings) -> Clerk:
    """Somebody with a terminal."""
    return Clerk(settings)


def annex(folder: Path) -> str:
    """A small decision annex, as an office would send it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH SẢN PHẨM OCOP TỈNH LÀO CAI"])
    sheet.append(["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Số QĐ", "Ngày QĐ"])
    place = "xã Bản Liền, huyện Bắc Hà"
    sheet.append([1, NAME, "HTX Chè Bản Liền", place, "4 sao", "99/QĐ-UBND", f"{DECIDED:%d/%m/%Y}"])
    book.save(folder / "phu-luc.xlsx")
    return str(folder / "phu-luc.xlsx")


def put_on_shelf(stall: Stall) -> None:
    """The producer states price and picture; staff want the product in the province's shop."""
    shop_id = stall.open_shop()
    picture = stall.picture()
    with stall.database.write() as session:
        product = session.exec(select(Product).where(Product.name == NAME)).one()
        complete(product, picture)
        assert product.id is not None
        ensure_listings(session, shop_id, [product.id], intent=Intent.LIST)


def test_from_the_annex_to_a_page_that_says_it_is_on_sale(
    stall: Stall, clerk: Clerk, chromium: Browser, tmp_path: Path
) -> None:
    assert NAME in clerk.types("import", annex(tmp_path), "--json")
    put_on_shelf(stall)
    assert "đăng mới" in clerk.types("plan")
    clerk.types("push")
    assert [item["name"] for item in stall.items()] == [f"{NAME} – OCOP 4 sao"]
    time.sleep(1.5)  # the simulated review takes a second
    clerk.types("observe", "--api")
    with served(create_app(stall.settings, stall.database, stall.vault)) as address:
        page = chromium.new_page()
        page.goto(address + "/san-pham?q=che+shan+tuyet")
        page.get_by_role("link", name=NAME).first.click()
        shops = page.locator("main")
        expect(shops).to_contain_text("Đang bán")
        expect(shops).to_contain_text("kiểm tra")
        expect(shops).to_contain_text("99/QĐ-UBND")
        page.close()
