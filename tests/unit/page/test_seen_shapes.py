"""Shapes met on real shops' pages, made anew with goods of our own; each was once misread."""

from decimal import Decimal

import pytest

from connectors.page import FetchedPage, PageReading, Status, read

HONEY = "Mật ong bạc hà Mèo Vạc"
ADD = "<button>Thêm vào giỏ hàng</button>"
PRODUCT, HOME = "https://hophien.vn/mat-ong-p1", "https://matongmeovac.vn/"
RECAPTCHA = '<script src="https://www.google.com/recaptcha/api.js"></script>'


def look(body: str, url: str = PRODUCT, *, title: str = HONEY, lang: str = "vi") -> PageReading:
    markup = f'<html lang="{lang}"><head><title>{title}</title></head><body>{body}</body></html>'
    page = FetchedPage(url, url, 200, {}, markup.encode(), "text/html; charset=utf-8")
    quick, parsed = read(page), read(page, full=True)
    kept = ("status", "price", "price_low", "price_high", "currency", "title", "flags")
    assert [getattr(quick, k) for k in kept] == [getattr(parsed, k) for k in kept]
    return quick


def shop(
    prices: str, url: str = PRODUCT, *, name: str = HONEY, add: str = ADD, lang: str = "vi"
) -> PageReading:
    return look(f"<h1>{name}</h1>{prices}{add}", url, title=name, lang=lang)


LABELLED = {
    "old price before": (
        '<div>Giá niêm yết: <span class="price">250.000₫</span></div>'
        '<div>Giá bán: <span class="price">199.000₫</span></div>'
    ),
    "cells": (
        '<table><tr><td>Giá gốc</td><td><span class="price">250.000₫</span></td></tr>'
        '<tr><td>Giá</td><td><span class="price">199.000₫</span></td></tr></table>'
    ),
    "saving": (
        '<p><b>Tiết kiệm:</b> <span class="price">51.000₫</span></p>'
        '<p><b>Chỉ còn:</b> <span class="price">199.000₫</span></p>'
    ),
    "nested": (
        '<div class="price-info"><p class="price-info"><b>Retail price:</b> 250.000₫</p>'
        '<p class="price-info"><b>You save:</b> 51.000₫</p>'
        '<p class="price-info"><b>Your price:</b> <span class="price">199.000₫</span></p></div>'
        '<div><b class="price2">Your price: 330.000₫</b></div>'
    ),
    "tiers": (
        '<div>Chỉ từ <span class="low-price">150.000₫</span></div><table class="prices">'
        "<tr><th>1 - 9</th><th>10 - 49</th><th>50+</th></tr>"
        "<tr><td>199.000₫</td><td>180.000₫</td><td>150.000₫</td></tr></table>"
    ),
    "tiers downwards": (
        '<table class="prices"><tr><td>1-9 chai</td><td>199.000₫</td></tr>'
        "<tr><td>10-49 chai</td><td>180.000₫</td></tr></table>"
    ),
    "badge is no label": (
        '<div><span>Freeship</span><span class="price">199.000₫</span></div>'
        '<div><span class="price">250.000₫</span></div>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LABELLED)
def test_words_outside_the_price_element_label_it(name: str) -> None:
    assert shop(LABELLED[name]).price == Decimal(199000)


def test_label_from_leaves_the_least_price() -> None:
    got = shop('<div>Chỉ từ <span class="price">150.000₫</span></div>')
    assert (got.price, got.price_low) == (None, Decimal(150000))


def test_price_labelled_old_is_better_than_none() -> None:
    got = shop('<div>Giá niêm yết: <span class="price">250.000₫</span></div>')
    assert got.price == Decimal(250000)


TAXED = [
    ("vi", "đ", "{net}đ (chưa bao gồm VAT)", "{gross}đ (đã bao gồm VAT)"),
    ("vi", "đ", "Giá chưa VAT: {net}đ", "Giá gồm VAT: {gross}đ"),
    ("vi", "đ", "Giá trước thuế: {net}đ", "{gross}đ đã có thuế"),
    ("de", "€", "{net} € zzgl. MwSt.", "{gross} € inkl. MwSt."),
    ("de", "€", "Exkl. MwSt.: {net} €", "Inkl. MwSt.: {gross} €"),
    ("fr", "€", "{net} € HT", "{gross} € TTC"),
    ("it", "€", "{net} € + IVA", "{gross} € IVA inclusa"),
    ("en", "£", "£{net} ex. VAT", "£{gross} inc. VAT"),
    ("nl", "€", "€ {net} excl. btw", "€ {gross} incl. btw"),
    ("pl", "zł", "{net} zł netto", "{gross} zł brutto"),
    ("cs", "Kč", "{net} Kč bez DPH", "{gross} Kč s DPH"),
]


@pytest.mark.parametrize(("lang", "mark", "net", "gross"), TAXED)
@pytest.mark.parametrize("apart", [True, False])
def test_price_with_tax_is_the_one_to_pay(
    lang: str, mark: str, net: str, gross: str, *, apart: bool
) -> None:
    told = ("100.000", "108.000") if mark == "đ" else ("100,00", "108,00")
    words = net.format(net=told[0]), gross.format(gross=told[1])
    between = '</div><div class="price">' if apart else " "
    got = shop(f'<div class="price">{words[0]}{between}{words[1]}</div>', lang=lang)
    assert got.price == (Decimal(108000) if mark == "đ" else Decimal(108)), got


def test_lone_price_without_tax_is_flagged() -> None:
    got = shop('<div class="price">100.000₫ (chưa bao gồm VAT)</div>')
    assert (got.status, got.price) == (Status.IN_STOCK, Decimal(100000))
    assert "price_net" in got.flags


@pytest.mark.parametrize(
    ("written", "url", "lang", "price", "currency"),
    [
        ("R 1,299.00", "https://hill.co.za/honey-p1", "en-ZA", "1299", "ZAR"),
        ("R1299", "https://hill.co.za/honey-p1", "en", "1299", "ZAR"),
        ("R 1 299,95", "https://hill.co.za/honey-p1", "en", "1299.95", "ZAR"),
        ("$45.900", "https://colina.co/miel-p1", "es", "45900", "COP"),
        ("$45.90", "https://hill.co/honey-p1", "en", "45.90", "USD"),
    ],
)
def test_money_of_a_place(written: str, url: str, lang: str, price: str, currency: str) -> None:
    add = "<button>Añadir al carrito</button>" if lang == "es" else "<button>Add to cart</button>"
    got = shop(f'<div class="price">{written}</div>', url, name="Honey", add=add, lang=lang)
    assert (got.price, got.currency) == (Decimal(price), currency)


def test_wrapping_and_raised_cents_with_a_star() -> None:
    block = (
        '<div class="preisbox"><span class="preis">€&nbsp;10,<sup>83*</sup></span>'
        "<a>€ 3,90* Als Geschenk verpacken</a></div>"
    )
    add = "<button>In den Warenkorb</button>"
    got = shop(block, "https://huegel.de/honig-p1", name="Honig", add=add, lang="de")
    assert (got.price, got.flags) == (Decimal("10.83"), ())


PRICE = '<div class="price">199.000₫</div>'


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/huong-dan">Hướng dẫn mua hàng</a>',
        '<a href="/cach">Cách đặt hàng</a>',
        '<a href="/how">How to order now</a>',
        '<a href="https://hophien.vn/"><img src="l.png" alt="Hợp Phiên - Mua hàng online"></a>',
    ],
)
def test_links_that_tell_how_to_buy_are_no_buttons(link: str) -> None:
    got = shop(PRICE + "<p>Quay một vụ mỗi năm.</p>", add=link)
    assert (got.status, got.price) == (Status.UNKNOWN, Decimal(199000))


