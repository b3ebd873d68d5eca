"""Traps laid over a page of any shape, and what the true answer is then."""

import gzip
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from connectors.page import FetchedPage, PageReading, Status, Wanted
from tests.pages.goods import Goods, goods
from tests.pages.shapes import frame, ld, node, offer, plain_ld

Laid = tuple[FetchedPage, Wanted, PageReading]
Trick = Callable[[Goods, Random, str], Laid]
STATUS = {"in": Status.IN_STOCK, "out": Status.OUT_OF_STOCK, "dead": Status.DISCONTINUED}


def page_of(g: Goods, body: bytes, **more: Any) -> FetchedPage:
    page = FetchedPage(g.url, g.url, 200, {}, body, "text/html; charset=utf-8")
    return replace(page, **more)


def truth_of(g: Goods) -> PageReading:
    price = Decimal(g.price)
    return PageReading(
        STATUS[g.state], price, currency="VND", title=g.name, picture=g.picture
    )  # fmt: skip


def none(g: Goods, rng: Random, text: str) -> Laid:
    want = rng.choice((Wanted(), Wanted(title=g.name), Wanted(title=g.name, url=g.url)))
    return page_of(g, text.encode()), want, truth_of(g)


def nfd(g: Goods, _rng: Random, text: str) -> Laid:
    return page_of(g, unicodedata.normalize("NFD", text).encode()), Wanted(), truth_of(g)


def wrong_charset(g: Goods, rng: Random, text: str) -> Laid:
    """UTF-8 bytes under another name, in header or meta."""
    body = text.replace('charset="utf-8"', 'charset="iso-8859-1"').encode()
    kind = f"text/html; charset={rng.choice(('windows-1252', 'iso-8859-1', 'us-ascii'))}"
    return page_of(g, body, content_type=kind), Wanted(), truth_of(g)


def compressed(g: Goods, _rng: Random, text: str) -> Laid:
    return page_of(g, gzip.compress(text.encode(), mtime=0)), Wanted(), truth_of(g)


def utf16(g: Goods, _rng: Random, text: str) -> Laid:
    return page_of(g, text.encode("utf-16")), Wanted(), truth_of(g)


