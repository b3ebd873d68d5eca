"""A real Chromium before a real server over the small market."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from catalog.config import SandboxSettings, Settings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.vault import Vault
from storefront.app import create_app
from tests.browser.places import SIZES
from tests.support.chromium import running_browser, served
from tests.support.market import PASSWORD, Market
from tests.support.stall import Stall, open_stall
from tests.support.stock import stocked

__all__ = ["stocked"]


@pytest.fixture(scope="session")
def market(stocked: tuple[Path, Market]) -> Market:
    """What the served database holds."""
    return stocked[1]


@pytest.fixture(scope="session")
def address(
    stocked: tuple[Path, Market], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The running storefront."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(stocked[0], folder / "chophien.db")
    settings = Settings(data_dir=folder, sandbox=SandboxSettings())
    database = Database(settings.database_url)
    with served(create_app(settings, database)) as found:
        yield found
    database.dispose()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests here; gone before others, since it keeps an event loop running."""
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def cookies(chromium: Browser, address: str) -> Callable[[str], list[Any]]:
    """The cookies of a person who signed in through the page, once a login."""
    known: dict[str, list[Any]] = {}

    def of(login: str) -> list[Any]:
        if login not in known:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{address}/dang-nhap")
            page.get_by_label("Tên đăng nhập").fill(login)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Đăng nhập").click()
            page.wait_for_url("**/quan-tri" if login == "thu" else "**/cua-toi")
            known[login] = [
                {"name": cookie["name"], "value": cookie["value"], "url": address}
                for cookie in context.cookies()
            ]
            context.close()
        return known[login]

    return of


def _listen(page: Page, said: list[str]) -> None:
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that they can be left out where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


Opener = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, address: str, cookies: Callable[[str], list[Any]]) -> Iterator[Opener]:
    """Open a page at a size, as somebody, with or without JavaScript."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str,
        size: str = "desk",
        login: str = "",
        *,
        scripts: bool = True,
        said: list[str] | None = None,
    ) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, locale="vi-VN"
        )
        contexts.append(context)
        if login:
            context.add_cookies(cookies(login))
        page = context.new_page()
        if said is not None:
            page.on(
                "console", lambda line: said.append(line.text) if line.type == "error" else None
            )
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def stall(settings: Settings, vault: Vault) -> Iterator[Stall]:
    """The installation beside its simulated marketplaces."""
    database = Database(settings.database_url)
    upgrade(database)
    with open_stall(settings, database, vault) as opened:
        yield opened
    database.dispose()
