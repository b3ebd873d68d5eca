"""Prices: from machine-readable fields and from words on the page.

Vietnamese forms follow the reading contract ("1,2 triệu", "1tr2", "350k", grouping by dots,
commas or blanks, "Liên hệ" is no price, 0 is no price). price-parser turns a single clean
number into a decimal; which number is the price, and its separators, is decided here.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from price_parser import Price

from catalog.text_vi import clean, fold
from connectors.page.currency import code_of, decimals, mark_pattern
from connectors.page.phrases import NO_PRICE
from connectors.page.price_labels import Role, ends_net, is_gross, is_reduced, role_of

MAX_TEXT = 400
NET, FROM, AMBIGUOUS = "price_net", "price_from", "price_ambiguous"
"""Flags: tax comes on top of the price, it is the least of several, several stand unlabelled."""
_HIGHEST = Decimal(10) ** 13
_LEAST = Decimal("0.0001")
# "D" after fewer is a model's name ("EOS 6D"), no đồng.
_LEAST_D = 1000
_MARK = mark_pattern()
_NUMBER = (
    r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)"
    r"|\d{1,3}(?:[ .,'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
_TIMES = r"triệu|trieu|nghìn|nghin|ngàn|ngan|tỷ|tỉ|tr|k"
_TOKEN = re.compile(
    rf"(?:(?P<before>{_MARK})\.?)?\s{{0,2}}(?P<number>{_NUMBER})"
    rf"(?:\s?(?P<times>{_TIMES})(?P<rest>\d{{1,3}})?(?!\w))?"
    rf"(?:[.,][-–—]{{1,2}})?(?:\s{{0,2}}(?P<after>{_MARK})(?(before)(?!\s?\d)))?",
    re.IGNORECASE,
)
_FACTORS = {
    "k": 1000, "nghìn": 1000, "nghin": 1000, "ngàn": 1000, "ngan": 1000, "tr": 10**6,
    "triệu": 10**6, "trieu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_UNIT = re.compile(
    r"\s{0,2}(?:/|per\b|pro\b|je\b|par\b|za\b)\s{0,2}(?P<unit>(?:\d{1,4}\s?)?[^\W\d_]{1,12})",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:[-–—~～]|đến|tới|to|bis|à|do|a|hasta|tot)\s*$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:gia|price|preis|prix|precio|prezzo|cena|pris|prijs|preco|now|only)\b|価格"
)
# "R" is the rand where it is paid with; elsewhere it is any letter.
_RAND = re.compile(r"(?<![^\W_])R\s?(?=\d)")
# The French way: "24€90", also with the cents raised.
_SPLIT_EURO = re.compile(r"(?<=\d)\s?([€£])(?:\s?,\s?)?(\d\d)(?![\d.,%\w]|\s?[€£])")
# Wide blanks, and the digits of other scripts: Arabic, Persian, Indian, Thai, full width.
_PLAIN = {
    ord(mark): plain
    for mark, plain in {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2007": " ",
        "٫": ".",
        "٬": ",",
    }.items()
} | {
    zero + digit: str(digit)
    for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10)
    for digit in range(10)
}


@dataclass(frozen=True, slots=True)
class PriceText:
    """What a short text says about a price; amounts in units of `currency`."""

    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    currency: str | None
    unit: str | None
    role: Role
    gross: bool
    reduced: bool
    start: int
    end: int


def in_units(amount: Decimal, currency: str | None) -> Decimal:
    """The amount with the decimals of its currency: 120000.0 VND is 120000, 5.9 EUR is 5.90."""
    places = decimals(currency)
    trimmed = amount.normalize()
    exponent = trimmed.as_tuple().exponent
    shown = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if places == 0 or shown > places:
        return trimmed.quantize(Decimal(1).scaleb(-shown))
    return amount.quantize(Decimal(1).scaleb(-places))


def number(text: str, currency: str | None = None) -> Decimal | None:
    """The value of one written number; separators are judged by place and currency."""
    digits = re.sub(r"[\s'’]", "", text)
    separator = _decimal_separator(digits, currency)
    other = "," if separator == "." else "."
    plain = digits.replace(other, "")
    if separator is None:
        plain = plain.replace(",", "")
    return Price.fromstring(plain, decimal_separator=separator or ",").amount


def _decimal_separator(digits: str, currency: str | None) -> str | None:
    dot, comma = digits.rfind("."), digits.rfind(",")
    last = max(dot, comma)
    if last < 0:
        return None
    mark, after = digits[last], len(digits) - last - 1
    if dot >= 0 and comma >= 0:
        return mark if after != 3 or (digits.count(mark) == 1 and decimals(currency) == 3) else None
    if digits.count(mark) > 1:
        return None
    if after == 3 and decimals(currency) != 3 and not digits.startswith("0"):
        return None
    return mark


def machine_price(
    value: object, currency: str | None
) -> tuple[Decimal | None, str | None, tuple[str, ...]]:
    """Amount, currency named inside the value, and flags of a structured price field.

    A VND value under 1000 with exactly three decimals ("150.000") is grouping; zero is no price.
    """
    if isinstance(value, bool) or value is None:
        return None, None, ()
    if isinstance(value, int | float | Decimal):
        return _checked(_finite(value), currency, ())
    text = clean(str(value).translate(_PLAIN))[:MAX_TEXT]
    try:
        plain = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        plain = None
    if plain is None:
        read = parse_price(text, currency)
        return read.amount, read.currency, read.flags
    if not plain.is_finite():
        return None, None, ()
    if decimals(currency) == 0 and abs(plain) < 1000 and plain.as_tuple().exponent == -3:
        return _checked(plain * 1000, currency, ("price_grouping",))
    return _checked(plain, currency, ())


def _finite(value: float | Decimal) -> Decimal | None:
    if not math.isfinite(value) or value >= _HIGHEST:
        return None
    return Decimal(str(value))


def _checked(
    amount: Decimal | None, currency: str | None, flags: tuple[str, ...]
) -> tuple[Decimal | None, str | None, tuple[str, ...]]:
    if amount is None or amount < 0 or amount >= _HIGHEST:
        return None, None, flags
    if amount < _LEAST:
        return None, None, (*flags, "price_zero")
    return in_units(amount, currency), None, flags


@lru_cache(maxsize=4096)
def parse_price(text: str, currency: str | None = None, place: str = "") -> PriceText:
    """Read a short price text; `currency` is assumed where the text names none.

    Old prices and savings are left out, "from" and ranges give low and high, and two
    different amounts without a label give no price but the flag `price_ambiguous`.
    """
    short = _SPLIT_EURO.sub(r",\2 \1", clean(text.translate(_PLAIN))[:MAX_TEXT])
    if place == "za":
        short = _RAND.sub("ZAR ", short)
    folded = fold(short)
    amounts = _amounts(short, currency, place)
    asked = any(phrase in folded for phrase in NO_PRICE)
    if asked and not any(_is_money(m) for m in _TOKEN.finditer(short)):
        return PriceText(flags=("price_on_request",))
    if not amounts:
        if asked:
            return PriceText(flags=("price_on_request",))
        return PriceText(flags=("price_zero",)) if "mien phi" in folded else PriceText()
    current = [a for a in amounts if a.role in {Role.CURRENT, Role.FROM}]
    current = [a for a in current if a.gross] or current
    current = [a for a in current if a.reduced] or current
    if not current:
        return _net(amounts)
    whole = [a for a in current if a.unit is None] or current
    return _summary(short, whole)


def lone_price(text: str, currency: str | None, place: str) -> PriceText | None:
    """The only amount of a text that calls it a regular one: the price, when there is no other."""
    found = [a for a in _amounts(clean(text.translate(_PLAIN)), currency, place) if a.value > 0]
    if not found or {a.role for a in found} != {Role.OLD} or len({a.value for a in found}) > 1:
        return None
    amount = in_units(found[0].value, found[0].currency)
    return PriceText(amount, None, None, found[0].currency, found[0].unit)


def _summary(text: str, found: list[_Amount]) -> PriceText:
    if not found:
        return PriceText()
    first = found[0]
    known = next((a.currency for a in found if a.currency), None)
    if all(a.value == 0 for a in found):
        return PriceText(currency=known, flags=("price_zero",))
    # "$45 (~1.150.000đ)": the second is a conversion.
    found = [a for a in found if a.value > 0 and a.currency in {known, None}]
    values = sorted({in_units(a.value, known) for a in found})
    if len(values) == 1:
        if first.role is Role.FROM:
            return PriceText(None, values[0], None, known, first.unit, (FROM,))
        return PriceText(values[0], None, None, known, first.unit)
    # Written once more for screen readers, a range is the same range.
    if len(values) == 2 and _RANGE.match(text[found[0].end : found[1].start]):
        return PriceText(None, values[0], values[-1], known, first.unit, ("price_range",))
    return PriceText(currency=known, unit=first.unit, flags=(AMBIGUOUS,))


def _net(amounts: list[_Amount]) -> PriceText:
    """The amount without tax, where none with it is told."""
    found = next((a for a in amounts if a.role is Role.NET and a.value > 0), None)
    if found is None:
        return PriceText()
    amount = in_units(found.value, found.currency)
    return PriceText(amount, None, None, found.currency, found.unit, (NET,))


def _amounts(text: str, currency: str | None, place: str) -> list[_Amount]:
    matches = list(_TOKEN.finditer(text))
    marked = [m for m in matches if _is_money(m)]
    bare = not marked
    if bare and (len(matches) > 2 or not _mostly_number(text)):
        return []
    found: list[_Amount] = []
    for match in matches if bare else _with_range_partners(matches, marked, text):
        start = found[-1].end if found else 0
        label = text[start : match.start()]
        # "80.000đ chưa VAT 86.400đ": the words are said of the first.
        label = "" if found and ends_net(label) else label
        amount = _amount(text, match, label, currency, place)
        if amount is not None:
            found.append(amount)
    return found


def _is_money(match: re.Match[str]) -> bool:
    return bool(match["before"] or match["after"] or match["times"])


def _with_range_partners(
    matches: list[re.Match[str]], marked: list[re.Match[str]], text: str
) -> list[re.Match[str]]:
    """Also the bare number of "120.000 - 250.000₫" or "$10 - 20"."""
    kept = []
    for i, match in enumerate(matches):
        if match in marked:
            kept.append(match)
            continue
        before = i > 0 and _RANGE.match(text[matches[i - 1].end() : match.start()])
        after = i + 1 < len(matches) and _RANGE.match(text[match.end() : matches[i + 1].start()])
        if before or after:
            kept.append(match)
    return kept


def _mostly_number(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters == 0 or (letters <= 24 and bool(_NAMED.search(fold(text))))


def _amount(
    text: str, match: re.Match[str], label: str, currency: str | None, place: str
) -> _Amount | None:
    if text[match.end("number") :].lstrip().startswith("%"):
        return None
    mark = match["after"] or match["before"] or ""
    code = (code_of(mark, place) if mark else None) or currency
    value = number(match["number"], code)
    if match["times"]:
        code = code or "VND"
        value = _times(match)
    if value is None or value >= _HIGHEST or (mark.lower() == "d" and value < _LEAST_D):
        return None
    unit = _UNIT.match(text, match.end())
    return _Amount(
        value, code, unit["unit"] if unit else None, role_of(label, text[match.end() :]),
        is_gross(label, text[match.end() :]), is_reduced(label), match.start(), match.end(),
    )  # fmt: skip


def _times(match: re.Match[str]) -> Decimal | None:
    """The amount: "1,2 triệu" and "1tr2" are 1 200 000; "350k" is 350 000."""
    factor = _FACTORS[match["times"].lower()]
    written = match["number"].replace(",", ".").replace(" ", "")
    if match["rest"]:
        written = f"{written}.{match['rest']}"
    try:
        return Decimal(written) * factor
    except InvalidOperation:
        return None
