"""What an address is (home page, category, cart, login, error page, search) and where it moved."""

import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from catalog.text_vi import fold
from connectors.page.model import FetchedPage


class Place(StrEnum):
    """The kind of page an address leads to, as far as its path tells."""

    HOME = "home"
    LOGIN = "login"
    ERROR = "error"
    SEARCH = "search"
    CATEGORY = "category"
    CART = "cart"
    OTHER = "other"


_HOME = frozenset(
    {"", "index.php", "index.html", "index.htm", "index", "home", "trang-chu", "default.aspx"}
)
_LOGIN = frozenset(
    {"login", "signin", "sign-in", "log-in", "dang-nhap", "my-account", "customer-login", "sso",
     "anmelden", "connexion", "wp-login.php", "login.html", "login.php", "punish"}
)  # fmt: skip
# The last part of addresses at which visitors are stopped before they see anything.
_GATES = frozenset(
    {"password", "age-gate", "age-verification", "agegate", "agecheck", "consent", "cookie-consent",
     "captcha", "choose-country", "country-selector", "select-country", "waiting-room",
     "maintenance", "unsupported-browser", "blocked", "access-denied"}
)  # fmt: skip
_ERROR = frozenset(
    {"404", "404.html", "404.php", "404.htm", "not-found", "notfound", "page-not-found", "error",
     "error404", "error-404", "khong-tim-thay", "error.html", "no-route", "noroute", "pagenotfound",
     "not_found", "page_not_found"}
)  # fmt: skip
_SEARCH = frozenset(
    {"search", "tim-kiem", "timkiem", "catalogsearch", "suche", "recherche", "szukaj", "buscar"}
)
_CATEGORY = frozenset(
    {"category", "categories", "danh-muc", "danhmuc", "product-category", "danh-muc-san-pham",
     "nhom-san-pham", "collections", "kategorie", "categorie", "categoria", "kategoria", "tag",
     "product-tag", "brand", "brands", "thuong-hieu", "tat-ca-san-pham"}
)  # fmt: skip
_CART = frozenset(
    {"cart", "gio-hang", "basket", "checkout", "checkouts", "thanh-toan", "warenkorb", "panier",
     "koszyk", "carrito", "winkelwagen", "gio_hang", "carrello", "kasse", "commande", "wishlist",
     "yeu-thich", "compare", "so-sanh", "order-received"}
)  # fmt: skip
# Goods of these names have pages too: "/products/basket".
_HOLDERS = frozenset({"basket", "cart", "panier", "koszyk", "carrito", "carrello", "kasse"})
_LISTS = frozenset({"shop", "store", "products", "san-pham", "catalog", "catalogue", "cua-hang"})
# Folders of articles; what they tell of goods is no offer.
_ARTICLES = frozenset(
    {"blog", "blogs", "news", "tin-tuc", "noticias", "actualites", "wiadomosci", "aktuelles"}
)
_GOODS = frozenset(
    {"product", "products", "san-pham", "sanpham", "produkt", "produkte", "produit", "produits",
     "producto", "productos", "prodotto", "prodotti", "produto", "produkty", "item", "items"}
)  # fmt: skip
# Query keys under which shops without readable addresses name the page.
_CONTENT = frozenset(
    {"p", "page_id", "id", "pid", "product", "product_id", "productid", "id_product", "products_id",
     "item", "sku", "masp", "idsp", "sp", "controller", "post"}
)  # fmt: skip
_PRODUCT_KEYS = frozenset(
    {"product", "product_id", "productid", "id_product", "products_id", "masp", "idsp"}
)
# Taking an address apart and joining it again costs fifty times as much as this.
_PLAIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,5})?/[\w./%~+=,-]*", re.ASCII)
_ROOTED = re.compile(r"(?:/[\w~%+=,-][\w.~%+=,-]*)+", re.ASCII)
_TRACKING = ("utm_", "fbclid", "gclid", "ref", "spm", "srsltid", "mc_", "_ga", "msclkid")


def place_kind(url: str) -> Place:
    """The kind of page an address leads to."""
    parts = _split(url)
    segments = [s for s in parts[1].lower().split("/") if s]
    if segments and len(segments[0]) in {2, 5} and segments[0][:2].isalpha():
        language = segments[0] if len(segments[0]) == 2 or segments[0][2] in "-_" else ""
        segments = segments[1:] if language else segments
    if not segments or (len(segments) == 1 and segments[0] in _HOME):
        # "/#!/jam/p1" leads to a page of its own inside a page built by scripts.
        return Place.OTHER if "#!" in url or "#/" in url else _of_query(dict(parts[2]))
    return _of_segments(segments)


