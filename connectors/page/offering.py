"""Whether a page without structured data offers a product of its own, by what it shows."""

import re

from catalog.text_vi import fold
from connectors.page.availability import Stance
from connectors.page.judge import Case
from connectors.page.redirects import Place, is_among_products, place_kind
from connectors.page.sources import Parsed, Sources

# A price that a plain text names: "Giá bán: 650.000 đồng/lít".
_PRICE_LINE = re.compile(
    r"\b(?:(?:don )?gia(?: ban| le| tham khao| thi truong)*|price|preis|prix|precio|prezzo|cena)"
    r" ?: ?[$€£¥]?\d"
)
# What is told of goods and of no service.
_PRODUCT_LABEL = re.compile(
    r"\b(?:sku|ma (?:sp|san pham|hang|so)|model|art(?:ikel|icle|\.)? ?-?(?:no|nr|nummer|number)\.?"
    r"|item (?:no|number|code)|product code|part (?:no|number)|quy cach|xuat xu|khoi luong"
    r"|dung tich|trong luong|kich thuoc|reference|referencia|referenz) ?[.:#]"
)
# A price is spoken of, though none is named.
_UNPRICED = {"price_on_request", "price_ambiguous"}


# "Add to cart" and "Buy now".
_BUTTONS = 2


def claims_product(src: Sources, case: Case) -> bool:
    """Whether data, marks, or heading, price and button together, speak of a product."""
    parsed = src.parsed
    if parsed is None or case.strong or case.products or src.kind.product or parsed.marks:
        return True
    if not src.names:
        return False  # nothing names the goods
    sight = parsed.sight
    priced = sight.facts.has_price or _UNPRICED & {*sight.facts.flags}
    button = sight.buys > 0 or sight.button.stance is not None
    return (
        src.opengraph.claims_product
        or bool(priced and (button or sight.facts.stance is not None or _is_lone(parsed)))
        or sight.button.decisive
        or sight.mourns
        or bool(sight.labelled and parsed.heading and parsed.cards.links < 2 and sight.buys < 3)
        or bool("price_zero" in sight.facts.flags and _is_meant(parsed))
        or _is_on_request(src, parsed)
        or _is_for_sale(src, parsed)
    )


def _is_on_request(src: Sources, parsed: Parsed) -> bool:
    """Whether a page that names no price describes goods to ask a price for, and no service."""
    if not parsed.sight.asked or not parsed.heading or parsed.cards.links > 1:
        return False
    told = _PRODUCT_LABEL.search(fold(parsed.sight.text)) is not None
    return place_kind(src.url) is Place.OTHER and (told or is_among_products(src.url))


def _is_for_sale(src: Sources, parsed: Parsed) -> bool:
    """Whether a page that shows no price has the address of goods and one button to buy them."""
    lone = 1 <= parsed.sight.buys <= _BUTTONS and parsed.cards.links < 2 and not parsed.cards.stalls
    return lone and place_kind(src.url) is Place.OTHER and is_among_products(src.url)


def _is_meant(parsed: Parsed) -> bool:
    """Whether nought is the price that a shop left open, and not the total of an empty cart."""
    sight = parsed.sight
    if sight.facts.stance is Stance.OUT:
        return sight.buys > 0 or sight.button.stance is not None
    return (
        bool(parsed.heading)
        and 1 <= sight.buys <= _BUTTONS
        and parsed.cards.links < 2
        and sight.nought
    )


def _is_lone(parsed: Parsed) -> bool:
    """Whether a heading with one price stands on the page, and no other goods beside it."""
    told = parsed.sight.in_price_tag or bool(_PRICE_LINE.search(fold(parsed.sight.text)))
    named = parsed.sight.facts.currency or parsed.sight.facts.flags
    return bool(parsed.heading and named) and parsed.cards.links < 2 and told
