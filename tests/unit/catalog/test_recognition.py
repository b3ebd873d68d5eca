"""Currency of recognitions: the rule by hand, and SQL against Python on made-up histories."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from catalog.db import Database
from catalog.models import Product, Recognition
from catalog.recognition import Certainty, Current, certainty, current, current_of, valid_to
from catalog.status import RecognitionState

REVOKED = RecognitionState.REVOKED


def _row(day: date | None = None, *, year: int | None = None, stars: int = 4) -> Recognition:
    return Recognition(product_id=1, stars=stars, decision_date=day, year=year)


@pytest.mark.parametrize(
    ("decision", "last"),
    [
        (date(2023, 12, 28), date(2026, 12, 28)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 2, 28), date(2024, 2, 28)),
        (date(2022, 1, 31), date(2025, 1, 31)),
    ],
)
def test_a_certificate_lasts_36_months(decision: date, last: date) -> None:
    assert valid_to(decision) == last
    row = _row(decision)
    assert certainty(row, decision - timedelta(days=1)) is Certainty.NO
    assert certainty(row, decision) is Certainty.YES
    assert certainty(row, last) is Certainty.YES
    assert certainty(row, last + timedelta(days=1)) is Certainty.NO


def test_a_revocation_counts_from_its_day() -> None:
    row = _row(date(2024, 5, 1))
    row.state, row.revoked_on = REVOKED, date(2025, 3, 1)
    assert certainty(row, date(2025, 2, 28)) is Certainty.YES
    assert certainty(row, date(2025, 3, 1)) is Certainty.NO
    row.revoked_on = None
    assert certainty(row, date(2024, 5, 2)) is Certainty.NO


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2020, 12, 31), Certainty.NO),
        (date(2021, 1, 1), Certainty.UNKNOWN),
        (date(2021, 12, 30), Certainty.UNKNOWN),
        (date(2021, 12, 31), Certainty.YES),
        (date(2024, 1, 1), Certainty.YES),
        (date(2024, 1, 2), Certainty.UNKNOWN),
        (date(2024, 12, 31), Certainty.UNKNOWN),
        (date(2025, 1, 1), Certainty.NO),
    ],
)
def test_a_bare_year_bounds_the_answer(day: date, answer: Certainty) -> None:
    assert certainty(_row(year=2021), day) is answer


def test_without_any_date_nothing_is_known() -> None:
    assert certainty(_row(), date(2026, 1, 1)) is Certainty.UNKNOWN


def test_the_latest_valid_decision_wins_even_with_fewer_stars() -> None:
    older, newer = _row(date(2024, 1, 1), stars=4), _row(date(2025, 1, 1), stars=3)
    (found,) = current_of([older, newer], date(2026, 1, 1))
    assert (found.stars, found.certainty) == (3, Certainty.YES)


def test_an_earlier_decision_holds_when_the_latest_was_revoked() -> None:
    older, newer = _row(date(2024, 1, 1), stars=4), _row(date(2025, 1, 1), stars=5)
    newer.state, newer.revoked_on = REVOKED, date(2025, 6, 1)
    (found,) = current_of([older, newer], date(2026, 1, 1))
    assert found.stars == 4


def test_a_sure_recognition_comes_before_a_possible_one() -> None:
    sure, possible = _row(date(2025, 1, 1), stars=3), _row(year=2026, stars=5)
    (found,) = current_of([possible, sure], date(2026, 6, 1))
    assert (found.stars, found.certainty) == (3, Certainty.YES)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Recognition], date]:
    """A day, and recognitions whose dates crowd around the days on which answers change."""
    day = draw(
        st.dates(date(2020, 1, 1), date(2028, 12, 31))
        | st.sampled_from([date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31)])
    )
    edges = [day, day, day, valid_to(day, -36), date(day.year, 1, 1), date(day.year - 3, 12, 31)]
    near = st.builds(
        lambda edge, step: edge + timedelta(days=step),
        st.sampled_from(edges),
        st.sampled_from([0, 0, 0, -1, 1]),
    )
    rows = st.builds(
        Recognition,
        product_id=st.integers(1, 2),
        stars=st.integers(3, 5),
        decision_date=st.none() | near,
        year=st.none() | st.integers(day.year - 5, day.year + 1),
        valid_to=st.none() | near,
        state=st.sampled_from([RecognitionState.VALID, RecognitionState.VALID, REVOKED]),
        revoked_on=st.none() | near,
    )
    found = draw(st.lists(rows, min_size=1, max_size=10))
    for number, row in enumerate(found, 1):
        row.id, row.decision_no = number, f"{number}/QĐ"
    return found, day


def _stored(database: Database, rows: list[Recognition], day: date) -> list[Current]:
    """What SQL says about these rows; nothing of them stays in the database."""
    values = [row.model_dump() for row in rows]
    with database.engine.connect() as connection:
        connection.execute(delete(Recognition))
        if values:
            connection.execute(insert(Recognition), values)
        found = connection.execute(select(current(day))).all()
        connection.rollback()
    return [
        Current(
            row.product_id,
            row.stars,
            row.decision_no,
            row.decision_date,
            row.valid_to,
            Certainty(row.certainty),
        )
        for row in found
    ]


@pytest.fixture
def three_products(any_database: Database) -> Database:
    """A database with products 1 to 3."""
    with any_database.write() as session:
        for number in (1, 2, 3):
            key = str(number)
            session.add(
                Product(id=number, sku=key, identity_key=key, slug=key, name=key, name_folded=key)
            )
    return any_database


@checks(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(case=([], date(2026, 1, 1)))
@given(case=_cases())
def test_sql_and_python_agree(
    three_products: Database, case: tuple[list[Recognition], date]
) -> None:
    rows, day = case
    assert set(_stored(three_products, rows, day)) == set(current_of(rows, day))
