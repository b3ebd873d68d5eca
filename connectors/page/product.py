"""A product as one source of the page describes it, and what follows for status and price."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from connectors.page.availability import Stance, best, worst
from connectors.page.currency import iso_code
from connectors.page.model import Weight
from connectors.page.price import machine_price


class Role(StrEnum):
    """Where in the page's data a product stands."""

    MAIN = "main"
    TOP = "top"
    NESTED = "nested"
    LISTED = "listed"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer as written: prices still raw, as the source holds them."""

    availability: str = ""
    stance: Stance | None = None
    price: object = None
    low: object = None
    high: object = None
    currency: str = ""
    sku: str = ""
    url: str = ""
    count: int | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product node with its identity and offers; `pictures` are addresses as written."""

    source: str
    weight: Weight
    name: str = ""
    ids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    role: Role = Role.TOP
    order: int = 0
    group: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Status and price of one product according to one source."""

    source: str
    weight: Weight
    stance: Stance | None = None
    raw: str = ""
    price: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    flags: tuple[str, ...] = ()
    decisive: bool = False
    alternatives: frozenset[Decimal] = field(default_factory=frozenset)

    @property
    def has_price(self) -> bool:
        """Whether a price or the low end of a range is known."""
        return self.price is not None or self.low is not None


def facts_of(product: Product, selected: Callable[[Offer], bool], currency: str | None) -> Facts:
    """Status and price of a product: of the selected offer if there is one, else of all.

    A product is in stock when one of its offers is; several different prices are a range and
    no price. `currency` is assumed where the source names none.
    """
    offers = product.offers
    chosen = [o for o in offers if selected(o)] if len(offers) > 1 else []
    flags: list[str] = []
    if chosen and len(chosen) < len(offers):
        offers = tuple(chosen)
        flags.append("variant_selected")
    stance, stance_flags = _stance(offers)
    money = _Money(currency)
    for offer in _of_one_market(offers):
        money.add(offer)
    raw = next((o.availability for o in offers if o.stance is stance and o.availability), "")
    price, low, high = money.result()
    return Facts(
        product.source, product.weight, stance, raw, price, low, high, money.currency or currency,
        None, tuple(dict.fromkeys([*flags, *stance_flags, *money.flags])),
        alternatives=frozenset(money.values),
    )  # fmt: skip


def _of_one_market(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The offers in the first one's currency: those in others are for other countries."""
    if len(offers) < 2 or len({o.currency for o in offers if o.currency}) < 2:
        return offers
    codes = [iso_code(o.currency) if o.currency else None for o in offers]
    first = next(code for code in codes if code) if any(codes) else None
    return tuple(o for o, code in zip(offers, codes, strict=True) if code in {first, None})


def _stance(offers: tuple[Offer, ...]) -> tuple[Stance | None, list[str]]:
    stances = [o.stance for o in offers if o.stance is not None]
    top = best(stances)
    flags = ["orderable"] if top is Stance.ORDERABLE else []
    if top in {Stance.IN, Stance.ORDERABLE} and worst(stances) in {Stance.OUT, Stance.DISCONTINUED}:
        flags.append("some_variants_out")
    return top, flags


class _Money:
    """Collects the prices of several offers."""

    def __init__(self, assumed: str | None) -> None:
        self.currency: str | None = None
        self.flags: list[str] = []
        self.values: set[Decimal] = set()
        self._assumed = assumed
        self._ends: list[tuple[Decimal | None, Decimal | None, int | None]] = []

    def add(self, offer: Offer) -> None:
        code = iso_code(offer.currency) if offer.currency else None
        self.currency = self.currency or code
        price = self._read(offer.price, code, offer.minor)
        low = self._read(offer.low, code, offer.minor)
        high = self._read(offer.high, code, offer.minor)
        if price is not None:
            self.values.add(price)
        if low is not None or high is not None:
            self._ends.append((low, high, offer.count))

    def _read(self, value: object, code: str | None, minor: bool) -> Decimal | None:
        assumed = code or self.currency or self._assumed
        if minor and isinstance(value, int | float) and not isinstance(value, bool):
            value = Decimal(str(value)) / 100
        amount, named, flags = machine_price(value, assumed)
        self.currency = self.currency or named
        self.flags.extend(flag for flag in flags if flag not in self.flags)
        return amount

    def result(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """(price, low, high): a price when there is exactly one, else the range."""
        values = sorted(self.values)
        if values:
            if len(values) == 1 and not self._differs(values[0]):
                return values[0], None, None
            ends = [e for pair in self._ends for e in pair[:2] if e is not None]
            return None, min([*values, *ends]), max([*values, *ends])
        lows = [low for low, _, _ in self._ends if low is not None]
        highs = [high for _, high, _ in self._ends if high is not None]
        low, high = min(lows, default=None), max(highs, default=None)
        single = len(self._ends) == 1 and self._ends[0][2] == 1
        if low is not None and (low == high or (high is None and single)):
            return low, None, None
        return None, low, high

    def _differs(self, value: Decimal) -> bool:
        """Whether an aggregate beside the single price says that others exist."""
        return any(
            low is not None and high is not None and low < high and (low > value or value > high)
            for low, high, _ in self._ends
        ) or any(
            low is not None and high is not None and low < high and value in {low, high}
            for low, high, _ in self._ends
        )
