"""From evidence to one answer: which source decides, and which ones disagree with it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from connectors.page import hints
from connectors.page.availability import Stance, worst
from connectors.page.choice import choose, choose_state, is_selected
from connectors.page.currency import decimals
from connectors.page.identity import Identity, code_key, identify
from connectors.page.model import Evidence, PageReading, Status, Weight
from connectors.page.picture import picture_of
from connectors.page.price import in_units
from connectors.page.product import Facts, Product, facts_of
from connectors.page.sources import Sources

_STATUS = {
    Stance.IN: Status.IN_STOCK,
    Stance.ORDERABLE: Status.IN_STOCK,
    Stance.OUT: Status.OUT_OF_STOCK,
    Stance.DISCONTINUED: Status.DISCONTINUED,
}
_BUYABLE = {Stance.IN, Stance.ORDERABLE}
_MONEY = re.compile(r"[$€£¥₫]\s?\d|\d\s?(?:€|₫|đ\b|zł|Kč)")
# The last resort for a price whose currency stands nowhere: that of the page's country.
_NATIONAL = {
    "vn": "VND", "vi": "VND", "jp": "JPY", "ja": "JPY", "pl": "PLN", "uk": "GBP", "gb": "GBP",
    "us": "USD", "de": "EUR", "fr": "EUR", "it": "EUR", "es": "EUR", "nl": "EUR", "at": "EUR",
    "be": "EUR", "th": "THB", "kr": "KRW", "cz": "CZK", "se": "SEK", "dk": "DKK", "no": "NOK",
    "ch": "CHF", "au": "AUD", "ca": "CAD", "in": "INR", "cn": "CNY", "br": "BRL", "ru": "RUB",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """The page's own product in each source, and the facts of all sources in order of weight."""

    products: tuple[Product, ...]
    facts: tuple[Facts, ...]
    listing: bool
    ids: tuple[str, ...]

    def weighing(self, weight: Weight) -> list[Facts]:
        """Facts of one weight."""
        return [f for f in self.facts if f.weight is weight]

    @property
    def strong(self) -> bool:
        """Whether structured data names a product of this page with an offer."""
        return any(p.weight is Weight.STRONG and p.offers for p in self.products)


def build_case(src: Sources) -> Case:
    """Choose the page's product in every source and read its facts."""
    graphs = [src.jsonld[0]]
    if src.parsed is not None:
        graphs += [src.parsed.microdata, src.parsed.rdfa]
    chosen = [choose(g.products, src) for g in graphs]
    products = [c.product for c in chosen if c.product is not None]
    state = choose_state(src)
    if state is not None:
        products.append(state)
    hint = src.currency_hint
    facts = [facts_of(p, lambda o: is_selected(o, src), hint) for p in products]
    facts += _others(src, hint)
    ids = [i for p in products for i in p.ids] + [src.opengraph.sku]
    if src.parsed is not None:
        ids += [m.sku for m in src.parsed.marks]
    listing = any(c.listing for c in chosen) and not products
    return Case(tuple(products), tuple(_in_order(facts)), listing, tuple(i for i in ids if i))


def _others(src: Sources, hint: str | None) -> list[Facts]:
    found = [src.opengraph.facts]
    if src.parsed is not None:
        marked = [mark.product() for mark in src.parsed.marks]
        found += [facts_of(p, lambda o: is_selected(o, src), hint) for p in marked]
        found += [src.parsed.sight.button, src.parsed.sight.facts]
    return [f for f in found if f.stance is not None or f.has_price or f.flags]


def _in_order(facts: list[Facts]) -> list[Facts]:
    order = [Weight.STRONG, Weight.MEDIUM, Weight.WEAK]
    return sorted(facts, key=lambda f: order.index(f.weight))


def identity_of(src: Sources, case: Case) -> tuple[Identity, tuple[str, ...]]:
    """Whether the page's product is the wanted one, with flags on what differs."""
    own = tuple(p.name for p in case.products if p.name)
    names = own + ((src.heading,) if src.heading else ())
    text = src.parsed.sight.text if src.parsed is not None else ""
    found = identify(src.want, names or src.names, case.ids, text)
    flags: tuple[str, ...] = ()
    if found is Identity.UNSURE:
        flags = ("identity_unsure",)
    wanted = code_key(src.want.sku or "")
    known = {code_key(i) for i in case.ids}
    if found is Identity.OURS and wanted and known and wanted not in known and src.want.title:
        flags = ("sku_differs",)
    return found, flags


