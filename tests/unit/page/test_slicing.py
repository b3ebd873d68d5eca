"""The product's block parsed alone: when it does, when it may not, and the answer then."""

from dataclasses import replace

import pytest

from connectors.page import FetchedPage, PageReading, Rung, Status, Wanted, read

MENU = "<div class=head><ul><li><a href=/a>Đặc sản vùng cao của bà con</a></li></ul></div>" * 12
BLOCK = (
    "<div class=main><div class=info><h1>Chè Shan tuyết</h1><p class=price>185.000 ₫</p>"
    "<p class=stock>Hết hàng</p><button disabled>Mua ngay</button></div></div>"
)
OTHERS = (
    "<div class=grid><div class=card><a href=/b>Mật ong</a><b class=price>90.000 ₫</b>"
    "<button>Mua ngay</button></div></div>"
)


def page(block: str = BLOCK, *, before: str = "", after: str = OTHERS, head: str = "") -> str:
    return (
        f"<html lang=vi><head><title>Chè Shan tuyết</title>{head}</head><body>{MENU}{before}"
        f"{block}{after}</body></html>"
    )


def both(text: str, want: Wanted = Wanted()) -> tuple[PageReading, PageReading]:  # noqa: B008
    fetched = FetchedPage("https://a.vn/che", "https://a.vn/che", 200, {}, text.encode())
    return read(fetched, want), read(fetched, want, full=True)


def test_the_block_alone_is_parsed_and_says_what_the_page_says() -> None:
    block = BLOCK.replace("Hết hàng", "Còn hàng").replace(" disabled", "")
    quick, whole = both(page(block))
    assert (quick.rung, quick.status, str(quick.price)) == (Rung.SLICE, Status.IN_STOCK, "185000")
    assert quick == replace(whole, rung=quick.rung)


def test_a_dead_button_is_read_off_the_block_of_a_claimed_product() -> None:
    quick, whole = both(page(head="<meta property='og:type' content=product>"))
    assert (whole.status, whole.rung) == (Status.OUT_OF_STOCK, Rung.FULL)
    quick, whole = both(page(BLOCK).replace("<body>", "<body class=single-product>"))
    assert quick == replace(whole, rung=quick.rung)


LIVE = BLOCK.replace("Hết hàng", "Còn hàng").replace(" disabled", "")
WOO = LIVE.replace("class=main", "class='product type-product instock'").replace(
    "<p class=stock>Còn hàng</p>", ""
)
PRODUCT = (
    "<div itemscope itemtype='https://schema.org/Product'><b itemprop=name>Mật</b><i"
    " itemprop=price>90000</i></div>"
)


CARDS = "".join(
    f"<div class=card><a href=/sp{n}>Mật {n}</a><b class=price>9{n}.000 ₫</b></div>" for n in "1234"
)
HALF = (
    "<div class=main><div class=info><h1>Chè Shan tuyết</h1><p class=price>185.000 ₫</p><p>Còn hàng"
    "</p><div class=modal><button>Mua ngay</button></div></div><div class=buy><p class=stock>Hết"
    " hàng</p><button disabled>Mua ngay</button></div></div>"
)
STRAY = (
    "<div class=main><div class=info><h1>Chè Shan tuyết</h1><p class=price>185.000 ₫</p><button>"
    "Mua ngay</button><table><tr><td>500 g</div></td></tr></table><p class=stock>Hết hàng</p></div>"
    "</div>"
)
LD = (
    '<script type="application/ld+json">{"@type":"Product","name":"Chè Shan tuyết","offers":'
    '{"price":"185000","priceCurrency":"VND","availability":"InStock"}}</script>'
)
ONE_CARD = (
    "<div class=main><h1>Chè Shan tuyết</h1><div class=card><a href=/x>Xem</a><b class=price>"
    "185.000 ₫</b><button>Mua ngay</button></div><button>Mua ngay</button></div>"
)
OTHER_HEADING = LIVE.replace("Chè Shan tuyết", "Mật ong").replace("185.000", "90.000")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(page(HALF), id="the button is cut away and the true block is larger"),
        pytest.param(page(STRAY), id="an end tag that ends nothing"),
        pytest.param(page(HALF, head=LD), id="the true block denies what data claim"),
        pytest.param(page(OTHER_HEADING + LIVE), id="two headings, each with a price"),
        pytest.param(page(LIVE, after=PRODUCT), id="structured goods elsewhere"),
        pytest.param(page(LIVE, after=PRODUCT.replace("itemscope itemtype", "typeof")), id="RDFa"),
        pytest.param(
            page(LIVE, after="<div class='product outofstock'>x</div>").replace(
                "<body>", "<body class=single-product>"
            ),
            id="a shop system's mark elsewhere",
        ),
        pytest.param(
            page(WOO, after="<p class='stock out-of-stock'>Hết hàng</p>"), id="WooCommerce's stock"
        ),
        pytest.param(page(ONE_CARD, after=CARDS), id="every price is in a card"),
        pytest.param(
            page(LIVE.replace("</button>", "</button><button>Đặt hàng</button><button>Chọn mua"
                              "</button>"), after=CARDS),
            id="many buttons beside many goods",
        ),
        pytest.param(page(LIVE).replace("<title>Chè Shan tuyết", "<title>Không tìm thấy trang"),
                     id="a soft 404 that recommends"),
        pytest.param(page(LIVE.replace("</div></div>", "</section></div>")), id="broken nesting"),
        pytest.param(page(LIVE.replace("<button>Mua ngay</button>", "")), id="no button"),
        pytest.param(page(LIVE, after="<div class=product-info-main>Mật</div>"), id="Magento's"),
        pytest.param(page(LIVE, after="<div class=product_main>Mật ong</div>"), id="Oscar's"),
        pytest.param(page(LIVE.replace("<div class=info>", "<div class='info related'>")),
                     id="a heading inside of what names itself others'"),
    ],
)  # fmt: skip
def test_doubtful_pages_get_the_answer_of_the_whole(text: str) -> None:
    for want in (Wanted(), Wanted(title="Chè Shan tuyết")):
        quick, whole = both(text, want)
        assert quick == replace(whole, rung=quick.rung)
