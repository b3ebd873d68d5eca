"""Eight ways in which shops write a product page. Each returns the whole page as text."""

import html
import json
from collections.abc import Callable
from random import Random

from tests.pages.goods import Goods, goods, words

Shape = Callable[[Goods, Random, int], str]
_FILLER = "Sản phẩm làm theo lối cũ của bà con vùng cao, phơi nắng, đóng gói tại hợp tác xã. "


def frame(g: Goods, head: str, body: str, padding: int, body_attrs: str = "") -> str:
    """Header, menu, product, description, related goods, footer; about `padding` KB of the rest."""
    menu = "".join(f'<li><a href="/c/{i}">Mục {i}</a></li>' for i in range(10 + padding * 3))
    script = "<script>var theme={soldOut:'Hết hàng',x:'" + "y" * padding * 300 + "'};</script>"
    text = "".join(f"<p>{_FILLER * 3}</p>" for _ in range(2 + padding))
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        f"<title>{g.name} | Chợ quê</title>"
        f'<link rel="canonical" href="{g.url}">{head}{script}</head><body {body_attrs}>'
        f'<header><nav><ul>{menu}</ul></nav></header><main>{body}<div class="description">{text}'
        "</div></main><footer>Chính sách đổi trả. Liên hệ 0214 000 000.</footer></body></html>"
    )


def _related(g: Goods, rng: Random) -> str:
    """Other goods in the opposite state: nothing of them may reach the answer."""
    cards = ""
    for i in range(rng.randrange(0, 4)):
        other = goods(rng, g.number + 1000 + i)
        said = "Hết hàng" if g.state == "in" else "Còn hàng"
        cards += (
            f'<div class="item"><a href="/{other.slug}">{other.name}</a>'
            f'<span class="price">{other.shown}₫</span><span class="stock">{said}</span></div>'
        )
    return (
        f'<section class="related-products"><h2>Sản phẩm liên quan</h2>{cards}</section>'
        if cards
        else ""
    )


def _button(g: Goods, rng: Random) -> str:
    if g.state == "in":
        return "<button type='submit' class='btn'>Thêm vào giỏ hàng</button>"
    return f"<button type='button' class='btn' disabled>{words(rng, g.state)}</button>"


def offer(g: Goods) -> dict[str, object]:
    return {"@type": "Offer", "price": str(g.price), "priceCurrency": "VND", "availability": g.term,
            "url": g.url}  # fmt: skip


def node(g: Goods) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "Product", "name": g.name, "sku": g.sku,
            "url": g.url, "image": [g.photo], "offers": offer(g)}  # fmt: skip


def ld(*nodes: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(n, ensure_ascii=False)}</script>'
        for n in nodes
    )


def woo(g: Goods, rng: Random, padding: int) -> str:
    stock = {"in": "instock", "out": "outofstock", "dead": "outofstock"}[g.state]
    said = "in-stock" if g.state == "in" else "out-of-stock"
    body = (
        f'<div id="product-{g.number}" class="product type-product {stock}">'
        '<img src="/anh/cho.gif"><div class="summary">'
        f'<h1 class="product_title">{g.name}</h1><p class="price"><del>{g.shown_old}&nbsp;₫</del> '
        f"<ins>{g.shown}&nbsp;₫</ins></p><p class='stock {said}'>{words(rng, g.state)}</p>"
        f"{_button(g, rng)}</div>{_related(g, rng)}</div>"
    )
    return frame(g, ld(node(g)), body, padding, 'class="single-product woocommerce"')


def plain_ld(g: Goods, rng: Random, padding: int) -> str:
    body = f"<div><h1>{g.name}</h1><div class='price'>{g.shown} đ</div>{_button(g, rng)}</div>"
    if g.state != "in":
        body += _related(g, rng)
    return frame(g, ld(node(g)), body, padding)


def haravan(g: Goods, rng: Random, padding: int) -> str:
    data = {
        "id": g.number, "title": g.name, "handle": g.slug, "available": g.state == "in",
        "featured_image": f"//{g.picture.partition('//')[2]}", "images": [g.photo],
        "price": g.price * 100, "price_min": g.price * 100, "price_max": g.price * 100,
        "variants": [{"id": 1, "sku": g.sku, "available": g.state == "in", "price": g.price * 100}],
    }  # fmt: skip
    head = (
        f'<meta property="og:type" content="product"><meta property="og:title" content="{g.name}">'
        f'<meta property="og:price:amount" content="{g.price:,}">'
        '<meta property="og:price:currency" content="VND">'
    )
    script = f'<script type="application/json" id="product-json">{json.dumps(data)}</script>'
    body = (
        f"<div class='product-detail'><h1>{g.name}</h1><span class='pro-price'>{g.price:,}₫</span>"
        f"<del>{g.old:,}₫</del>{_button(g, rng)}</div>{_related(g, rng)}{script}"
    )
    return frame(g, head, body, padding)


