"""Pictures for README: written only when CHOPHIEN_SCREENSHOTS names a folder, else a trial."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.places import place
from tests.support.market import Market

pytestmark = pytest.mark.browser

FOLDER = os.environ.get("CHOPHIEN_SCREENSHOTS", "")
SHOTS = [("home", "desk"), ("catalog", "desk"), ("board", "desk"), ("own", "phone")]

WITHOUT_HOSTILE = """
for (const said of document.querySelectorAll("p.quiet"))
  if (said.textContent.includes("<script>")) said.remove();
"""
"""The test data's hostile words, shown as text, belong in no picture."""


@pytest.mark.parametrize(("name", "size"), SHOTS)
def test_a_page_can_be_pictured(
    visit: Callable[..., Page], market: Market, tmp_path: Path, name: str, size: str
) -> None:
    path, login = place(name, market)
    file = Path(FOLDER or tmp_path) / f"{name}-{size}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page = visit(path, size, login)
    page.evaluate(WITHOUT_HOSTILE)
    page.screenshot(path=file)
    assert file.read_bytes().startswith(b"\x89PNG")
    assert file.stat().st_size > 10_000