@pytest.mark.parametrize(
    "button",
    [
        '<input type="image" name="ctl00$pageContent$addToCart" id="ctl00_add" src="/a.gif">',
        '<a href="#"><img src="/buttons/btn_add_to_cart.gif"></a>',
        "<button>Add to shopping bag</button>",
    ],
)
def test_buttons_of_pictures_and_rarer_words(button: str) -> None:
    assert shop(PRICE, add=button).status is Status.IN_STOCK


@pytest.mark.parametrize(
    "words", ["<p>Available colors:</p>", '<p class="stock-note">Your bag holds all available.</p>']
)
def test_available_of_something_else_promises_nothing(words: str) -> None:
    assert shop(PRICE + words, add="").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("button", "url"),
    [
        ("<p>Quy cách: can 5 lít</p><button>Yêu cầu báo giá</button>", PRODUCT),
        ("<a>Request a quote</a>", "https://hophien.vn/products/mat-ong"),
    ],
)
def test_goods_to_ask_a_price_for_are_a_product(button: str, url: str) -> None:
    got = shop("<p>Mật ong đóng can.</p>", url, add=button)
    assert (got.status, got.price, got.flags) == (Status.UNKNOWN, None, ("price_on_request",))


def test_services_to_ask_a_price_for_are_no_product() -> None:
    got = shop("<p>Thiết kế bao bì trọn gói.</p>", add="<button>Yêu cầu báo giá</button>")
    assert got.status is Status.NOT_A_PRODUCT_PAGE


