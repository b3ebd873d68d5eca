"""What real shops put around a product: menus, galleries, reviews, other goods, a fat footer.

A dressed page has 60 to 150 KB and thousands of elements, as the pages of common themes have;
nothing of the dress says anything about the product itself.
"""

from random import Random

from tests.pages.goods import Goods, goods

_SAID = (
    "Hàng đóng gói cẩn thận, giao nhanh hơn hẹn, người nhà ai cũng khen.",
    "Mua lần thứ ba rồi, lần trước hỏi thì hết hàng, may mà lần này còn.",
    "Giá 120.000đ là hợp lý so với chỗ khác, sẽ ủng hộ bà con tiếp.",
    "Thơm, sạch, có tem truy xuất nguồn gốc, quét mã ra đúng hợp tác xã.",
)


def dressed(page: str, g: Goods, rng: Random) -> str:
    """The page with the dress of a shop's theme around what it holds."""
    body = page.index("<body")
    start = page.index(">", body) + 1
    main, foot = page.index("<main>") + len("<main>"), page.index("</main>")
    return "".join(
        (
            page[: page.index("</head>")], _head(rng), page[page.index("</head>") : start],
            _menu(rng), page[start:main], _crumbs(g), page[main:foot], _specs(rng), _reviews(rng),
            _others(g, rng), page[foot : page.index("</body>")], _footer(rng), _scripts(rng),
            page[page.index("</body>") :],
        )
    )  # fmt: skip


def _head(rng: Random) -> str:
    links = "".join(
        f'<link rel="preload" as="style" href="/cdn/theme/{i}.{rng.randrange(10**9)}.css">'
        f'<meta name="x-theme-{i}" content="{rng.randrange(10**9)}">'
        for i in range(18)
    )
    rules = "".join(
        f".t-{i}__row .t-{i}__cell:hover{{color:#{rng.randrange(4096):03x};padding:{i}px}}"
        for i in range(160)
    )
    return f"{links}<style>{rules}</style>"


def _menu(rng: Random) -> str:
    """A mega menu made of plain blocks, as most themes build it, and a cart that is empty."""
    columns = "".join(
        f'<li class="menu-item level-{1 + i % 2}"><a class="menu-link" href="/nhom/{i}" '
        f'title="Nhóm {i}"><span class="menu-text">Nhóm hàng {i}</span>'
        f'<svg class="icon" viewBox="0 0 16 16"><path d="M{i} 4l8 8 8-8"/></svg></a></li>'
        for i in range(90 + rng.randrange(60))
    )
    return (
        '<div class="top-strip"><a href="tel:0214000000">0214 000 000</a>'
        '<a href="/dang-nhap">Đăng nhập</a></div><div class="site-head">'
        '<div class="site-search"><form action="/tim"><input name="q" placeholder="Tìm sản phẩm">'
        '<button type="submit">Tìm</button></form></div>'
        f'<ul class="main-menu">{columns}</ul></div>'
    )


def _crumbs(g: Goods) -> str:
    return (
        '<div class="breadcrumb"><a href="/"><span>Trang chủ</span></a>'
        f'<a href="/dac-san"><span>Đặc sản</span></a><span>{g.name}</span></div>'
    )


def _specs(rng: Random) -> str:
    rows = "".join(
        f'<tr class="spec-row"><th scope="row">Thông số {i}</th><td>Giá trị {rng.randrange(99)}'
        "</td></tr>"
        for i in range(1, 15)
    )
    parts = "".join(
        f'<div class="rte"><h3>Phần {i}</h3><p>Làm theo <strong>lối cũ</strong> của bà con, '
        f'<em>phơi nắng</em>, <a href="/bai-viet/{i}">xem cách làm</a>.</p>'
        f'<figure><img src="/anh/{i}.webp" alt="Ảnh {i}" loading="lazy" width="600" height="400">'
        "</figure><ul><li>Không phẩm màu</li><li>Không chất bảo quản</li></ul></div>"
        for i in range(1, 13)
    )
    return f'<div class="product-tabs"><table class="specs">{rows}</table>{parts}</div>'


def _reviews(rng: Random) -> str:
    each = "".join(
        f'<div class="review-item"><div class="review-author"><span class="name">Khách {i}</span>'
        f'<span class="date">0{1 + i % 9}/10/2026</span></div><div class="stars">'
        f'{"<i class=star></i>" * 5}</div><p class="review-text">{rng.choice(_SAID)}</p>'
        f'<button class="helpful" type="button">Hữu ích ({rng.randrange(30)})</button></div>'
        for i in range(16 + rng.randrange(20))
    )
    return f'<div class="product-reviews" id="danh-gia"><h2>Đánh giá</h2>{each}</div>'


def _others(g: Goods, rng: Random) -> str:
    cards = "".join(_card(goods(rng, g.number + 2000 + i)) for i in range(12 + rng.randrange(20)))
    return f'<div class="related-products"><h2>Có thể bạn cũng thích</h2>{cards}</div>'


def _card(other: Goods) -> str:
    badge = '<span class="badge sold-out">Hết hàng</span>' if other.state == "out" else ""
    return (
        f'<div class="product-card grid-item"><a class="card-media" href="/{other.slug}">'
        f'<picture><source srcset="/anh/{other.slug}-300.webp 300w, /anh/{other.slug}-600.webp '
        f'600w" type="image/webp"><img src="/anh/{other.slug}.jpg" alt="{other.name}" '
        f'loading="lazy"></picture>{badge}</a><div class="card-info"><h3 class="card-title">'
        f'<a href="/{other.slug}">{other.name}</a></h3><div class="card-price">'
        f'<span class="price">{other.shown}₫</span><del class="price-old">{other.shown_old}₫</del>'
        f'</div><button class="quick-add" type="button" data-id="{other.number}">Thêm vào giỏ'
        "</button></div></div>"
    )


def _footer(rng: Random) -> str:
    columns = "".join(
        f'<div class="foot-col"><h4>Cột {i}</h4><ul>'
        + "".join(f'<li><a href="/trang/{i}-{j}">Trang {j}</a></li>' for j in range(8))
        + "</ul></div>"
        for i in range(5 + rng.randrange(4))
    )
    return f'<div class="foot">{columns}</div>'


def _scripts(rng: Random) -> str:
    calls = "".join(f"w.dataLayer.push({{e:{i},v:{rng.randrange(10**9)}}});" for i in range(220))
    return f"<script>(function(w){{w.dataLayer=w.dataLayer||[];{calls}}})(window)</script>"
