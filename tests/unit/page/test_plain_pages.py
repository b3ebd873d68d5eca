"""Pages as small shops of many countries make them: own goods, other goods, and none at all."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.page import FetchedPage, read

PAGES: dict[str, dict[str, str | None]] = json.loads(
    (Path(__file__).parents[2] / "data" / "plain_pages.json").read_text("utf-8")
)


@pytest.mark.parametrize("name", PAGES)
def test_plain_page_is_read_as_it_is(name: str) -> None:
    told = PAGES[name]
    markup = (
        f'<html lang="{told["lang"]}"><head><title>{told["title"]}</title>{told.get("head", "")}'
        f"</head><body>{told['body']}</body></html>"
    )
    url = told["url"] or ""
    page = FetchedPage(url, url, 200, {}, markup.encode(), "text/html; charset=utf-8")
    quick, parsed = read(page), read(page, full=True)
    price = told["price"]
    assert (quick.status, quick.price) == (told["status"], Decimal(price) if price else None)
    assert told["currency"] in {None, quick.currency}
    kept = ("status", "price", "price_low", "price_high", "currency", "title", "flags")
    assert [getattr(quick, k) for k in kept] == [getattr(parsed, k) for k in kept]
