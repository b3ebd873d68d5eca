"""What an address is (home page, category, cart, login, error page, search) and where it moved."""

from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

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
_ERROR = frozenset(
    {"404", "404.html", "404.php", "404.htm", "not-found", "notfound", "page-not-found", "error",
     "error404", "error-404", "khong-tim-thay", "error.html", "no-route", "noroute", "pagenotfound"}
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
     "koszyk", "carrito", "winkelwagen", "gio_hang", "carrello"}
)  # fmt: skip
_LISTS = frozenset({"shop", "store", "products", "san-pham", "catalog", "catalogue", "cua-hang"})
_TRACKING = ("utm_", "fbclid", "gclid", "ref", "spm", "srsltid", "mc_", "_ga", "msclkid")


def place_kind(url: str) -> Place:
    """The kind of page an address leads to."""
    parts = _split(url)
    segments = [s for s in parts[1].lower().split("/") if s]
    if segments and len(segments[0]) in {2, 5} and segments[0][:2].isalpha():
        language = segments[0] if len(segments[0]) == 2 or segments[0][2] in "-_" else ""
        segments = segments[1:] if language else segments
    if not segments or (len(segments) == 1 and segments[0] in _HOME):
        return Place.SEARCH if {"s", "q"} & dict(parts[2]).keys() else Place.HOME
    return _of_segments(segments)


def _of_segments(segments: list[str]) -> Place:
    if _LOGIN & set(segments) or segments[-2:] == ["verify", "traffic"]:
        return Place.LOGIN
    if segments[-1] in _ERROR or segments[0] in {"404", "error"}:
        return Place.ERROR
    if segments[-1] in _CART or segments[0] in {"cart", "checkout", "checkouts"}:
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


def joined(base: str, url: str) -> str:
    """An address made absolute; "" when it is malformed."""
    try:
        return urljoin(base, url.strip()) if url else ""
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The decoded path of an address; "" for the root or a malformed one."""
    return _split(url)[1].rstrip("/") if url else ""


def page_key(url: str, base: str = "") -> str:
    """Host and path in one form: no scheme, www, trailing slash, query or fragment."""
    if not url:
        return ""
    full = joined(base, url) if base else url
    host, path, _ = _split(full)
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
    first, second = _words(url), _words(final_url)
    numbers = {w for w in first & second if w.isdigit() and len(w) >= 3}
    common = len(first & second)
    return bool(numbers) or common >= 0.5 * max(1, min(len(first), len(second)))


def _words(url: str) -> set[str]:
    last = page_key(url).rsplit("/", 1)[-1]
    return {w for w in last.replace("_", "-").replace(".", "-").split("-") if w}
