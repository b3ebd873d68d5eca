"""Marks that common shop systems leave in their markup; read before other goods are cut away.

Sources: the default templates of WooCommerce, PrestaShop 1.7, Magento 2, Shopify-like
storefronts (also Haravan and Sapo) and django-oscar.
"""

import json
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup, Tag

from connectors.page.availability import Stance, stance_of, stance_of_words
from connectors.page.blocks import visible_text
from connectors.page.microdata import attribute, classed
from connectors.page.model import Weight
from connectors.page.price import parse_price
from connectors.page.product import Offer, Product, Role
from connectors.page.survey import SHOP_SIGNS

_CLASSES = {
    "instock": Stance.IN, "in-stock": Stance.IN, "outofstock": Stance.OUT, "available": Stance.IN,
    "out-of-stock": Stance.OUT, "onbackorder": Stance.ORDERABLE, "unavailable": Stance.OUT,
    "available-on-backorder": Stance.ORDERABLE, "product-available": Stance.IN,
    "product-unavailable": Stance.OUT, "product-last-items": Stance.IN,
}  # fmt: skip
MAX_JSON = 1_500_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What one platform's markup says: an offer and the article number beside it."""

    platform: str
    offer: Offer
    sku: str = ""
    variants: tuple[Offer, ...] = ()

    def product(self) -> Product:
        """As a product, so that status and price follow the same rules as elsewhere."""
        offers = self.variants or (self.offer,)
        ids = (self.sku,) if self.sku else ()
        return Product(f"platform:{self.platform}", Weight.MEDIUM, "", ids, (), offers, Role.MAIN)


def read_marks(soup: BeautifulSoup, signs: AbstractSet[bytes]) -> list[Mark]:
    """All platform marks found on the page, by the readers whose signs stand in its markup."""
    return [mark for name in told_platforms(signs) for mark in _READERS[name](soup)]


def told_platforms(signs: AbstractSet[bytes]) -> list[str]:
    """The platforms whose signs are among these."""
    return [name for name, own in SHOP_SIGNS.items() if not signs.isdisjoint(own)]


def _class_stance(tag: Tag | None) -> tuple[str, Stance | None]:
    classes = attribute(tag, "class").lower().split() if tag is not None else []
    found = next((c for c in classes if c in _CLASSES), "")
    return found, _CLASSES.get(found)


def _sku(scope: Tag, selector: str) -> str:
    tag = scope.select_one(selector)
    return (attribute(tag, "content") or visible_text(tag, 80)) if tag is not None else ""


def _woocommerce(soup: BeautifulSoup) -> Iterator[Mark]:
    block = soup.select_one("div.product.type-product, main.product.type-product")
    body = attribute(soup.body, "class") if soup.body is not None else ""
    if block is None and "single-product" in body:
        block = soup.select_one("div.product")
    if block is None or block.name == "li":
        return
    variants = tuple(_variations(block))
    raw, stance = _class_stance(block.select_one(".summary p.stock, p.stock"))
    if stance is None:
        raw, stance = _class_stance(block)
    yield Mark("woocommerce", Offer(raw, stance), _sku(block, ".sku"), variants)


def _variations(block: Tag) -> Iterator[Offer]:
    form = block.select_one("form.variations_form")
    for item in _json(form, "data-product_variations", list) if form is not None else []:
        if not isinstance(item, dict):
            continue
        buyable = item.get("is_in_stock") and item.get("is_purchasable", True)
        stance = Stance.IN if buyable else Stance.OUT
        if item.get("backorders_allowed") and not item.get("is_in_stock"):
            stance = Stance.ORDERABLE
        yield Offer(
            f"is_in_stock={item.get('is_in_stock')}", stance, item.get("display_price"),
            sku=str(item.get("sku") or ""),
        )  # fmt: skip


