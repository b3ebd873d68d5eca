"""OpenGraph and product meta tags, whether written as property= or name=."""

from dataclasses import dataclass
from decimal import Decimal

from connectors.page.availability import stance_of
from connectors.page.currency import iso_code
from connectors.page.markup import Skeleton
from connectors.page.model import Weight
from connectors.page.price import machine_price
from connectors.page.product import Facts

_PRICES = (
    "product:sale_price:amount", "product:price:amount", "og:price:amount", "product:price",
    "og:price",
)  # fmt: skip
_CURRENCIES = (
    "product:sale_price:currency", "product:price:currency", "og:price:currency",
    "product:currency", "og:currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenGraph:
    """What the page's meta tags claim."""

    kind: str
    title: str
    url: str
    site: str
    sku: str
    facts: Facts

    @property
    def claims_product(self) -> bool:
        """Whether the tags speak of a product."""
        return self.kind in {"product", "product.item", "og:product"} or self.facts.has_price


def read_opengraph(page: Skeleton, currency: str | None) -> OpenGraph:
    """The meta tags' product facts; medium weight."""
    raw = page.meta("product:availability", "og:availability")
    code = iso_code(page.meta(*_CURRENCIES)) if page.meta(*_CURRENCIES) else currency
    amounts: list[Decimal] = []
    flags: tuple[str, ...] = ()
    for written in filter(None, map(page.meta, _PRICES)):
        amount, named, found = machine_price(written, code)
        code = code or named
        flags += tuple(f for f in found if f not in flags)
        amounts += [amount] if amount is not None else []
    stance = stance_of(raw) if raw else None
    facts = Facts(
        "opengraph", Weight.MEDIUM, stance, raw, amounts[0] if amounts else None, None, None,
        code if amounts else None, None, flags, alternatives=frozenset(amounts),
    )  # fmt: skip
    return OpenGraph(
        page.meta("og:type").lower(), page.meta("og:title", "twitter:title"), page.meta("og:url"),
        page.meta("og:site_name"), page.meta("product:retailer_item_id", "product:sku", "sku"),
        facts,
    )  # fmt: skip
