"""The price that short texts of a block tell, where no element is called one."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from bs4.element import NavigableString, PageElement

from catalog.text_vi import fold
from connectors.page import phrases
from connectors.page.blocks import is_price_alone
from connectors.page.currency import code_of
from connectors.page.microdata import strings_after, wrappers
from connectors.page.old_prices import is_old, is_struck
from connectors.page.price import FROM, NET, PriceText, lone_price, parse_price
from connectors.page.price_beside import counts_people, is_called_old, pieced, text_after
from connectors.page.price_labels import (
    Role,
    ends_net,
    is_badge,
    is_reduced,
    is_regular,
    role_after,
)
from connectors.page.price_tiers import TIERS

_PRICED = re.compile(
    r"(?:(?:don )?gia(?: ban| san pham| le)?|(?:our |sale |unit )?price|prix|preis|precio|prezzo"
    r"|preco|cena|pris|prijs|harga|fiyat|цена|ціна|τιμη|价格|価格|"
    + fold("가격|ราคา|मूल्य|السعر|מחיר")
    + r") ?[:：] ?\d[\d., ]*"
)
# A number that counts pieces, left over behind a price drawn as pictures.
_COUNTED = re.compile(
    r"\d{1,6}(?:[.,]\d{1,3})?(?:k|tr)?\+?\s+(?:in stock|left|available|sold|auf lager|en stock"
    r"|reviews?|ratings?|items?|san pham|danh gia|da ban)\b"
)
_NOT_PRICED = ("h1", "title")
_PROSE, _PRICE_ALONE, _FEW, _MOST_TEXTS, _SOON, _SIGN = 60, 16, 40, 200, 8, 4
# How many times its net price goods cost at most, and one piece the least price of many.
_MOST_TAX, _MOST_FOR_ONE = Decimal("1.35"), 20
# What may stand between a regular price and the reduced one, and between the ends of a range.
_PERCENT = re.compile(r"[(-–−]?\s?[-–−]?\s?\d{1,2}(?:[.,]\d{1,2})?\s?%(?: off)?\)?", re.IGNORECASE)
_TO = re.compile(r"[-–—~～]|den|toi|to|bis|hasta|jusqu'a")
# A reduction of more is no reduction: two prices of different things.
_LEAST_SHARE = Decimal("0.3")


def from_text(pieces: Iterable[NavigableString], currency: str | None, place: str) -> PriceText:
    """The first amount with a currency in short texts, old ones left out.

    One that follows soon and is labelled as the reduced price goes before it; so does a lower one
    right beside it, and the higher end of a range follows its lower one.
    """
    teller = _Teller(currency, place)
    for piece in islice(pieces, _MOST_TEXTS):
        if teller.hears(piece):
            break
    return teller.told()


def pair(pieces: Iterable[NavigableString], currency: str | None, place: str) -> PriceText | None:
    """The price where two amounts are all that texts say: the lower one, or both as a range."""
    told = [piece for piece in pieces if piece.strip()]
    amounts = [piece for piece in told if is_price_alone(piece.strip())]
    between = {piece.strip() for piece in told} - {piece.strip() for piece in amounts}
    if len(amounts) != 2 or not all(_PERCENT.fullmatch(s) or _TO.fullmatch(s) for s in between):
        return None
    read = from_text(told, currency, place)
    return read if is_told(read) else None


class _Teller:
    """What texts told so far: an amount, the label before the next one, how they are joined."""

    def __init__(self, currency: str | None, place: str) -> None:
        self._first = PriceText(currency=currency)
        self._place = place
        self._before = ""
        self._since = 0
        self._flags: tuple[str, ...] = ()
        self._last: NavigableString | None = None
        self._joined = self._beside = self._unsigned = False
        self._regular: PriceText | None = None

    def told(self) -> PriceText:
        """The price; a regular one where no other was told, and only flags without that."""
        if is_told(self._first):
            return self._first
        return self._regular or replace(self._first, flags=self._flags)

    def hears(self, piece: NavigableString) -> bool:
        """Take in one text; true when the price is settled."""
        text = str(piece).strip()
        if not text:
            return False
        if self._since > _SOON:
            return True
        self._since += self._first.currency is not None and self._first.amount is not None
        if len(text) <= 120 and any(c.isdigit() for c in text) and not _COUNTED.match(fold(text)):
            if self._amount(piece, text):
                return True
        else:
            self._words(text)
        if self._first.amount is None and len(text) <= _PROSE and fold(text) in phrases.NO_PRICE:
            self._first, self._flags = PriceText(), ("price_on_request",)
            return True
        return False

    def _amount(self, piece: NavigableString, text: str) -> bool:
        alone = len(self._before) >= _FEW or _PRICED.fullmatch(fold(text)) is not None
        label = text if alone else f"{self._before} {text}"
        read = _amount_in(piece, label, self._place)
        reduced = is_reduced(label)
        self._flags = self._flags or _nought_in(text)
        if read is not None:
            lone = any(map(is_price_alone, (text, label.strip(), pieced(piece))))
            self._take(read, lone=lone, reduced=reduced)
        else:
            self._beside = self._beside and _PERCENT.fullmatch(text) is not None
            if is_regular(label) and not _is_past(piece):
                self._regular = self._regular or lone_price(label, None, self._place)
        self._before, self._joined = "", False
        self._unsigned = read is not None and parse_price(label).currency is None
        self._last = piece if read is not None or _is_followed(piece) else None
        return self._first.low is not None or reduced

    def _take(self, read: PriceText, *, lone: bool, reduced: bool) -> None:
        first = self._first
        new = first.amount is None
        if not new and self._beside and lone and _is_lower(read, first):
            self._first = read
        elif not new and self._joined and _are_ends(first, read):
            low, high = first.amount, read.amount
            self._first = replace(first, amount=None, low=low, high=high, flags=("price_range",))
        elif new or reduced or completes(read, first):
            self._first = read
        self._beside = new and lone

    def _words(self, text: str) -> None:
        if len(text) <= _SIGN and code_of(text, self._place) is not None:
            # The sign stands in an element of its own, behind its amount or before it.
            self._before = "" if self._unsigned else f"{self._before} {text}".strip()
            self._unsigned = False
            return
        self._joined = self._last is not None and _TO.fullmatch(fold(text)) is not None
        self._beside = False
        silent = text[:1].isdigit() or is_badge(text)
        labels = not silent and not (self._last and _is_said_of(self._last, text))
        self._before, self._last = text if labels else "", None


def _is_lower(read: PriceText, first: PriceText) -> bool:
    """Whether an amount right beside another is what it was reduced to."""
    if read.amount is None or first.amount is None or read.currency != first.currency:
        return False
    plain = not (read.unit or first.unit or read.flags or first.flags)
    return plain and _LEAST_SHARE * first.amount <= read.amount < first.amount


def _are_ends(first: PriceText, read: PriceText) -> bool:
    """Whether two amounts are the ends of a range."""
    if read.amount is None or first.amount is None:
        return False
    return first.amount < read.amount and first.currency == read.currency


def _is_said_of(amount: NavigableString, text: str) -> bool:
    """Whether words are said of the amount before them: "10,00 €" "excl. VAT" "12,10 €"."""
    return ends_net(text) or _is_followed(amount)


def _is_followed(amount: NavigableString) -> bool:
    """Whether the label of an old price stands behind an amount."""
    return any(map(is_called_old, wrappers(amount)))


def _nought_in(text: str) -> tuple[str, ...]:
    """The flag of a text that calls nought a price: "Giá: 0₫". A cart's total isn't called so."""
    called = _PRICED.match(fold(text)) is not None and len(text) <= _PRICE_ALONE
    return parse_price(text).flags if called else ()


def _amount_in(piece: NavigableString, label: str, place: str) -> PriceText | None:
    tag = piece.parent
    titled = tag is not None and tag.name in _NOT_PRICED and not is_price_alone(str(piece).strip())
    if tag is None or titled or counts_people(piece) or _is_past(piece):
        return None
    read = parse_price(label, None, place)
    if read.currency is None:
        whole = parse_price(pieced(piece), None, place)
        read = whole if whole.currency is not None else read
    if not is_told(read) or not (read.currency or _PRICED.fullmatch(fold(label))):
        return None
    role = role_after(text_after(piece))
    if role is Role.SAVING:
        return None
    read = as_labelled(read, role)
    return read if read.unit else replace(read, unit=unit_after(piece))


def is_told(found: PriceText) -> bool:
    """Whether an amount or the low end of a range was read."""
    return found.amount is not None or found.low is not None


def _is_past(piece: NavigableString) -> bool:
    """Whether an amount is struck, or what holds it, or stands behind it, calls it old."""
    around = list(wrappers(piece))
    return is_struck(around[0]) or any(is_old(one) or is_called_old(one) for one in around)


def as_labelled(found: PriceText, role: Role) -> PriceText:
    """A price as the words around it make it: the least of several, or one without tax."""
    if found.amount is None or role is Role.CURRENT:
        return found
    if role is Role.FROM:
        return replace(found, amount=None, low=found.amount, flags=(FROM,))
    return replace(found, flags=(NET,))


def by_measure(found: PriceText) -> bool:
    """Whether a price is that of a measure, beside which stands what the goods cost: "100 g"."""
    return found.unit is not None and found.unit[0].isdigit()


def completes(found: PriceText, partial: PriceText) -> bool:
    """Whether a price is the one to pay for what a partial one tells: with tax, or of one piece."""
    least = partial.amount or partial.low
    if found.amount is None or least is None or NET in found.flags:
        return False
    if by_measure(partial):
        return found.unit is None and found.amount > least
    most = _MOST_TAX if NET in partial.flags else _MOST_FOR_ONE
    tiered = NET in partial.flags or TIERS in found.flags
    return tiered and least < found.amount <= least * most


def unit_after(piece: PageElement) -> str | None:
    """The unit in a text that follows the price outside its element: "120.000đ" "/kg"."""
    after = str(next(strings_after(piece), "")).strip()
    return parse_price(f"1đ{after}").unit if after.startswith("/") else None
