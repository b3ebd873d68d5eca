"""Floors without an API: the pack for a person, and what their pages say."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from catalog.config import ChannelSettings, FloorSettings, Settings
from catalog.contract import ListingRef
from catalog.models import utc_now
from catalog.status import Observed
from connectors import registry
from connectors.floor.columns import UnknownColumnError
from connectors.floor.observe import STATUSES, observe_page
from connectors.floor.pack import Pack, defused, export_pack
from connectors.page import FetchedPage, Status
from tests.contract.stage import draft, picture

URL = "https://postmart.vn/p/mat-ong-1.html"
LISTING = ListingRef(1, "LC-0001", None, URL, "Mật ong bạc hà")
NASTY = ("=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1")


def exported(tmp_path: Path, columns: dict[str, str] | None = None, **changes: Any) -> Pack:
    goods = [draft("LC-0002"), draft(**changes)]
    return export_pack(goods, FloorSettings(columns=columns or {}), tmp_path)


def csv_rows(pack: Pack) -> list[list[str]]:
    text = (pack.folder / "san-pham.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def xlsx_rows(pack: Pack) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_path(str(pack.folder / "san-pham.xlsx"))
    return book.get_sheet_by_index(0).to_python()


def test_a_pack_holds_table_and_pictures(tmp_path: Path) -> None:
    pack = exported(tmp_path, pictures=(picture(), picture((9, 9, 9))))
    assert pack.item_count == 2
    head, first, second = csv_rows(pack)
    assert head[:2] == ["Mã SKU", "Tên sản phẩm"]
    assert [first[0], second[0]] == ["LC-0001", "LC-0002"]
    assert first[head.index("Giá bán")] == "285000"
    assert xlsx_rows(pack)[1][head.index("Giá bán")] == 285_000
    assert first[head.index("Hình ảnh")] == "LC-0001-1.jpg, LC-0001-2.jpg"
    assert (pack.folder / "anh" / "LC-0002.jpg").read_bytes() == picture().content
    with zipfile.ZipFile(pack.archive) as archive:
        assert sorted(archive.namelist()) == sorted(pack.files)


def test_the_same_goods_give_the_same_bytes_and_hash(tmp_path: Path) -> None:
    one, two = exported(tmp_path / "a"), exported(tmp_path / "b")
    assert one.file_hash == two.file_hash
    for name in one.files:
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name
    assert one.archive.read_bytes() == two.archive.read_bytes()
    others = [
        exported(tmp_path, price_vnd=1),
        exported(tmp_path, pictures=(picture((1, 1, 1)),)),
        exported(tmp_path, {"sku": "Mã"}),
    ]
    assert len({one.file_hash, *(other.file_hash for other in others)}) == 4


def test_columns_follow_the_floor_s_template(tmp_path: Path) -> None:
    pack = exported(tmp_path, {"price": "Giá (VNĐ)", "sku": "Mã hàng", "stars": ""})
    head = csv_rows(pack)[0]
    assert head[:2] == ["Giá (VNĐ)", "Mã hàng"]
    assert "Hạng sao OCOP" not in head
    with pytest.raises(UnknownColumnError):
        exported(tmp_path, {"colour": "Màu"})


@pytest.mark.parametrize("text", NASTY)
def test_formulas_are_defused_and_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    pack = exported(tmp_path, producer=text)
    head, first, _second = csv_rows(pack)
    cell = first[head.index("Chủ thể")]
    assert cell == f"'{text}"
    with zipfile.ZipFile(pack.folder / "san-pham.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert defused(-5) == -5


def test_a_sku_cannot_leave_the_folder(tmp_path: Path) -> None:
    pack = export_pack([draft("../../x")], FloorSettings(), tmp_path)
    assert [name for name in pack.files if name.startswith("anh/")] == ["anh/______x.jpg"]


def page(body: str = "", status: int | None = 200, **changes: Any) -> FetchedPage:
    return FetchedPage(
        **{
            "url": URL,
            "final_url": URL,
            "status": status,
            "body": body.encode(),
            "content_type": "text/html; charset=utf-8",
            "headers": {"Set-Cookie": "secret=1", "Date": "x"},
            **changes,
        }
    )


def product(stock: str) -> str:
    return (
        "<!doctype html><html><head><title>Mật ong bạc hà</title>"
        '<script type="application/ld+json">{"@type":"Product","name":"Mật ong bạc hà",'
        f'"sku":"LC-0001","url":"{URL}","offers":{{"@type":"Offer","price":"285000",'
        f'"priceCurrency":"VND","availability":"https://schema.org/{stock}"}}}}</script></head>'
        "<body><h1>Mật ong bạc hà</h1><p>285.000₫</p></body></html>"
    )


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (page(product("InStock")), Observed.LIVE),
        (page(product("OutOfStock")), Observed.LIVE_OUT_OF_STOCK),
        (page("<h1>404</h1>", 404), Observed.NOT_FOUND),
        (page("<h1>410</h1>", 410), Observed.NOT_FOUND),
        (page("<html><title>Just a moment...</title></html>", 403), Observed.UNKNOWN),
        (page("<html><title>Just a moment...</title></html>", 503), Observed.UNKNOWN),
        (page("", 429), Observed.UNKNOWN),
        (page("", 500), Observed.UNKNOWN),
        (page("", 200), Observed.UNKNOWN),
        (page(transport_error="timeout", status=None), Observed.UNKNOWN),
        (
            page("<html><body><div id=root></div><script src=a.js></script></body></html>"),
            Observed.UNKNOWN,
        ),
        (
            page("<h1>Trang chủ</h1>", final_url="https://postmart.vn/", redirects=(URL,)),
            Observed.UNKNOWN,
        ),
    ],
)
def test_only_a_page_about_the_goods_changes_their_state(
    look: FetchedPage, expected: Observed
) -> None:
    seen = observe_page(look, LISTING, utc_now())
    assert seen.status is expected
    assert (seen.reason is None) is (expected in {Observed.LIVE, Observed.LIVE_OUT_OF_STOCK})
    assert ("gone" in seen.flags) is (look.status == 410)
    assert seen.proof is not None
    assert "set-cookie" not in seen.proof.headers


def test_a_live_page_tells_price_and_title() -> None:
    seen = observe_page(page(product("InStock")), LISTING, utc_now())
    assert (seen.price_vnd, seen.title) == (285_000, "Mật ong bạc hà")
    assert seen.confidence > 0.9


def test_every_reading_has_its_place() -> None:
    assert set(STATUSES) == set(Status)


def test_only_channels_without_an_api_name_hosts_to_read() -> None:
    floor = FloorSettings(hosts=["san.example.vn"])
    settings = Settings(channels=ChannelSettings(buudien=floor))
    assert registry.page_hosts(settings) == ["san.example.vn"]
