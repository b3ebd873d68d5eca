"""One product: truthful stars, honest age, marked samples, JSON-LD that claims nothing false."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, Product, Recognition, Shop
from catalog.recognition import valid_to
from catalog.status import Observed
from catalog.timing import local_day
from catalog.version import raise_version
from storefront.app import create_app
from tests.support import facts
from tests.support.market import Market


def _page(client: FlaskClient, market: Market) -> str:
    return client.get(f"/san-pham/{market.tea_slug}-{market.tea}").text


def _ld(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    value: dict[str, object] = json.loads(found[1])
    return value


def test_an_old_name_in_the_address_leads_to_the_present_one(
    client: FlaskClient, market: Market
) -> None:
    answer = client.get(f"/san-pham/ten-cu-{market.tea}")
    assert answer.status_code == 301
    assert answer.location == f"/san-pham/{market.tea_slug}-{market.tea}"


def test_no_such_product(client: FlaskClient) -> None:
    assert client.get("/san-pham/x-999999").status_code == 404


def test_the_page_shows_stars_decision_and_validity(client: FlaskClient, market: Market) -> None:
    page = _page(client, market)
    assert "OCOP 4 sao" in page
    assert "Còn hiệu lực" in page
    assert "/QĐ-UBND" in page


def test_a_certificate_near_its_end_shows_the_days_left(
    client: FlaskClient, database: Database, market: Market
) -> None:
    assert not re.search(r"còn \d+ ngày", _page(client, market))
    today = local_day(datetime.now(UTC))
    end = today + timedelta(days=35)
    decided = date(end.year - 3, end.month, min(end.day, 28))
    with database.write() as session:
        for row in session.exec(select(Recognition).where(Recognition.product_id == market.tea)):
            row.decision_date, row.valid_to = decided, valid_to(decided)
        raise_version(session)
    assert f"còn {(valid_to(decided) - today).days} ngày" in _page(client, market)


def test_every_status_has_its_age(client: FlaskClient, market: Market) -> None:
    assert re.search(r"kiểm tra <time [^>]+>\d+ phút trước</time>", _page(client, market))


def test_what_is_gone_has_no_price_there(
    client: FlaskClient, market: Market, database: Database
) -> None:
    assert "giá trên sàn" in _page(client, market)
    with database.write() as session:
        session.get_one(Listing, market.tea_listing).observed = Observed.REMOVED
        raise_version(session)
    page = _page(client, market)
    assert "Đã bị gỡ" in page
    assert "giá trên sàn" not in page


def test_a_year_alone_leaves_the_validity_open(client: FlaskClient, market: Market) -> None:
    page = client.get(f"/san-pham/x-{market.honey}", follow_redirects=True).text
    assert "Chưa rõ thời hạn" in page


def test_a_lapsed_recognition_shows_no_stars(
    client: FlaskClient, database: Database, market: Market
) -> None:
    with database.write() as session:
        cloth = session.get(Product, market.cloth)
        assert cloth is not None
        facts.recognise(session, cloth, date(2019, 5, 1), stars=5)
    page = client.get(f"/san-pham/x-{market.cloth}", follow_redirects=True).text
    assert "Từng được công nhận 5 sao" in page
    assert 'class="stars"' not in page
    assert "award" not in _ld(page)


def test_never_looked_at_is_not_shown_as_gone(client: FlaskClient, market: Market) -> None:
    page = client.get(f"/san-pham/x-{market.honey}", follow_redirects=True).text
    assert "Chưa có thông tin" in page
    assert "chưa kiểm tra lần nào" in page
    assert "Đã bị gỡ" not in page


def test_nothing_known_of_a_payment_account_is_not_a_no(
    client: FlaskClient, market: Market
) -> None:
    page = client.get(f"/chu-the/{market.bob}").text
    assert "Chưa có thông tin" in page
    assert "Không có tài khoản" not in page


def test_structured_data_has_no_offer_of_a_simulated_shop(
    client: FlaskClient, market: Market
) -> None:
    data = _ld(_page(client, market))
    assert str(data["award"]).startswith("OCOP 4 sao")
    assert "offers" not in data
    assert "image" not in data


def test_structured_data_offers_a_real_shop_at_the_price_seen_there(
    client: FlaskClient, database: Database, market: Market
) -> None:
    with database.write() as session:
        shop = session.get(Shop, market.alice_shop)
        assert shop is not None
        shop.is_sandbox = False
        session.add(shop)
    data = _ld(_page(client, market))
    offers = data["offers"]
    assert isinstance(offers, list)
    assert offers[0]["price"] == 185_000
    assert offers[0]["availability"] == "https://schema.org/InStock"


def test_hostile_words_cannot_leave_the_structured_data(
    client: FlaskClient, database: Database, market: Market
) -> None:
    with database.write() as session:
        tea = session.get(Product, market.tea)
        assert tea is not None
        tea.description = "</script><script>alert(1)</script>"
        session.add(tea)
    page = _page(client, market)
    assert "</script><script>alert" not in page
    assert _ld(page)["description"] == "</script><script>alert(1)</script>"


def test_the_cache_gives_way_to_a_new_catalogue_version(
    client: FlaskClient, database: Database, market: Market
) -> None:
    assert "OCOP 4 sao" in _page(client, market)
    with database.write() as session:
        for row in session.exec(select(Recognition)).all():
            session.delete(row)
        raise_version(session)
    assert "OCOP 4 sao" not in _page(client, market)


@pytest.mark.parametrize("host", ["", "https://partner.shopeemobile.com"])
def test_the_banner_stands_while_channels_are_simulated(
    settings: Settings, database: Database, host: str
) -> None:
    settings.channels.shopee.host = host
    page = create_app(settings, database).test_client().get("/").text
    assert ("Dữ liệu mô phỏng" in page) is (host == "")
