"""Products inside embedded state: any object with a name and a price, matched by identity."""

from collections.abc import Iterator
from typing import Any

from catalog.text_vi import clean
from connectors.page.availability import Stance, stance_of
from connectors.page.model import Weight
from connectors.page.product import Offer, Product, Role

Node = dict[str, Any]
MAX_NODES = 60_000
MAX_DEPTH = 40
_NAMES = ("name", "title", "productName", "product_name", "displayName", "productTitle")
_PRICES = (
    "salePrice", "sale_price", "specialPrice", "special_price", "finalPrice", "final_price",
    "discountedPrice", "promotionPrice", "currentPrice", "current_price", "sellingPrice",
    "priceInfo", "price", "prices", "pricing", "amount", "unitPrice",
)  # fmt: skip
_INNER = (
    "salePrice", "sale", "discounted", "current", "currentPrice", "finalPrice", "final", "value",
    "amount", "centAmount", "price", "raw", "gross", "regular",
)  # fmt: skip
_CURRENCIES = ("currency", "currencyCode", "priceCurrency", "currency_code", "currencyIso")
_IDS = (
    "sku", "id", "productId", "product_id", "spid", "itemId", "item_id", "code", "variantId", "ean",
    "gtin", "handle", "slug", "urlKey", "url_key",
)  # fmt: skip
_URLS = ("url", "canonicalUrl", "permalink", "url_path", "link", "productUrl", "canonical_url")
_POSITIVE = (
    "availability", "availabilityStatus", "availability_status", "stockStatus", "stock_status",
    "inventory_status", "inventoryStatus", "inStock", "in_stock", "isInStock", "is_in_stock",
    "available", "isAvailable", "is_available", "availableForSale", "purchasable", "instock",
)  # fmt: skip
_NEGATIVE = (
    "soldOut", "isSoldOut", "sold_out", "outOfStock", "isOutOfStock", "out_of_stock",
    "is_sold_out",
)  # fmt: skip
_PICTURES = (
    "image", "imageUrl", "image_url", "mainImage", "main_image", "featuredImage", "featured_image",
    "thumbnailUrl", "thumbnail_url", "thumbnail", "images", "picture", "pictures",
    "photo", "photos",
)  # fmt: skip
_PICTURE_PARTS = ("url", "src", "originalSrc", "original", "large", "href", "base_url", "default")
_COUNTS = (
    "stock", "quantity", "stockQuantity", "stock_quantity", "inventory", "inventoryQuantity",
    "quantityAvailable", "availableQuantity", "salable_quantity", "stockLevel", "qty",
)  # fmt: skip
_VARIANT_KEYS = frozenset(
    {"requires_shipping", "inventory_management", "public_title", "option1", "taxable", "barcode"}
)
_ELSEWHERE = frozenset(
    {"related", "relatedproducts", "similar", "similarproducts", "recommendations", "upsell",
     "crosssell", "recommended", "upsells", "crosssells", "recentlyviewed", "cart", "variants",
     "seller", "brand", "category", "categories", "breadcrumbs", "alsobought", "bundles"}
)  # fmt: skip


def products_in(state: object, name: str) -> list[Product]:
    """Product-like objects of a state, in breadth-first order."""
    source = f"state:{name}"[:60]
    return [
        _product(node, source, role, order) for order, (node, role) in enumerate(_candidates(state))
    ]


def _candidates(state: object) -> Iterator[tuple[Node, Role]]:
    queue: list[tuple[object, Role, int]] = [(state, Role.TOP, 0)]
    seen = found = 0
    while seen < len(queue) < MAX_NODES and found < 400:
        value, role, depth = queue[seen]
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            inner = Role.LISTED if len(value) > 1 and role is Role.TOP else role
            queue.extend((v, inner, depth + 1) for v in value[:500] if isinstance(v, dict | list))
        elif isinstance(value, dict):
            if _is_product(value):
                found += 1
                yield value, role
            for key, child in value.items():
                if isinstance(child, dict | list):
                    queue.append((child, _role(str(key), role), depth + 1))


def _role(key: str, role: Role) -> Role:
    plain = key.replace("_", "").replace("-", "").lower()
    return Role.RELATED if plain in _ELSEWHERE else role


def _is_product(node: Node) -> bool:
    if not isinstance(_first(node, _NAMES), str):
        return False
    price = _first(node, _PRICES)
    if price is None and "variants" not in node:
        return False
    return any(k in node for k in (*_IDS, *_URLS)) and not {"@type", "@context"} & node.keys()


