"""schema.org Product nodes, whichever syntax they came in (JSON-LD, microdata, RDFa).

Nodes are plain dicts with the keys of JSON-LD. Related goods and list entries are told from
the page's own product by the path on which they are reached.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.text_vi import clean
from connectors.page.availability import stance_of
from connectors.page.model import Weight
from connectors.page.product import Offer, Product, Role

Node = dict[str, Any]
_ALWAYS = frozenset(
    {"product", "productgroup", "productmodel", "individualproduct", "someproducts"}
)
_WITH_OFFERS = frozenset(
    {"book", "vehicle", "car", "motorcycle", "softwareapplication", "mobileapplication", "drug",
     "videogame", "musicalbum", "course", "webapplication", "diet", "dietarysupplement"}
)  # fmt: skip
_RELATED = frozenset(
    {"isrelatedto", "issimilarto", "isaccessoryorsparepartfor", "isconsumablefor", "isvariantof",
     "hasaccessory", "crosssell", "similar", "itemreviewed", "mentions", "relatedlink"}
)  # fmt: skip
_LISTED = frozenset(
    {"itemlistelement", "hasoffercatalog", "makesoffer", "haspart", "contains", "ispartof"}
)
_OWN = frozenset({"offers", "hasvariant", "review", "reviews", "brand", "image", "model"})
_ID_KEYS = (
    "sku", "productID", "mpn", "gtin", "gtin13", "gtin14", "gtin12", "gtin8", "productGroupID",
    "identifier",
)  # fmt: skip
_OLD_PRICES = frozenset({"listprice", "strikethroughprice", "msrp", "srp", "suggestedretailprice"})
MAX_NODES = 20_000
MAX_DEPTH = 40
MAX_OFFERS = 500


@dataclass(frozen=True, slots=True)
class Graph:
    """What a set of nodes holds: products in order of standing, and the types seen on top."""

    products: tuple[Product, ...] = ()
    types: frozenset[str] = frozenset()
    headlines: tuple[str, ...] = ()


def read_graph(roots: list[object], source: str, weight: Weight = Weight.STRONG) -> Graph:
    """Find the products among parsed nodes. `source` names them in the evidence."""
    index = _index(roots)
    products: list[Product] = []
    types: set[str] = set()
    headlines: list[str] = []
    for node, role in _walk(roots):
        kinds = types_of(node)
        if role in {Role.TOP, Role.MAIN}:
            types |= kinds
            headlines.extend(text_of(node.get("headline")) for _ in kinds if "headline" in node)
        if kinds & _ALWAYS or (kinds & _WITH_OFFERS and node.get("offers")):
            products.append(_product(node, role, source, weight, index, len(products)))
        elif "offer" in kinds and isinstance(node.get("itemOffered"), dict):
            item = {**node["itemOffered"], "offers": node}
            products.append(_product(item, role, source, weight, index, len(products)))
    return Graph(tuple(products), frozenset(types), tuple(h for h in headlines if h))


def types_of(node: Node) -> frozenset[str]:
    """Lower-case last parts of the node's types."""
    return frozenset(
        str(t).strip().rstrip("/").replace("#", "/").replace(":", "/").rsplit("/", 1)[-1].lower()
        for t in as_list(node.get("@type"))
        if isinstance(t, str)
    )


