"""Headers, cookies, hosts, CSRF, body limits, redirects, hostile text."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Producer
from storefront import access, security
from storefront.app import create_app
from storefront.links import floor_link, local_path, picture_link
from tests.support.browsing import csrf_of, sign_in
from tests.support.market import HOSTILE, PASSWORD, Market

Browser = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    "address", ["/", "/san-pham", "/dang-nhap", "/khong-co", "/static/chophien.css"]
)
def test_every_answer_carries_the_guards(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy


def test_pages_have_no_inline_script_or_style(as_user: Browser, market: Market) -> None:
    browser = as_user("thu")
    for address in (
        "/",
        "/san-pham",
        f"/tin/{market.tea_listing}",
        "/quan-tri",
        "/tai-khoan/ma-mot-lan",
    ):
        page = browser.get(address).text
        assert "style=" not in page, address
        assert "<style" not in page, address
        assert "onclick=" not in page, address
        scripts = page.count("<script")
        assert scripts == page.count("<script src=") + page.count('type="application/ld+json"')


def test_cookies_over_https_are_host_cookies(settings: Settings, database: Database) -> None:
    settings.web.https = True
    client = create_app(settings, database).test_client()
    page = client.get("/dang-nhap", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-chophien=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in page.headers


def test_cookies_over_http_stay_http_only(client: FlaskClient) -> None:
    cookie = client.get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/", base_url="http://evil.example").status_code == 400
    assert client.get("/", base_url="http://localhost").status_code == 200


def test_a_forwarded_host_or_address_is_ignored_without_proxies(client: FlaskClient) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4"}
    page = client.get("/san-pham", headers=headers)
    assert "evil.example" not in page.text


def test_addresses_are_taken_from_the_configured_number_of_proxies(
    settings: Settings, database: Database
) -> None:
    settings.web.proxies = 1
    client = create_app(settings, database).test_client()
    for number in range(11):
        # What the visitor claims stands first; the proxy appends the true address.
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}
        token = csrf_of(client.get("/dang-nhap"))
        form = {"login": f"n{number}", "password": "sai", "csrf_token": token}
        answer = client.post("/dang-nhap", data=form, headers=headers)
    assert answer.status_code == 429


def test_a_change_without_a_token_is_refused(as_user: Browser, market: Market) -> None:
    answer = as_user("thu").post(f"/tin/{market.tea_listing}/kiem-tra")
    assert answer.status_code == 400
    assert "Trang đã mở quá lâu" in answer.text


def test_signing_in_needs_a_token_too(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data={"login": "thu", "password": PASSWORD})
    assert answer.status_code == 400


def test_a_signed_inbound_call_may_be_exempt(app: Flask) -> None:
    hooks = Blueprint("hooks", __name__)
    hooks.add_url_rule("/goi", "in", lambda: "ok", methods=["POST"])
    app.register_blueprint(hooks)
    access.declare(app, "hooks.in", access.public)
    security.exempt_from_csrf(app, hooks)
    assert app.test_client().post("/goi").text == "ok"


def test_a_large_body_is_refused(as_user: Browser, market: Market) -> None:
    body = {"url": "x" * (security.BODY_LIMIT + 1)}
    answer = as_user("thu").post(f"/tin/{market.tea_listing}/lien-ket", data=body)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: x=1",
        "\t//evil.example",
        "",
        None,
    ],
)
def test_next_is_only_ever_a_local_path(target: str | None) -> None:
    assert local_path(target) == "/"


def test_next_keeps_a_local_path_with_its_question() -> None:
    assert local_path("/quan-tri?thay=live") == "/quan-tri?thay=live"


def test_signing_in_goes_to_the_page_asked_for_but_never_abroad(client: FlaskClient) -> None:
    assert sign_in(client, "thu", target="/quan-tri/loi").location == "/quan-tri/loi"
    client.delete_cookie("chophien")
    assert sign_in(client, "thu", target="//evil.example").location == "/quan-tri"


@pytest.mark.parametrize(
    "url",
    [
        "http://shopee.vn/x",
        "https://shopee.vn.evil.example/x",
        "https://evil.example/?shopee.vn",
        "https://user@shopee.vn/x",
        "javascript:alert(1)//shopee.vn",
        "https://127.0.0.1/x",
        "http://127.0.0.1:22/x",
        "http://[::1]:80:80/",
    ],
)
def test_links_leave_only_for_known_floors(settings: Settings, url: str) -> None:
    assert floor_link(url, settings) is None
    assert picture_link(url, settings) is None


def test_pictures_are_linked_where_floors_keep_them(settings: Settings) -> None:
    kept = "https://down-vn.img.susercontent.com/file/vn-1"
    for url in (kept, "https://shopee.vn/anh/a.jpg"):
        assert picture_link(url, settings) == url
    others = (kept.replace("https", "http"), kept.replace("//", "//a@"), "https://[", None, "")
    assert [picture_link(other, settings) for other in others] == [None] * 5


def test_links_to_floors_and_the_sandbox_are_kept(settings: Settings) -> None:
    sandbox = f"http://127.0.0.1:{settings.sandbox.shopee_port}/p/1"
    for url in ("https://shopee.vn/a-i.1.2", "https://nongsan.buudien.vn/a", sandbox):
        assert floor_link(url, settings) == url


def test_what_a_channel_says_is_text_never_markup(as_user: Browser, market: Market) -> None:
    browser = as_user("thu")
    for address in (
        f"/tin/{market.tea_listing}",
        f"/tin/{market.stopped_listing}",
        "/quan-tri/loi",
        f"/quan-tri/viec/{market.dead_task}",
    ):
        page = browser.get(address).text
        assert HOSTILE not in page, address
        assert "&lt;script&gt;" in page, address


def test_links_abroad_tell_nothing_and_pass_no_weight(client: FlaskClient, market: Market) -> None:
    page = client.get(f"/san-pham/{market.tea_slug}-{market.tea}").text
    assert 'href="https://shopee.vn/tra-i.1.2" rel="noopener nofollow ugc"' in page


def test_a_household_phone_stays_private_without_consent(
    client: FlaskClient, database: Database, market: Market
) -> None:
    from catalog.models import utc_now

    address = f"/chu-the/{market.bob}"
    assert "0900000001" not in client.get(address).text
    with database.write() as session:
        bob = session.get(Producer, market.bob)
        assert bob is not None
        bob.contact_consent_at = utc_now()
        session.add(bob)
    assert "0900000001" in client.get(f"{address}?moi").text


def test_a_picture_outside_the_folder_is_not_served(client: FlaskClient) -> None:
    assert client.get("/anh/..%2fchophien.db").status_code == 404
    assert client.get("/anh/%2e%2e/demo.key").status_code == 404


def test_compression_leaves_pages_with_tokens_plain(client: FlaskClient) -> None:
    squeezed = client.get("/san-pham", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/dang-nhap", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
