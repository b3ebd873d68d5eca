"""Which of the products described on a page is the page's own."""

from dataclasses import dataclass, replace

from catalog.text_vi import fold
from connectors.page.identity import code_key, is_same_title, likeness
from connectors.page.model import Weight
from connectors.page.product import Offer, Product, Role
from connectors.page.redirects import page_key, path_of, query_of
from connectors.page.sources import Sources

_STANDING = {Role.MAIN: 20, Role.TOP: 10, Role.NESTED: 6, Role.LISTED: 0, Role.RELATED: -1000}
_MATCHED, _SURE = 25, 40
_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """The page's own product among those of one source, and whether the source lists many."""

    product: Product | None = None
    listing: bool = False


def choose(products: tuple[Product, ...], src: Sources) -> Choice:
    """Pick by wanted id, address and title; a list of equals has no product of its own."""
    standing = [p for p in products if p.role is not Role.RELATED]
    if len(standing) == 1 and standing[0].role is not Role.LISTED:
        return Choice(standing[0])
    own = merged(standing, src)
    if not own:
        return Choice()
    scored = sorted(((_score(p, src), -p.order, p) for p in own), key=lambda s: s[:2], reverse=True)
    best, _, product = scored[0]
    lone = [p for p in own if p.role is not Role.LISTED]
    gained = best - _STANDING[product.role]
    named = product.role is not Role.LISTED or _is_titled(product, src)
    sure = gained >= _SURE or (named and not _are_alike(scored, src))
    if gained >= _MATCHED and sure:
        return Choice(product, listing=False)
    if len(lone) == 1:
        return Choice(lone[0], listing=False)
    if len(lone) == 2 and {p.name for p in lone if p.offers} != {p.name for p in lone}:
        return Choice(next((p for p in lone if p.offers), lone[0]))
    return Choice(None, listing=len(own) > 1)


def _is_titled(product: Product, src: Sources) -> bool:
    """Whether a title names just this product; "Shirts" names each of a list of shirts."""
    name = fold(product.name)
    titles = [*src.names, src.want.title or ""]
    return any(is_same_title(product.name, t) or (name and name in fold(t)) for t in titles)


def _are_alike(scored: list[tuple[float, int, Product]], src: Sources) -> bool:
    """Whether several products match by name alone: a list under the word they all share."""
    best = scored[0][0]
    same = {product.name for score, _, product in scored if score == best}
    titles = [*src.names, src.want.title or ""]
    return len(same) >= _ALIKE and not any(is_same_title(n, t) for n in same for t in titles)


def _score(product: Product, src: Sources) -> float:
    score = float(_STANDING[product.role]) + (2 if product.offers else 0)
    wanted = {code_key(c) for c in (src.want.sku, src.want.external_id) if c}
    if wanted & {code_key(i) for i in product.ids}:
        score += 100
    if page_keys_of(product, src) & src.page_keys:
        score += 40
    names = (*src.names, src.want.title or "")
    alike = max((likeness(product.name, n) for n in names if n), default=0.0)
    return score + (30 if alike >= 90 else 10 if alike >= 75 else 0)


def page_keys_of(product: Product, src: Sources) -> set[str]:
    """The product's addresses; a bare fragment such as "#product" is no address."""
    urls = [u for u in product.urls if not u.startswith("#")]
    return {key for key in (page_key(u, src.url) for u in urls) if key}


def merged(products: list[Product], src: Sources) -> list[Product]:
    """Join the variants of one product that were written as products of their own."""
    groups: dict[object, list[Product]] = {}
    for product in products:
        keys = page_keys_of(product, src)
        key: object = product.group or (next(iter(sorted(keys)), "") or product.name or id(product))
        groups.setdefault((product.role is Role.LISTED, key), []).append(product)
    return [_joined(group) for group in groups.values()]


def _joined(group: list[Product]) -> Product:
    first = group[0]
    if len(group) == 1:
        return first
    offers: list[Offer] = []
    for product in group:
        sku, url = next(iter(product.ids), ""), next(iter(product.urls), "")
        offers.extend(replace(o, sku=o.sku or sku, url=o.url or url) for o in product.offers)
    shortest = min((p.name for p in group if p.name), key=len, default="")
    return replace(
        first, name=shortest, ids=tuple(i for p in group for i in p.ids), offers=tuple(offers),
        urls=tuple(u for p in group for u in p.urls),
        pictures=next((p.pictures for p in group if p.pictures), ()),
    )  # fmt: skip


def is_selected(offer: Offer, src: Sources) -> bool:
    """Whether an offer is the variant we want: by SKU, or by the variant in the address."""
    if src.want.sku and offer.sku and code_key(src.want.sku) == code_key(offer.sku):
        return True
    if not offer.url or src.want.sku:
        return False
    key, query = page_key(offer.url, src.url), query_of(offer.url)
    if not query and not path_of(offer.url):
        return False
    for url in (src.page.url, src.page.final_url, src.canonical):
        if url and page_key(url, src.url) == key and query and query_of(url) >= query:
            return True
    return False


def choose_state(src: Sources) -> Product | None:
    """The page's product in its embedded state; strong when its id or address is ours."""
    best: tuple[float, Product] | None = None
    for product in src.states:
        if product.role is Role.RELATED:
            continue
        score = _state_score(product, src)
        if score > 0 and (best is None or score > best[0]):
            best = (score, product)
    if best is None:
        return None
    weight = Weight.STRONG if best[0] >= 40 else Weight.MEDIUM
    return replace(best[1], weight=weight)


def _state_score(product: Product, src: Sources) -> float:
    score = 0.0
    wanted = {code_key(c) for c in (src.want.sku, src.want.external_id) if c}
    ids = {code_key(i) for i in product.ids if i}
    if wanted & ids:
        score += 100
    paths = [path_of(u).lower() for u in (src.url, src.canonical, src.page.url) if u]
    if any(_in_path(i, path) for i in product.ids for path in paths):
        score += 50
    if page_keys_of(product, src) & src.page_keys:
        score += 50
    names = (*(n for n in src.names), src.want.title or "")
    alike = max((likeness(product.name, n) for n in names if n), default=0.0)
    if alike >= 90:
        score += 20
    has_offer = any(o.price is not None or o.stance is not None for o in product.offers)
    return score + 5 if score and has_offer else score


def _in_path(name: str, path: str) -> bool:
    """Whether an id or slug is a part of the path, not a digit or two of it."""
    low = name.lower()
    if len(low) < 3:
        return False
    parts = [p for piece in path.split("/") for p in (piece, *piece.replace(".", "-").split("-"))]
    tail = path.rsplit("/", 1)[-1].removesuffix(".html")
    return low in parts or low == tail or (len(low) >= 6 and tail.endswith(low))
