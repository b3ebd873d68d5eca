"""What was seen on the floors stands in the error list: whose move, which advice, both prices."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog.contract import Seen
from catalog.db import Database
from catalog.models import Incident, Listing, Product, Shop, utc_now
from catalog.observing import Kind, differences, record
from catalog.plan import compute
from catalog.status import Action, Dispatch, Intent, Method, Observed
from storefront.readmodels.problems import problems_of
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
REASON = "Thiếu giấy chứng nhận an toàn thực phẩm"


def _see(database: Database, listing_id: int, status: Observed, **more: Any) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, listing_id)
        listing.dispatch, listing.dispatched_hash = Dispatch.ACCEPTED, "x"
        listing.dispatch_at = utc_now() - timedelta(hours=1)
        shop = session.get_one(Shop, listing.shop_id)
        shop.credentials_sealed, shop.authorised_until = b"x", utc_now() + timedelta(days=90)
        session.flush()
        title = session.get_one(Product, listing.product_id).name
        told = {"title": title, **more}
        record(session, [Seen(listing_id, status, utc_now(), Method.API, **told)])


@pytest.mark.parametrize(
    ("status", "more", "told"),
    [
        (Observed.SUSPENDED, {"reason": REASON}, ("Sàn đã khóa sản phẩm.", f"Sàn nói: {REASON}")),
        (Observed.REJECTED, {"reason": REASON}, ("Sàn không duyệt sản phẩm.", "sửa nội dung")),
        (
            Observed.HIDDEN_BY_SELLER,
            {},
            ("Chủ gian hàng đang ẩn sản phẩm.", "hiện lại trên sàn"),
        ),
        (Observed.LIVE_OUT_OF_STOCK, {}, ("Sàn đang báo hết hàng.", "Cập nhật số lượng")),
        (
            Observed.LIVE,
            {"price_vnd": 207_000},
            ("Giá trên sàn khác giá đã khai.", "207.000 đ", "180.000 đ", "Chốt một giá"),
        ),
    ],
)
def test_what_the_floor_shows_is_the_producers_move(
    as_user: Browser,
    market: Market,
    database: Database,
    status: Observed,
    more: dict[str, Any],
    told: tuple[str, ...],
) -> None:
    _see(database, market.tea_listing, status, **more)
    page = as_user("thu").get("/quan-tri/loi?cua=producer").text
    for words in told:
        assert words in page
    assert "Trà Shan tuyết cổ thụ" in page
    assert "Trà Shan tuyết cổ thụ" not in as_user("thu").get("/quan-tri/loi?cua=staff").text


def test_a_page_that_is_gone_is_the_staffs_move(
    as_user: Browser, market: Market, database: Database
) -> None:
    _see(database, market.tea_listing, Observed.REMOVED, reason="Trang không còn")
    page = as_user("thu").get("/quan-tri/loi?cua=staff").text
    assert "Không còn thấy sản phẩm trên sàn." in page
    assert "Sàn nói: Trang không còn" in page


def test_a_wall_holds_the_status_and_is_told_as_such(
    as_user: Browser, market: Market, database: Database
) -> None:
    _see(database, market.tea_listing, Observed.LIVE, price_vnd=180_000)
    _see(database, market.tea_listing, Observed.UNKNOWN, reason="Trang chặn máy đọc")
    page = as_user("thu").get("/quan-tri/loi?cua=channel").text
    assert "Lần xem mới nhất chưa rõ: Trang chặn máy đọc." in page
    assert "giữ nguyên" in page
    assert "Đang bán" in page
    assert "Không còn thấy sản phẩm" not in page


def test_an_old_status_is_told_once(as_user: Browser, market: Market, database: Database) -> None:
    _see(database, market.tea_listing, Observed.UNKNOWN, reason="Trang chặn máy đọc")
    with database.write() as session:
        listing = session.get_one(Listing, market.tea_listing)
        listing.observed_at = utc_now() - timedelta(days=3)
    page = as_user("thu").get("/quan-tri/loi").text
    assert page.count("Lâu chưa xem được trạng thái trên sàn.") == 1
    assert page.count("Trang chặn máy đọc") == 1


def test_a_send_that_tries_again_says_when(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, market.stopped_listing)
        listing.dispatch, listing.dispatch_code = Dispatch.FAILED_RETRYABLE, "rate_limited"
        listing.next_attempt_at = utc_now() + timedelta(minutes=5)
    page = as_user("thu").get("/quan-tri/loi?cua=channel").text
    assert "Sàn yêu cầu gửi chậm lại." in page
    assert "tự thử lại lúc" in page


def test_a_shop_without_consent_leads_to_the_shops_page(as_user: Browser) -> None:
    page = as_user("thu").get("/quan-tri/loi?cua=staff").text
    assert "Gian hàng chưa ủy quyền, hoặc giấy ủy quyền đã hết hạn." in page
    assert "/quan-tri/gian-hang?uy_quyen=can" in page


def test_trouble_of_a_whole_channel_and_a_lapsing_consent_are_told_apart(
    as_user: Browser, database: Database
) -> None:
    with database.write() as session:
        now = utc_now()
        session.add(
            Incident(scope="buudien", kind="mass_failure", opened_at=now, looked=9, affected=8)
        )
        session.add(
            Incident(
                scope="shop:1", kind="authorisation_lapsing", opened_at=now, detail="Sắp hết hạn"
            )
        )
    page = as_user("thu").get("/quan-tri/loi").text
    assert "8 trên 9 lần kiểm tra khác thường" in page
    assert "0 trên 0" not in page
    assert "Sắp hết hạn." in page


def test_a_price_of_a_product_without_one_does_not_differ(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        session.exec(select(Product).where(Product.id == market.tea)).one().price_vnd = None
    _see(database, market.tea_listing, Observed.LIVE, price_vnd=207_000)
    assert "Giá trên sàn khác" not in as_user("thu").get("/quan-tri/loi").text


def test_a_clerk_takes_up_one_kind_at_a_time(
    as_user: Browser, market: Market, database: Database
) -> None:
    _see(database, market.tea_listing, Observed.LIVE_OUT_OF_STOCK)
    clerk = as_user("thu")
    everything = clerk.get("/quan-tri/loi").text
    assert 'value="out_of_stock"' in everything
    assert "Sàn đang báo hết hàng (1)" in everything
    one = clerk.get("/quan-tri/loi?loai=out_of_stock").text
    assert one.count('class="fix-title"') == 1
    assert "Trà Shan tuyết cổ thụ" in one
    assert "Trà Shan tuyết cổ thụ" not in clerk.get("/quan-tri/loi?loai=refused").text
    none = clerk.get("/quan-tri/loi?loai=suspended").text
    assert "Không còn việc nào loại này." in none
    assert "Trà Shan tuyết cổ thụ" in clerk.get("/quan-tri/loi?loai=vo-nghia").text


@pytest.mark.parametrize(
    ("status", "more", "steps"),
    [
        (Observed.LIVE_OUT_OF_STOCK, {}, ("#offer",)),
        (Observed.LIVE, {"price_vnd": 207_000}, ("#offer", "Gửi lại nội dung")),
        (Observed.LIVE, {"title": "Đèn bàn"}, ("Gửi lại nội dung",)),
    ],
)
def test_the_advice_can_be_followed_where_it_stands(
    as_user: Browser,
    market: Market,
    database: Database,
    status: Observed,
    more: dict[str, Any],
    steps: tuple[str, ...],
) -> None:
    _see(database, market.tea_listing, status, **more)
    page = as_user("thu").get("/quan-tri/loi").text
    for step in steps:
        assert step in page


def test_an_old_status_is_looked_at_again_from_the_list(
    as_user: Browser, market: Market, database: Database
) -> None:
    _see(database, market.tea_listing, Observed.LIVE, price_vnd=180_000)
    with database.write() as session:
        session.get_one(Listing, market.tea_listing).observed_at = utc_now() - timedelta(days=3)
    clerk = as_user("thu")
    assert f"/tin/{market.tea_listing}/kiem-tra" in clerk.get("/quan-tri/loi?loai=stale").text


def test_a_new_price_is_no_older_than_the_first_look_at_it(
    as_user: Browser, market: Market, database: Database
) -> None:
    listing_id, now = market.tea_listing, utc_now()
    with database.write() as session:
        product = session.get_one(Listing, listing_id).product_id
        name = session.get_one(Product, product).name
    _see(database, listing_id, Observed.LIVE, price_vnd=180_000)
    with database.write() as session:
        session.get_one(Listing, listing_id).observed_since = now - timedelta(days=200)
        told = (180_000, 50), (207_000, 30), (207_000, 10)
        record(
            session,
            [
                Seen(
                    listing_id,
                    Observed.LIVE,
                    now + timedelta(minutes=60 - ago),
                    Method.API,
                    title=name,
                    price_vnd=price,
                )
                for price, ago in told
            ],
            now=now + timedelta(hours=1),
        )
        (drift,) = problems_of(
            session,
            [
                one
                for one in differences(session, limit=99)
                if one.kind is Kind.PRICE_DRIFT and one.listing_id == listing_id
            ],
        )
    assert drift.since == now + timedelta(minutes=30)
    assert "200 ngày" not in as_user("thu").get("/quan-tri/loi?loai=price_drift").text


def test_a_withdrawal_that_did_nothing_is_asked_for_again(
    as_user: Browser, market: Market, database: Database
) -> None:
    """From the list as from the listing's page; the next plan withdraws it once more."""
    listing_id = market.tea_listing
    with database.write() as session:
        row = session.get_one(Listing, listing_id)
        row.intent, row.intent_at = Intent.WITHDRAW, utc_now() - timedelta(hours=2)
    _see(database, listing_id, Observed.LIVE)
    with database.write() as session:
        session.get_one(Listing, listing_id).dispatched_hash = "a:1:1:off"
    thu = as_user("thu")
    for path in ("/quan-tri/loi?loai=still_on_sale", f"/tin/{listing_id}"):
        assert "Gửi lại lệnh rút" in thu.get(path).text, path
    post(thu, f"/quan-tri/tin/{listing_id}/y-muon", "/quan-tri/loi", muon="withdraw")
    with database.read() as session:
        (action,) = [
            one for one in compute(session, utc_now()).actions if one.listing_id == listing_id
        ]
    assert action.action is Action.UNLIST
    # It waits for that step: nothing more to press until the page was looked at again.
    assert "Gửi lại lệnh rút" not in thu.get("/quan-tri/loi?loai=still_on_sale").text
