"""The centre's list of shops: owner, state, goods on sale, and where each consent stands."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.db import Database
from catalog.models import Shop, ShopPage, utc_now
from storefront import access
from storefront.readmodels import shops as shops_model
from storefront.readmodels.shops import Consent, ShopLine
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
ADDRESS = "/quan-tri/gian-hang"


def _authorise(database: Database, shop_id: int, days: float | None) -> None:
    with database.write() as session:
        shop = session.get_one(Shop, shop_id)
        shop.credentials_sealed = b"sealed"
        shop.authorised_until = None if days is None else utc_now() + timedelta(days=days)


def _lines(database: Database, *, lacking_only: bool = False) -> dict[int, ShopLine]:
    with database.read() as session:
        page = shops_model.shop_list(session, utc_now(), 1, lacking_only=lacking_only)
    return {line.id: line for line in page.shops}


@pytest.mark.parametrize(
    ("days", "consent", "words"),
    [
        (-1.0, Consent.LAPSED, "Ủy quyền đã hết hạn"),
        (6.9, Consent.SOON, "Ủy quyền sắp hết hạn"),
        (7.1, Consent.VALID, "Còn ủy quyền"),
        (None, Consent.VALID, "Còn ủy quyền"),
    ],
)
def test_the_end_of_a_consent_is_warned_of(
    as_user: Browser,
    market: Market,
    database: Database,
    days: float | None,
    consent: Consent,
    words: str,
) -> None:
    _authorise(database, market.alice_shop, days)
    assert _lines(database)[market.alice_shop].consent is consent
    assert words in as_user("thu").get(ADDRESS).text


def test_a_shop_never_authorised_is_told_and_one_without_an_api_needs_nothing(
    market: Market, database: Database
) -> None:
    lines = _lines(database)
    assert lines.pop(market.alice_shop).consent is Consent.MISSING
    assert {line.consent for line in lines.values()} == {Consent.NOT_NEEDED}


def test_the_filter_leaves_those_that_need_consent(market: Market, database: Database) -> None:
    assert set(_lines(database, lacking_only=True)) == {market.alice_shop}
    _authorise(database, market.alice_shop, 300)
    assert _lines(database, lacking_only=True) == {}


def test_goods_on_sale_are_counted_by_shop(market: Market, database: Database) -> None:
    line = _lines(database)[market.alice_shop]
    assert (line.live, line.listings) == (1, 2)
    assert (line.producer_id, line.is_sandbox) == (market.alice, True)


def test_shops_come_in_pages_those_to_act_on_first(market: Market, database: Database) -> None:
    with database.write() as session:
        for number in range(shops_model.PAGE_SIZE):
            session.add(Shop(channel="buudien", name=f"A {number:02}", external_id=f"a{number}"))
    with database.read() as session:
        first = shops_model.shop_list(session, utc_now(), 1, lacking_only=False)
        last = shops_model.shop_list(session, utc_now(), 99, lacking_only=False)
    assert first.shops[0].id == market.alice_shop
    assert (first.pages, last.page) == (2, 2)
    shown = [line.id for line in (*first.shops, *last.shops)]
    assert len(shown) == len(set(shown)) == first.all


def test_without_a_consent_view_there_is_no_button(as_user: Browser) -> None:
    assert "Ủy quyền lại</" not in as_user("thu").get(ADDRESS).text


def test_the_button_posts_to_the_view_that_is_registered(
    app: Flask, as_user: Browser, market: Market
) -> None:
    app.add_url_rule("/sang/<int:shop_id>", "consent.start", str, methods=["POST"])
    access.declare(app, "consent.start", access.own_shop)
    page = as_user("thu").get(ADDRESS).text
    assert f'method="post" action="/sang/{market.alice_shop}"' in page
    assert page.count('action="/sang/') == 1


def test_what_the_public_page_showed_stands_beside_the_shop(
    as_user: Browser, market: Market, database: Database
) -> None:
    now = utc_now()
    with database.write() as session:
        session.get_one(Shop, market.alice_shop).url = "https://shopee.vn/suoi-giang"
        session.add(
            ShopPage(
                shop_id=market.alice_shop,
                url="https://shopee.vn/suoi-giang",
                host="shopee.vn",
                due_at=now,
                status="open",
                since=now - timedelta(days=2),
                seen_at=now - timedelta(hours=3),
                name="Điện máy <b>Hoàng Long</b>",
                name_fits=False,
                products=12,
                doubt="closed",
                doubt_at=now,
                look_at=now,
                look_status="unknown",
                look_reason="Trang chặn máy đọc",
            )
        )
    page = as_user("thu").get(ADDRESS).text
    for shown in (
        "Trang đang mở",
        "3 giờ trước",
        "thấy 12 sản phẩm trên trang",
        "Tên trên trang: Điện máy &lt;b&gt;Hoàng Long&lt;/b&gt;",
        "Lần xem mới nhất: đã đóng; chờ xem lại",
        "Lần xem mới nhất chưa rõ: Trang chặn máy đọc",
    ):
        assert shown in page
    bench = as_user("thu").get("/quan-tri/loi").text
    assert "Tên trên trang khác tên gian hàng và tên chủ thể" in bench
    assert 'href="https://shopee.vn/suoi-giang"' in bench
