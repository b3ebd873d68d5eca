"""A product's sheet: what is stated, what stays, pictures good and hostile, body limits."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import col, select
from werkzeug.test import TestResponse

from catalog import pictures
from catalog.config import Settings
from catalog.db import Database
from catalog.models import AuditEntry, Product
from catalog.status import ProductGroup
from storefront import security
from tests.support.browsing import csrf_of
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
FULL = {"price": "195.000", "stock": "7", "weight": "500 g", "description": "Ngon.\r\nThơm."}


def _photo(size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 40)).save(out, "JPEG")
    return out.getvalue()


def _save(
    client: FlaskClient, product_id: int, form: dict[str, str], picture: bytes | None = None
) -> TestResponse:
    address = f"/cua-toi/san-pham/{product_id}"
    data: dict[str, object] = {"csrf_token": csrf_of(client.get(address)), "phieu": "co", **form}
    if picture is not None:
        data["picture"] = (io.BytesIO(picture), "../../anh.php")
    return client.post(address, data=data, content_type="multipart/form-data")


def _product(database: Database, product_id: int) -> Product:
    with database.read() as session:
        found = session.get_one(Product, product_id)
        session.expunge(found)
    return found


def _stored(settings: Settings) -> list[Path]:
    folder = settings.data_dir / "pictures"
    return list(folder.iterdir()) if folder.exists() else []


def test_what_is_missing_stands_at_the_top(as_user: Browser, market: Market) -> None:
    page = as_user("alice").get(f"/cua-toi/san-pham/{market.cloth}").text
    assert "Còn thiếu: giá bán, ảnh" in page
    assert 'accept="image/*"' in page


def test_a_producer_fills_in_everything(
    as_user: Browser, market: Market, database: Database, settings: Settings
) -> None:
    alice = as_user("alice")
    answer = _save(alice, market.tea, FULL, _photo())
    assert (answer.status_code, answer.location) == (302, f"/cua-toi/san-pham/{market.tea}")
    tea = _product(database, market.tea)
    assert (tea.price_vnd, tea.stock, tea.weight_g) == (195_000, 7, 500)
    assert (tea.price_is_sample, tea.picture_is_sample) == (False, False)
    assert tea.description == "Ngon.\nThơm."
    (file,) = _stored(settings)
    assert tea.picture == file.name
    with alice.get(f"/anh/{tea.picture}") as shown:
        assert shown.data == file.read_bytes()
    assert "Đủ thông tin để đưa lên sàn" in alice.get(answer.location).text
    with database.read() as session:
        trail = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        said = {line.action: line.change for line in trail}
    assert set(said) == {"price", "stock", "description", "picture"}
    assert said["price"] == {"before": 180_000, "after": 195_000}


def test_a_fact_that_nobody_knows_yet_may_be_left_out(
    as_user: Browser, market: Market, database: Database
) -> None:
    answer = _save(as_user("alice"), market.cloth, {"price": "", "stock": "20", "weight": "500"})
    assert answer.status_code == 302
    assert _product(database, market.cloth).price_vnd is None


def test_a_sample_price_stays_a_sample_until_a_price_is_stated(
    as_user: Browser, market: Market, database: Database
) -> None:
    assert _save(as_user("alice"), market.tea, {**FULL, "price": ""}).status_code == 302
    tea = _product(database, market.tea)
    assert (tea.price_vnd, tea.price_is_sample, tea.stock) == (180_000, True, 7)
    _save(as_user("alice"), market.tea, {**FULL, "price": "180000"})
    tea = _product(database, market.tea)
    assert (tea.price_vnd, tea.price_is_sample) == (180_000, False)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"price": "999"}, "Giá phải là"),
        ({"price": "-5"}, "Giá phải là"),
        ({"stock": ""}, "Tồn kho phải là"),
        ({"stock": "1000001"}, "Tồn kho phải là"),
        ({"weight": "0"}, "Khối lượng phải là"),
        ({"weight": "1,5"}, "Khối lượng phải là"),
        ({"description": "x" * 3001}, "Mô tả dài quá"),
    ],
)
def test_a_bad_value_changes_nothing_and_keeps_what_was_typed(
    as_user: Browser, market: Market, database: Database, wrong: dict[str, str], why: str
) -> None:
    answer = _save(as_user("alice"), market.tea, {**FULL, **wrong})
    assert answer.status_code == 400
    assert why in answer.text
    assert "Ngon." in answer.text or "description" in wrong
    assert _product(database, market.tea).stock == 20


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"<?php system('id');", "không phải ảnh"),
        (_photo((200, 200)), "quá nhỏ"),
        (_photo() + b"\0" * 200_000, "lớn hơn"),
    ],
)
def test_a_hostile_picture_is_refused_and_nothing_is_stored(
    as_user: Browser,
    market: Market,
    database: Database,
    settings: Settings,
    picture: bytes,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 200_000)
    answer = _save(as_user("alice"), market.tea, FULL, picture)
    assert answer.status_code == 400
    assert why in answer.text
    assert _stored(settings) == []
    assert _product(database, market.tea).stock == 20


def test_a_picture_may_be_larger_than_other_forms(as_user: Browser, market: Market) -> None:
    large = _photo() + b"\0" * (security.BODY_LIMIT + 50_000)
    assert _save(as_user("alice"), market.tea, FULL, large).status_code == 302


def test_a_body_beyond_the_limit_is_not_read(
    as_user: Browser, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert security.UPLOAD_LIMITS["producer.offer"] > 10 * 1024 * 1024
    monkeypatch.setitem(security.UPLOAD_LIMITS, "producer.offer", 300_000)
    answer = _save(as_user("alice"), market.tea, FULL, _photo() + b"\0" * 300_000)
    assert answer.status_code == 413
    assert "dưới 10 MB" in answer.text


def test_large_bodies_are_taken_nowhere_else(as_user: Browser, market: Market) -> None:
    staff = as_user("thu")
    data = {
        "csrf_token": csrf_of(staff.get("/quan-tri/gian-hang/moi?cua=tinh")),
        "picture": (io.BytesIO(b"\0" * (security.BODY_LIMIT + 1)), "a.jpg"),
    }
    for address in ("/quan-tri/gian-hang/moi", f"/quan-tri/chu-the/{market.bob}/lien-he"):
        answer = staff.post(address, data=dict(data), content_type="multipart/form-data")
        assert answer.status_code == 413
        data["picture"] = (io.BytesIO(b"\0" * (security.BODY_LIMIT + 1)), "a.jpg")


def test_after_saving_one_goes_back_to_where_one_came_from(
    as_user: Browser, market: Market
) -> None:
    staff, shelf = as_user("thu"), f"/quan-tri/gian-hang/{market.alice_shop}"
    assert f'href="{shelf}"' in staff.get(f"/cua-toi/san-pham/{market.tea}?next={shelf}").text
    assert _save(staff, market.tea, {**FULL, "next": shelf}).location == shelf
    assert _save(staff, market.tea, {**FULL, "next": "//evil.example"}).location == (
        f"/cua-toi/san-pham/{market.tea}"
    )


def test_an_unknown_product_is_not_there(as_user: Browser) -> None:
    assert as_user("thu").get("/cua-toi/san-pham/9999").status_code == 404


def test_the_producers_own_page_leads_to_what_is_missing(as_user: Browser, market: Market) -> None:
    page = as_user("alice").get("/cua-toi").text
    assert "2 sản phẩm còn thiếu thông tin" in page
    assert f'href="/cua-toi/san-pham/{market.cloth}"' in page


def test_staff_state_the_group_that_an_annex_left_out(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Product, market.tea).product_group = ProductGroup.UNKNOWN
    page = as_user("thu").get(f"/cua-toi/san-pham/{market.tea}").text
    assert 'name="group"' in page
    answer = _save(as_user("thu"), market.tea, {**FULL, "group": "do_uong"})
    assert answer.status_code == 302
    assert _product(database, market.tea).product_group == "do_uong"
    with database.read() as session:
        (line,) = session.exec(select(AuditEntry).where(AuditEntry.action == "group")).all()
    assert (line.actor, line.change) == ("thu", {"before": "", "after": "do_uong"})


@pytest.mark.parametrize(("login", "group"), [("alice", "thu_cong"), ("thu", "vàng bạc")])
def test_nobody_else_states_a_group_and_only_one_of_the_six(
    as_user: Browser, market: Market, database: Database, login: str, group: str
) -> None:
    before = _product(database, market.tea).product_group
    _save(as_user(login), market.tea, {**FULL, "group": group})
    assert _product(database, market.tea).product_group == before
    assert ('name="group"' in as_user(login).get(f"/cua-toi/san-pham/{market.tea}").text) == (
        login == "thu"
    )
