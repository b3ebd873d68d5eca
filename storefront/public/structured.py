"""JSON-LD of a product: only what is true and checkable.

Stars appear only while the recognition is current; pictures and prices that are samples are left
out; an offer appears only for a real shop in which the product was last seen on sale, at the
price seen there. Simulated shops are never published as offers.
"""

from typing import Any

from flask import url_for

from catalog.status import Observed
from storefront.context import Site
from storefront.links import floor_link
from storefront.readmodels.product import ProductPage, ShopLine
from storefront.readmodels.stars import Standing

JsonObject = dict[str, Any]


def product_ld(page: ProductPage, here: Site) -> JsonObject:
    """A schema.org Product."""
    value: JsonObject = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.name,
        "sku": page.sku,
        "url": url_for("public.product", slug=page.slug, product_id=page.id, _external=True),
    }
    if page.description:
        value["description"] = page.description
    if page.producer:
        value["brand"] = {"@type": "Brand", "name": page.producer}
    if page.picture and not page.picture_is_sample:
        value["image"] = url_for("public.picture", name=page.picture, _external=True)
    best = page.best
    if best is not None and best.standing is Standing.CURRENT:
        value["award"] = f"OCOP {best.stars} sao" + (
            f", {best.decision_no}" if best.decision_no else ""
        )
    offers = [_offer(shop, here) for shop in page.shops if _real_offer(shop, here)]
    if offers:
        value["offers"] = offers
    return value


def _real_offer(shop: ShopLine, here: Site) -> bool:
    return (
        shop.on_sale
        and not shop.is_sandbox
        and shop.price_vnd is not None
        and floor_link(shop.url, here.settings) is not None
    )


def _offer(shop: ShopLine, here: Site) -> JsonObject:
    stock = "InStock" if shop.observed is Observed.LIVE else "OutOfStock"
    return {
        "@type": "Offer",
        "price": shop.price_vnd,
        "priceCurrency": "VND",
        "availability": f"https://schema.org/{stock}",
        "url": floor_link(shop.url, here.settings),
        "seller": {"@type": "Organization", "name": shop.shop},
    }
