"""The main job as people do it, from an empty installation: an annex in, a listing on sale."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from catalog.config import Settings
from jobs.demo.shops import create_remote
from jobs.web import create_app
from tests.support.chromium import served
from tests.support.market import PASSWORD
from tests.support.stall import Stall

NAME = "Chè Shan tuyết Bản Liền"
SHOP = "OCOP Lào Cai"
DECIDED = date.today() - timedelta(days=40)  # noqa: DTZ011 - the day of a decision has no zone


class Clerk:
    """Types commands in the installation's folder."""

    def __init__(self, settings: Settings) -> None:
        self._environment = os.environ | {
            "CHOPHIEN_DATA_DIR": str(settings.data_dir),
            "CHOPHIEN_SANDBOX__SHOPEE_PORT": str(settings.sandbox.shopee_port),
            "CHOPHIEN_SANDBOX__FLOOR_PORT": str(settings.sandbox.floor_port),
        }

    def types(self, *command: str, answer: str = "") -> str:
        """Run one command; fails with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "jobs.cli.main", *command],
            env=self._environment,
            input=answer,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def clerk(settings: Settings) -> Clerk:
    """Somebody with a terminal."""
    return Clerk(settings)


@pytest.fixture
def desk(stall: Stall, clerk: Clerk, chromium: Browser) -> Iterator[Page]:
    """A phone's browser, scripts off, signed in as staff of an installation without any data."""
    clerk.types("upgrade")
    clerk.types("user", "add", "thu", "--role", "staff", answer=PASSWORD + "\n")
    with served(create_app(stall.settings)) as address:
        context = chromium.new_context(
            base_url=address, viewport={"width": 360, "height": 740}, java_script_enabled=False
        )
        page = context.new_page()
        page.goto("/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("thu")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Đăng nhập").click()
        yield page
        context.close()


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


def photograph() -> bytes:
    """A picture as a telephone takes it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def open_shop(page: Page) -> None:
    """The province's shop, registered on the marketplace before, is written down and agreed to."""
    page.goto("/quan-tri/gian-hang")
    page.get_by_role("link", name="Mở gian hàng mới").click()
    page.get_by_role("link", name="Mở gian hàng của tỉnh").click()
    page.get_by_label("Sàn", exact=True).select_option("Shopee")
    page.get_by_label("Tên gian hàng trên sàn").fill(SHOP)
    page.get_by_role("button", name="Mở gian hàng mới").click()
    expect(page.locator("main")).to_contain_text("Chưa ủy quyền")
    page.get_by_role("button", name="Ủy quyền ngay").click()
    page.get_by_label(SHOP).check()
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.locator("main")).to_contain_text("Còn ủy quyền")


def state_shelf_life(page: Page) -> None:
    """What the marketplace demands of every food is stated once for the shop."""
    page.locator("summary", has_text="Thuộc tính chung").click()
    page.get_by_label("Tên thuộc tính").first.fill("Hạn sử dụng")
    page.get_by_label("Giá trị").first.fill("12 Tháng")
    page.get_by_role("button", name="Lưu thuộc tính chung").click()
    expect(page.locator("main")).to_contain_text("Đã lưu thuộc tính chung")


def fill_in_sheet(page: Page) -> None:
    """The product of the annex has a name and stars; a person states the rest."""
    row = page.locator("tr", has_text=NAME)
    expect(row).to_contain_text("Còn thiếu: giá bán, ảnh, số lượng còn, khối lượng")
    row.get_by_role("link", name="Điền thông tin").click()
    page.get_by_label("Giá bán (đồng)").fill("185.000")
    page.get_by_label("Số lượng còn").fill("40")
    page.get_by_label("Khối lượng cả bao bì (gam)").fill("200")
    words = "Chè búp một tôm hai lá, sao tay trên chảo gang, thơm hương cốm."
    page.get_by_label("Giới thiệu sản phẩm").fill(words)
    file = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=photograph())
    page.get_by_label("Ảnh sản phẩm").set_input_files(file)
    page.get_by_role("button", name="Lưu thông tin").click()
    expect(row).to_contain_text("Đủ")


def put_on_shelf(page: Page) -> None:
    """The product is ticked and wanted in the shop."""
    page.get_by_role("checkbox", name=NAME).check()
    page.get_by_role("button", name="Đưa lên gian hàng").click()
    expect(page.locator("main")).to_contain_text("Đã đưa lên: 1 sản phẩm")


def test_from_an_empty_installation_to_a_page_that_says_it_is_on_sale(
    stall: Stall, clerk: Clerk, desk: Page, tmp_path: Path
) -> None:
    assert NAME in clerk.types("import", annex(tmp_path), "--json")
    create_remote(stall.shopee, SHOP, "Trung tâm Xúc tiến thương mại", "province")
    open_shop(desk)
    state_shelf_life(desk)
    fill_in_sheet(desk)
    put_on_shelf(desk)
    assert "đăng mới" in clerk.types("plan")
    clerk.types("push")
    assert [item["name"] for item in stall.items()] == [f"{NAME} – OCOP 4 sao"]
    time.sleep(1.5)  # the simulated review takes a second
    clerk.types("observe", "--api")
    desk.goto("/san-pham?q=che+shan+tuyet")
    desk.get_by_role("link", name=NAME).first.click()
    shown = desk.locator("main")
    expect(shown).to_contain_text("Đang bán")
    expect(shown).to_contain_text("kiểm tra")
    expect(shown).to_contain_text("99/QĐ-UBND")
    expect(shown.get_by_role("img", name=NAME)).to_be_visible()