def cut(g: Goods, rng: Random, text: str) -> Laid:
    body = text.encode()
    end = rng.randrange(len(body) // 4, len(body) - 60)
    headers = {"Content-Length": str(len(body))}
    page = page_of(g, body[:end], headers=headers)
    return page, Wanted(), PageReading(Status.UNREADABLE)


def packed_unknown(g: Goods, rng: Random, _text: str) -> Laid:
    body = b"\x28\xb5\x2f\xfd" + rng.randbytes(4000)
    return page_of(g, body), Wanted(), PageReading(Status.UNREADABLE)


def wall(g: Goods, rng: Random, _text: str) -> Laid:
    title, said = rng.choice(
        (
            ("Just a moment...", "Enable JavaScript and cookies to continue"),
            ("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
            ("Xác minh", "Tôi không phải là người máy"),
        )
    )
    mark = rng.choice(
        ("<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>",
         "<div class='g-recaptcha'></div>", "<script src='//g.example/punish/p.js'></script>")
    )  # fmt: skip
    body = f"<html><head><title>{title}</title></head><body><p>{said}</p>{mark}</body></html>"
    status = rng.choice((200, 404, 503))
    return page_of(g, body.encode(), status=status), Wanted(), PageReading(Status.BLOCKED)


def refused(g: Goods, rng: Random, text: str) -> Laid:
    code = rng.choice((401, 403, 407, 429, 451))
    return page_of(g, text.encode(), status=code), Wanted(), PageReading(Status.BLOCKED)


def faulty(g: Goods, rng: Random, text: str) -> Laid:
    code = rng.choice((500, 502, 503, 504, 408, 425))
    return page_of(g, text.encode(), status=code), Wanted(), PageReading(Status.UNKNOWN)


def missing(g: Goods, rng: Random, _text: str) -> Laid:
    body = frame(g, "", "<h1>Không tìm thấy sản phẩm</h1><div class='g-recaptcha'></div>", 0)
    code = rng.choice((404, 410))
    return page_of(g, body.encode(), status=code), Wanted(), PageReading(Status.NOT_FOUND)


def soft_404(g: Goods, rng: Random, _text: str) -> Laid:
    said = rng.choice(
        ("Sản phẩm không tồn tại", "Không tìm thấy trang", "Sản phẩm đã bị xóa", "404")
    )
    other = goods(rng, g.number + 3000)
    body = (
        f"<html lang='vi'><head><title>{said} | Chợ quê</title></head><body><h1>{said}</h1>"
        f"<p>Xem thêm: <a href='/{other.slug}'>{other.name}</a> <span class='price'>{other.shown}₫"
        "</span> Còn hàng</p></body></html>"
    )
    return page_of(g, body.encode()), Wanted(), PageReading(Status.NOT_FOUND)


def shell(g: Goods, rng: Random, _text: str) -> Laid:
    root = rng.choice(("root", "app", "__next", "__nuxt"))
    body = (
        f"<html><head><title>{g.name}</title><meta property='og:title' content='{g.name}'></head>"
        f"<body><div id=\"{root}\"></div><script src='/a.js'></script></body></html>"
    )
    return page_of(g, body.encode()), Wanted(), PageReading(Status.NEEDS_JAVASCRIPT)


def moved(g: Goods, rng: Random, _text: str) -> Laid:
    to = rng.choice(("/", "/danh-muc/dac-san", "/404", "/search?q=x", "/trang-chu"))
    body = frame(g, "", "<h1>Chợ quê</h1>", 0).encode()
    host = "/".join(g.url.split("/")[:3])
    page = page_of(g, body, final_url=host + to, redirects=(g.url,))
    return page, Wanted(), PageReading(Status.MOVED)


def login(g: Goods, _rng: Random, _text: str) -> Laid:
    host = "/".join(g.url.split("/")[:3])
    body = "<html><body><h1>Đăng nhập</h1><input type=password></body></html>".encode()
    page = page_of(g, body, final_url=f"{host}/buyer/login?next=x")
    return page, Wanted(), PageReading(Status.BLOCKED)


def other_goods(g: Goods, rng: Random, _text: str) -> Laid:
    """The address now shows quite other goods."""
    shown = replace(g, name="Áo khoác gió nam chống nước", sku="AK-99", state="in")
    page = page_of(shown, plain_ld(shown, rng, 0).encode())
    return page, Wanted(sku=g.sku, title=g.name), PageReading(Status.UNKNOWN, title=shown.name)


def two_products(g: Goods, rng: Random, _text: str) -> Laid:
    """Two JSON-LD products; only one bears the page's title."""
    other = replace(goods(rng, g.number + 1), name="Khăn thổ cẩm dệt tay", state="out")
    blocks = [node(g), node(other)]
    rng.shuffle(blocks)
    body = f"<h1>{g.name}</h1><p class='price'>{g.shown}₫</p>"
    return page_of(g, frame(g, ld(*blocks), body, 0).encode()), Wanted(), truth_of(g)


def category(g: Goods, rng: Random, _text: str) -> Laid:
    several = [goods(rng, g.number + 1 + i) for i in range(6)]
    cards = "".join(
        f"<li><a href='/{s.slug}'>{s.name}</a><span class='price'>{s.shown}₫</span>"
        "<button>Thêm vào giỏ</button></li>"
        for s in several
    )
    head = ld(*(node(s) for s in several)) + '<meta property="og:type" content="product">'
    titled = replace(g, name="Đặc sản vùng cao")
    text = frame(titled, head, f"<h1>Đặc sản vùng cao</h1><ul>{cards}</ul>", 0)
    return page_of(g, text.encode()), Wanted(), PageReading(Status.NOT_A_PRODUCT_PAGE)


def variants(g: Goods, rng: Random, _text: str) -> Laid:
    dear = replace(g, price=g.price + 30_000, sku=f"{g.sku}-L")
    product = {**node(g), "offers": [{**offer(g), "sku": g.sku}, {**offer(dear), "sku": dear.sku}]}
    body = f"<h1>{g.name}</h1><p class='price'>{g.shown}₫ - {dear.shown}₫</p>"
    page = page_of(g, frame(g, ld(product), body, 0).encode())
    if rng.random() < 0.5:
        chosen = replace(truth_of(g), price=Decimal(dear.price))
        return page, Wanted(sku=dear.sku), chosen
    low, high = Decimal(g.price), Decimal(dear.price)
    return page, Wanted(), replace(truth_of(g), price=None, price_low=low, price_high=high)


def price_conflict(g: Goods, rng: Random, _text: str) -> Laid:
    head = ld(node(g)) + (
        f'<meta property="product:price:amount" content="{g.price + 7000}">'
        '<meta property="product:price:currency" content="VND">'
    )
    text = frame(g, head, f"<h1>{g.name}</h1><p class='price'>{g.shown}₫</p>", rng.randrange(3))
    return page_of(g, text.encode()), Wanted(), replace(truth_of(g), flags=("price_conflict",))


def conflict(g: Goods, _rng: Random, _text: str) -> Laid:
    """JSON-LD says in stock, microdata says out: the pessimistic one holds."""
    claim = replace(g, state="in")
    body = (
        f"<div itemscope itemtype='https://schema.org/Product'><h1 itemprop='name'>{g.name}</h1>"
        "<div itemprop='offers' itemscope itemtype='https://schema.org/Offer'><link"
        f" itemprop='availability' href='https://schema.org/OutOfStock'>"
        f"<b class='price'>{g.shown}₫</b>"
        "</div></div>"
    )
    truth = replace(truth_of(g), status=Status.OUT_OF_STOCK, flags=("conflict",))
    return page_of(g, frame(g, ld(node(claim)), body, 0).encode()), Wanted(), truth


def dead_button(g: Goods, rng: Random, _text: str) -> Laid:
    """The template claims stock for ever; the button says no."""
    claim, shown = replace(g, state="in"), replace(g, state="out")
    text = plain_ld(shown, rng, 0).replace(shown.term, claim.term)
    truth = replace(truth_of(g), status=Status.OUT_OF_STOCK, flags=("conflict",))
    return page_of(g, text.encode()), Wanted(), truth


def broken_block(g: Goods, rng: Random, _text: str) -> Laid:
    """A broken JSON-LD block beside a good one that has trailing commas and raw line breaks."""
    good = ld(node(g)).replace("}</script>", ',"description":"một\ndòng",}</script>')
    head = '<script type="application/ld+json">{"@type": "Organization" oops}</script>' + good
    text = frame(g, head, f"<h1>{g.name}</h1><p>{g.shown}đ</p>", rng.randrange(3))
    return page_of(g, text.encode()), Wanted(), replace(truth_of(g), flags=("broken_jsonld",))


TRICKS: dict[str, Trick] = {
    "none": none, "nfd": nfd, "wrong_charset": wrong_charset, "compressed": compressed,
    "utf16": utf16, "cut": cut, "packed_unknown": packed_unknown, "wall": wall, "refused": refused,
    "faulty": faulty, "missing": missing, "soft_404": soft_404, "shell": shell, "moved": moved,
    "login": login, "other_goods": other_goods, "two_products": two_products,
    "category": category, "variants": variants, "price_conflict": price_conflict,
    "conflict": conflict, "dead_button": dead_button, "broken_block": broken_block,
}  # fmt: skip