def as_list(value: object) -> list[Any]:
    """A property's values, whether written as one or as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: object) -> str:
    """A value as cleaned text; of a list or a language map the first entry."""
    for entry in as_list(value):
        item = entry
        if isinstance(entry, dict):
            item = entry.get("@value") or entry.get("name") or entry.get("value")
        if isinstance(item, str | int | float) and not isinstance(item, bool):
            return clean(html.unescape(str(item)))[:500]
    return ""


def _walk(roots: list[object]) -> Iterator[tuple[Node, Role]]:
    """Every dict outside of products, with its standing; breadth first, bounded."""
    queue: list[tuple[object, Role, int]] = [(root, Role.TOP, 0) for root in roots]
    seen = 0
    while seen < len(queue) < MAX_NODES:
        value, role, depth = queue[seen]
        seen += 1
        if isinstance(value, list):
            queue.extend((item, role, depth + 1) for item in value[:2000])
        if not isinstance(value, dict) or depth > MAX_DEPTH:
            continue
        yield value, role
        inside = bool(types_of(value) & _ALWAYS) or "offer" in types_of(value)
        for key, child in value.items():
            if isinstance(child, dict | list) and not (inside and key.lower() in _OWN):
                queue.append((child, _role(key.lower(), role, inside), depth + 1))


def _role(key: str, role: Role, inside_product: bool) -> Role:
    if role in {Role.RELATED, Role.LISTED}:
        return role
    if key in _RELATED:
        return Role.RELATED
    if key in _LISTED:
        return Role.LISTED
    if inside_product:
        return Role.RELATED
    if key in {"mainentity", "mainentityofpage"}:
        return Role.MAIN
    return role if key in {"@graph", "itemoffered"} else Role.NESTED


def _index(roots: list[object]) -> dict[str, Node]:
    """Nodes by @id, for references inside a graph."""
    found: dict[str, Node] = {}
    queue: list[tuple[object, int]] = [(root, 0) for root in roots]
    seen = 0
    while seen < len(queue) < MAX_NODES:
        value, depth = queue[seen]
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            queue.extend((item, depth + 1) for item in value[:2000])
        elif isinstance(value, dict):
            name = value.get("@id")
            if isinstance(name, str) and len(value) > 1:
                found.setdefault(name, value)
            queue.extend((v, depth + 1) for v in value.values() if isinstance(v, dict | list))
    return found


def _resolved(value: object, index: dict[str, Node]) -> list[Node]:
    nodes = [v for v in as_list(value) if isinstance(v, dict)]
    return [
        index.get(str(n["@id"]), n) if set(n) <= {"@id", "@type"} and "@id" in n else n
        for n in nodes
    ]


def _product(
    node: Node, role: Role, source: str, weight: Weight, index: dict[str, Node], order: int
) -> Product:
    offers = list(_offers(node, index))
    ids, urls = _ids(node), _urls(node)
    variants = _resolved(node.get("hasVariant"), index)
    variants += [n for n in _resolved(node.get("model"), index) if n.get("offers")]
    for variant in variants[:MAX_OFFERS]:
        sku, address = text_of(variant.get("sku")), next(iter(_urls(variant)), "")
        ids += _ids(variant)
        offers += [_with_identity(offer, sku, address) for offer in _offers(variant, index)]
    return Product(
        source, weight, text_of(node.get("name")), tuple(dict.fromkeys(i for i in ids if i)),
        tuple(u for u in urls if u), tuple(offers[:MAX_OFFERS]), role, order,
        _group(node), _pictures([node, *variants[:1]], index),
    )  # fmt: skip


def _group(node: Node) -> str:
    parent = node.get("isVariantOf") or node.get("inProductGroupWithID")
    if isinstance(parent, dict):
        parent = parent.get("productGroupID") or parent.get("@id") or parent.get("name")
    return text_of(parent)


def _with_identity(offer: Offer, sku: str, url: str) -> Offer:
    return Offer(
        offer.availability, offer.stance, offer.price, offer.low, offer.high, offer.currency,
        sku or offer.sku, offer.url or url, offer.count,
    )  # fmt: skip


def _ids(node: Node) -> list[str]:
    found = [text_of(node.get(key)) for key in _ID_KEYS]
    found += [text_of(o.get("sku")) for o in as_list(node.get("offers")) if isinstance(o, dict)]
    return [i for i in found if i]


def _urls(node: Node) -> list[str]:
    found = [node.get("url"), node.get("@id")]
    page = node.get("mainEntityOfPage")
    found.append(page.get("@id") if isinstance(page, dict) else page)
    return [u.strip() for u in found if isinstance(u, str) and u.strip()]


def _pictures(nodes: list[Node], index: dict[str, Node]) -> tuple[str, ...]:
    """Addresses of the pictures of the first of the nodes that has some."""
    for node in nodes:
        found = [a for value in as_list(node.get("image"))[:3] for a in _addresses(value, index, 0)]
        if found:
            return tuple(found)
    return ()


def _addresses(value: object, index: dict[str, Node], depth: int) -> Iterator[str]:
    """Addresses in an image property: a text, an ImageObject, or a reference to one."""
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, dict) and depth < 3:
        found = index.get(str(value.get("@id")), value) if len(value) <= 2 else value
        for key in ("contentUrl", "url", "@value", "@list", "thumbnailUrl", "@id"):
            for inner in as_list(found.get(key))[:1]:
                yield from _addresses(inner, index, depth + 1)


def _offers(node: Node, index: dict[str, Node]) -> Iterator[Offer]:
    own = [o for o in as_list(node.get("offers") or node.get("offer")) if isinstance(o, dict)]
    for offer in _resolved(own, index)[:MAX_OFFERS]:
        yield from _offer(offer, index, 0)
    if not own and ("price" in node or "availability" in node):
        yield from _offer(node, index, 0)


def _offer(node: Node, index: dict[str, Node], depth: int) -> Iterator[Offer]:
    inner = _resolved(node.get("offers"), index) if depth < 3 else []
    specific = [o for child in inner[:MAX_OFFERS] for o in _offer(child, index, depth + 1)]
    said = _value(node.get("availability") or node.get("itemAvailability"))
    raw = str(said) if isinstance(said, bool) else text_of(said)
    price, currency = _price(node)
    low, high = _value(node.get("lowPrice")), _value(node.get("highPrice"))
    if specific and price is None and not raw:
        yield from specific
        if low is None and high is None:
            return
        specific = []
        raw = ""
    yield Offer(
        raw, stance_of(raw) if raw else None, price, low, high, currency,
        text_of(node.get("sku")), next(iter(_urls(node)), ""), _count(node),
    )  # fmt: skip
    yield from specific


def _value(value: object) -> object:
    for entry in as_list(value):
        item = entry
        if isinstance(entry, dict):
            keys = ("@value", "value", "@id", "name")
            item = next((entry[k] for k in keys if entry.get(k)), None)
        if item not in (None, ""):
            return item
    return None


def _count(node: Node) -> int | None:
    raw = text_of(node.get("offerCount"))
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else None


def _price(node: Node) -> tuple[object, str]:
    """The current price and its currency; list prices in specifications are left out."""
    currency = text_of(node.get("priceCurrency") or node.get("pricecurrency"))
    price = _value(node.get("price"))
    specs = [s for s in as_list(node.get("priceSpecification")) if isinstance(s, dict)]
    current = [s for s in specs if not _is_list_price(s)] or specs
    for spec in current:
        currency = currency or text_of(spec.get("priceCurrency"))
        if price in (None, ""):
            price = _value(spec.get("price"))
        if price in (None, ""):
            price = _value(spec.get("minPrice"))
    return price, currency


def _is_list_price(spec: Node) -> bool:
    kind = text_of(spec.get("priceType")).rsplit("/", 1)[-1].lower()
    return kind in _OLD_PRICES or (bool(spec.get("referenceQuantity")) and "price" not in spec)
