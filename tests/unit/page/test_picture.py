"""Where a product's picture is found on its page, and where it isn't."""

import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.page import FetchedPage, Wanted, read
from connectors.page.picture import absolute

URL = "https://cho.example.vn/san-pham/che-shan"
NAME = "Chè Shan tuyết Suối Giàng"
OFFER = {
    "@type": "Offer", "price": "185000", "priceCurrency": "VND",
    "availability": "https://schema.org/InStock",
}  # fmt: skip
HOST = "https://cho.example.vn"


def page(
    head: str = "", body: str = "", *, image: object = None, graph: tuple[object, ...] = ()
) -> str:
    """A page with one JSON-LD product, and the rest as given."""
    product: dict[str, object] = {"@type": "Product", "name": NAME, "url": URL, "offers": OFFER}
    if image is not None:
        product["image"] = image
    data = json.dumps({"@context": "https://schema.org", "@graph": [product, *graph]})
    return with_ld(head, body, data)


def with_ld(head: str, body: str, data: str) -> str:
    script = f'<script type="application/ld+json">{data}</script>' if data else ""
    return (
        f"<!doctype html><html lang=vi><head><title>{NAME}</title>{head}{script}</head><body>"
        f"<main><h1>{NAME}</h1><p class=price>185.000₫</p>{body}"
        "<button>Thêm vào giỏ hàng</button></main></body></html>"
    )


def picture(text: str) -> str | None:
    """What is read; the quick way and the full parse must agree."""
    fetched = FetchedPage(URL, URL, 200, {}, text.encode(), "text/html; charset=utf-8")
    quick, parsed = read(fetched, Wanted(title=NAME)), read(fetched, Wanted(title=NAME), full=True)
    assert quick.picture == parsed.picture
    return quick.picture


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("https://img.example/a.jpg", "https://img.example/a.jpg"),
        ("//img.example/a.jpg", "https://img.example/a.jpg"),
        ("/anh/a.jpg", f"{HOST}/anh/a.jpg"),
        ("../a.jpg#x", f"{HOST}/a.jpg"),
        (["/anh/1.jpg", "/anh/2.jpg"], f"{HOST}/anh/1.jpg"),
        ({"@type": "ImageObject", "url": "/anh/o.jpg"}, f"{HOST}/anh/o.jpg"),
        ([{"@type": "ImageObject", "contentUrl": "/anh/c.jpg"}], f"{HOST}/anh/c.jpg"),
        ({"@id": "#anh"}, f"{HOST}/anh/by-id.jpg"),
        ({"@list": ["/anh/l.jpg"]}, f"{HOST}/anh/l.jpg"),
        ("/anh/ch&#232; 1.jpg?a=1&amp;copy=2", f"{HOST}/anh/chè%201.jpg?a=1&copy=2"),
        (f"https://img.example/a.jpg?{'x' * 600}", "https://img.example/a.jpg"),
        (["data:image/gif;base64,R0lGOD", "/anh/2.jpg"], f"{HOST}/anh/2.jpg"),
        (["/theme/logo.png", "/anh/2.jpg"], f"{HOST}/anh/2.jpg"),
    ],
)
def test_picture_of_structured_data(image: object, found: str) -> None:
    graph = ({"@type": "ImageObject", "@id": "#anh", "url": "/anh/by-id.jpg"},)
    assert picture(page(image=image, graph=graph)) == found


@pytest.mark.parametrize(
    "image",
    [
        "", "   ", "#anh", "data:image/png;base64,AAAA", "javascript:void(0)", "ftp://a.example/a.jpg",
        "https://[x/a.jpg", "https://a:b@img.example/a.jpg", "https://img.example/",
        "https://img.example/" + "a" * 600, 12, {"@id": "#nobody"}, [[]], {"url": {"url": {}}},
    ],
)  # fmt: skip
def test_what_is_no_address_is_no_picture(image: object) -> None:
    og = '<meta property="og:image" content="https://img.example/og.jpg">'
    assert picture(page(og, image=image)) == "https://img.example/og.jpg"


def test_variants_have_the_group_picture_or_the_first_ones() -> None:
    variants = [{"@type": "Product", "name": NAME, "image": "/anh/v1.jpg", "offers": OFFER}]
    group = {"@type": "ProductGroup", "name": NAME, "hasVariant": variants}
    assert picture(with_ld("", "", json.dumps(group))) == f"{HOST}/anh/v1.jpg"
    data = json.dumps({**group, "image": "/anh/g.jpg"})
    assert picture(with_ld("", "", data)) == f"{HOST}/anh/g.jpg"


@pytest.mark.parametrize(
    "tag",
    [
        "<img itemprop=image src='/anh/m.jpg'>",
        "<img itemprop=image src='/theme/blank.gif' data-src='/anh/m.jpg'>",
        "<meta itemprop=image content='/anh/m.jpg'>",
        "<link itemprop=image href='//cho.example.vn/anh/m.jpg'>",
        "<a itemprop='image url' href='/anh/m.jpg'>xem</a>",
        (
            "<span itemprop=image itemscope itemtype='https://schema.org/ImageObject'>"
            "<meta itemprop=contentUrl content='/anh/m.jpg'></span>"
        ),
    ],
)
def test_picture_of_microdata(tag: str) -> None:
    body = (
        f"<div itemscope itemtype='https://schema.org/Product'><b itemprop=name>{NAME}</b>{tag}"
        "<div itemprop=offers itemscope itemtype='https://schema.org/Offer'>"
        "<meta itemprop=price content=185000><meta itemprop=priceCurrency content=VND>"
        "<link itemprop=availability href='https://schema.org/InStock'></div></div>"
    )
    assert picture(with_ld("", body, "")) == f"{HOST}/anh/m.jpg"