def prestashop(g: Goods, rng: Random, padding: int) -> str:
    data = {"reference": g.sku, "price_amount": g.price, "quantity": 3 if g.state == "in" else 0}
    body = (
        f"<section itemscope itemtype='https://schema.org/Product'>"
        f"<h1 itemprop='name'>{g.name}</h1><meta itemprop='sku' content='{g.sku}'>"
        f"<img itemprop='image' src='{g.photo}'>"
        f"<div itemprop='offers' itemscope itemtype='https://schema.org/Offer'>"
        f"<link itemprop='availability' href='{g.term}'>"
        f"<meta itemprop='priceCurrency' content='VND'><span itemprop='price' class='price'"
        f" content='{g.price}'>{g.shown} ₫</span></div>{_button(g, rng)}"
        f"<div id='product-details' data-product=\"{html.escape(json.dumps(data))}\"></div>"
        "</section>"
    )
    return frame(g, "", body + _related(g, rng), padding, 'id="product"')


def nextjs(g: Goods, rng: Random, padding: int) -> str:
    other = goods(rng, g.number + 5000)
    status = {"in": "IN_STOCK", "out": "OUT_OF_STOCK", "dead": "DISCONTINUED"}[g.state]
    product = {"id": f"P{g.number}", "name": g.name, "sku": g.sku, "slug": f"{g.slug}-p{g.number}",
               "price": g.price, "currency": "VND", "stockStatus": status,
               "images": [{"url": g.picture}]}  # fmt: skip
    related = [
        {"id": f"P{other.number}", "name": other.name, "price": other.price, "inStock": True}
    ]
    state = {"props": {"pageProps": {"product": product, "related": related}}}
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    body = f"<div id='__next'><h1>{g.name}</h1><div class='css-1'>{g.shown} ₫</div></div>{script}"
    return frame(g, "", body, padding)


def oscar(g: Goods, rng: Random, padding: int) -> str:
    mark, said = (
        ("instock", "Trong kho ( 12 có sẵn)") if g.state == "in" else ("outofstock", "Không sẵn có")
    )
    if g.state == "dead":
        said = words(rng, "dead")
    button = _button(g, rng) if g.state == "in" else ""
    body = (
        f"<article class='product_page'><img src='{g.photo}' alt='{g.name}'>"
        f"<div class='product_main'><h1>{g.name}</h1>"
        f"<p class='price_color'>{g.shown}\u00a0₫</p>"
        f"<p class='{mark} availability'>{said}</p>{button}</div>"
        "<div id='product_description'><h2>Mô tả</h2></div>"
        f"<table><tr><th>UPC</th><td>{g.sku}</td></tr></table></article>{_related(g, rng)}"
    )
    return frame(g, "", body, padding)


def opengraph(g: Goods, rng: Random, padding: int) -> str:
    said = {"in": "instock", "out": "oos", "dead": "discontinued"}[g.state]
    key = rng.choice(("property", "name"))
    head = "".join(
        f'<meta {key}="{k}" content="{v}">'
        for k, v in (
            ("og:type", "product"),
            ("og:title", g.name),
            ("og:image", g.picture),
            ("product:price:amount", g.price),
            ("product:price:currency", "VND"),
            ("product:availability", said),
        )
    )
    return frame(g, head, f"<h1>{g.name}</h1><p>{g.shown} đ</p>", padding)


def magento(g: Goods, rng: Random, padding: int) -> str:
    said = {"in": "available", "out": "unavailable", "dead": "unavailable"}[g.state]
    body = (
        f"<div class='media'><img src='/anh/loading.gif' data-src='{g.photo}' alt='{g.name}'></div>"
        f"<div class='product-info-main'><h1 class='page-title'>{g.name}</h1>"
        "<div class='price-box'><span class='special-price'>"
        f"<span data-price-amount='{g.price}' data-price-type='finalPrice'>"
        f"<span class='price'>{g.shown}&nbsp;₫</span></span></span><span class='old-price'>"
        f"<span data-price-amount='{g.old}' data-price-type='oldPrice'><span class='price'>"
        f"{g.shown_old}&nbsp;₫</span></span></span></div><div class='stock {said}'>"
        f"<span>{words(rng, g.state)}</span></div><div itemprop='sku'>{g.sku}</div></div>"
    )
    return frame(g, "", body + _related(g, rng), padding, 'class="catalog-product-view"')


def text_only(g: Goods, rng: Random, padding: int) -> str:
    label = rng.choice(
        (
            f"<p>Giá cũ: {g.shown_old}đ</p><p>Giá bán: <b>{g.shown}đ</b></p>",
            f"<p>Tiết kiệm 5.000đ Giá {g.shown}đ</p>",
            f"<div class='gia-ban'><s>{g.shown_old} VND</s> <b>{g.shown} VND</b></div>",
            f"<p>Giá: {g.price // 1000}k</p>",
        )
    )
    said = words(rng, g.state)
    label += f"<img src='{g.photo}' alt='{g.name}'>"
    body = f"<div><h1>{g.name}</h1>{label}<p>Tình trạng: {said}</p><p>Mã: {g.sku}</p></div>"
    return frame(g, "", body + _related(g, rng), padding)


SHAPES: dict[str, Shape] = {
    "woo": woo, "jsonld": plain_ld, "haravan": haravan, "prestashop": prestashop, "nextjs": nextjs,
    "oscar": oscar, "opengraph": opengraph, "magento": magento, "text": text_only,
}  # fmt: skip
