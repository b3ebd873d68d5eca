"""Pages as small shops of many countries make them: own goods, other goods, and none at all."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.page import FetchedPage, read

DATA = Path(__file__).parents[2] / "data"
PAGES: dict[str, dict[str, str | None]] = json.loads((DATA / "plain_pages.json").read_text("utf-8"))
# What stands around the goods in a shop: its menu and cart above, other goods and terms below.
FRAMES: dict[str, dict[str, str]] = json.loads((DATA / "plain_frames.json").read_text("utf-8"))
# A front page with a shop's menu sells more than one product.
SOLD = [
    name
    for name, told in PAGES.items()
    if told["status"] in {"in_stock", "out_of_stock", "discontinued"}
    and not str(told["url"]).endswith(".vn/")
]


def check(name: str, body: str) -> None:
    told = PAGES[name]
    head = f"<title>{told['title']}</title>{told.get('head') or ''}"
    markup = f'<html lang="{told["lang"]}"><head>{head}</head><body>{body}</body></html>'
    url, price = told["url"] or "", told["price"]
    page = FetchedPage(url, url, 200, {}, markup.encode(), "text/html; charset=utf-8")
    quick, parsed = read(page), read(page, full=True)
    assert (quick.status, quick.price) == (told["status"], Decimal(price) if price else None)
    assert told["currency"] in {None, quick.currency}
    ends = [Decimal(end) if (end := told.get(k)) else None for k in ("low", "high")]
    assert price is not None or ends in ([None, None], [quick.price_low, quick.price_high])
    kept = ("status", "price", "price_low", "price_high", "currency", "title", "flags")
    assert [getattr(quick, k) for k in kept] == [getattr(parsed, k) for k in kept]


@pytest.mark.parametrize("name", PAGES)
def test_plain_page_is_read_as_it_is(name: str) -> None:
    check(name, str(PAGES[name]["body"]))


@pytest.mark.parametrize("name", SOLD)
@pytest.mark.parametrize("block", ["<div>{}</div>", "{}"], ids=["block", "no block"])
def test_goods_are_told_from_the_shop_around_them(name: str, block: str) -> None:
    frame = FRAMES.get(str(PAGES[name]["lang"]), FRAMES["en"])
    check(name, frame["above"] + block.format(PAGES[name]["body"]) + frame["below"])