def test_picture_of_rdfa() -> None:
    body = (
        f"<div vocab='https://schema.org/' typeof=Product><b property=name>{NAME}</b>"
        "<img property=image src='/anh/r.jpg'><div property=offers typeof=Offer>"
        "<b property=price content=185000></b></div></div>"
    )
    assert picture(with_ld("", body, "")) == f"{HOST}/anh/r.jpg"


@pytest.mark.parametrize(
    "value",
    [
        {"image": "/anh/s.jpg"},
        {"images": [{"src": "/anh/s.jpg"}]},
        {"featured_image": "//cho.example.vn/anh/s.jpg"},
        {"image": "vn-11134207-7r98o", "thumbnail_url": f"{HOST}/anh/s.jpg"},
    ],
)
def test_picture_of_page_state(value: dict[str, object]) -> None:
    product = {"id": "P7", "name": NAME, "price": 185000, "inStock": True, "url": URL, **value}
    state = json.dumps({"props": {"product": product}})
    script = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    assert picture(with_ld("", script, "")) == f"{HOST}/anh/s.jpg"


def test_meta_tags_come_after_structured_data_and_before_what_is_drawn() -> None:
    drawn = f"<img src='/anh/drawn.jpg' alt='{NAME}'>"
    twitter = "<meta name='twitter:image' content='/anh/tw.jpg'>"
    og = "<meta property='og:image' content='/anh/og.jpg'>" + twitter
    secure = "<meta property='og:image:secure_url' content='/anh/https.jpg'>" + og
    assert picture(page(secure, drawn, image="/anh/ld.jpg")) == f"{HOST}/anh/ld.jpg"
    assert picture(page(secure, drawn)) == f"{HOST}/anh/https.jpg"
    assert picture(page(og, drawn)) == f"{HOST}/anh/og.jpg"
    assert picture(page(twitter, drawn)) == f"{HOST}/anh/tw.jpg"
    assert picture(page("", drawn)) == f"{HOST}/anh/drawn.jpg"


def test_what_is_drawn_counts_under_the_products_name_only() -> None:
    other = "<img src='/anh/khac.jpg' alt='Mật ong bạc hà Mèo Vạc'>"
    assert picture(page("", other)) is None
    assert picture(page("", f"{other}<img src=/anh/b.jpg alt='{NAME.upper()}'>")) == (
        f"{HOST}/anh/b.jpg"
    )
    assert picture(page("", f"<nav><img src='/anh/c.jpg' alt='{NAME}'></nav>")) == ""


def test_relative_addresses_begin_at_the_base_element() -> None:
    base = "<base href='https://cdn.example/goc/'>"
    assert picture(page(base, image="a.jpg")) == "https://cdn.example/goc/a.jpg"
    assert picture(page("<base href='/goc/'>", image="a.jpg")) == f"{HOST}/goc/a.jpg"
    assert picture(page("<base target=_top>", image="/a.jpg")) == f"{HOST}/a.jpg"


@pytest.mark.parametrize(
    "address",
    [
        "/theme/no-image.png", "/no_image-1024.gif", "/media/placeholder/default/anh.jpg",
        "/noimage.jpg", "/anh/chua-co-anh.png", "/img/Image-Not-Found.png",
        "/wc/woocommerce-placeholder-600x600.png",
    ],
)  # fmt: skip
def test_stand_in_means_that_there_is_no_picture(address: str) -> None:
    assert picture(page(image=address)) == ""
    assert picture(page("", f"<img src='{address}' alt='{NAME}'>")) == ""


def test_page_without_any_picture_says_so_and_a_doubtful_one_says_nothing() -> None:
    assert picture(page()) == ""
    assert picture(page("", "<img src='/theme/logo.png'>")) == ""
    assert picture(page("<meta property='og:image' content='/theme/logo.png'>")) is None
    assert picture(page("", "<img src='/anh/1.jpg'>")) is None
    assert picture(page("", "<img src='/theme/icon.png'>" * 60)) is None


def test_pages_that_say_nothing_of_the_goods_show_no_picture() -> None:
    fetched = FetchedPage(URL, URL, 404, {}, page(image="/a.jpg").encode(), "text/html")
    assert read(fetched, Wanted(title=NAME)).picture is None


@given(st.one_of(st.text(), st.from_regex(r"(https?:)?/?/?[^\s]{0,30}", fullmatch=True)))
def test_any_text_gives_a_whole_address_or_none(raw: str) -> None:
    found = absolute(raw, lambda: URL)
    assert found == "" or (urlsplit(found).hostname and found.startswith(("http://", "https://")))
    assert absolute(found, lambda: "") == found
