"""Every page of every audience opens."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.market import Market


@pytest.mark.parametrize(
    "address",
    ["/", "/san-pham", "/san-pham?q=tra&sao=4&cong_nhan=current", "/dang-nhap", "/healthz"],
)
def test_public_pages_open(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_product_and_producer_pages_open(client: FlaskClient, market: Market) -> None:
    assert client.get(f"/san-pham/{market.tea_slug}-{market.tea}").status_code == 200
    assert client.get(f"/chu-the/{market.alice}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/quan-tri",
        "/quan-tri?q=tra&thay=live&gui=idle&muon=list&kenh=shopee",
        "/quan-tri/loi",
        "/quan-tri/loi?cua=producer",
        "/quan-tri/lich-su",
        "/quan-tri/ke-hoach",
        "/quan-tri/chi-tieu",
        "/quan-tri/danh-sach/on_floor",
        "/quan-tri/danh-sach/shop?phan=chua-ro",
        "/quan-tri/danh-sach/communes",
    ],
)
def test_staff_pages_open(as_user: Callable[[str], FlaskClient], address: str) -> None:
    assert as_user("thu").get(address).status_code == 200


def test_pages_of_one_object_open(as_user: Callable[[str], FlaskClient], market: Market) -> None:
    browser = as_user("thu")
    for address in (
        f"/tin/{market.tea_listing}",
        f"/quan-tri/viec/{market.dead_task}",
        f"/quan-tri/lich-su/{market.run}",
    ):
        assert browser.get(address).status_code == 200, address


def test_producer_page_opens(as_user: Callable[[str], FlaskClient]) -> None:
    assert as_user("alice").get("/cua-toi").status_code == 200
