"""One's own notices as people use them: on a small phone and a desk, with scripts and without."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import col, select

from catalog.config import SandboxSettings, Settings
from catalog.db import Database
from catalog.models import Notice, User, utc_now
from storefront.app import create_app
from tests.browser.places import SIZES
from tests.support.chromium import served
from tests.support.market import PASSWORD, Market

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
INCIDENT = "Trang chặn máy đọc ở sanhoptacxadacsanvungcaotaybacmotthanhvien.example.vn"


def _tell(database: Database) -> None:
    """Each of two people was told of two things: one is over, one is urgent and goes on."""
    now = utc_now()
    with database.write() as session:
        people = session.exec(select(User).where(col(User.login).in_(["thu", "alice"])))
        for user in people.all():
            for number, ended in ((1, None), (2, now - timedelta(minutes=5))):
                session.add(
                    Notice(
                        user_id=user.id or 0,
                        subject=f"incident:{number}",
                        kind="incident",
                        urgent=True,
                        text_vi=INCIDENT,
                        detail="5 trên 7 trang xem gần đây không đọc được hoặc chuyển xấu",
                        advice_vi="Không cần làm gì: hệ thống thử lại thưa.",
                        began_at=now - timedelta(hours=2),
                        told_at=now - timedelta(hours=1),
                        last_told_at=now - timedelta(hours=1),
                        ended_at=ended,
                    )
                )


@pytest.fixture
def visit(stocked: tuple[Path, Market], tmp_path: Path, chromium: Browser) -> Iterator[Visit]:
    """Sign in and open a page of a storefront that sends e-mail and has told of two things."""
    shutil.copyfile(stocked[0], tmp_path / "chophien.db")
    settings = Settings(data_dir=tmp_path, sandbox=SandboxSettings())
    settings.notices.email_host, settings.notices.email_from = "mail.example.vn", "a@example.vn"
    database = Database(settings.database_url)
    _tell(database)
    contexts: list[BrowserContext] = []
    with served(create_app(settings, database)) as address:

        def opened(path: str, login: str, size: str = "phone", *, scripts: bool = True) -> Page:
            width, height = SIZES[size]
            context = chromium.new_context(
                viewport={"width": width, "height": height}, java_script_enabled=scripts
            )
            contexts.append(context)
            page = context.new_page()
            page.goto(f"{address}/dang-nhap")
            page.get_by_label("Tên đăng nhập").fill(login)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Đăng nhập").click()
            page.goto(address + path)
            return page

        yield opened
        for context in contexts:
            context.close()
    database.dispose()


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize(
    ("path", "login"),
    [
        ("/thong-bao", "alice"),
        ("/thong-bao", "thu"),
        ("/thong-bao/cai-dat", "alice"),
        ("/thong-bao/cai-dat", "thu"),
        ("/quan-tri/bao-sai", "thu"),
    ],
)
def test_the_pages_are_sound(visit: Visit, path: str, login: str, size: str) -> None:
    """Nothing serious for axe, no sideways scrolling, and what is pressed is 44 pixels high."""
    page = visit(path, login, size)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main .btn, main select')]
            .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_producer_says_where_to_and_is_told_so(visit: Visit, scripts: bool) -> None:
    page = visit("/thong-bao", "alice", scripts=scripts)
    expect(page.locator("main")).to_contain_text("Chưa có nơi nhận")
    page.get_by_role("link", name="Cài đặt nơi nhận").click()
    page.get_by_label("E-mail").fill("alice@example.vn")
    page.get_by_label("Không gửi từ").fill("20:30")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("Gửi cho bạn qua: e-mail.")
    expect(page.locator("main")).to_contain_text("không gửi từ 20:30")
    expect(page.get_by_role("button", name="Gửi thử")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_address_is_told_and_what_was_typed_stays(visit: Visit, scripts: bool) -> None:
    page = visit("/thong-bao/cai-dat", "alice", scripts=scripts)
    page.get_by_label("Telegram").fill("@ten")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã Telegram là một dãy số")
    expect(page.get_by_label("Telegram")).to_have_value("@ten")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_false_alarm_is_said_and_taken_back(visit: Visit, scripts: bool) -> None:
    page = visit("/thong-bao", "thu", scripts=scripts)
    expect(page.get_by_role("heading", level=2)).to_contain_text("2 thông báo")
    page.get_by_role("button", name="Báo sai").first.click()
    expect(page.get_by_text("Đã ghi là báo sai.")).to_be_visible()
    page.goto(page.url.split("/thong-bao")[0] + "/quan-tri/bao-sai")
    expect(page.locator("main")).to_contain_text("trên 2 vấn đề đã báo")
    page.go_back()
    page.get_by_role("button", name="Bỏ dấu báo sai").first.click()
    expect(page.get_by_text("Đã bỏ dấu báo sai.")).to_be_visible()


def test_what_is_over_and_what_goes_on_are_told_apart(visit: Visit) -> None:
    page = visit("/thong-bao", "thu", "desk")
    going, over = page.locator(".fixes > li").all()
    expect(going).to_contain_text("hệ thống thử lại thưa")
    expect(over).to_contain_text("hết lúc")
    expect(over).not_to_contain_text("hệ thống thử lại thưa")
