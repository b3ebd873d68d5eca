"""Producers for staff: finding one, contacts and consent, payment accounts, what stays private."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from catalog.db import Database
from catalog.models import PaymentAccount, Producer
from catalog.vietqr import Transfer, build
from storefront.readmodels.producers import ProducersQuery, producer_list
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
NUMBER = "0102030405067"


def _names(database: Database, **asked: str) -> list[str]:
    with database.read() as session:
        page = producer_list(session, ProducersQuery.of(asked))
    return [line.name for line in page.producers]


def _account(database: Database, producer_id: int) -> PaymentAccount:
    with database.read() as session:
        found = session.exec(
            select(PaymentAccount)
            .where(PaymentAccount.producer_id == producer_id)
            .order_by(col(PaymentAccount.id).desc())
        ).first()
        assert found is not None
        session.expunge(found)
    return found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Hộ kinh doanh Giàng A Tủa", "HTX Trà Shan Tuyết Suối Giàng"]),
        ({"q": "hkd giang"}, ["Hộ kinh doanh Giàng A Tủa"]),
        ({"thieu": "tai-khoan"}, ["Hộ kinh doanh Giàng A Tủa"]),
        ({"thieu": "gian-hang"}, []),
        ({"thieu": "xyz", "q": "suối"}, ["HTX Trà Shan Tuyết Suối Giàng"]),
    ],
)
def test_producers_are_found(
    database: Database, market: Market, asked: dict[str, str], found: list[str]
) -> None:
    assert market.alice
    assert _names(database, **asked) == found


def test_the_list_counts_goods_and_shops(as_user: Browser, market: Market) -> None:
    page = as_user("thu").get("/quan-tri/chu-the").text
    assert f'href="/quan-tri/chu-the/{market.alice}"' in page
    assert "tài khoản mẫu" in page


def test_an_account_is_declared_verified_and_ended(
    as_user: Browser, database: Database, market: Market
) -> None:
    staff, here = as_user("thu"), f"/quan-tri/chu-the/{market.bob}"
    form = {"loai": "bank", "noi": "agribank", "so": NUMBER, "dong_y": "co"}
    assert post(staff, f"{here}/tai-khoan", **form).location == here
    account = _account(database, market.bob)
    page = staff.get(here).text
    assert "••••067" in page
    assert NUMBER not in page
    assert post(staff, f"/quan-tri/tai-khoan/{account.id}/xac-minh").location == here
    assert _account(database, market.bob).verified_by == "thu"
    public = staff.get(f"/chu-the/{market.bob}").text
    assert "Đã xác minh" in public
    assert "Agribank" not in public
    assert "067" not in public
    assert post(staff, f"/quan-tri/tai-khoan/{account.id}/ngung").location == here
    assert _account(database, market.bob).account_sealed is None


def test_a_vietqr_text_is_enough(as_user: Browser, database: Database, market: Market) -> None:
    payload = build(Transfer("970405", NUMBER))
    post(as_user("thu"), f"/quan-tri/chu-the/{market.alice}/tai-khoan", vietqr=payload)
    assert _account(database, market.alice).provider == "Agribank"


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"loai": "bank", "noi": "ACB", "so": NUMBER}, "đã đồng ý"),
        ({"loai": "thẻ cào", "noi": "ACB"}, "Chọn loại tài khoản"),
        ({"loai": "bank", "noi": ""}, "Ghi tên ngân hàng"),
        ({"vietqr": "000201"}, "Mã"),
    ],
)
def test_a_bad_declaration_comes_back_without_the_number(
    as_user: Browser, database: Database, market: Market, form: dict[str, str], why: str
) -> None:
    answer = post(as_user("thu"), f"/quan-tri/chu-the/{market.bob}/tai-khoan", **form)
    assert answer.status_code == 400
    assert why in answer.text
    assert NUMBER not in answer.text
    with database.read() as session:
        kept = session.exec(
            select(PaymentAccount).where(PaymentAccount.producer_id == market.bob)
        ).all()
    assert kept == []


def test_a_telephone_is_public_by_consent_only(
    as_user: Browser, client: FlaskClient, database: Database, market: Market
) -> None:
    staff, here = as_user("thu"), f"/quan-tri/chu-the/{market.bob}"
    assert "0900000001" in staff.get(here).text
    assert "0900000001" not in client.get(f"/chu-the/{market.bob}").text
    post(staff, f"{here}/lien-he", dien_thoai="0900 000 001", dong_y="co")
    assert "0900000001" in staff.get(f"/chu-the/{market.bob}").text
    post(staff, f"{here}/lien-he", dien_thoai="0900000001")
    assert "0900000001" not in staff.get(f"/chu-the/{market.bob}").text
    with database.read() as session:
        assert session.get_one(Producer, market.bob).contact_consent_at is None


def test_a_bad_contact_comes_back_as_typed(as_user: Browser, market: Market) -> None:
    here = f"/quan-tri/chu-the/{market.bob}"
    answer = post(as_user("thu"), f"{here}/lien-he", dien_thoai="12")
    assert answer.status_code == 400
    assert 'value="12"' in answer.text


@pytest.mark.parametrize(
    "address",
    ["chu-the/9999/lien-he", "chu-the/9999/tai-khoan", "tai-khoan/9999/xac-minh"],
)
def test_what_is_unknown_is_not_there(as_user: Browser, address: str) -> None:
    staff = as_user("thu")
    form = {"loai": "bank", "noi": "ACB"}
    assert post(staff, f"/quan-tri/{address}", **form).status_code == 404
    assert staff.get("/quan-tri/chu-the/9999").status_code == 404
