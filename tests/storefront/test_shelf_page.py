"""A shop's page: its shelf in parts and pages, what people put up, its common attributes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session, col, select

from catalog import audit
from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, Product, Shop, utc_now
from catalog.shelf import Part
from storefront.readmodels.shelf import PAGE_SIZE, ShelfPage, ShelfQuery, shelf_page
from tests.support import facts
from tests.support.browsing import csrf_of, post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def province(database: Database, market: Market) -> int:
    """The province's shop beside the market's own."""
    assert market.tea
    with database.write() as session:
        return facts.add_shop(session, None).id or 0


def _page(database: Database, shop_id: int, **asked: str) -> ShelfPage:
    with database.read() as session:
        page = shelf_page(session, shop_id, ShelfQuery.of(asked), utc_now(), TODAY)
    assert page is not None
    return page


def _shelve(client: FlaskClient, shop_id: int, *ids: int, **form: str) -> str:
    here = f"/quan-tri/gian-hang/{shop_id}"
    values = {"csrf_token": csrf_of(client.get(here)), **form}
    data = {**values, "san_pham": [str(number) for number in ids]}
    answer = client.post(f"{here}/ke", data=data, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def _intents(database: Database, shop_id: int) -> dict[int, str]:
    with database.read() as session:
        rows = session.exec(
            select(Listing.product_id, Listing.intent).where(Listing.shop_id == shop_id)
        ).all()
    return dict(rows)


def _fill(database: Database, number: int, *, complete: bool = True) -> None:
    with database.write() as session:
        for n in range(number):
            product = facts.add_product(session, f"Sản phẩm {n:04}", f"HTX {n % 30}")
            product.price_vnd, product.stock, product.weight_g = 50_000, 5, 100
            product.picture = "a.jpg" if complete or n % 2 else None
            facts.recognise(session, product, TODAY.replace(day=1))


def test_each_row_says_what_is_missing(as_user: Browser, province: int) -> None:
    page = as_user("thu").get(f"/quan-tri/gian-hang/{province}").text
    assert "Trà Shan tuyết cổ thụ" in page
    assert "Còn thiếu: ảnh" in page
    assert "Khăn thổ cẩm" not in page
    unfit = as_user("thu").get(f"/quan-tri/gian-hang/{province}?xem=khong").text
    assert "Khăn thổ cẩm" in unfit
    assert "không có công nhận còn hiệu lực" in unfit
    assert 'type="checkbox"' not in unfit


def test_ticked_products_are_put_up_and_taken_down(
    as_user: Browser, database: Database, market: Market, province: int
) -> None:
    staff = as_user("thu")
    said = _shelve(staff, province, market.tea, market.cloth, viec="dua_len")
    assert "Đã đưa lên: 1 sản phẩm" in said
    assert "Còn thiếu thông tin: 1" in said
    assert "không đưa lên: 1" in said
    assert _intents(database, province) == {market.tea: "list"}
    assert "Đã rút: 1 sản phẩm" in _shelve(staff, province, market.tea, viec="rut")
    assert _intents(database, province) == {market.tea: "not_wanted"}


def test_nothing_ticked_is_told(as_user: Browser, database: Database, province: int) -> None:
    assert "Chưa chọn sản phẩm nào" in _shelve(as_user("thu"), province, viec="dua_len")
    assert _intents(database, province) == {}


def test_a_producers_shop_takes_no_goods_of_others(
    as_user: Browser, database: Database, market: Market
) -> None:
    _shelve(as_user("thu"), market.alice_shop, market.honey, viec="dua_len")
    assert market.honey not in _intents(database, market.alice_shop)


def test_all_that_fit_the_filter_go_up_on_every_page(
    as_user: Browser, database: Database, province: int
) -> None:
    _fill(database, PAGE_SIZE + 20, complete=False)
    form = {"viec": "dua_len", "tat_ca": "co", "xem": "du", "q": "san pham"}
    said = _shelve(as_user("thu"), province, **form)
    assert f"Đã đưa lên: {(PAGE_SIZE + 20) // 2} sản phẩm" in said
    page = _page(database, province)
    assert page.counts[Part.ON] == (PAGE_SIZE + 20) // 2
    assert page.counts[Part.READY] == 0


@pytest.mark.parametrize("place", ["ke", "chung", "ten"])
def test_an_unknown_shop_is_not_there(as_user: Browser, place: str) -> None:
    staff = as_user("thu")
    assert staff.get("/quan-tri/gian-hang/9999").status_code == 404
    answer = post(staff, f"/quan-tri/gian-hang/9999/{place}", viec="rut")
    assert answer.status_code == 404


def test_a_deed_without_a_name_is_refused(as_user: Browser, province: int) -> None:
    answer = post(as_user("thu"), f"/quan-tri/gian-hang/{province}/ke", viec="xoa")
    assert answer.status_code == 400


def test_pages_hold_every_product_once(database: Database, province: int) -> None:
    _fill(database, PAGE_SIZE + 3)
    pages = [_page(database, province, trang=str(number)) for number in (1, 2, 99)]
    ids = [row.product_id for page in pages[:2] for row in page.rows]
    assert len(ids) == len(set(ids)) == pages[0].total
    assert pages[2].page == pages[0].pages == 2


def test_the_number_of_statements_does_not_grow_with_the_shelf(
    database: Database, province: int
) -> None:
    def statements() -> int:
        with database.read() as session, _counted(session) as seen:
            shelf_page(session, province, ShelfQuery(), utc_now(), TODAY)
        return len(seen)

    few = statements()
    _fill(database, 605)
    with database.write() as session:
        shop = session.get_one(Shop, province)
        for product in session.exec(select(Product).order_by(col(Product.id)).limit(60)):
            facts.add_listing(session, product, shop)
    assert statements() == few <= 8


@contextmanager
def _counted(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    yield seen
    event.remove(bind, "before_cursor_execute", note)


def _common(client: FlaskClient, shop_id: int, **form: object) -> tuple[int, str]:
    here = f"/quan-tri/gian-hang/{shop_id}"
    data = {"csrf_token": csrf_of(client.get(here)), **form}
    answer = client.post(f"{here}/chung", data=data, follow_redirects=True)
    return answer.status_code, answer.text


def test_common_attributes_are_kept_and_shown(
    as_user: Browser, database: Database, province: int
) -> None:
    form = {
        "ten": ["Hạn sử dụng", ""],
        "gia_tri": ["12 Tháng", ""],
        "nganh_hang": "100629",
        "van_chuyen": "5001, 5002",
    }
    status, text = _common(as_user("thu"), province, **form)
    assert status == 200
    assert 'value="12 Tháng"' in text
    assert 'value="5001, 5002"' in text
    with database.read() as session:
        assert session.get_one(Shop, province).settings == {
            "attributes": {"Hạn sử dụng": "12 Tháng"},
            "category_id": 100629,
            "logistic_ids": [5001, 5002],
        }


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"ten": ["Hạn"], "gia_tri": [""]}, "cần cả tên và giá trị"),
        ({"ten": ["Hạn", "Hạn"], "gia_tri": ["1", "2"]}, "ghi hai lần"),
        ({"nganh_hang": "một"}, "là số"),
        ({"van_chuyen": "5001 a"}, "là số"),
    ],
)
def test_bad_common_values_come_back_with_the_reason(
    as_user: Browser, database: Database, province: int, form: dict[str, object], why: str
) -> None:
    status, text = _common(as_user("thu"), province, **form)
    assert status == 400
    assert why in text
    with database.read() as session:
        assert session.get_one(Shop, province).settings == {}


def test_name_and_address_are_corrected(
    as_user: Browser, database: Database, province: int
) -> None:
    staff, here = as_user("thu"), f"/quan-tri/gian-hang/{province}"
    url = "https://shopee.vn/ocop"
    assert post(staff, f"{here}/ten", ten="OCOP Lào Cai", dia_chi=url).location == here
    page = staff.get(here).text
    assert f'href="{url}"' in page
    refused = post(staff, f"{here}/ten", ten="OCOP Mới", dia_chi="https://evil.example/")
    assert refused.status_code == 400
    assert 'value="OCOP Mới"' in refused.text
    with database.read() as session:
        shop = session.get_one(Shop, province)
        assert (shop.name, shop.url) == ("OCOP Lào Cai", url)
        (line,) = audit.of_object(session, "shop", province)
        assert line.action == "shop.change"


def test_a_real_shop_without_a_configured_channel_says_what_to_configure(
    as_user: Browser, database: Database, province: int
) -> None:
    assert "Kênh chưa được cấu hình" in as_user("thu").get(f"/quan-tri/gian-hang/{province}").text
    with database.write() as session:
        session.get_one(Shop, province).is_sandbox = True
    page = as_user("thu").get(f"/quan-tri/gian-hang/{province}").text
    assert "Kênh chưa được cấu hình" not in page


def test_a_channel_served_by_people_has_no_common_attributes(
    as_user: Browser, database: Database, market: Market
) -> None:
    with database.read() as session:
        shop_id = session.get_one(Listing, market.honey_listing).shop_id
    page = as_user("thu").get(f"/quan-tri/gian-hang/{shop_id}").text
    assert "Thuộc tính chung" not in page
    assert "Mật ong bạc hà" in page


def test_a_simulated_shop_on_a_real_channel_is_to_be_opened_again(
    as_user: Browser, database: Database, settings: Settings, province: int
) -> None:
    settings.channels.shopee.partner_id, settings.shopee_partner_key = 7, "k"
    with database.write() as session:
        shop = session.get_one(Shop, province)
        shop.is_sandbox, shop.external_id = True, "220001"
    staff = as_user("thu")
    page = staff.get(f"/quan-tri/gian-hang/{province}").text
    assert "Gian hàng này mở trên sàn thử" in page
    assert 'id="consent"' not in page
    assert 'href="/quan-tri/gian-hang/moi?cua=tinh"' in page
    # One that nothing is known of yet may simply be authorised.
    with database.write() as session:
        session.get_one(Shop, province).external_id = "?a"
    page = staff.get(f"/quan-tri/gian-hang/{province}").text
    assert "Gian hàng này mở trên sàn thử" not in page
    assert 'id="consent"' in page
