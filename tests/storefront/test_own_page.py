"""What a producer has to fix is what staff see as its move; what vanished can be put back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog import plan
from catalog.contract import Seen
from catalog.db import Database
from catalog.models import Listing, Product, Shop, utc_now
from catalog.observing import record
from catalog.status import Dispatch, Intent, Method, Observed
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
NOTHING = "Không có gì phải sửa"


def _see(database: Database, listing_id: int, status: Observed, **facts: Any) -> None:
    """Sent an hour ago, seen now."""
    with database.write() as session:
        listing = session.get_one(Listing, listing_id)
        listing.dispatch, listing.dispatched_hash = Dispatch.ACCEPTED, "x:1:2"
        listing.dispatch_code = None
        listing.dispatch_at = listing.intent_at = utc_now() - timedelta(hours=1)
        title = session.get_one(Product, listing.product_id).name
        session.flush()
        record(session, [Seen(listing_id, status, utc_now(), Method.API, title=title, **facts)])


def _make_the_provinces(database: Database, listing_id: int) -> None:
    with database.write() as session:
        shop = session.get_one(Shop, session.get_one(Listing, listing_id).shop_id)
        shop.producer_id, shop.name = None, "Gian hàng OCOP tỉnh"


@pytest.fixture(name="calm")
def calm_market(market: Market, database: Database) -> Market:
    """Nobody has anything to fix: both shops authorised, the stopped listing not wanted."""
    with database.write() as session:
        for shop in session.exec(select(Shop)):
            shop.credentials_sealed, shop.authorised_until = b"x", utc_now() + timedelta(days=90)
        session.get_one(Listing, market.stopped_listing).intent = Intent.NOT_WANTED
    _see(database, market.tea_listing, Observed.LIVE, price_vnd=180_000, stock=12)
    return market


@pytest.mark.usefixtures("calm")
def test_a_calm_shop_has_nothing_to_fix(as_user: Browser) -> None:
    page = as_user("alice").get("/cua-toi").text
    assert "sản phẩm còn thiếu thông tin" in page  # the cloth lacks a price
    assert "Việc của" not in page


@pytest.mark.parametrize(
    ("status", "facts", "told"),
    [
        (Observed.LIVE_OUT_OF_STOCK, {}, "Sàn đang báo hết hàng."),
        (Observed.LIVE, {"price_vnd": 199_000}, "Trên sàn:"),
        (Observed.HIDDEN_BY_SELLER, {}, "Chủ gian hàng đang ẩn sản phẩm."),
        (Observed.SUSPENDED, {}, "Sàn đã khóa sản phẩm."),
        (Observed.REMOVED, {}, "Không còn thấy sản phẩm trên sàn."),
    ],
)
def test_what_differs_stands_under_to_fix(
    as_user: Browser,
    calm: Market,
    database: Database,
    status: Observed,
    facts: dict[str, Any],
    told: str,
) -> None:
    _see(database, calm.tea_listing, status, **facts)
    page = as_user("alice").get("/cua-toi").text
    assert told in page
    assert NOTHING not in page
    assert told in as_user("alice").get(f"/tin/{calm.tea_listing}").text


def test_stock_and_price_lead_to_the_sheet(
    as_user: Browser, calm: Market, database: Database
) -> None:
    _see(database, calm.tea_listing, Observed.LIVE_OUT_OF_STOCK)
    with database.write() as session:
        session.get_one(Listing, calm.stopped_listing).intent = Intent.LIST
    fixing = as_user("alice").get("/cua-toi").text.partition('id="shops"')[0]
    for product in (calm.tea, calm.cloth):
        assert f'href="/cua-toi/san-pham/{product}"' in fixing


def test_in_the_provinces_shop_the_producer_sees_its_goods_and_its_own_moves(
    as_user: Browser, calm: Market, database: Database
) -> None:
    _make_the_provinces(database, calm.tea_listing)
    _see(database, calm.tea_listing, Observed.LIVE_OUT_OF_STOCK)
    assert "Sàn đang báo hết hàng." in as_user("alice").get("/cua-toi").text
    _see(database, calm.tea_listing, Observed.SUSPENDED)
    page = as_user("alice").get("/cua-toi").text
    assert "Sàn đã khóa sản phẩm." not in page
    assert "Gian hàng OCOP tỉnh" in page
    assert f'href="/tin/{calm.tea_listing}"' in page


def test_in_the_provinces_shop_the_producer_looks_and_touches_nothing(
    as_user: Browser, calm: Market, database: Database
) -> None:
    _make_the_provinces(database, calm.tea_listing)
    alice, address = as_user("alice"), f"/tin/{calm.tea_listing}"
    page = alice.get(address)
    assert page.status_code == 200
    assert f'action="{address}/' not in page.text
    assert post(alice, f"{address}/kiem-tra").status_code == 404
    assert post(alice, f"{address}/lien-ket", url="https://shopee.vn/x").status_code == 404
    assert as_user("bob").get(address).status_code == 404


def _planned(database: Database) -> set[int]:
    with database.write() as session:
        return {one.listing_id for one in plan.compute(session, utc_now()).actions}


@pytest.mark.parametrize("status", [Observed.REMOVED, Observed.HIDDEN_BY_SELLER])
def test_what_vanished_is_put_back_from_the_error_list(
    as_user: Browser, calm: Market, database: Database, status: Observed
) -> None:
    with database.write() as session:
        session.get_one(Product, calm.tea).picture = "che.jpg"
        session.flush()
        planned = plan.compute(session, utc_now()).actions
        sent = next(one.desired for one in planned if one.listing_id == calm.tea_listing)
    _see(database, calm.tea_listing, status)
    with database.write() as session:
        session.get_one(Listing, calm.tea_listing).dispatched_hash = sent
    assert calm.tea_listing not in _planned(database)
    staff, deed = as_user("thu"), f"/quan-tri/tin/{calm.tea_listing}/y-muon"
    for page in ("/quan-tri/loi", f"/tin/{calm.tea_listing}"):
        text = staff.get(page).text
        assert "Đưa lên sàn lại" in text
        assert f'action="{deed}"' in text
    assert post(staff, deed, muon="list").status_code == 302
    assert calm.tea_listing in _planned(database)
    assert "Đưa lên sàn lại" not in staff.get("/quan-tri/loi").text


def test_a_listing_without_an_address_is_not_looked_at(
    as_user: Browser, calm: Market, database: Database
) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, calm.honey_listing)
        listing.public_url = listing.external_id = None
    page = as_user("thu").get(f"/tin/{calm.honey_listing}").text
    assert "Kiểm tra lại ngay" not in page
    assert "tin chưa có liên kết trang bán" in page