def _of_query(query: dict[str, str]) -> Place:
    """The kind of page that a query alone names: "?s=", "?p=12", "?route=product/product"."""
    if {"s", "q"} & query.keys():
        return Place.SEARCH
    route = (query.get("route") or query.get("main_page") or "").strip("/").split("/")
    if route != [""]:
        return Place.HOME if route[-1] in _HOME else _of_segments(route)
    return Place.OTHER if _CONTENT & query.keys() else Place.HOME


def _of_segments(segments: list[str]) -> Place:
    if _LOGIN & set(segments) or segments[:2] == ["verify", "traffic"]:
        return Place.LOGIN
    if segments[-1].partition(".")[0] in _GATES:
        return Place.LOGIN
    if segments[-1] in _ERROR or segments[0] in {"404", "error"}:
        return Place.ERROR
    held = segments[-1] in _HOLDERS and not (_GOODS | {"p"}).isdisjoint(segments[:-1])
    if (segments[-1] in _CART and not held) or segments[0] in {"cart", "checkout", "checkouts"}:
        return Place.CART
    if _SEARCH & set(segments[:2]):
        return Place.SEARCH
    if segments[-1] in _LISTS or segments[-1] in _CATEGORY:
        return Place.CATEGORY
    if "products" in segments or "product" in segments or "p" in segments[:-1]:
        return Place.OTHER
    return Place.CATEGORY if _CATEGORY & set(segments[:2]) else Place.OTHER


# One page asks about the same few addresses a dozen times.
@lru_cache(maxsize=256)
def _split(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return "", "", ()
    return host, unquote(parts.path), tuple(parse_qsl(parts.query)) if parts.query else ()


def is_among_articles(url: str) -> bool:
    """Whether an address stands in a folder of articles."""
    return not _ARTICLES.isdisjoint(_split(url)[1].lower().split("/")[:-1])


def is_among_products(url: str) -> bool:
    """Whether an address stands in a folder of goods, or names one of them in its query."""
    if not _GOODS.isdisjoint(_split(url)[1].lower().split("/")[:-1]):
        return True
    return any(key.lower() in _PRODUCT_KEYS for key, _ in _split(url)[2])


def joined(base: str, url: str) -> str:
    """An address made absolute; "" when it is malformed."""
    if is_plain(url):
        return url
    if is_plain(base) and _ROOTED.fullmatch(url) is not None:
        return "/".join(base.split("/", 3)[:3]) + url
    try:
        return urljoin(base, url.strip()) if url else ""
    except ValueError:
        return ""


def is_plain(url: str) -> bool:
    """Whether an address is absolute and in its shortest form: no fragment, nothing to undo."""
    return _PLAIN.fullmatch(url) is not None


def path_of(url: str) -> str:
    """The decoded path of an address; "" for the root or a malformed one."""
    return _split(url)[1].rstrip("/") if url else ""


def page_key(url: str, base: str = "") -> str:
    """Host and path in one form: no scheme, www, trailing slash, query or fragment."""
    if not url:
        return ""
    full = joined(base, url) if base else url
    host, path, _ = _split(full)
    path = path.partition(";")[0]  # ";jsessionid=…"
    return f"{host}{path.rstrip('/').removesuffix('.html').lower()}" if host else ""


def query_of(url: str) -> frozenset[tuple[str, str]]:
    """The query without tracking parameters."""
    return frozenset((k, v) for k, v in _split(url)[2] if not k.lower().startswith(_TRACKING))


def is_redirected(page: FetchedPage) -> bool:
    """Whether the answer came from another page than the one asked for."""
    asked, got = page_key(page.url), page_key(page.final_url)
    return bool(asked and got) and asked != got


def is_same_slug(url: str, final_url: str) -> bool:
    """Whether two addresses differ as a renamed slug does: same id, or mostly the same words."""
    first, second = words_of(url), words_of(final_url)
    numbers = {w for w in first & second if w.isdigit() and len(w) >= 3}
    common = len(first & second)
    return bool(numbers) or common >= 0.5 * max(1, min(len(first), len(second)))


def leads_back(url: str, final_url: str) -> bool:
    """Whether an address carries the one asked for in its query: a gate before the page."""
    path = path_of(url)
    return len(path) > 1 and any(path in unquote(value) for _, value in _split(final_url)[2])


def is_same_host(url: str, other: str) -> bool:
    """Whether two addresses are of one host, whatever its "www."."""
    return _split(url)[0] == _split(other)[0]


def words_of(url: str) -> set[str]:
    """The words in the last part of an address."""
    last = page_key(url).rsplit("/", 1)[-1]
    return {w for w in last.replace("_", "-").replace(".", "-").split("-") if w}


def words_in(title: str) -> set[str]:
    """The words of a title as an address would write them."""
    return {"".join(c for c in word if c.isalnum()) for word in fold(title).split()}