LOTS = "".join(
    f'<section><h2>Combo {n} chai</h2><p class="price">{p}đ</p><a href="#dat">Đặt mua ngay</a>'
    "</section>"
    for n, p in ((1, "199.000"), (2, "379.000"), (4, "700.000"), (8, "1.290.000"))
)
ORDER = '<form id="dat"><input name="ten"><input name="so-dien-thoai"><button>Gửi</button></form>'


def test_front_page_that_sells_one_product_in_lots() -> None:
    got = look(f"<h1>{HONEY} – ưu đãi mùa vụ</h1>{LOTS}{ORDER}", HOME)
    assert got.status is Status.IN_STOCK
    assert (got.price, got.price_low, got.price_high) == (None, Decimal(199000), Decimal(1290000))


MENU = "".join(f'<a href="/muc-{n}">Mục {n}</a>' for n in range(15))


@pytest.mark.parametrize(
    "body",
    [LOTS, LOTS.replace("#dat", "/combo") + ORDER, MENU + LOTS + ORDER],
    ids=["no form", "other pages", "a menu"],
)
def test_front_page_of_a_shop_is_a_list(body: str) -> None:
    assert look(f"<h1>{HONEY}</h1>{body}", HOME).status is Status.NOT_A_PRODUCT_PAGE


def test_cards_without_links_of_their_own_are_cards() -> None:
    card = (
        '<div class="i"><span href="/sp/{n}">Mật ong {n}</span>'
        '<div class="price"><span href="/sp/{n}">9{n}.000đ</span></div></div>'
    )
    cards = "".join(card.format(n=n) for n in range(6))
    got = look(f"<h1>Mật ong</h1><div>{cards}</div>", "https://hophien.vn/mat-ong")
    assert got.status is Status.NOT_A_PRODUCT_PAGE


@pytest.mark.parametrize("heading", ["Quên mật khẩu", "Kontakt", "Pedido de palavra-passe"])
def test_pages_for_accounts_and_letters_sell_nothing(heading: str) -> None:
    got = look(f"<h1>{heading}</h1><p>Tặng <span>10.000đ</span></p><input type=email>")
    assert (got.status, got.price) == (Status.NOT_A_PRODUCT_PAGE, None)


def test_captcha_of_a_form_is_no_wall() -> None:
    form = '<form><input name="a"><input name="b"></form><div class="g-recaptcha"></div>'
    said = "<p>Nhập số tiền và thời hạn để ước tính khoản trả mỗi tháng.</p>"
    got = look(f"<h1>Ước tính khoản vay</h1>{said}{form}{RECAPTCHA}", title="Ước tính khoản vay")
    assert got.status is Status.NOT_A_PRODUCT_PAGE


@pytest.mark.parametrize("fields", ["", '<input name="chu-trong-hinh">'])
def test_captcha_alone_is_a_wall(fields: str) -> None:
    form = f'<form>{fields}<div class="g-recaptcha"></div></form>'
    got = look(f"<h1>Xin chờ</h1>{form}{RECAPTCHA}", title="hophien.vn")
    assert got.status is Status.BLOCKED


def test_price_in_news_far_below_a_heading_sells_nothing() -> None:
    lines = "".join(f"<p>Bản tin số {n} của hợp tác xã</p>" for n in range(100))
    news = f"<h1>Tin mới</h1>{lines}<p>Đặt trước vụ sau</p><p>Giá dự kiến</p><p>199.000đ</p>"
    assert look(news, title="Tin mới của hợp tác xã").status is Status.NOT_A_PRODUCT_PAGE


def test_choice_of_prices_to_search_in_is_no_price() -> None:
    form = '<select id="min_price"><option>Giá từ</option></select>'
    said = "<p>Buổi tối làm đồ thủ công, hợp để làm quà cho người thân! 200.000đ</p>"
    got = look(f"<div><h1>Tìm sự kiện</h1>{form}{said}</div>", title="Chợ vé")
    assert got.status is Status.NOT_A_PRODUCT_PAGE


def test_shop_name_called_a_logo_is_not_the_goods_name() -> None:
    shop_name = '<header><div class="logo"><h1>Ong Vàng</h1></div></header>'
    goods = '<div><h1 id="ten">Ong Vàng mùa hoa</h1><p class="price">55.000đ</p>'
    got = look(
        f"{shop_name}{goods}<button>Thêm vào giỏ</button></div>", title="Ong Vàng - Chi tiết"
    )
    assert (got.title, got.price) == ("Ong Vàng mùa hoa", Decimal(55000))
