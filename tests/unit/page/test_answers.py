"""What surrounds a page: codes, headers, redirects, encodings, identity; and the command."""

import json
import zlib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from connectors.page import FetchedPage, PageReading, Status, Wanted, read
from jobs.cli.read_page import STATUS_VI, read_page

URL = "https://shop.vn/san-pham/mat-ong-bac-ha"
LD = (
    '<script type="application/ld+json">{"@type":"Product","name":"Mật ong bạc hà","sku":"MO-1",'
    '"offers":{"price":"120000","priceCurrency":"VND","availability":"InStock"}}</script>'
)
PRODUCT = (
    f"<html><head><title>Mật ong bạc hà</title>{LD}</head>"
    "<body><h1>Mật ong bạc hà</h1></body></html>"
)


def look(
    body: str | bytes = PRODUCT,
    want: Wanted | None = None,
    *,
    status: int | None = 200,
    final_url: str = URL,
    headers: dict[str, str] | None = None,
    content_type: str | None = "text/html",
    fault: str | None = None,
) -> PageReading:
    data = body.encode() if isinstance(body, str) else body
    page = FetchedPage(URL, final_url, status, headers or {}, data, content_type, (), fault)
    return read(page, want or Wanted())


@pytest.mark.parametrize("code", [401, 403, 407, 429, 451])
def test_refusals_are_walls_whatever_the_body(code: int) -> None:
    assert look(status=code).status is Status.BLOCKED


@pytest.mark.parametrize("code", [500, 503, 408, 425, 304, 418])
def test_faults_say_nothing(code: int) -> None:
    got = look(status=code)
    assert (got.status, got.price) == (Status.UNKNOWN, None)
    assert "http_error" in got.flags


def test_transport_error_says_nothing() -> None:
    got = look("", status=None, fault="ConnectTimeout")
    assert (got.status, got.flags) == (Status.UNKNOWN, ("transport_error",))


def test_challenge_header_is_a_wall_at_200() -> None:
    assert look(headers={"CF-Mitigated": "challenge"}).status is Status.BLOCKED


@pytest.mark.parametrize("title", ["Access Denied", "Xác minh", "Attention Required! | Cloudflare"])
def test_wall_named_in_the_title_alone(title: str) -> None:
    words = "Vui lòng thử lại sau ít phút, xin cảm ơn quý khách. " * 25
    page = f"<html><title>{title}</title><body><p>{words}</p></body></html>"
    assert look(page).status is Status.BLOCKED


def test_captcha_of_a_review_form_is_no_wall() -> None:
    form = "<form><h2>Viết nhận xét</h2><div class='g-recaptcha'></div></form></body>"
    assert look(PRODUCT.replace("</body>", form)).status is Status.IN_STOCK


def test_icons_closed_at_once_hide_nothing() -> None:
    page = (
        "<html lang='vi'><body><svg class='i' /><div><h1>Chè</h1><p class='price'>90.000đ</p>"
        "<button>Mua ngay</button></div><svg><title>Biểu tượng</title></svg></body></html>"
    )
    got = look(page)
    assert (got.status, str(got.price), got.title) == (Status.IN_STOCK, "90000", "Chè")


def test_missing_and_gone() -> None:
    page = "<html><title>Xin lỗi</title><h1>Xin lỗi</h1></html>"
    assert look(page, status=404).status is Status.NOT_FOUND
    assert look(page, status=410).flags == ("gone",)


def test_protection_script_on_a_real_404_is_no_wall() -> None:
    page = (
        "<html><title>Không tìm thấy trang</title><h1>Không tìm thấy trang</h1>"
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></html>"
    )
    assert look(page, status=404).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("https://shop.vn/", Status.MOVED),
        ("https://shop.vn/danh-muc/mat-ong", Status.MOVED),
        ("https://shop.vn/collections/all", Status.MOVED),
        ("https://shop.vn/404", Status.MOVED),
        ("https://shop.vn/search?q=mat", Status.MOVED),
        ("https://shop.vn/index.php?route=common/home", Status.MOVED),
        ("https://shop.vn/index.php?route=error/not_found", Status.MOVED),
        ("https://shop.vn/buyer/login?next=/x", Status.BLOCKED),
        ("https://shop.vn/verify/traffic/error?home=1", Status.BLOCKED),
        ("https://shop.vn/password", Status.BLOCKED),
        ("https://shop.vn/xac-nhan-tuoi?ve=/san-pham/mat-ong-bac-ha", Status.BLOCKED),
        (
            "https://hang-doi.vn/?t=https%3A%2F%2Fshop.vn%2Fsan-pham%2Fmat-ong-bac-ha",
            Status.BLOCKED,
        ),
        ("https://shop.vn/?from=/san-pham/mat-ong-bac-ha", Status.MOVED),
        ("https://shop.vn/san-pham/mat-ong-bac-ha;jsessionid=A1", Status.IN_STOCK),
        ("https://shop.vn/san-pham/ao-khoac-gio", Status.MOVED),
        ("https://www.shop.vn/san-pham/mat-ong-bac-ha/", Status.IN_STOCK),
        ("https://shop.vn/san-pham/mat-ong-bac-ha-500ml", Status.IN_STOCK),
        ("https://shop.vn/collections/mat/products/mat-ong-bac-ha", Status.IN_STOCK),
    ],
)
def test_redirects(target: str, status: Status) -> None:
    assert look(final_url=target).status is status


