"""Prices as shops write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.page.currency import code_of, iso_code, place_of
from connectors.page.price import in_units, machine_price, parse_price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("120.000₫", "120000", "VND"),
        ("120.000 đ", "120000", "VND"),
        ("120,000 VND", "120000", "VND"),
        ("120 000đ", "120000", "VND"),
        ("120\u00a0000\u202fđ", "120000", "VND"),
        ("₫120.000", "120000", "VND"),
        ("120.000,00 ₫", "120000", "VND"),
        ("120,000.00 ₫", "120000", "VND"),
        ("120.000 VNĐ", "120000", "VND"),
        ("120.000 đồng", "120000", "VND"),
        ("120.000d", "120000", "VND"),
        ("1.250.000đ", "1250000", "VND"),
        ("1,2 triệu", "1200000", "VND"),
        ("1.2tr", "1200000", "VND"),
        ("1tr2", "1200000", "VND"),
        ("1tr250", "1250000", "VND"),
        ("350k", "350000", "VND"),
        ("99K", "99000", "VND"),
        ("350 nghìn", "350000", "VND"),
        ("1,5 triệu đồng", "1500000", "VND"),
        ("Tiết kiệm 20.000đ Giá 80.000đ", "80000", "VND"),
        ("Giá gốc 150.000đ Giá 120.000đ", "120000", "VND"),
        ("Giá: 80.000đ (giảm 20%)", "80000", "VND"),
        ("$1,299.00", "1299.00", "USD"),
        ("US$ 12", "12.00", "USD"),
        ("12,50 €", "12.50", "EUR"),
        ("€ 12,-", "12.00", "EUR"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("1.299 €", "1299.00", "EUR"),
        ("1 234,56 zł", "1234.56", "PLN"),
        ("£9.99", "9.99", "GBP"),
        ("1,980円（税込）", "1980", "JPY"),
        ("￥1,980", "1980", "JPY"),
        ("590 บาท", "590.00", "THB"),
        ("₩35,000", "35000", "KRW"),
        ("CHF 1'234.50", "1234.50", "CHF"),
        ("R$ 1.234,56", "1234.56", "BRL"),
        ("Rp 150.000", "150000", "IDR"),
        ("₹1,23,456.00", "123456.00", "INR"),
        ("1 299 Kč", "1299.00", "CZK"),
        ("KWD 12.500", "12.500", "KWD"),
        ("1.299,00 kr", "1299.00", "SEK"),
        ("statt 49,90 € jetzt 39,90 €", "39.90", "EUR"),
        ("1.299,00 €* inkl. MwSt.", "1299.00", "EUR"),
        ("¥12,800（税込）", "12800", "JPY"),
        ("CHF 1'299.–", "1299.00", "CHF"),
        ("R$ 1.299,90 em 12x R$ 108,33", "1299.90", "BRL"),
        ("EOS 6D £1,202.00", "1202.00", "GBP"),
        ("Was $50.00 Now $40.00", "40.00", "USD"),
        ("You save $10.00 Price $40.00", "40.00", "USD"),
        ("NT$ 1,200", "1200.00", "TWD"),
        ("19,99 EUR", "19.99", "EUR"),
        ("999,000 TND", "999.000", "TND"),
        ("$45.00 CAD", "45.00", "CAD"),
        ("소비자가 25,000원 판매가 21,000원", "21000", "KRW"),
        ("Standard 12,00 € Pfand 0,25 €", "12.00", "EUR"),
    ],
)
def test_one_price(text: str, amount: str, currency: str) -> None:
    read = parse_price(text)
    assert (str(read.amount), read.currency) == (amount, currency), read


@pytest.mark.parametrize("text", ["Liên hệ", "Giá liên hệ", "Call for price", "Preis auf Anfrage"])
def test_price_on_request_is_no_price(text: str) -> None:
    assert parse_price(text).amount is None
    assert parse_price(text).flags == ("price_on_request",)


@pytest.mark.parametrize("text", ["0 đ", "Miễn phí", "0,00 €"])
def test_zero_is_no_price_but_flagged(text: str) -> None:
    assert parse_price(text).amount is None
    assert parse_price(text).flags == ("price_zero",)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("120.000₫ - 250.000₫", "120000", "250000"),
        ("120.000 - 250.000₫", "120000", "250000"),
        ("$14.00 – $19.50", "14.00", "19.50"),
        ("120.000đ đến 250.000đ", "120000", "250000"),
    ],
)
def test_range_gives_both_ends_and_no_price(text: str, low: str, high: str) -> None:
    read = parse_price(text)
    assert (read.amount, str(read.low), str(read.high)) == (None, low, high)


@pytest.mark.parametrize("text", ["Từ 120.000đ", "from $10.00", "ab 12,50 €", "od 15 zł"])
def test_from_gives_the_low_end_only(text: str) -> None:
    read = parse_price(text)
    assert read.amount is None
    assert read.low is not None
    assert read.high is None


def test_price_by_unit() -> None:
    read = parse_price("150.000đ/kg")
    assert (read.amount, read.unit) == (Decimal(150000), "kg")
    assert parse_price("12,50 € (25,00 € / 1 kg)").amount == Decimal("12.50")


def test_unit_is_read_whatever_its_case() -> None:
    assert parse_price("£1.00 PER 100G").unit == "100G"


@pytest.mark.parametrize("text", ["1 year – $25", "Term: 2 years - $45", "500.000đ/năm"])
def test_fee_by_term_is_no_price_of_goods(text: str) -> None:
    assert parse_price(text).amount is None


@pytest.mark.parametrize("text", ["120.000đ 150.000đ", "₫120.000 ₫150.000", "$45.00 $36.00"])
def test_two_prices_without_label_are_refused(text: str) -> None:
    read = parse_price(text)
    assert read.amount is None
    assert "price_ambiguous" in read.flags


@pytest.mark.parametrize("text", ["", "còn 5 sản phẩm", "Mã 8837001 loại A", "4.5 out of 5 stars"])
def test_other_numbers_are_no_prices(text: str) -> None:
    assert parse_price(text).amount is None


@pytest.mark.parametrize(
    ("value", "currency", "amount", "flags"),
    [
        ("150.000", "VND", "150000", ("price_grouping",)),
        ("150000.0000", "VND", "150000", ()),
        (150000.0, "VND", "150000", ()),
        ("24.990000", "EUR", "24.99", ()),
        (5.9, "EUR", "5.90", ()),
        ("1,299.00", "USD", "1299.00", ()),
        ("120.000 ₫", None, "120000", ()),
        ("0", "VND", None, ("price_zero",)),
        ("-5", "VND", None, ()),
        ("NaN", "VND", None, ()),
        (float("inf"), "VND", None, ()),
        (True, "VND", None, ()),
        (None, "VND", None, ()),
        ("1980", "JPY", "1980", ()),
    ],
)
def test_machine_price(
    value: object, currency: str | None, amount: str | None, flags: tuple[str, ...]
) -> None:
    got, _, said = machine_price(value, currency)
    assert (None if got is None else str(got), said) == (amount, flags)


@given(st.integers(1, 10**9))
def test_grouped_dong_is_read_back(value: int) -> None:
    for mark in (".", ",", " ", "\u00a0"):
        text = f"{value:,}".replace(",", mark) + "₫"
        assert parse_price(text).amount == value


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read = parse_price(text)
    assert read.amount is None or read.amount > 0
    machine_price(text, "VND")


def test_currency_by_place() -> None:
    assert code_of("$", "au") == "AUD"
    assert code_of("kr", "dk") == "DKK"
    assert iso_code("VNĐ") == "VND"
    assert iso_code("₫") == "VND"
    assert iso_code("") is None
    assert place_of("https://shop.com.au/x", "en") == "au"
    assert place_of("https://shop.com/x", "en-CA") == "ca"


def test_units_follow_the_currency() -> None:
    assert str(in_units(Decimal("120000.0"), "VND")) == "120000"
    assert str(in_units(Decimal(5), "EUR")) == "5.00"
    assert str(in_units(Decimal("1E+3"), "VND")) == "1000"
