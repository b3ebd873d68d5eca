"""The floor without an API: upload by a person, moderation, pages in several shapes."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from connectors.sandbox import Sandbox
from connectors.sandbox.floor.upload import amount
from tests.unit.sandbox.caller import Control, Json, picture

ROW: Json = {
    "sku": "LC-001",
    "name": "Chè Shan tuyết Suối Giàng",
    "price": 250_000,
    "stock": 12,
    "description": "Chè cổ thụ <b>một tôm hai lá</b>.",
    "image": "LC-001.jpg",
}


@pytest.fixture
def shop_id(floor: Control) -> int:
    shop = floor.post("/shops", name="HTX Suối Giàng", owner="HTX Suối Giàng", kind="producer")
    return int(shop["shop_id"])


@pytest.fixture
def visitor(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.floor_url, verify=False) as client:
        yield client


def upload(floor: Control, shop_id: int, **changes: object) -> Json:
    answer = floor.post("/upload", shop_id=shop_id, rows=[ROW | changes])
    assert answer["refused"] == []
    return dict(answer["accepted"][0])


def soup(answer: httpx.Response) -> BeautifulSoup:
    assert answer.status_code == 200
    assert "Dữ liệu mô phỏng (sandbox)" in answer.text
    return BeautifulSoup(answer.text, "lxml")


def test_uploaded_goods_get_an_address_and_a_page(
    floor: Control, shop_id: int, visitor: httpx.Client
) -> None:
    put_up = upload(floor, shop_id)
    assert put_up["url"].endswith(f"/p/che-shan-tuyet-suoi-giang-{put_up['item_id']}.html")
    page = soup(visitor.get(put_up["url"]))
    block = page.find("script", type="application/ld+json")
    assert block
    data = json.loads(block.text)
    assert (data["name"], data["sku"]) == (ROW["name"], "LC-001")
    assert data["offers"]["price"] == "250000"
    assert data["offers"]["availability"].endswith("/InStock")
    assert "<b>một tôm" not in str(page)


def test_shapes_and_themes(floor: Control, shop_id: int, visitor: httpx.Client) -> None:
    url = upload(floor, shop_id)["url"]
    for shape in ("jsonld", "opengraph", "microdata", "text"):
        for theme in ("A", "B"):
            floor.post("/rules", shape=shape, theme=theme)
            page = soup(visitor.get(url))
            assert "250.000₫" in page.get_text()
            assert bool(page.find("script", type="application/ld+json")) == (shape == "jsonld")
            meta = page.find("meta", property="product:price:amount")
            assert bool(meta) == (shape == "opengraph")
            assert bool(page.find(itemprop="price")) == (shape == "microdata")
            assert bool(page.find(class_="product-price")) == (theme == "A")


def test_edits_and_out_of_stock_are_shown(
    floor: Control, shop_id: int, visitor: httpx.Client
) -> None:
    put_up = upload(floor, shop_id)
    floor.post(f"/items/{put_up['item_id']}", price=199_000, stock=0)
    page = soup(visitor.get(put_up["url"]))
    assert "199.000₫" in page.get_text()
    stock = page.find(class_="product-stock")
    assert stock
    assert stock.text == "Hết hàng"


def test_moderation_delay_refusal_and_second_try(
    floor: Control, shop_id: int, visitor: httpx.Client
) -> None:
    floor.post("/rules", moderation_seconds=86_400, reject={"LC-001": "Ảnh mờ"})
    put_up = upload(floor, shop_id)
    item = f"/items/{put_up['item_id']}"
    assert floor.get(item)["status"] == "in_review"
    assert visitor.get(put_up["url"]).status_code == 404
    floor.post("/clock", advance=86_401)
    visitor.get(put_up["url"])
    refused = floor.get(item)
    assert (refused["status"], refused["violations"]) == ("rejected", [{"reason": "Ảnh mờ"}])
    floor.post("/rules", moderation_seconds=0, reject={})
    again = upload(floor, shop_id)
    assert (again["item_id"], again["new"]) == (put_up["item_id"], False)
    assert floor.get(item)["status"] == "live"


@pytest.mark.parametrize("status", ["hidden", "removed", "rejected"])
@pytest.mark.parametrize(
    ("gone", "code"), [("404", 404), ("410", 410), ("soft404", 200), ("home", 302)]
)
def test_goods_not_on_show(
    floor: Control, shop_id: int, visitor: httpx.Client, status: str, gone: str, code: int
) -> None:
    put_up = upload(floor, shop_id)
    floor.post("/rules", gone=gone)
    floor.post(f"/items/{put_up['item_id']}", status=status)
    answer = visitor.get(put_up["url"])
    assert answer.status_code == code
    if gone == "home":
        assert answer.headers["Location"] == "/"
    else:
        assert "Sản phẩm không tồn tại" in answer.text


def test_made_up_addresses(visitor: httpx.Client, floor: Control, shop_id: int) -> None:
    assert visitor.get("/p/khong-co-99999.html").status_code == 404
    assert visitor.get("/p/khong-co.html").status_code == 404
    assert visitor.get("/gian-hang/xem-s1.html").status_code == 404
    assert visitor.get("/gian-hang/xem-s1").status_code == 404
    put_up = upload(floor, shop_id)
    moved = visitor.get(f"/p/ten-cu-{put_up['item_id']}.html")
    assert moved.status_code == 301
    assert put_up["url"].endswith(moved.headers["Location"])


def test_shop_page_lists_what_is_on_show(
    floor: Control, shop_id: int, visitor: httpx.Client
) -> None:
    rows = [ROW | {"sku": f"LC-{n}", "name": f"Chè Shan số {n}"} for n in range(53)]
    accepted = floor.post("/upload", shop_id=shop_id, rows=rows)["accepted"]
    floor.post(f"/items/{accepted[0]['item_id']}", status="hidden")
    links: list[str] = []
    address: str | None = f"/gian-hang/suoi-giang-s{shop_id}"
    while address:
        page = soup(visitor.get(address))
        links += [str(link["href"]) for link in page.select("ul.goods a")]
        following = page.find("a", rel="next")
        address = str(following["href"]) if following else None
    assert links == [
        one["url"].removeprefix(str(visitor.base_url).rstrip("/")) for one in accepted[1:]
    ]


@pytest.mark.parametrize(
    ("validators", "etag", "date"),
    [
        ("both", True, True),
        ("etag", True, False),
        ("last_modified", False, True),
        ("none", False, False),
    ],
)
def test_validators_are_a_rule(
    floor: Control, shop_id: int, visitor: httpx.Client, validators: str, etag: bool, date: bool
) -> None:
    url = upload(floor, shop_id)["url"]
    floor.post("/rules", validators=validators)
    first = visitor.get(url)
    assert ("etag" in first.headers, "last-modified" in first.headers) == (etag, date)
    known = {"If-None-Match": first.headers.get("etag", '"?"')}
    if date:
        known |= {"If-Modified-Since": first.headers["last-modified"]}
    if not etag:
        known.pop("If-None-Match")
    again = visitor.get(url, headers=known)
    assert (again.status_code, bool(again.content)) == ((304, False) if known else (200, True))


def test_an_edit_beats_the_validators(floor: Control, shop_id: int, visitor: httpx.Client) -> None:
    put_up = upload(floor, shop_id)
    first = visitor.get(put_up["url"])
    floor.post(f"/items/{put_up['item_id']}", price=199_000)
    known = {
        "If-None-Match": first.headers["etag"],
        "If-Modified-Since": first.headers["last-modified"],
    }
    assert visitor.get(put_up["url"], headers=known).status_code == 200


def test_unchanged_pages_answer_304(floor: Control, shop_id: int, visitor: httpx.Client) -> None:
    put_up = upload(floor, shop_id)
    tag = {"If-None-Match": visitor.get(put_up["url"]).headers["ETag"]}
    assert visitor.get(put_up["url"], headers=tag).status_code == 304
    floor.post(f"/items/{put_up['item_id']}", price=1000)
    assert visitor.get(put_up["url"], headers=tag).status_code == 200


def test_robots_can_change(floor: Control, visitor: httpx.Client) -> None:
    assert "Disallow: /ban-hang" in visitor.get("/robots.txt").text
    floor.post("/rules", robots="User-agent: *\nDisallow: /\n", robots_status=503)
    answer = visitor.get("/robots.txt")
    assert (answer.status_code, answer.text) == (503, "User-agent: *\nDisallow: /\n")


BAD_ROWS: list[tuple[Json, str]] = [
    ({"sku": ""}, "SKU"),
    ({"name": " "}, "tên"),
    ({"price": "Liên hệ"}, "Giá"),
    ({"price": 0}, "Giá"),
    ({"stock": "nhiều"}, "Số lượng"),
]


@pytest.mark.parametrize(("change", "word"), BAD_ROWS)
def test_the_clerk_sends_bad_rows_back(
    floor: Control, shop_id: int, change: Json, word: str
) -> None:
    answer = floor.post("/upload", shop_id=shop_id, rows=[ROW, ROW | {"sku": "B"} | change])
    assert len(answer["accepted"]) == 1
    [refused] = answer["refused"]
    assert refused["row"] == 2
    assert word in refused["reason"]


def test_an_upload_needs_a_shop_and_rows(floor: Control, shop_id: int) -> None:
    assert floor.http.post("/upload", json={"shop_id": 1, "rows": [ROW]}).status_code == 404
    assert floor.http.post("/upload", json={"shop_id": shop_id}).status_code == 400
    assert floor.http.post("/upload", json={"shop_id": shop_id, "rows": [1]}).status_code == 400


@given(st.integers(1, 10**9), st.sampled_from(["{}", "{} đ", "{}₫", "{} VND", "{}.0"]))
def test_the_clerk_reads_amounts_as_people_write_them(value: int, form: str) -> None:
    assert amount(form.format(value)) == value
    if not form.endswith(".0"):
        assert amount(form.format(f"{value:,}".replace(",", "."))) == value


@pytest.mark.parametrize("text", ["", "Liên hệ", "12a", "-5", "1/2", "²"])
def test_unclear_amounts_stay_unread(text: str) -> None:
    assert amount(text) is None


HEADINGS = ["SKU", "Tên sản phẩm", "Giá bán (VND)", "Tồn kho", "Mô tả", "Tên tệp ảnh", "Hạng sao"]
CELLS = ["LC-7", "Rượu ngô Bắc Hà", "120.000 đ", 40, "Men lá", "LC-7.jpg", 4]


def sheet(kind: str, folder: Path) -> bytes:
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([HEADINGS, CELLS])
        return text.getvalue().encode("utf-8-sig")
    path = folder / "pack.xlsx"
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADINGS)
    page.append(CELLS)
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_pack_as_a_sheet(floor: Control, shop_id: int, tmp_path: Path, kind: str) -> None:
    answer = floor.http.post(
        "/upload",
        data={"shop_id": str(shop_id)},
        files=[
            ("file", (f"pack.{kind}", sheet(kind, tmp_path))),
            ("images", ("LC-7.jpg", picture("JPEG"))),
            ("images", ("LC-8.jpg", b"no picture")),
        ],
    )
    assert answer.json()["wrong_photos"] == ["LC-8.jpg"]
    [accepted] = answer.json()["accepted"]
    item = floor.get(f"/items/{accepted['item_id']}")
    shown = httpx.get(accepted["url"], verify=False).text
    assert f"/anh/{shop_id}/LC-7.jpg" in shown
    assert (item["price"], item["stock"], item["status"]) == (120_000, 40, "live")


def test_a_broken_sheet(floor: Control, shop_id: int) -> None:
    answer = floor.http.post(
        "/upload", data={"shop_id": str(shop_id)}, files={"file": ("a.xlsx", b"no zip")}
    )
    assert answer.status_code == 400


def test_the_form_a_person_uses(floor: Control, shop_id: int, visitor: httpx.Client) -> None:
    assert "HTX Suối Giàng" in soup(visitor.get("/ban-hang")).get_text()
    fields = {name: str(ROW[name]) for name in ("sku", "name", "price", "stock", "description")}
    answer = visitor.post(
        "/ban-hang",
        data=fields | {"shop_id": str(shop_id)},
        files={"image": ("LC-001.png", picture())},
    )
    assert "chờ sàn duyệt" in soup(answer).get_text()
    assert [one["item_sku"] for one in floor.get("/items")["items"]] == ["LC-001"]
    page = soup(visitor.get(floor.get("/items")["items"][0]["path"]))
    photo = page.find("main")
    assert photo
    assert photo.img
    assert visitor.get(str(photo.img["src"])).content == picture()
    refused = visitor.post("/ban-hang", data=fields | {"shop_id": str(shop_id), "price": "?"})
    assert refused.status_code == 422
    assert "Giá bán không đọc được" in refused.text
    assert visitor.post("/ban-hang", data=fields).status_code == 400
    false = {"image": ("LC-001.png", b"no picture")}
    refused = visitor.post("/ban-hang", data=fields | {"shop_id": str(shop_id)}, files=false)
    assert "không phải tệp JPG hoặc PNG" in refused.text


@pytest.mark.parametrize(("kind", "mark"), [("wall", "g-recaptcha"), ("shell", '<div id="root">')])
def test_walls_and_shells_answer_200_after_some_requests(
    floor: Control, shop_id: int, visitor: httpx.Client, kind: str, mark: str
) -> None:
    url = upload(floor, shop_id)["url"]
    floor.post("/faults", match="/p/", kind=kind, skip=2)
    pages = [visitor.get(url) for _ in range(4)]
    assert [page.status_code for page in pages] == [200] * 4
    assert [mark in page.text for page in pages] == [False, False, True, True]


def test_other_page_faults(floor: Control, shop_id: int, visitor: httpx.Client) -> None:
    url = upload(floor, shop_id)["url"]
    floor.post("/faults", match="/p/", kind="redirect", count=1)
    floor.post("/faults", match="/p/", kind="charset", count=1)
    floor.post("/faults", match="/p/", kind="truncate", count=1)
    floor.post("/faults", match="/p/", kind="status", status=410, count=1)
    assert visitor.get(url).headers["Location"] == "/"
    with pytest.raises(UnicodeDecodeError):
        visitor.get(url).content.decode("utf-8")
    with pytest.raises(httpx.RemoteProtocolError):
        visitor.get(url)
    assert visitor.get(url).status_code == 410
    assert visitor.get(url).status_code == 200


@pytest.mark.usefixtures("shop_id")
def test_home_names_the_shops_and_head_has_no_body(visitor: httpx.Client) -> None:
    assert "HTX Suối Giàng" in soup(visitor.get("/")).get_text()
    head = visitor.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 100
