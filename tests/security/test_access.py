"""Who may open and change what: every route has a rule, strangers learn nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.db import Database
from catalog.models import Listing
from storefront import access
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]

STAFF_ONLY = [
    "/quan-tri",
    "/quan-tri/loi",
    "/quan-tri/gian-hang",
    "/quan-tri/gian-hang/moi",
    "/quan-tri/gian-hang/1",
    "/quan-tri/chu-the",
    "/quan-tri/chu-the/1",
    "/quan-tri/lich-su",
    "/quan-tri/lich-su/1",
    "/quan-tri/ke-hoach",
    "/quan-tri/chi-tieu",
    "/quan-tri/danh-sach/on_floor",
    "/quan-tri/viec/1",
    "/quan-tri/bao-sai",
]
PUBLIC_ENDPOINTS = {
    "account.sign_in",
    "bootstrap.static",
    "health.healthz",
    "public.home",
    "public.language",
    "public.picture",
    "public.producer",
    "public.product",
    "public.products",
    "public.report",
    "public.robots",
    "static",
}


def test_every_route_has_a_declared_rule(app: Flask) -> None:
    without = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access.rule_of(app, rule.endpoint) is None
    }
    assert without == set()


def test_rules_name_existing_routes_only(app: Flask) -> None:
    assert set(access.RULES) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_what_everybody_may_open_is_listed_here_on_purpose() -> None:
    open_to_all = {name for name, rule in access.RULES.items() if rule is access.public}
    assert open_to_all == PUBLIC_ENDPOINTS


def test_changes_need_a_signed_in_person(app: Flask) -> None:
    """But for signing in, and for a visitor's report, which only has a page looked at."""
    posted = {one.endpoint for one in app.url_map.iter_rules() if "POST" in (one.methods or set())}
    for endpoint in posted - {"account.sign_in", "public.report"}:
        assert access.RULES[endpoint] is not access.public, endpoint


def test_a_route_without_a_rule_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/quen", "forgotten", lambda: "secret")
    assert app.test_client().get("/quen").status_code == 403


def test_a_declared_rule_lets_a_later_blueprint_answer(app: Flask) -> None:
    app.add_url_rule("/goi-vao", "inbound", lambda: "ok")
    access.declare(app, "inbound", access.public)
    assert app.test_client().get("/goi-vao").text == "ok"


@pytest.mark.parametrize("address", STAFF_ONLY)
def test_the_public_is_sent_to_sign_in(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/dang-nhap")


@pytest.mark.parametrize("address", STAFF_ONLY)
def test_for_a_producer_staff_pages_do_not_exist(as_user: Browser, address: str) -> None:
    assert as_user("alice").get(address).status_code == 404


def test_the_owner_opens_her_listing(as_user: Browser, market: Market) -> None:
    assert as_user("alice").get(f"/tin/{market.tea_listing}").status_code == 200


def test_the_stranger_gets_404_for_a_listing(as_user: Browser, market: Market) -> None:
    assert as_user("bob").get(f"/tin/{market.tea_listing}").status_code == 404


def test_a_missing_listing_looks_the_same_to_the_stranger(as_user: Browser) -> None:
    assert as_user("bob").get("/tin/999999").status_code == 404


@pytest.mark.parametrize("deed", ["lien-ket", "kiem-tra"])
def test_the_stranger_gets_404_for_a_deed(as_user: Browser, market: Market, deed: str) -> None:
    answer = post(as_user("bob"), f"/tin/{market.tea_listing}/{deed}", url="https://shopee.vn/x")
    assert answer.status_code == 404


def test_the_stranger_gets_404_for_a_price(as_user: Browser, market: Market) -> None:
    answer = post(as_user("bob"), f"/cua-toi/san-pham/{market.tea}", price="9000", stock="1")
    assert answer.status_code == 404


def test_a_sheet_is_its_producers_and_the_staffs(as_user: Browser, market: Market) -> None:
    address = f"/cua-toi/san-pham/{market.tea}"
    answers = {login: as_user(login).get(address).status_code for login in ("alice", "bob", "thu")}
    assert answers == {"alice": 200, "bob": 404, "thu": 200}


@pytest.mark.parametrize(
    "deed",
    [
        "gian-hang/moi",
        "gian-hang/{alice_shop}/ke",
        "gian-hang/{alice_shop}/chung",
        "gian-hang/{alice_shop}/ten",
        "chu-the/{alice}/lien-he",
        "chu-the/{alice}/tai-khoan",
        "tai-khoan/1/xac-minh",
        "tai-khoan/1/ngung",
    ],
)
def test_the_owner_may_not_do_the_desks_work(as_user: Browser, market: Market, deed: str) -> None:
    place = deed.format(alice=market.alice, alice_shop=market.alice_shop)
    assert post(as_user("alice"), f"/quan-tri/{place}", viec="dua_len").status_code == 404


@pytest.mark.parametrize("deed", ["gui-lai", "bo", "y-muon"])
def test_the_owner_may_not_do_what_staff_decide(
    as_user: Browser, market: Market, database: Database, deed: str
) -> None:
    address = f"/quan-tri/tin/{market.stopped_listing}/{deed}"
    assert post(as_user("alice"), address, muon="withdraw").status_code == 404
    with database.read() as session:
        listing = session.get(Listing, market.stopped_listing)
        assert listing is not None
        assert listing.intent == "list"


def test_a_deed_without_a_session_is_refused(client: FlaskClient, market: Market) -> None:
    token_page = "/dang-nhap"
    answer = post(client, f"/tin/{market.tea_listing}/kiem-tra", page=token_page)
    assert answer.status_code == 401


def test_the_producer_page_shows_the_producers_own_listings_only(as_user: Browser) -> None:
    text = as_user("bob").get("/cua-toi").text
    assert "Mật ong bạc hà" in text
    assert "Trà Shan tuyết" not in text
