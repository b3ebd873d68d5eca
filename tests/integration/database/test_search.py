"""Search answers alike on SQLite and PostgreSQL, for tidy words and for any other input."""

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from catalog.db import Database
from catalog.models import Producer, Product
from catalog.search import reindex, search
from tests.support.facts import add_product

_PRODUCTS = [
    ("Chè Shan tuyết", "HTX Suối Giàng", "xã Suối Giàng"),
    ("Trà Shan tuyết cổ thụ", "CTCP Cổ thụ Việt", "xã Bản Liền"),
    ("Che nắng", "HTX Mây tre", "xã Y Tý"),
    ("Đường phên", "HTX Mía Bảo Yên", "xã Bảo Hà"),
    ("Dưỡng da quế", "HTX Đường Sơn", "xã Nậm Đét"),
    ("Cá hồi Sa Pa", "HTX Thức Mai", "phường Sa Pa"),
    ("Miến đao", "HTX Quy Mông", "xã Quy Mông"),
    ("Miến đao Quy Mông hữu cơ", "THT Miến", "xã Quy Mông"),
]


@pytest.fixture
def stocked(any_database: Database) -> Database:
    """Eight products in the index."""
    with any_database.write() as session:
        for name, producer, xa in _PRODUCTS:
            add_product(session, name, producer, xa=xa)
        assert reindex(session) == len(_PRODUCTS)
    return any_database


def _names(session: Session, text: str, limit: int = 10) -> list[str]:
    names = {row.id: row.name for row in session.exec(select(Product))}
    return [names[hit.product_id] for hit in search(session, text, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("che shan tuyet", ["Chè Shan tuyết"]),
        ("CHÈ  shan", ["Chè Shan tuyết"]),
        ("duong", ["Đường phên", "Dưỡng da quế"]),
        ("đường", ["Đường phên", "Dưỡng da quế"]),
        ("dưỡng", ["Dưỡng da quế", "Đường phên"]),
        ("tuye", ["Chè Shan tuyết", "Trà Shan tuyết cổ thụ"]),
        ("shan tuyết", ["Chè Shan tuyết", "Trà Shan tuyết cổ thụ"]),
        ("suoi giang", ["Chè Shan tuyết"]),
        ("ban lien", ["Trà Shan tuyết cổ thụ"]),
        ("hop tac xa thuc mai", ["Cá hồi Sa Pa"]),
        ("htx thuc", ["Cá hồi Sa Pa"]),
        ("sa pa", ["Cá hồi Sa Pa"]),
        ("mien dao", ["Miến đao", "Miến đao Quy Mông hữu cơ"]),
        ("mien dao quy mong", ["Miến đao Quy Mông hữu cơ", "Miến đao"]),
        ("khong co gi", []),
        ("", []),
        ("  ?! ", []),
    ],
)
def test_finds_and_ranks(stocked: Database, text: str, expected: list[str]) -> None:
    with stocked.read() as session:
        assert _names(session, text) == expected


def test_typed_marks_are_preferred(stocked: Database) -> None:
    with stocked.read() as session:
        assert _names(session, "che")[:1] == ["Che nắng"]
        assert _names(session, "chè")[:1] == ["Chè Shan tuyết"]


def test_names_count_more_than_producers_and_places(stocked: Database) -> None:
    with stocked.read() as session:
        hits = search(session, "mia")
        assert [hit.rank for hit in hits] == [1]
        assert search(session, "mien")[0].rank > 1


def test_most_words_are_enough_when_none_has_all(stocked: Database) -> None:
    with stocked.read() as session:
        names = _names(session, "shan tuyết hảo hạng cổ thụ")
    assert names == ["Trà Shan tuyết cổ thụ"]


def test_a_sku_is_found(stocked: Database) -> None:
    with stocked.read() as session:
        product = session.exec(select(Product).where(Product.name == "Miến đao")).one()
        assert _names(session, product.sku) == ["Miến đao"]


def test_the_limit_holds(stocked: Database) -> None:
    with stocked.read() as session:
        assert len(search(session, "htx", limit=3)) == 3
        assert search(session, "htx", limit=0) == []


def test_stale_rows_vanish(stocked: Database) -> None:
    with stocked.write() as session:
        product = session.exec(select(Product).where(Product.name == "Che nắng")).one()
        session.delete(product)
        session.flush()
        assert _names(session, "che nang") == []
        assert reindex(session, [product.id or 0]) == 0
        renamed = session.exec(select(Product).where(Product.name == "Đường phên")).one()
        renamed.name, renamed.name_folded = "Mật mía", "mat mia"
        session.flush()
        reindex(session, [renamed.id or 0])
    with stocked.read() as session:
        assert _names(session, "phen") == []
        assert _names(session, "mật mía") == ["Mật mía"]
        assert len(_names(session, "htx")) == 5


def test_a_renamed_producer_is_found_after_reindexing_its_products(stocked: Database) -> None:
    with stocked.write() as session:
        producer = session.exec(select(Producer).where(Producer.name == "HTX Thức Mai")).one()
        producer.name = "HTX Bình Minh"
        session.flush()
        chosen = select(Product.id).where(col(Product.producer_id) == producer.id)
        assert reindex(session, [number or 0 for number in session.exec(chosen)]) == 1
    with stocked.read() as session:
        assert _names(session, "binh minh") == ["Cá hồi Sa Pa"]
        assert _names(session, "thuc mai") == []


@pytest.fixture
def one_product(any_database: Database) -> Database:
    """A product whose name hypothesis chooses."""
    with any_database.write() as session:
        add_product(session, "x")
    return any_database


@checks(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(text='" OR name:* NEAR( ^x -y {z} \\')
@example(text="'; DROP TABLE product; -- & | ! <-> :*")
@example(text="chè 🍵 \x00 \ud7ff")
@example(text="a_b_c __")
@example(text="0\x000")
@given(text=st.text(max_size=60))
def test_any_text_is_safe_and_finds_its_own_name(one_product: Database, text: str) -> None:
    stored = text.replace("\x00", "")
    with one_product.write() as session:
        product = session.exec(select(Product)).one()
        product.name = product.name_folded = stored
        session.flush()
        reindex(session)
        found = search(session, text)
        session.rollback()
    words = [word for word in text if word.isascii() and word.isalnum()]
    assert len(found) == 1 or not words