def test_redirect_to_other_goods_than_wanted_is_moved() -> None:
    want = Wanted(title="Áo khoác gió nam")
    assert look(want=want, final_url="https://shop.vn/san-pham/mat-ong").status is Status.MOVED


def test_redirect_to_a_page_that_a_query_names_may_be_the_goods() -> None:
    target = "https://shop.vn/index.php?route=product/product&product_id=42"
    got = look(want=Wanted(title="Mật ong bạc hà"), final_url=target)
    assert got.status is Status.IN_STOCK


@pytest.mark.parametrize(
    ("title", "status"),
    [("Mật ong bạc hà", Status.NOT_A_PRODUCT_PAGE), ("Chợ quê", Status.NOT_FOUND)],
)
def test_canonical_link_to_the_home_page(title: str, status: Status) -> None:
    """A shop that points every page there still names the page by its title."""
    words = "Chuyện làng nghề, chuyện mùa màng và người làm ra hạt gạo. " * 9
    page = (
        f"<html><head><title>{title}</title><link rel='canonical' href='/'></head>"
        f"<body><p>{words}</p></body></html>"
    )
    assert look(page).status is status


@pytest.mark.parametrize(
    ("body", "kind", "flag"),
    [
        (b"", "text/html", "empty_body"),
        (b"  \n", "text/html", "empty_body"),
        (b"%PDF-1.7", "application/pdf", "not_html"),
        (b"\x28\xb5\x2f\xfd" + b"\x01" * 900, "text/html", "compressed_body"),
        (zlib.compress(PRODUCT.encode())[:90], "text/html", "cut_body"),
        (PRODUCT.encode()[:-60], "text/html", "cut_body"),
        (("<html>" + "H\ufffdt h\ufffdng " * 300).encode(), "text/html", "wrong_encoding"),
    ],
)
def test_unreadable_bodies(body: bytes, kind: str, flag: str) -> None:
    got = look(body, content_type=kind)
    assert (got.status, got.flags) == (Status.UNREADABLE, (flag,))


def test_compressed_and_twice_encoded_bodies_are_undone() -> None:
    assert look(zlib.compress(PRODUCT.encode())).status is Status.IN_STOCK
    vietnamese = "<p>Mật ong hoa bạc hà của đồng bào vùng cao, rất quý và sạch.</p>" * 3
    twice = (PRODUCT + vietnamese).encode().decode("cp1252", "replace")
    if "\ufffd" not in twice:
        assert look(twice).title == "Mật ong bạc hà"
    latin = PRODUCT.encode().decode("latin-1").encode()
    assert look(latin).title == "Mật ong bạc hà"


def test_wanted_product_is_told_from_others() -> None:
    assert look(want=Wanted(sku="MO-1")).status is Status.IN_STOCK
    assert look(want=Wanted(sku="mo1", title="Mật ong bạc hà Mèo Vạc")).flags == ()
    other = look(want=Wanted(sku="XX-9"))
    assert (other.status, other.price, other.flags) == (Status.UNKNOWN, None, ("other_product",))
    assert "sku_differs" in look(want=Wanted(sku="XX-9", title="Mật ong bạc hà")).flags
    assert look(want=Wanted(title="Chè Shan tuyết Suối Giàng")).status is Status.UNKNOWN


def command(*args: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(read_page)
    result = CliRunner().invoke(app, list(args))
    return result.exit_code, result.output


def test_command_prints_the_contract_keys(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PRODUCT, "utf-8")
    code, text = command(str(file), "--json", "--url", URL, "--http-status", "200", "--sku", "MO-1")
    got = json.loads(text)
    assert code == 0
    assert (got["status"], got["price"], got["currency"]) == ("in_stock", "120000", "VND")
    assert {"title", "evidence", "flags", "final_url", "canonical"} <= got.keys()
    assert got["picture"] == ""
    assert "Ảnh: không có" in command(str(file), "--url", URL)[1]
    assert all(set(e) == {"source", "raw", "weight"} for e in got["evidence"])
    assert command(str(file), "--http-status", "404")[1].startswith("Tình trạng: Không thấy")


def test_command_refuses_what_it_cannot_open(tmp_path: Path) -> None:
    code, text = command(str(tmp_path / "none.html"), "--json")
    assert (code, "Không mở được tệp" in text) == (2, True)
    code, text = command("http://127.0.0.1:9/x", "--json")
    assert (code, "--url" in text) == (2, True)


def test_every_status_has_its_words() -> None:
    assert set(STATUS_VI) == set(Status)
