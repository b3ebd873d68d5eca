"""One picture under many addresses, and pictures that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.observing.picture_identity import identity, is_same

SHOPEE = "https://down-vn.img.susercontent.com/file/vn-11134207-7r98o-lstu3b1c2"
ALIKE = [
    (SHOPEE, f"{SHOPEE}_tn"),
    (SHOPEE, "http://cf.shopee.vn/file/vn-11134207-7r98o-lstu3b1c2.webp"),
    (SHOPEE, f"{SHOPEE}@resize_w450_nl.webp"),
    (
        "https://vn-live-01.slatic.net/p/1b9c2d7e.jpg",
        "https://filebroker-cdn.lazada.vn/p/1b9c2d7e.jpg_720x720q80.jpg_.webp",
    ),
    (
        "https://p16-oec-va.ibyteimg.com/a/7d1f0c~tplv-o3syd03w52-resize-jpeg:800:800.jpeg?t=1",
        "https://p19-oec-va.ibyteimg.com/a/7d1f0c~tplv-o3syd03w52-origin-jpeg.jpeg?t=2",
    ),
    (
        "https://salt.tikicdn.com/cache/750x750/ts/product/ab/cd/9f3a.jpg.webp",
        "https://salt.tikicdn.com/ts/product/ab/cd/9f3a.jpg",
    ),
    (
        "https://cdn.shopify.com/s/files/1/1/files/che_600x.jpg?v=1",
        "//cdn.shopify.com/s/files/1/1/files/che_1024x1024_crop_center.png?v=2",
    ),
    (
        "https://a.example/wp-content/uploads/2025/05/Mat-Ong-300x300.jpg",
        "https://a.example/wp-content/uploads/2025/05/mat-ong-scaled.jpg",
    ),
    (
        "https://product.hstatic.net/1000/product/mat_ong_abc_master.jpg",
        "https://product.hstatic.net/1000/product/mat_ong_abc_grande.jpg",
    ),
    (
        "https://a.example/_next/image?url=%2Fanh%2Fche.jpg&w=640&q=75",
        "https://a.example/anh/che.jpg",
    ),
    ("https://a.example/cdn-cgi/image/width=80/anh/che.jpg", "https://a.example/anh/che.jpg"),
    ("https://a.example/w500/12345/1.jpg", "https://a.example/w80/12345/1.jpg"),
    ("https://a.example/anh/che.jpg?Expires=1&Signature=a", "http://b.example/anh/che.jpg"),
    ("https://a.example/12-home_default/che.jpg", "https://a.example/12-large_default/che.jpg"),
    ("", ""),
]
DIFFERENT = [
    (SHOPEE, "https://down-vn.img.susercontent.com/file/vn-11134207-7r98o-lstu3b1c9"),
    ("https://a.example/anh/che-1.jpg", "https://a.example/anh/che-2.jpg"),
    ("https://a.example/12345/1.jpg", "https://a.example/12346/1.jpg"),
    ("https://a.example/image?id=5", "https://a.example/image?id=6"),
    ("https://a.example/12-large_default/che.jpg", "https://a.example/57-large_default/che.jpg"),
    ("https://a.example/_next/image?url=%2Fa-che.jpg&w=640", "https://a.example/b-che.jpg"),
    ("https://a.example/anh/che.jpg", ""),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_sizes_hosts_and_formats_of_one_picture_are_one(first: str, second: str) -> None:
    assert is_same(first, second), (identity(first), identity(second))


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_other_names_are_other_pictures(first: str, second: str) -> None:
    assert not is_same(first, second), identity(first)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_has_an_identity(first: str, second: str) -> None:
    assert is_same(first, first)
    assert is_same(first, second) == is_same(second, first)
