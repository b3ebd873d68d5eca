"""Frames of a product page that scripts are yet to fill: an empty name, a word that asks to wait.

Their static part looks like a page of goods: live buttons, "0 đ", "Kho: 0", a hidden "sold out".
Nothing of it is said of any goods.
"""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from catalog.text_vi import fold
from connectors.page import phrases
from connectors.page.block_names import words_of
from connectors.page.blocks import marks_of
from connectors.page.markup import Skeleton, attributes, tag_at
from connectors.page.microdata import elements, strings
from connectors.page.seen import text_of

_WAITING = phrases.folded(
    "Đang tải|Đang tải dữ liệu|Vui lòng chờ|Vui lòng đợi|Loading|Please wait|Memuat|Carregando",
    "A carregar|Cargando|Chargement|Chargement en cours|Caricamento|Caricamento in corso",
    "Wird geladen|Bitte warten|Ładowanie|Wczytywanie|Načítání|Načítám|Načítava sa|Загрузка",
    "Завантаження|Зареждане|Yükleniyor|Se încarcă|Betöltés|Laddar|Indlæser|Laster|Ladataan",
    "Φόρτωση|Učitavanje|Nalaganje|Aan het laden|読み込み中|ロード中|加载中|載入中|正在加载",
    "로딩 중|로딩중|불러오는 중|กำลังโหลด|جار التحميل|جاري التحميل|טוען|लोड हो रहा है",
)
# What is waited for, where more is said than that.
_GOODS = ("san pham", "produ", "товар", "商品", "상품", "สินค้า", "du lieu", "chi tiet", "detail")
_NAMES = frozenset({"product-title", "product-name", "product_title", "product_name"})
# Elements that hold all of the goods, and what they are called.
_HOLDERS = frozenset({"div", "section", "main", "article"})
_CALLED = frozenset({"detail", "details", "detalle", "detalhe", "detay", "chitiet"})
_OF_GOODS = ("name", "product")
_HEADINGS = frozenset({"h1", "h2", "h3"})
_HOLDING = (b"<img", b"<svg", b"<picture")
_SHORT = 40


def awaits_name(skeleton: Skeleton, soup: BeautifulSoup) -> bool:
    """Whether what should name the goods holds nothing."""
    if not skeleton.script_count:
        return False
    if _has_empty_heading(skeleton):
        return True
    return not skeleton.headings and any(
        not _NAMES.isdisjoint(marks_of(one).split()) and not _says_or_shows(one)
        for one in elements(soup)
    )


def awaits_goods(skeleton: Skeleton, soup: BeautifulSoup) -> bool:
    """Whether an element that should hold goods is empty, or a short text asks to wait for them."""
    if not skeleton.script_count:
        return False
    if any(_awaits(one) for one in strings(soup, 400)):
        return True
    return any(
        one.name in _HOLDERS
        and not _CALLED.isdisjoint(words_of(marks_of(one)))
        and not _says_or_shows(one)
        for one in elements(soup)
    )


def is_waiting(text: str) -> bool:
    """Whether a short text says nothing but that something is being loaded."""
    return _begins_waiting(text) == ""


def _awaits(text: NavigableString) -> bool:
    """Whether a text asks to wait for goods, by its words or as the heading that names them."""
    rest = _begins_waiting(str(text).strip())
    if rest is None:
        return False
    titled = text.parent is not None and text.parent.name in _HEADINGS
    return any(word in rest for word in _GOODS) or (titled and not rest)


def _begins_waiting(text: str) -> str | None:
    """What follows a word that asks to wait; None where a text doesn't begin with one."""
    if not 0 < len(text) <= _SHORT:
        return None
    folded = fold(text).rstrip(" .…")
    begun = next((word for word in _WAITING if folded.startswith(word)), None)
    if begun is None:
        return None
    rest = folded[len(begun) :]
    return rest.strip() if not rest[:1].isalnum() or max(begun) > "\u0e00" else None


def _has_empty_heading(skeleton: Skeleton) -> bool:
    """Whether an h1 that scripts find by its id or class is empty: the only one, or the goods'.

    A shop's own empty h1, called a logo, is filled by a style sheet.
    """
    empty = [at for at in skeleton.headings if _is_empty(skeleton, at)]
    marks = [_marks_at(skeleton, at) for at in empty]
    named = [one for one in marks if one and "logo" not in one]
    alone = len(empty) == len(skeleton.headings)
    return any(alone or any(word in one for word in _OF_GOODS) for one in named)


def _marks_at(skeleton: Skeleton, at: int) -> str:
    attrs = attributes(tag_at(skeleton.markup, at))
    return f"{attrs.get('id', '')} {attrs.get('class', '')}".strip().lower()


def _is_empty(skeleton: Skeleton, at: int) -> bool:
    end = skeleton.low.find(b"</h1", at)
    inner = skeleton.markup[at:end] if end >= 0 else b"?"
    if end < 0 or any(sign in skeleton.low[at:end] for sign in _HOLDING):
        return False
    return not text_of(inner, _SHORT)


def _says_or_shows(tag: Tag) -> bool:
    """Whether an element holds text, a picture or a field."""
    return any(str(one).strip() for one in strings(tag)) or any(
        one.name in {"img", "svg", "input", "iframe", "video", "canvas"} for one in elements(tag)
    )
