"""Certificates near their end: what staff hear, what their producers hear, and when it is over."""

from datetime import timedelta

from catalog.models import Listing, Product, Shop
from tests.support import facts
from tests.support.office import Goods, Office


def certified(office: Office) -> Product:
    """Goods whose certificate ends in twenty days."""
    with office.database.write() as session:
        product = facts.add_product(session, "Miến dong", "HTX Miến")
        row = facts.recognise(session, product, office.now.date())
        row.valid_to = office.now.date() + timedelta(days=20)
    return product


def test_a_certificate_near_its_end_is_told_and_its_lapse_is_no_recovery(office: Office) -> None:
    office.told("thu")
    certified(office)
    office.run()
    assert "Công nhận OCOP sắp hết hạn: Miến dong" in office.box.texts[0]
    office.later(days=21)
    office.run()
    assert "Công nhận OCOP đã hết hạn: Miến dong" in office.box.texts[1]
    office.later(days=40)
    office.run()
    assert all("bình thường" not in text for text in office.box.texts)


def test_a_producer_hears_of_its_own_certificates_in_time(office: Office, goods: Goods) -> None:
    """Ninety days before, again thirty days before, and once it ended; nobody else's."""
    office.told("alice")
    office.told("bob")
    with office.database.write() as session:
        product = session.get_one(Product, session.get_one(Listing, goods.alice).product_id)
        product.producer_id = session.get_one(Shop, goods.shop).producer_id
        row = facts.recognise(session, product, office.now.date())
        row.valid_to = office.now.date() + timedelta(days=91)
    office.run()
    assert office.box.mails == []
    for days in (2, 60, 30):
        office.later(days=days)
        office.run()
    assert set(office.box.receivers) == {"alice@example.vn"}
    first, nearer, ended = office.box.texts
    assert "Công nhận OCOP sắp hết hạn: Chè của alice" in first
    assert "Nộp hồ sơ đánh giá lại" in first
    assert "Công nhận OCOP còn chưa đầy 30 ngày: Chè của alice" in nearer
    assert "Công nhận OCOP đã hết hạn: Chè của alice" in ended
    assert "Bỏ hạng sao" in ended
    with office.database.write() as session:
        again = facts.recognise(session, session.merge(product), office.now.date())
        again.valid_to = office.now.date() + timedelta(days=1000)
    office.later(days=1)
    office.run()
    assert "Đã trở lại bình thường" in office.box.subjects[-1]


def test_a_renewed_certificate_is_good_news(office: Office) -> None:
    office.told("thu")
    product = certified(office)
    office.run()
    office.later(days=1)
    with office.database.write() as session:
        facts.recognise(session, session.merge(product), office.now.date())
    office.run()
    assert office.box.subjects[1] == (
        "[Chợ Phiên] Đã trở lại bình thường: Công nhận OCOP sắp hết hạn: Miến dong"
    )