def _first(node: Node, keys: tuple[str, ...]) -> Any:
    return next((node[k] for k in keys if node.get(k) not in (None, "", {}, [])), None)


def _product(node: Node, source: str, role: Role, order: int) -> Product:
    shopify = _is_storefront(node)
    variants = [v for v in node.get("variants") or [] if isinstance(v, dict)]
    if shopify and variants:
        offers = [_offer(v, minor=_minor(v, shopify)) for v in variants[:200]]
    else:
        offers = [_offer(node, minor=_minor(node, shopify or _is_variant(node)))]
        if offers[0].price is None or offers[0].stance is None:
            offers = [_offer(v, minor=False) for v in variants[:200]] or offers
    names = [str(node[k]) for k in _NAMES if isinstance(node.get(k), str)]
    return Product(
        source, Weight.STRONG, clean(names[0])[:500] if names else "", _texts([node], _IDS)
        + _texts(variants[:200], ("sku",)), _texts([node], _URLS), tuple(offers), role, order,
        pictures=_pictures(node),
    )  # fmt: skip


def _pictures(node: Node) -> tuple[str, ...]:
    """Addresses under the usual names; a bare name or number of a picture is none."""
    found = [_picture(node.get(key)) for key in _PICTURES]
    return tuple(dict.fromkeys(one for one in found if one))


def _picture(value: object) -> str:
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = _first(value, _PICTURE_PARTS)
    return value if isinstance(value, str) and "/" in value.strip()[:300] else ""


def _is_storefront(node: Node) -> bool:
    """The product object of Shopify-like storefronts: prices in hundredths, handle, variants."""
    return "handle" in node and "variants" in node and "price_min" in node


def _minor(variant: Node, shopify: bool) -> bool:
    return shopify and isinstance(variant.get("price"), int)


def _is_variant(node: Node) -> bool:
    """A variant of such a storefront that stands alone ("data-selected-variant")."""
    return len(_VARIANT_KEYS & node.keys()) >= 3


def _texts(nodes: list[Node], keys: tuple[str, ...]) -> tuple[str, ...]:
    found = [n.get(k) for n in nodes for k in keys]
    return tuple(
        clean(str(v))[:300]
        for v in found
        if isinstance(v, str | int) and not isinstance(v, bool) and str(v).strip()
    )


def _offer(node: Node, *, minor: bool) -> Offer:
    raw, stance = _stance(node)
    price, currency = _price(node)
    return Offer(
        raw, stance, price, currency=currency or _currency(node), minor=minor,
        sku=str(node.get("sku") or ""), url=str(node.get("url") or ""),
    )  # fmt: skip


def _currency(node: Node) -> str:
    value = _first(node, _CURRENCIES)
    if isinstance(value, dict):
        value = value.get("code") or value.get("isoCode")
    return value if isinstance(value, str) and len(value) <= 4 else ""


def _price(node: Node) -> tuple[object, str]:
    """The current price; containers such as {"value": 12.5, "currency": "EUR"} are opened."""
    value, currency = _first(node, _PRICES), ""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            break
        currency = currency or _currency(value)
        if isinstance(value.get("centAmount"), int):
            digits = value.get("fractionDigits")
            return value["centAmount"] / 10 ** (digits if isinstance(digits, int) else 2), currency
        value = _first(value, _INNER)
    return (value if isinstance(value, int | float | str) else None), currency


def _stance(node: Node) -> tuple[str, Stance | None]:
    for key in _POSITIVE:
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("status") or value.get("code") or value.get("name")
        stance = _of_value(value)
        if stance is not None:
            return f"{key}={value}"[:120], stance
    for key in _NEGATIVE:
        if isinstance(node.get(key), bool):
            return f"{key}={node[key]}", Stance.OUT if node[key] else Stance.IN
    for key in _COUNTS:
        value = node.get(key)
        if isinstance(value, dict):
            value = _first(value, ("quantity", "qty", "available", "stock", "level"))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{key}={value}", Stance.IN if value > 0 else Stance.OUT
    return "", None


def _of_value(value: object) -> Stance | None:
    if isinstance(value, bool):
        return Stance.IN if value else Stance.OUT
    if isinstance(value, int):
        return {0: Stance.OUT, 1: Stance.IN}.get(value)
    return stance_of(value) if isinstance(value, str) else None
