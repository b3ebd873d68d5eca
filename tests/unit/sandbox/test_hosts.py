"""Several floors of one sandbox, and the troubles that a reader of their pages meets."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import httpx
import pytest

from connectors.page import FetchedPage, PageReading, Status, Wanted, read
from connectors.sandbox import Sandbox, SandboxSettings
from tests.unit.sandbox.caller import Control, Json

NAME = "Chè Shan tuyết Suối Giàng"
ROW: Json = {"sku": "LC-001", "name": NAME, "price": 250_000, "stock": 12, "description": "Chè."}


@pytest.fixture
def three() -> Iterator[Sandbox]:
    with Sandbox(SandboxSettings(moderation_seconds=0, floors=3)) as running:
        yield running


@pytest.fixture
def goods(floor: Control) -> Json:
    """One product on show: where, and its number."""
    return put_up(floor)


def put_up(floor: Control, **changes: object) -> Json:
    shop = floor.post("/shops", name="HTX Suối Giàng", kind="producer")
    rows = [ROW | changes]
    return dict(floor.post("/upload", shop_id=shop["shop_id"], rows=rows)["accepted"][0])


def look(url: str, agent: str = "ChoPhien") -> PageReading:
    """What our reader makes of the page, fetched over the wire."""
    answer = httpx.get(url, headers={"User-Agent": agent}, follow_redirects=True, verify=False)
    page = FetchedPage(
        url, str(answer.url), answer.status_code, dict(answer.headers), answer.content
    )
    return read(page, Wanted(sku="LC-001", title=NAME, url=url))


def test_floors_of_one_sandbox_are_hosts_apart(three: Sandbox) -> None:
    first, second, third = (Control(url, three.control_token) for url in three.floor_urls)
    assert three.floor_url == three.floor_urls[0]
    with first.http, second.http, third.http:
        pages = [put_up(one, price=price)["url"] for one, price in ((first, 1000), (second, 2000))]
        assert [look(page).price for page in pages] == [1000, 2000]
        second.post("/rules", gone="410", theme="B")
        second.post("/faults", kind="wall")
        assert [look(page).status for page in pages] == [Status.IN_STOCK, Status.BLOCKED]
        assert first.get("/rules")["theme"] == third.get("/rules")["theme"] == "A"
        assert [len(one.get("/items")["items"]) for one in (first, second, third)] == [1, 1, 0]


@pytest.mark.parametrize("shape", ["jsonld", "opengraph", "microdata", "text"])
def test_a_redesign_that_can_still_be_read(floor: Control, goods: Json, shape: str) -> None:
    floor.post("/rules", shape=shape)
    before = look(goods["url"])
    floor.post("/rules", theme="B")
    after = look(goods["url"])
    assert (after.status, after.price) == (before.status, before.price)
    assert (after.status, after.price) == (Status.IN_STOCK, Decimal(250_000))


@pytest.mark.parametrize("shape", ["jsonld", "opengraph", "microdata", "text"])
def test_a_redesign_that_leaves_nothing_to_read(floor: Control, goods: Json, shape: str) -> None:
    floor.post("/rules", shape=shape, theme="C")
    found = look(goods["url"])
    assert found.price is None
    assert found.status in {Status.UNKNOWN, Status.NEEDS_JAVASCRIPT, Status.NOT_A_PRODUCT_PAGE}
    floor.post("/rules", theme="A")
    assert look(goods["url"]).status is Status.IN_STOCK


def test_a_wall_after_some_requests_of_each_caller(floor: Control, goods: Json) -> None:
    floor.post("/faults", kind="wall", match="/p/", skip=2, by_client=True)
    read_by_us = [look(goods["url"]).status for _ in range(4)]
    assert read_by_us == [Status.IN_STOCK] * 2 + [Status.BLOCKED] * 2
    assert look(goods["url"], agent="Mozilla/5.0").status is Status.IN_STOCK
    floor.http.delete("/faults")
    assert look(goods["url"]).status is Status.IN_STOCK


def test_a_slow_loris_never_ends(floor: Control, goods: Json) -> None:
    whole = httpx.get(goods["url"], verify=False).content
    floor.post("/faults", kind="loris", match="/p/", seconds=0.0)
    with httpx.stream("GET", goods["url"], verify=False) as answer:
        assert "Content-Length" not in answer.headers
        pieces = islice(answer.iter_raw(64), len(whole) // 64 + 5)
        body = b"".join(pieces)
    assert body.startswith(whole)
    assert body.endswith(b"   ")


def test_a_stop_ends_a_loris() -> None:
    with Sandbox(SandboxSettings(moderation_seconds=0)) as sandbox:
        control = Control(sandbox.floor_url, sandbox.control_token)
        with control.http:
            url = put_up(control)["url"]
            control.post("/faults", kind="loris", match="/p/", seconds=0.02)
        client = httpx.Client(verify=False)
        with client.stream("GET", url) as answer:
            pieces = answer.iter_raw()
            next(pieces)
            sandbox.stop()
            assert len(b"".join(pieces)) < 1000


def test_prices_are_edited_together(floor: Control, goods: Json) -> None:
    assert floor.post("/prices", percent=80) == {"changed": 1}
    assert look(goods["url"]).price == 200_000
    assert floor.post("/prices", percent=80, shop_id=1) == {"changed": 0}
    for body in ({"percent": 0}, {"percent": "80"}, {}, {"percent": 80, "shop": 1}):
        assert floor.http.post("/prices", json=body).status_code == 400


def test_a_header_that_names_a_false_charset(floor: Control, goods: Json) -> None:
    floor.post("/faults", kind="charset", match="/p/", text="iso-8859-1")
    answer = httpx.get(goods["url"], verify=False)
    assert answer.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert NAME not in answer.text
    found = look(goods["url"])
    assert (found.status, found.title) == (Status.IN_STOCK, NAME)


def test_redirects_to_the_home_page_say_nothing_good(floor: Control, goods: Json) -> None:
    floor.post("/faults", kind="redirect", match="/p/")
    assert look(goods["url"]).status is Status.MOVED


def test_rules_that_shut_us_out(floor: Control) -> None:
    shut = "User-agent: *\nDisallow: /p/\n"
    floor.post("/rules", robots=shut)
    answer = httpx.get(str(floor.http.base_url.join("/robots.txt")), verify=False)
    assert answer.text == shut


def test_ill_described_loris_and_callers(floor: Control) -> None:
    assert floor.http.post("/faults", json={"kind": "loris", "seconds": -1}).status_code == 400
    assert floor.http.post("/faults", json={"kind": "wall", "by_client": 1}).status_code == 400
