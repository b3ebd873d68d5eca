"""Whether a page lists goods, even one that claims to be a product's."""

from connectors.page import page_kind
from connectors.page.choice import page_keys_of
from connectors.page.identity import TITLED, likeness
from connectors.page.judge import Case
from connectors.page.model import Weight
from connectors.page.redirects import Place, place_kind
from connectors.page.sources import Parsed, Sources

# Other goods on a page that is their list.
_MANY = 4


def is_list(src: Sources, case: Case) -> bool:
    """Whether the page is a list of goods and not one product's, whatever it claims."""
    parsed = src.parsed
    if parsed is None or src.kind.listing or (case.listing and not _sells_one(parsed)):
        return True
    if parsed.sight.sale:
        return False
    if _lists_at(src, parsed) and not (case.strong and not _features(src, case, parsed)):
        return True
    several = parsed.cards.only or parsed.sight.echoes > 1
    if several and not parsed.heading and not _says_product(src, case):
        return True
    if parsed.cards.stalls >= page_kind.MANY_STALLS and not _says_product(src, case):
        return True
    if _sells_elsewhere(src, case, parsed):
        return True
    if parsed.cards.only and parsed.sight.repeats >= 2 and not _says_product(src, case):
        return True
    several = parsed.cards.links >= _MANY and (parsed.sight.buys == 0 or parsed.sight.buys >= 3)
    own = parsed.sight.in_price_tag or _tells_itself(parsed)
    several = several and not (parsed.cards.apart and own)
    if src.jsonld[0].types & {"collectionpage", "searchresultspage"}:
        return several or not case.strong
    single = any(f.price is not None for f in case.facts if f.weight is Weight.STRONG)
    return several and not single and not src.kind.product and not parsed.marks


def _tells_itself(parsed: Parsed) -> bool:
    """Whether price and stock stand in plain words in a block of the page's own."""
    seen = parsed.sight.facts
    return not parsed.sight.bare and seen.has_price and seen.stance is not None


def _lists_at(src: Sources, parsed: Parsed) -> bool:
    """Whether the address is that of a list, and nothing claims a product there."""
    kind = place_kind(src.url) if src.url else Place.OTHER
    if kind in {Place.SEARCH, Place.CART}:
        return True
    claims = src.kind.product or parsed.marks or src.opengraph.claims_product
    return kind in {Place.CATEGORY, Place.HOME} and not claims


def _is_front(src: Sources) -> bool:
    return bool(src.url) and place_kind(src.url) is Place.HOME


def _features(src: Sources, case: Case, parsed: Parsed) -> bool:
    """Whether a front page of many goods shows one of them that its title doesn't name."""
    if not _is_front(src) or parsed.cards.links < _MANY:
        return False
    return all(likeness(p.name, src.skeleton.title) < TITLED for p in case.products)


def _sells_elsewhere(src: Sources, case: Case, parsed: Parsed) -> bool:
    """Whether the only product is named unlike the page, and has another page of its own."""
    named = [p for p in case.products if p.name]
    if len(named) != 1 or src.kind.product or parsed.marks or not parsed.heading:
        return False
    product = named[0]
    # JSON-LD is about the page as a whole, but for front pages; other markup is where goods show.
    if product.source == "jsonld" and not _is_front(src):
        return False
    keys = page_keys_of(product, src)
    names = (*src.names, src.want.title or "")
    alike = max(likeness(product.name, n) for n in names)
    return bool(keys and src.page_keys) and keys.isdisjoint(src.page_keys) and alike < TITLED


def _says_product(src: Sources, case: Case) -> bool:
    return bool(case.products or src.kind.product or src.opengraph.claims_product)


def _sells_one(parsed: Parsed) -> bool:
    """Whether the page itself offers one product, and only its list of others is structured."""
    seen = parsed.sight.facts
    return (
        seen.has_price
        and seen.stance is not None
        and parsed.cards.links < 2
        and parsed.sight.buys < 3
    )