def verdict(src: Sources, case: Case) -> PageReading:
    """Status and price of the page's product from all facts."""
    stance, deciding, flags = _weigh(src, case)
    priced = _in_whole_units(src, case, _price_source(case, deciding))
    flags += _price_flags(src, case, priced)
    if stance is Stance.ORDERABLE and "orderable" not in flags:
        flags.append("orderable")
    status = _STATUS[stance] if stance is not None else Status.UNKNOWN
    currency = _currency(src, case, priced)
    if priced is not None and priced.has_price and currency is None:
        currency = _NATIONAL.get(src.place)
        flags += ["currency_assumed"] if currency else ["currency_unknown"]
    units = [_units(v, currency) for v in _amounts(priced)]
    flags += [f for f in src.jsonld[1] if f not in flags]
    title = title_of(src, case)
    return PageReading(
        status, units[0], units[1], units[2], currency, title, _unit(case),
        evidence_of(case), tuple(dict.fromkeys(flags)),
        picture=picture_of(src, case.products, title),
    )  # fmt: skip


def _weigh(src: Sources, case: Case) -> tuple[Stance | None, Facts | None, list[str]]:
    """The deciding stance: the strongest sources, pessimistic where they differ."""
    for weight in (Weight.STRONG, Weight.MEDIUM, Weight.WEAK):
        ranked = [f for f in case.weighing(weight) if f.stance is not None]
        if not ranked:
            continue
        stance = worst([f.stance for f in ranked if f.stance is not None])
        deciding = next(f for f in ranked if f.stance is stance)
        flags = ["conflict"] if _differ(ranked) else []
        lower = [
            f for f in case.facts if f.stance is not None and f not in ranked and _weaker(f, weight)
        ]
        stance, more = _heed(src, stance, lower)
        flags += [
            f for f in deciding.flags if f in {"variant_selected", "some_variants_out", "orderable"}
        ]
        return stance, deciding, flags + [m for m in more if m not in flags]
    return None, None, []


def _weaker(facts: Facts, weight: Weight) -> bool:
    order = [Weight.STRONG, Weight.MEDIUM, Weight.WEAK]
    return order.index(facts.weight) > order.index(weight)


def _differ(facts: list[Facts]) -> bool:
    return len({f.stance in _BUYABLE for f in facts}) > 1


def _heed(
    src: Sources, stance: Stance | None, lower: list[Facts]
) -> tuple[Stance | None, list[str]]:
    """What weaker sources change: a dead buy button, or two of them, outweigh a hopeful claim."""
    against = [f for f in lower if (f.stance in _BUYABLE) != (stance in _BUYABLE)]
    if stance in _BUYABLE:
        if against and not hints.may_say_out(src.skeleton):
            against = [f for f in against if f.weight is Weight.MEDIUM and f.source == "opengraph"]
        if not against:
            return stance, []
        voices = {f.raw for f in against}
        if any(f.decisive for f in against) or len(voices) > 1:
            return worst([f.stance for f in against if f.stance is not None]), ["conflict"]
        return stance, ["conflict"]
    if stance is Stance.OUT and any(f.stance is Stance.DISCONTINUED for f in lower):
        return Stance.DISCONTINUED, []
    return stance, ["conflict"] if against else []


def _price_source(case: Case, deciding: Facts | None) -> Facts | None:
    """The facts whose price is taken: the deciding ones when they have one."""
    ranked = ([deciding] if deciding is not None else []) + list(case.facts)
    return next((f for f in ranked if f.has_price), None)


