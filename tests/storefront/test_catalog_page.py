"""The public catalog: what is found, in which order, with how many statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from catalog import search
from catalog.coverage import FRESH_DAYS
from catalog.db import Database
from catalog.models import Listing, Place, Product, utc_now
from storefront.readmodels.board import BoardQuery
from storefront.readmodels.facets import count_facets
from storefront.readmodels.producers import ProducersQuery
from storefront.readmodels.products import PAGE_SIZE, find_products
from storefront.readmodels.queries import ProductQuery
from storefront.readmodels.shelf import ShelfQuery
from tests.support import facts
from tests.support.market import Market

TODAY = datetime.now(UTC).date()
TEA, HONEY, CLOTH = "Trà Shan tuyết cổ thụ", "Mật ong bạc hà", "Khăn thổ cẩm"


def _names(database: Database, **asked: str) -> list[str]:
    with database.read() as session:
        found = find_products(session, ProductQuery.of(asked), TODAY)
    return [card.name for card in found.cards]


@pytest.mark.usefixtures("market")
def test_a_search_that_was_loosened_says_so(client: FlaskClient) -> None:
    loosened = client.get("/san-pham?q=tra+shan+khongco").text
    assert TEA in loosened
    assert "Không sản phẩm nào có đủ các từ" in loosened
    assert "Không sản phẩm nào có đủ các từ" not in client.get("/san-pham?q=tra+shan").text


def test_names_stand_in_vietnamese_order(database: Database) -> None:
    names = ["Cao mềm", "Chè", "Dưa", "Đậu", "Ếch", "Ô mai", "Ơi"]
    with database.write() as session:
        for name in reversed(names):
            facts.add_product(session, name, "HTX Một")
    assert [name for name in _names(database, sap_xep="ten") if name in names] == names


@pytest.mark.usefixtures("market")
def test_an_old_look_is_no_sale(database: Database) -> None:
    assert _names(database, ban="co", kenh="shopee") == [TEA]
    with database.write() as session:
        for row in session.exec(select(Listing)):
            row.observed_at = utc_now() - timedelta(days=FRESH_DAYS + 2)
            session.add(row)
    assert _names(database, ban="co") == _names(database, kenh="shopee") == []
    with database.read() as session:
        assert {choice.count for choice in count_facets(session, TODAY).channels} == {0}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, [TEA, HONEY, CLOTH]),
        ({"sap_xep": "ten"}, [CLOTH, HONEY, TEA]),
        ({"sao": "4"}, [TEA]),
        ({"sao": "3"}, []),
        ({"cong_nhan": "unknown"}, [HONEY]),
        ({"cong_nhan": "none"}, [CLOTH]),
        ({"nhom": "thu_cong"}, [CLOTH]),
        ({"ban": "co"}, [TEA]),
        ({"kenh": "shopee"}, [TEA]),
        ({"kenh": "buudien"}, []),
        ({"tai_khoan": "co"}, [TEA, CLOTH]),
        ({"tai_khoan": "chua"}, [HONEY]),
        ({"gian_hang": "co"}, [TEA, HONEY, CLOTH]),
        ({"noi": "van chan"}, [TEA, HONEY, CLOTH]),
        ({"noi": "Bắc Hà"}, []),
        ({"q": "tra shan"}, [TEA, CLOTH]),
        ({"q": "tra shan co thu"}, [TEA]),
        ({"q": "MẬT ONG"}, [HONEY]),
        ({"q": "suối giàng", "nhom": "thu_cong"}, [CLOTH]),
        ({"q": "tra", "sao": "5"}, []),
    ],
)
def test_filters(
    database: Database, market: Market, asked: dict[str, str], names: list[str]
) -> None:
    assert market.tea
    assert _names(database, **asked) == names


def test_a_place_is_found_by_its_name_of_today(database: Database, market: Market) -> None:
    with database.write() as session:
        session.add(
            Place(
                id="after:1",
                era="after",
                code="1",
                name="xã Văn Chấn Mới",
                name_folded="xa van chan moi",
                province_code="15",
                province="Lào Cai",
            )
        )
        session.flush()
        tea = session.get(Product, market.tea)
        assert tea is not None
        tea.place_now_id = "after:1"
        session.add(tea)
    assert _names(database, noi="van chan moi") == [TEA]


def test_an_expired_recognition_gives_no_stars(database: Database, market: Market) -> None:
    with database.read() as session:
        found = find_products(session, ProductQuery(), date(TODAY.year + 4, 1, 1))
    assert market.tea
    assert {card.stars for card in found.cards} == {None}


def test_a_page_past_the_end_is_the_last_one(database: Database, market: Market) -> None:
    assert market.tea
    with database.read() as session:
        found = find_products(session, ProductQuery.of({"trang": "99"}), TODAY)
    assert (found.page, found.pages, found.total) == (1, 1, 3)


def test_pages_hold_every_product_once(database: Database, market: Market) -> None:
    assert market.tea
    with database.write() as session:
        for number in range(PAGE_SIZE + 5):
            facts.add_product(session, f"Sản phẩm {number:03}", "HTX Một")
        search.reindex(session)
    for asked in ({}, {"q": "san pham"}):
        with database.read() as session:
            pages = [
                find_products(session, ProductQuery.of({**asked, "trang": page}), TODAY)
                for page in ("1", "2")
            ]
        ids = [card.id for page in pages for card in page.cards]
        assert len(ids) == len(set(ids)) == pages[0].total


def test_the_number_of_statements_does_not_grow_with_the_page(
    database: Database, market: Market
) -> None:
    assert market.tea
    with database.read() as session, _counted(session) as few:
        find_products(session, ProductQuery(), TODAY)
    with database.write() as session:
        for number in range(30):
            product = facts.add_product(session, f"Sản phẩm {number}", f"HTX {number}")
            shop = facts.add_shop(session, facts.add_producer(session, f"HTX {number}"))
            facts.add_listing(session, product, shop)
    with database.read() as session, _counted(session) as many:
        find_products(session, ProductQuery(), TODAY)
    assert len(many) == len(few)


@contextmanager
def _counted(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    yield seen
    event.remove(bind, "before_cursor_execute", note)


@given(
    st.dictionaries(
        st.sampled_from([*ProductQuery.__dataclass_fields__]), st.text(max_size=200), max_size=6
    )
)
def test_any_question_is_read(asked: dict[str, str]) -> None:
    query = ProductQuery.of(asked)
    again = ProductQuery.of({name: str(value) for name, value in query.args().items()})
    assert again == query


@pytest.mark.parametrize("query", [BoardQuery, ProducersQuery, ProductQuery, ShelfQuery])
def test_a_cut_question_reads_the_same_again(query: Any) -> None:
    once = query.of({"q": "a" * 119 + " b"})
    assert once.q == "a" * 119
    assert query.of({name: str(value) for name, value in once.args().items()}) == once


def test_an_empty_result_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/san-pham?q=zzzz").text
    assert "Không có sản phẩm nào khớp" in page
    assert "Xem tất cả sản phẩm" in page


def test_the_page_says_how_many_and_keeps_the_question(client: FlaskClient) -> None:
    page = client.get("/san-pham?q=mật").text
    assert "1 sản phẩm" in page
    assert 'value="mật"' in page


def test_a_page_is_confirmed_by_its_etag(client: FlaskClient) -> None:
    tag = client.get("/san-pham").headers["ETag"]
    assert client.get("/san-pham", headers={"If-None-Match": tag}).status_code == 304


def test_signed_in_pages_are_never_kept_by_anybody(client: FlaskClient) -> None:
    assert client.get("/san-pham").headers["Cache-Control"] == "no-cache"
