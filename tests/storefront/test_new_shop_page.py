"""Opening a shop through its pages: whose, where, and what comes back when it won't do."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog.db import Database
from catalog.models import Shop
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
ADDRESS = "/quan-tri/gian-hang/moi"


def test_the_owner_is_found_by_words_without_marks(as_user: Browser, market: Market) -> None:
    page = as_user("thu").get(ADDRESS + "?tim=htx+suoi+giang").text
    assert "HTX Trà Shan Tuyết Suối Giàng" in page
    assert f'href="{ADDRESS}?cua={market.alice}"' in page
    assert "Giàng A Tủa" not in page
    assert "Không có chủ thể nào" in as_user("thu").get(ADDRESS + "?tim=zzzz").text


def test_a_producers_shop_is_opened(as_user: Browser, database: Database, market: Market) -> None:
    staff = as_user("thu")
    page = staff.get(f"{ADDRESS}?cua={market.bob}").text
    assert 'value="Hộ kinh doanh Giàng A Tủa"' in page
    url = "https://shopee.vn/giang-a-tua"
    form = {"cua": str(market.bob), "kenh": "shopee", "ten": "Giàng A Tủa", "dia_chi": url}
    answer = post(staff, ADDRESS, **form)
    with database.read() as session:
        shop = session.exec(select(Shop).where(Shop.url == url)).one()
        assert (shop.producer_id, shop.channel, shop.is_sandbox) == (market.bob, "shopee", True)
        assert answer.location == f"/quan-tri/gian-hang/{shop.id}"
    assert "Chưa ủy quyền" in staff.get(answer.location).text


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"ten": "Gian hàng Suối Giàng", "dia_chi": "https://evil.example"}, "sàn đã biết"),
        ({"ten": "x"}, "Tên gian hàng"),
        ({"kenh": "tiki", "ten": "Gian khác"}, "Chọn một sàn"),
    ],
)
def test_what_won_t_do_comes_back_in_its_form(
    as_user: Browser, database: Database, form: dict[str, str], why: str
) -> None:
    answer = post(as_user("thu"), ADDRESS, **{"cua": "tinh", "kenh": "shopee", **form})
    assert answer.status_code == 400
    assert why in answer.text
    assert f'value="{form["ten"]}"' in answer.text
    with database.read() as session:
        assert len(session.exec(select(Shop)).all()) == 2


@pytest.mark.parametrize("whose", ["", "99999", "x" * 99])
def test_without_an_owner_the_question_is_asked_again(as_user: Browser, whose: str) -> None:
    staff = as_user("thu")
    assert "của ai?" in staff.get(f"{ADDRESS}?cua={whose}").text
    assert post(staff, ADDRESS, cua=whose, kenh="shopee", ten="Gian").location == ADDRESS