def _in_whole_units(src: Sources, case: Case, priced: Facts | None) -> Facts | None:
    """What the page shows, where structured data carry a hundredfold price that stands nowhere.

    Shop systems count in hundredths also where the currency has none (VND, JPY, KRW).
    """
    if priced is None or src.parsed is None:
        return priced
    if priced.price is None:
        return _lone_low(src, priced)
    seen = src.parsed.sight.facts
    if priced.source in {"microdata", "rdfa"} and seen.low == priced.price and seen.high:
        return replace(priced, price=None, low=seen.low, high=seen.high)
    if decimals(_currency(src, case, priced)) or hints.shows_price(src.skeleton, priced.price):
        return priced
    return seen if seen.price is not None and seen.price * 100 == priced.price else priced


def _lone_low(src: Sources, priced: Facts) -> Facts:
    """A lowest price without a highest is the price, where the page shows it as its only one."""
    seen = src.parsed.sight.facts.price if src.parsed is not None else None
    if priced.low is None or priced.high is not None or seen != priced.low:
        return priced
    return replace(priced, price=priced.low, low=None)


def _amounts(facts: Facts | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return (facts.price, facts.low, facts.high) if facts is not None else (None, None, None)


def _units(value: Decimal | None, currency: str | None) -> Decimal | None:
    return in_units(value, currency) if value is not None else None


def _price_flags(src: Sources, case: Case, priced: Facts | None) -> list[str]:
    if priced is None:
        return [flag for f in case.facts for flag in f.flags if flag.startswith("price_")][:2]
    flags = [flag for flag in priced.flags if flag.startswith("price_")]
    if priced.price is None:
        flags.append("price_range")
    if any(_disagrees(priced, other) and _heard(src, priced, other) for other in case.facts):
        flags.append("price_conflict")
    return list(dict.fromkeys(flags))


def _heard(src: Sources, priced: Facts, other: Facts) -> bool:
    """A price merely seen on the page counts only when the structured one isn't shown at all."""
    if other.weight is not Weight.WEAK:
        return True
    return priced.price is not None and not hints.shows_price(src.skeleton, priced.price)


def _disagrees(priced: Facts, other: Facts) -> bool:
    if other is priced or other.price is None:
        return False
    if priced.price is None:
        low, high = priced.low or other.price, priced.high or other.price
        return not low <= other.price <= high
    known = {priced.price, *priced.alternatives}
    return not any(
        other.price * factor in known or priced.price * factor in {other.price, *other.alternatives}
        for factor in (1, 100)
    )


def _currency(src: Sources, case: Case, priced: Facts | None) -> str | None:
    if priced is None:
        return None
    named = [priced.currency, *(f.currency for f in case.facts), src.currency_hint]
    code = next((c for c in named if c), None)
    national = src.place in {"vn", "vi"} and code not in {None, "VND"}
    amount = priced.price or priced.low
    # Shop systems leave their makers' currency in the data of pages that show đồng.
    return "VND" if national and amount and hints.shows_dong(src.skeleton, amount) else code


def _unit(case: Case) -> str | None:
    """The unit a seen price is for; JSON-LD prices are of the article as sold."""
    if any(f.source == "jsonld" and f.has_price for f in case.facts):
        return None
    return next((f.unit for f in case.facts if f.unit), None)


def title_of(src: Sources, case: Case) -> str | None:
    """The product's name: of structured data, else the heading, else the page's titles."""
    named = [p.name for p in case.products if p.name]
    # "Free shipping above $35" is no name of goods, where something else gives one.
    names = sorted(src.names, key=lambda name: _MONEY.search(name) is not None)
    return next(iter((*named, *names)), None)


def evidence_of(case: Case) -> tuple[Evidence, ...]:
    """One line per fact: the stance's own words, then the price."""
    found = []
    for facts in case.facts:
        if facts.stance is not None:
            found.append(Evidence(facts.source, facts.raw[:200], facts.weight))
        if facts.has_price:
            shown = facts.price if facts.price is not None else f"{facts.low}–{facts.high or ''}"
            found.append(Evidence(f"{facts.source}.price", str(shown), facts.weight))
        elif "price_on_request" in facts.flags:
            found.append(Evidence(f"{facts.source}.price", "price_on_request", facts.weight))
    return tuple(found)


def with_place(src: Sources, reading: PageReading) -> PageReading:
    """The answer with the page's addresses."""
    return replace(reading, final_url=src.url, canonical=src.canonical or None)
