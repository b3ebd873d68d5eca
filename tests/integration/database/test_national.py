"""The made-up national database holds together at any size; coverage and search read it."""

from datetime import UTC, date, datetime

from sqlmodel import col, func, select

from catalog.coverage import figures
from catalog.db import Database
from catalog.models import Listing, Producer
from catalog.search import search
from tests.support.facts import add_product
from tests.support.national import NationalSize, fill_national

NOW = datetime(2026, 6, 30, 5, tzinfo=UTC)


def test_a_small_country(any_database: Database) -> None:
    size = fill_national(any_database, NationalSize(products=60, producers=7, channels=3), NOW)
    with any_database.read() as session:
        assert session.exec(select(func.count(col(Listing.id)))).one() == size.listings == 180
        found = {figure.key: figure for figure in figures(session, date(2026, 6, 30))}
        hits = search(session, "mat ong bac ha", limit=100)
    assert (found["products_current"].k, found["products_current"].n) == (60, 60)
    assert 0 < found["on_floor"].k <= 60
    assert found["on_floor"].sample
    assert found["payment"].k == 4
    assert len(hits) == 6


def test_more_can_be_added_to_it(any_database: Database) -> None:
    fill_national(any_database, NationalSize(products=5, producers=2, channels=1), NOW)
    with any_database.write() as session:
        product = add_product(session, "Thêm sau", "HTX Mới")
        assert product.id == 6
        assert session.exec(select(func.count(col(Producer.id)))).one() == 3
