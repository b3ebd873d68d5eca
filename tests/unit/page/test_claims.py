"""Stars that a page claims for its product, and what merely looks like such a claim."""

import pytest

from connectors.page import FetchedPage, read
from connectors.page.claims import claimed_stars


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("Chè Shan tuyết OCOP 4 sao", 4),
        ("Sản phẩm đạt chuẩn OCOP 5 sao cấp quốc gia", 5),
        ("Mật ong bạc hà – OCOP 3★ – hũ 500 ml", 3),
        ("Gạo Séng Cù (OCOP ★★★★)", 4),
        ("Sản phẩm 4 sao OCOP Lào Cai", 4),
        ("Được công nhận OCOP hạng bốn sao năm 2024", 4),
        ("ĐẠT CHỨNG NHẬN OCOP 03 SAO", 3),
        ("Miến dong, 4-star OCOP product", 4),
        ("OCOP 4* Yên Bái", 4),
        ("OCOP Lào Cai 4 sao. Khách hàng đánh giá 5 sao!", 4),
        ("Sản phẩm OCOP", 0),
        ("Đánh giá của khách: 5 sao. Hàng OCOP chính hiệu", 0),
        ("Sản phẩm OCOP được khách hàng đánh giá 5 sao", 0),
        ("Sản phẩm OCOP tiềm năng 5 sao", 0),
        ("Phấn đấu đạt OCOP 5 sao vào năm 2027", 0),
        ("Chương trình OCOP xếp hạng từ 3 đến 5 sao", 0),
        ("Hàng OCOP 3-5 sao của tỉnh", 0),
        ("Sản phẩm OCOP từ 3 sao trở lên", 0),
        ("Gian hàng có 12 sản phẩm OCOP 4 sao", 0),
        ("OCOP 4.5 sao", 0),
        ("Khách sạn 5 sao", 0),
        ("OCOP 7 sao", 0),
        ("", 0),
    ],
)
def test_claims_and_what_only_looks_like_one(text: str, stars: int) -> None:
    assert claimed_stars(text) == stars
    assert claimed_stars("Chè", [text]) == stars


def test_the_title_speaks_before_the_text() -> None:
    assert claimed_stars("Chè OCOP 3 sao", ["Năm nay đạt OCOP 4 sao"]) == 3


def html(title: str, text: str, head: str = "", rest: str = "") -> FetchedPage:
    body = (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title}</title>{head}"
        f"</head><body><nav><a href=/ocop>Hàng OCOP 5 sao</a></nav><main class=product-detail>"
        f"<h1>{title}</h1><p class=product-price>185.000 đ</p><button>Mua ngay</button>"
        f"<div>{text}</div></main>{rest}</body></html>"
    )
    url = "https://buudien.vn/p/1.html"
    return FetchedPage(url, url, 200, {}, body.encode(), "text/html; charset=utf-8")


LD = '<script type="application/ld+json">{"@graph":[{"@type":["Product"],"description":"%s"}]}'
RELATED = "<section class=related><h2>Sản phẩm liên quan</h2><a href=/p/2>Mật OCOP 5 sao</a>"


@pytest.mark.parametrize(
    ("page", "stars"),
    [
        (html("Chè OCOP 4 sao", "Thơm"), 4),
        (html("Chè", "Sản phẩm đạt OCOP 3 sao"), 3),
        (html("Chè", "Thơm", head=LD % "Đạt OCOP 4 sao" + "</script>"), 4),
        (html("Chè", "Thơm", head='<meta name=description content="Chè OCOP 4 sao">'), 4),
        (html("Chè", "Thơm"), 0),
        (html("Chè", "Thơm", rest=RELATED + "</section>"), 0),
        (FetchedPage("https://a.vn/", "https://a.vn/", 200, {}, b""), None),
    ],
)
def test_a_page_claims_by_its_own_product_only(page: FetchedPage, stars: int | None) -> None:
    assert read(page).stars == stars
