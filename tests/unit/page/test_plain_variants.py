"""The plain pages written otherwise, or with a shop's small talk around them, read the same."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.page import FetchedPage, read

DATA = Path(__file__).parents[2] / "data"
PAGES: dict[str, dict[str, str | None]] = json.loads((DATA / "plain_pages.json").read_text("utf-8"))
SETTLED = {"in_stock", "out_of_stock", "discontinued"}
_TEXT = re.compile(r">([^<>]+)<")
_BLOCK = re.compile(r"(<(?:/?(?:div|p|h1|h2|form|section|table|tr|td|ul|li))[^>]*>)")


def each_text(write: Callable[[str], str]) -> Callable[[str], str]:
    """Rewrite every text of a page, scripts included."""

    def rewrite(body: str) -> str:
        return _TEXT.sub(lambda found: f">{write(found[1])}<", f">{body}<")[1:-1]

    return rewrite


def as_entities(text: str) -> str:
    return text if "&" in text else "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in text)


WRITINGS: dict[str, Callable[[str], str]] = {
    "capitals": each_text(lambda text: text if "&" in text or "{" in text else text.upper()),
    "decomposed": each_text(lambda text: unicodedata.normalize("NFD", text)),
    "no-break": each_text(
        lambda text: text if "{" in text else re.sub(r"(?<=\S) (?=\S)", "\u00a0", text)
    ),
    "entities": each_text(lambda text: text if "{" in text else as_entities(text)),
    "wrapped": each_text(
        lambda text: f"<span>{text}</span>" if text.strip() and "{" not in text else text
    ),
    "indented": lambda body: _BLOCK.sub("\n    \\1\n    ", body),
    "commented": lambda body: re.sub(r"(<(?:div|p|li|td)[^>]*>)", r"<!-- x -->\1<!---->", body),
    "in main": lambda body: f"<main><div>{body}</div></main>",
}
TALK = {
    "coupon": '<div class="v"><span>Giảm 20k cho đơn từ 300k</span><span>Mã QUE20</span></div>',
    "instalments": '<div class="i">Trả góp 0% chỉ từ 50.000đ/tháng</div>',
    "four payments": '<div class="k">or 4 interest-free payments of $9.99</div>',
    "shipping": "<p>Versandkosten 4,90 € (ab 50 € frei)</p>",
    "policy": "<p>Nếu hết hàng chúng tôi sẽ gọi lại và hoàn tiền 100%.</p>",
    "bought": '<div class="b">Chị Lan vừa mua 3 phút trước</div>',
    "hotline": "<p>Hotline: 0912 345 678 (8h - 21h)</p>",
    "reviews": "<div><h3>Đánh giá</h3><p>Ngon, tiếc là hôm trước hết hàng.</p><i>4.8/5</i></div>",
    "question": "<div><h4>Có còn hàng không?</h4><p>Dạ shop luôn có sẵn hàng ạ.</p></div>",
    "newsletter": '<form><p>Get 10% off your first order</p><input type="email"></form>',
    "plan": "<p>Add a protection plan for $3.99</p>",
    "wish": '<button class="wish">Add to wishlist</button>',
    "cookies": '<div class="cookie-banner"><p>We use cookies.</p><button>OK</button></div>',
}

BADGES = (
    "Free shipping", "Miễn phí vận chuyển", "Giao hàng toàn quốc", "Giảm giá sốc", "Fast delivery",
    "Livraison rapide", "Trả góp 0%", "Bảo hành 12 tháng",
)  # fmt: skip


SOLD = [name for name, told in PAGES.items() if told["status"] in SETTLED]
# Each variant is tried on its share of the pages, each page by several of them.
_SHARE = 3


def share_of(variants: Iterable[str], one: str) -> list[str]:
    """The goods that a variant is tried on."""
    return SOLD[list(variants).index(one) % _SHARE :: _SHARE]


def unlike(name: str, body: str) -> tuple[object, ...] | None:
    """What was read of a page, when it isn't what the page says."""
    told = PAGES[name]
    head = f"<title>{told['title']}</title>{told.get('head') or ''}"
    markup = f'<html lang="{told["lang"]}"><head>{head}</head><body>{body}</body></html>'
    url, price = told["url"] or "", told["price"]
    found = read(FetchedPage(url, url, 200, {}, markup.encode(), "text/html; charset=utf-8"))
    meant = (told["status"], Decimal(price) if price else None)
    return None if (found.status, found.price) == meant else (name, found.status, found.price)


@pytest.mark.parametrize("writing", WRITINGS)
def test_goods_read_the_same_however_they_are_written(writing: str) -> None:
    rewrite, sold = WRITINGS[writing], share_of(WRITINGS, writing)
    read_otherwise = [unlike(name, rewrite(str(PAGES[name]["body"]))) for name in sold]
    assert not [one for one in read_otherwise if one is not None]


@pytest.mark.parametrize("talk", TALK)
def test_small_talk_changes_nothing(talk: str) -> None:
    sold = [one for one in share_of(TALK, talk) if not str(PAGES[one]["url"]).endswith(".vn/")]
    read_otherwise = [unlike(name, str(PAGES[name]["body"]) + TALK[talk]) for name in sold]
    assert not [one for one in read_otherwise if one is not None]


@pytest.mark.parametrize("badge", BADGES)
def test_badge_between_name_and_price_labels_nothing(badge: str) -> None:
    badged = {
        name: str(PAGES[name]["body"]).replace("</h1>", f"</h1><span>{badge}</span>", 1)
        for name in share_of(BADGES, badge)
    }
    read_otherwise = [unlike(name, body) for name, body in badged.items()]
    assert not [one for one in read_otherwise if one is not None]