def _json(tag: Tag, name: str, kind: type) -> Any:
    raw = attribute(tag, name)
    if not 1 < len(raw) < MAX_JSON:
        return kind()
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return kind()
    return value if isinstance(value, kind) else kind()


def _prestashop(soup: BeautifulSoup) -> Iterator[Mark]:
    notice = soup.select_one("#product-availability")
    details = soup.select_one("#product-details[data-product]")
    if notice is None and details is None:
        return
    data = _json(details, "data-product", dict) if details is not None else {}
    raw = str(data.get("availability") or "")
    stance = stance_of(raw) if raw else None
    if raw == "last_remaining_items":
        stance = Stance.IN
    words = visible_text(notice, 200) if notice is not None else ""
    if notice is not None and (found := _notice_stance(notice, words)) is not None:
        raw, stance = words or "product-availability", found
    price = data.get("price_amount")
    shown = soup.select_one(".current-price-value[content], .current-price [itemprop=price]")
    if price is None and shown is not None:
        price = attribute(shown, "content") or visible_text(shown, 60)
    sku = str(data.get("reference") or "") or _sku(soup, ".product-reference span")
    yield Mark("prestashop", Offer(raw, stance, price), sku)


def _notice_stance(notice: Tag, words: str) -> Stance | None:
    marked = notice.select_one("[class*=product-unavailable], [class*=product-available]")
    _, stance = _class_stance(marked if marked is not None else notice)
    return stance_of_words(words) or stance


def _magento(soup: BeautifulSoup) -> Iterator[Mark]:
    main = classed(soup, "product-info-main")
    if main is None:
        return
    stock = main.select_one(".stock.available, .stock.unavailable")
    raw, stance = _class_stance(stock)
    price = next(
        (
            attribute(t, "data-price-amount")
            for t in main.select("[data-price-type=finalPrice][data-price-amount]")
        ),
        None,
    )
    sku = _sku(main, "[itemprop=sku], .product.sku .value")
    raw = visible_text(stock, 80) if stock is not None else raw
    yield Mark("magento", Offer(raw, stance, price), sku)


def _oscar(soup: BeautifulSoup) -> Iterator[Mark]:
    main = classed(soup, "product_main")
    price = classed(main, "price_color") if main is not None else None
    if main is None or price is None:
        return
    yield Mark("oscar", oscar_offer(main, price))


def oscar_offer(main: Tag, price: Tag) -> Offer:
    """The offer in django-oscar's product block: price_color and availability."""
    notice = classed(main, "availability")
    words = visible_text(notice, 200) if notice is not None else ""
    _, stance = _class_stance(notice)
    read = parse_price(visible_text(price, 80))
    # The class says "instock" or "outofstock", the words may be in any language.
    return Offer(words, stance or stance_of_words(words), read.amount, currency=read.currency or "")


def _amazon(soup: BeautifulSoup) -> Iterator[Mark]:
    title = soup.select_one("#productTitle")
    if title is None:
        return
    notice = soup.select_one("#availability, #outOfStock")
    words = visible_text(notice, 200) if notice is not None else ""
    stance = stance_of_words(words)
    if stance is None and soup.select_one("#add-to-cart-button") is not None:
        words, stance = "add-to-cart-button", Stance.IN
    box = soup.select_one(
        "#corePriceDisplay_desktop_feature_div .a-price .a-offscreen, #corePrice_feature_div"
        " .a-offscreen, #priceblock_ourprice, #priceblock_dealprice, #price_inside_buybox"
    )
    read = parse_price(visible_text(box, 60)) if box is not None else None
    amount: Decimal | None = read.amount if read else None
    currency = (read.currency if read else None) or ""
    yield Mark("amazon", Offer(words, stance, amount, currency=currency))


_READERS: dict[str, Callable[[BeautifulSoup], Iterator[Mark]]] = {
    "woocommerce": _woocommerce, "prestashop": _prestashop, "magento": _magento, "oscar": _oscar,
    "amazon": _amazon,
}  # fmt: skip
