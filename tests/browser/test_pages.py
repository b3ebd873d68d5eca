"""Every page on a small phone and a desk: accessible, no sideways scrolling, no errors."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.places import PAGES, SIZES, place
from tests.support.market import Market

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]
SERIOUS = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def _axe(page: Page) -> list[tuple[str, str]]:
    for details in page.locator("main details").all():
        details.evaluate("part => part.open = true")
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (rule["id"], node["html"][:160])
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_sound(visit: Opener, market: Market, name: str, size: str) -> None:
    """Nothing serious for axe, no sideways scrolling, nothing in the browser's console."""
    path, login = place(name, market)
    said: list[str] = []
    page = visit(path, size, login, said=said)
    if name == "missing":
        said = [line for line in said if "404" not in line]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    assert _axe(page) == []


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "catalog",
        "product",
        "own",
        "board",
        "listing",
        "new_shop_owner",
        "new_shop",
        "shop",
        "staff_producer",
        "sheet",
    ],
)
def test_what_is_pressed_is_44_pixels_high(visit: Opener, market: Market, name: str) -> None:
    path, login = place(name, market)
    page = visit(path, "phone", login)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'button, .btn, summary, select, input:not([type=hidden]):not([type=checkbox]), nav a'
        )].filter(e => e.offsetParent !== null && !e.closest('.evidence'))
          .filter(e => e.getBoundingClientRect().height < 43.5)
          .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_language_of_the_page_is_declared(visit: Opener) -> None:
    page = visit("/ngon-ngu/en?next=/san-pham")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "OCOP products"
