"""Coverage figures on both backends, each by a small case whose numbers are known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from catalog.coverage import DEFINITIONS, FRESH_DAYS, Figure, figures, members, plans, report
from catalog.db import Database
from catalog.models import Listing, Observation, PaymentAccount, Place, Product, Shop, Target
from catalog.status import (
    Method,
    Observed,
    PaymentKind,
    PaymentState,
    ProducerKind,
    RecognitionState,
    ShopState,
)
from tests.support.facts import add_listing, add_producer, add_product, add_shop, recognise

TODAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 5, tzinfo=UTC)
CURRENT = date(2025, 3, 1)


def _figures(database: Database, day: date = TODAY) -> dict[str, Figure]:
    with database.read() as session:
        return {figure.key: figure for figure in figures(session, day)}


def _counts(figure: Figure) -> tuple[int, int, int]:
    return figure.k, figure.n, figure.unknown


def _current(session: Session, name: str, producer: str = "HTX Một", stars: int = 4) -> Product:
    product = add_product(session, name, producer)
    recognise(session, product, CURRENT, stars)
    return product


def test_an_empty_database_divides_by_nothing(any_database: Database) -> None:
    found = _figures(any_database)
    assert set(found) == set(DEFINITIONS)
    assert {(f.k, f.n, f.share, f.unknown) for f in found.values()} == {(0, 0, None, 0)}


def test_only_current_recognitions_count(any_database: Database) -> None:
    with any_database.write() as session:
        _current(session, "bốn sao")
        _current(session, "ba sao", stars=3)
        recognise(session, add_product(session, "hết hạn"), date(2023, 6, 29))
        recognise(session, add_product(session, "hôm nay là ngày cuối"), date(2023, 6, 30), 5)
        recognise(session, add_product(session, "chỉ biết năm"), None, year=2023)
        add_product(session, "chỉ có tên")
        revoked = recognise(session, add_product(session, "bị thu hồi"), CURRENT)
        revoked.state, revoked.revoked_on = RecognitionState.REVOKED, date(2026, 1, 1)
    found = _figures(any_database)
    assert _counts(found["products_current"]) == (3, 6, 1)
    assert found["products_current"].share == 0.5
    assert [_counts(found[f"products_{stars}"]) for stars in (3, 4, 5)] == [
        (1, 3, 0),
        (1, 3, 1),
        (1, 3, 0),
    ]


def test_new_and_evaluated_again_are_told_apart(any_database: Database) -> None:
    with any_database.write() as session:
        recognise(session, add_product(session, "mới"), date(2026, 2, 1))
        again = add_product(session, "đánh giá lại")
        recognise(session, again, date(2023, 2, 1))
        recognise(session, again, date(2026, 2, 1))
        recognise(session, add_product(session, "sau ngày tính"), date(2026, 7, 1))
        recognise(session, add_product(session, "không rõ năm"), None)
        old = add_product(session, "cũ")
        recognise(session, old, date(2025, 2, 1))
    found = _figures(any_database)
    assert _counts(found["products_new"]) == (1, 2, 1)
    assert _counts(found["products_again"]) == (1, 2, 1)


def test_producers_by_kind(any_database: Database) -> None:
    with any_database.write() as session:
        for name, kind in (
            ("HTX Một", ProducerKind.HTX),
            ("HTX Hai", ProducerKind.HTX),
            ("CTCP Ba", ProducerKind.DN),
            ("Bốn", ProducerKind.UNKNOWN),
        ):
            add_producer(session, name, kind)
            _current(session, f"của {name}", name)
        _current(session, "thứ hai của một chủ thể", "HTX Một")
        recognise(session, add_product(session, "hết hạn", "HTX Năm"), date(2020, 1, 1))
    found = _figures(any_database)
    assert _counts(found["producers_htx"]) == (2, 4, 1)
    assert _counts(found["producers_dn"]) == (1, 4, 1)
    assert _counts(found["producers_ho"]) == (0, 4, 1)


@pytest.mark.parametrize(
    ("observed", "age", "expected"),
    [
        (Observed.LIVE, timedelta(0), (1, 1, 0)),
        (Observed.LIVE_OUT_OF_STOCK, timedelta(days=3), (1, 1, 0)),
        (Observed.LIVE, timedelta(days=FRESH_DAYS + 1), (0, 1, 1)),
        (Observed.UNKNOWN, timedelta(0), (0, 1, 1)),
        (Observed.HIDDEN_BY_SELLER, timedelta(0), (0, 1, 0)),
        (Observed.REMOVED, timedelta(0), (0, 1, 0)),
        (Observed.IN_REVIEW, timedelta(0), (0, 1, 0)),
    ],
)
def test_on_floor_needs_a_fresh_live_look(
    any_database: Database, observed: Observed, age: timedelta, expected: tuple[int, int, int]
) -> None:
    with any_database.write() as session:
        shop = add_shop(session, None)
        add_listing(session, _current(session, "chè"), shop, observed, NOON - age)
    assert _counts(_figures(any_database)["on_floor"]) == expected


def test_a_second_listing_that_is_down_takes_nothing_away(any_database: Database) -> None:
    with any_database.write() as session:
        product = _current(session, "chè")
        add_listing(session, product, add_shop(session, None), Observed.LIVE, NOON)
        add_listing(session, product, add_shop(session, None, "lazada"), Observed.REMOVED, NOON)
    assert _counts(_figures(any_database)["on_floor"]) == (1, 1, 0)


def test_a_past_day_is_told_from_the_log(any_database: Database) -> None:
    """Live then, removed since: the copy in the listing speaks of today only."""
    with any_database.write() as session:
        product = _current(session, "chè")
        listing = add_listing(session, product, add_shop(session, None), Observed.REMOVED, NOON)
        for days, status in (
            (20, Observed.IN_REVIEW),
            (8, Observed.LIVE),
            (7, Observed.UNKNOWN),
            (0, Observed.REMOVED),
        ):
            session.add(
                Observation(
                    listing_id=listing.id or 0,
                    observed_at=NOON - timedelta(days=days),
                    method=Method.API,
                    status=status,
                )
            )
    assert _counts(_figures(any_database)["on_floor"]) == (0, 1, 0)
    assert _counts(_figures(any_database, TODAY - timedelta(days=5))["on_floor"]) == (1, 1, 0)
    assert _counts(_figures(any_database, TODAY - timedelta(days=10))["on_floor"]) == (0, 1, 0)


def test_an_empty_or_closed_shop_does_not_count(any_database: Database) -> None:
    with any_database.write() as session:
        for number, (state, observed) in enumerate(
            (
                (ShopState.ACTIVE, Observed.LIVE),
                (ShopState.ACTIVE, Observed.HIDDEN_BY_SELLER),
                (ShopState.ACTIVE, Observed.UNKNOWN),
                (ShopState.UNKNOWN, Observed.LIVE),
                (ShopState.CLOSED, Observed.LIVE),
            )
        ):
            product = _current(session, f"sản phẩm {number}", f"HTX {number}")
            shop = add_shop(session, add_producer(session, f"HTX {number}"), state=state)
            add_listing(session, product, shop, observed, NOON)
        _current(session, "gian hàng trống", "HTX 9")
        add_shop(session, add_producer(session, "HTX 9"))
        province = add_shop(session, None)
        add_listing(session, _current(session, "bán hộ", "HTX 10"), province, at=NOON)
    found = _figures(any_database)
    assert _counts(found["shop"]) == (1, 7, 2)
    assert _counts(found["on_floor"]) == (4, 7, 1)
    assert _counts(found["modern_channel"]) == (4, 7, 1)


def _account(session: Session, producer: str, state: PaymentState, sample: bool = False) -> None:
    owner = add_producer(session, producer)
    session.add(
        PaymentAccount(
            producer_id=owner.id or 0,
            kind=PaymentKind.BANK,
            provider=state,
            state=state,
            is_sample=sample,
            created_at=NOON - timedelta(days=30),
        )
    )


def test_payment_accounts(any_database: Database) -> None:
    with any_database.write() as session:
        for number in range(4):
            _current(session, f"sản phẩm {number}", f"HTX {number}")
        _account(session, "HTX 0", PaymentState.VERIFIED)
        _account(session, "HTX 0", PaymentState.LAPSED)
        _account(session, "HTX 1", PaymentState.DECLARED)
        _account(session, "HTX 2", PaymentState.LAPSED)
    found = _figures(any_database)
    assert _counts(found["payment"]) == (2, 4, 1)
    assert _counts(found["payment_verified"]) == (1, 4, 2)
    before = _figures(any_database, TODAY - timedelta(days=31))
    assert _counts(before["payment"]) == (0, 4, 4)


def test_all_three_together(any_database: Database) -> None:
    with any_database.write() as session:
        whole = _current(session, "đủ cả", "HTX Một")
        shop = add_shop(session, add_producer(session, "HTX Một"))
        add_listing(session, whole, shop, at=NOON)
        _account(session, "HTX Một", PaymentState.VERIFIED)
        _current(session, "cùng chủ thể, chưa lên sàn", "HTX Một")
        no_account = _current(session, "chưa rõ tài khoản", "HTX Hai")
        other = add_shop(session, add_producer(session, "HTX Hai"))
        add_listing(session, no_account, other, at=NOON)
        _current(session, "không rõ chủ thể", "")
    found = _figures(any_database)
    assert _counts(found["shop_and_payment"]) == (1, 2, 1)
    assert _counts(found["products_shop_and_payment"]) == (2, 4, 2)
    assert _counts(found["products_all_three"]) == (1, 4, 1)


def test_websites_and_communes(any_database: Database) -> None:
    with any_database.write() as session:
        for code, province in (("1", "15"), ("2", "15"), ("3", "15"), ("4", "01")):
            session.add(
                Place(
                    id=f"after:{code}", era="after", code=code, name=f"xã {code}",
                    name_folded=f"xa {code}", province_code=province, province="x",
                )
            )  # fmt: skip
        session.flush()
        for number, website in enumerate((None, "", "https://htx.example.vn")):
            product = _current(session, f"sản phẩm {number}", f"HTX {number}")
            add_producer(session, f"HTX {number}").website = website
            product.place_now_id = "after:1" if number < 2 else "after:2"
    found = _figures(any_database)
    assert _counts(found["website"]) == (1, 3, 1)
    assert _counts(found["communes"]) == (2, 3, 0)


def test_sample_facts_are_admitted(any_database: Database) -> None:
    with any_database.write() as session:
        product = _current(session, "chè")
        shop = add_shop(session, add_producer(session, "HTX Một"))
        listing_id, shop_id = add_listing(session, product, shop, at=NOON).id, shop.id
        _account(session, "HTX Một", PaymentState.VERIFIED, sample=True)
    found = _figures(any_database)
    assert [key for key, figure in found.items() if figure.sample] == [
        "payment",
        "payment_verified",
        "shop_and_payment",
        "products_shop_and_payment",
        "products_all_three",
    ]
    with any_database.write() as session:
        session.get_one(Shop, shop_id).is_sandbox = True
    assert _figures(any_database)["on_floor"].sample
    with any_database.write() as session:
        session.get_one(Listing, listing_id).observed = Observed.REMOVED
    assert not _figures(any_database)["on_floor"].sample


def test_the_list_behind_a_figure(any_database: Database) -> None:
    with any_database.write() as session:
        chosen = _current(session, "năm sao", stars=5).id
        _current(session, "ba sao", stars=3)
    with any_database.read() as session:
        behind = members(session, TODAY, "products_5")
        assert list(behind.counted) == [chosen]
        assert len(behind.base) == 2
        with pytest.raises(KeyError):
            members(session, TODAY, "nothing")


def test_every_list_matches_its_figure(any_database: Database) -> None:
    """Counted and unknown never overlap, and what counts is part of the denominator."""
    with any_database.write() as session:
        for number in range(12):
            product = _current(session, f"sản phẩm {number}", f"HTX {number % 5}", 3 + number % 3)
            shop = add_shop(
                session, add_producer(session, f"HTX {number % 5}") if number % 2 else None
            )
            add_listing(session, product, shop, list(Observed)[number % 10], NOON)
            if number % 3:
                _account(session, f"HTX p{number}", list(PaymentState)[number % 3])
    found = _figures(any_database)
    with any_database.read() as session:
        for key, figure in found.items():
            behind = members(session, TODAY, key)
            assert _counts(figure) == (
                len(behind.counted), len(behind.base), len(behind.unknown)
            ), key  # fmt: skip
            assert behind.counted <= behind.base, key
            assert not behind.counted & behind.unknown, key


def test_percent_of_plan_may_exceed_the_plan(any_database: Database) -> None:
    with any_database.write() as session:
        for number in range(3):
            recognise(session, add_product(session, f"sp {number}", "HTX Một"), date(2024, 5, 1))
        for key, figure, value, unit, year in (
            ("a", "products_new", 2, "sản phẩm", 2024),
            ("b", "producers_htx", 50, "%", 2024),
            ("c", None, 4, "điểm", 2024),
            ("d", "products_new", 2, "sản phẩm", 2025),
            ("e", "products_new", 2, "sản phẩm", 2027),
            ("f", "producers_htx", 60, "%", 2023),
        ):
            session.add(
                Target(
                    key=key, plan="KH", indicator="x", figure=figure, value=value, unit=unit,
                    year=year, province="Lào Cai",
                )
            )  # fmt: skip
    with any_database.read() as session:
        lines = {line.key: line for line in plans(session, TODAY)}
    assert set(lines) == {"a", "b", "c", "d", "f"}
    assert (lines["a"].actual, lines["a"].done, lines["a"].as_of) == (3, 1.5, "2024-12-31")
    assert (lines["b"].actual, lines["b"].done) == (100, 2)
    assert (lines["c"].actual, lines["c"].done) == (None, None)
    assert (lines["d"].actual, lines["d"].done) == (0, 0)
    assert (lines["f"].actual, lines["f"].n) == (None, 0)


def test_the_report_keeps_its_keys(any_database: Database) -> None:
    with any_database.write() as session:
        for number in range(3):
            _current(session, f"sp {number}", stars=4 if number else 5)
    with any_database.read() as session:
        document = report(session, TODAY)
    assert set(document) >= {"as_of", "figures"}
    assert document["as_of"] == "2026-06-30"
    by_key = {figure["key"]: figure for figure in document["figures"]}
    assert by_key["products_4"] == {
        "key": "products_4",
        "label_vi": "Sản phẩm 4 sao còn hạn",
        "k": 2,
        "n": 3,
        "share": 0.666667,
        "denominator": "sản phẩm có công nhận từ 3 sao còn hạn",
        "list_url": "/quan-tri/danh-sach/products_4?tinh-den=2026-06-30",
        "unknown": 0,
        "sample": False,
    }
