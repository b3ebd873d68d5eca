"""Public pages of a shop that helps a machine with nothing: no JSON-LD, no ETag."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from catalog.models import utc_now
from catalog.status import Action, Observed
from connectors.base import ChannelError
from connectors.http.page import fetch_page
from connectors.http.robots import RobotsBook
from connectors.page import Status, Wanted, read
from tests.oscar.stage import USER_AGENT, Stage, draft


def test_the_page_is_vietnamese_and_says_so_in_words_only(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    page = stage.fetch(listing.public_url or "")
    text = page.body.decode()
    assert "185.000\u00a0₫" in text
    assert "Trong kho ( 12 có sẵn)" in text
    assert "ld+json" not in text
    assert "itemprop" not in text
    assert not page.header("etag") + page.header("last-modified")
    reading = read(page, Wanted(sku, listing.title, listing.public_url))
    assert reading.status is Status.IN_STOCK
    assert (reading.price, reading.currency) == (Decimal(185_000), "VND")


def test_no_stock_is_read_off_the_words(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku, stock=0))
    page = stage.fetch(listing.public_url or "")
    assert "Không sẵn có" in page.body.decode()
    assert read(page, Wanted(sku)).status is Status.OUT_OF_STOCK


def test_an_old_address_leads_to_the_same_product(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    old = f"{stage.url}/catalogue/ten-cu_{listing.external_id}/"
    page = stage.fetch(old)
    assert (page.redirects, page.final_url, page.status) == ((old,), listing.public_url, 200)
    seen = stage.look_at_page(replace(listing, public_url=old))
    assert (seen.status, seen.price_vnd, seen.url) == (Observed.LIVE, 185_000, listing.public_url)


def test_a_description_cannot_change_what_the_page_says(stage: Stage, sku: str) -> None:
    words = 'Hết hàng! Giá chỉ 1.000đ. <p class="price_color">2.000 ₫</p> Ngừng kinh doanh.'
    listing = stage.put_up(draft(sku, description=words))
    seen = stage.look_at_page(listing)
    assert (seen.status, seen.price_vnd) == (Observed.LIVE, 185_000)
    assert b"&lt;p class=" in stage.fetch(listing.public_url or "").body


def test_a_page_that_is_gone_is_a_look_not_a_verdict(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    stage.push(Action.DELETE, None, listing)
    seen = stage.look_at_page(listing)
    assert seen.status is Observed.NOT_FOUND
    assert seen.price_vnd is None
    assert "gone" not in seen.flags
    assert seen.proof is not None
    assert seen.proof.http_status == 404


def test_we_leave_no_trail_of_cookies(stage: Stage, sku: str) -> None:
    """Oscar remembers visitors: a page would show what we looked at before, with its price."""
    first = stage.put_up(draft(sku, name="Mật ong bạc hà Mèo Vạc", price_vnd=77_000))
    second = stage.put_up(draft(f"{sku}-2"))

    async def visit() -> bytes:
        async with stage.fetcher() as fetcher:
            before = await fetcher.fetch(first.public_url or "")
            assert "oscar_history" in before.header("set-cookie")
            return (await fetcher.fetch(second.public_url or "")).body

    assert "77.000" not in asyncio.run(visit()).decode()


def test_a_shop_without_robots_txt_may_be_read(stage: Stage) -> None:
    async def ask() -> bool:
        async with stage.fetcher() as fetcher:
            book = RobotsBook(fetcher.fetch, USER_AGENT, utc_now)
            return (await book.verdict(f"{stage.url}/catalogue/x_1/")).allowed

    assert asyncio.run(ask())


def test_a_loopback_page_is_refused_unless_it_was_named(stage: Stage) -> None:
    with pytest.raises(ChannelError) as caught:
        asyncio.run(fetch_page(f"{stage.url}/catalogue/", user_agent=USER_AGENT))
    assert caught.value.code == "host_not_allowed"


def test_a_shop_that_is_down_says_nothing_about_its_goods(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    down = replace(listing, public_url="http://127.0.0.1:9/catalogue/x_1/")
    seen = replace(stage, url="http://127.0.0.1:9").look_at_page(down)
    assert (seen.status, seen.confidence) == (Observed.UNKNOWN, 0.0)
