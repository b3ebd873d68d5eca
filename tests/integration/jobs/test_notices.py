"""Who is told what: at once or in the digest, once, and again when it is over."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import Listing, Notice, NoticeDelivery, NoticeMessage, Product, Shop, ShopPage
from catalog.notices import prune
from catalog.notices.false_alarms import Why, false_alarms, mark_false
from catalog.observing import close_incident
from catalog.status import Observed
from catalog.vault import Vault
from tests.support import facts
from tests.support.office import MORNING, Goods, Office, open_office


def test_an_incident_is_told_at_once_and_once(office: Office) -> None:
    office.told("thu", digest=False)
    office.incident()
    for _ in range(3):
        office.run()
        office.later(minutes=1)
    assert office.box.subjects == ["[Chợ Phiên] Khẩn: Sự cố trên shopee"]
    assert office.box.receivers == ["thu@example.vn"]
    assert "9 trên 10" in office.box.texts[0]


def test_its_end_is_told_once(office: Office) -> None:
    office.told("thu", digest=False)
    number = office.incident()
    office.run()
    office.later(minutes=20)
    office.close(number)
    for _ in range(3):
        office.run()
        office.later(minutes=1)
    assert office.box.subjects[1:] == ["[Chợ Phiên] Đã trở lại bình thường: Sự cố trên shopee"]


def test_what_came_and_went_before_it_was_told_is_never_told(office: Office) -> None:
    office.told("thu")
    office.now = MORNING.replace(hour=15)  # 22:00 in Vietnam: quiet
    number = office.incident()
    office.run()
    office.later(hours=1)
    office.close(number)
    office.run()
    office.later(hours=12)
    office.run()
    assert office.box.mails == []
    (row,) = office.rows(Notice)
    assert (row.told_at, row.ended_at is not None) == (None, True)


def test_what_ends_between_composing_and_sending_is_left_out(office: Office) -> None:
    office.told("thu", digest=False)
    number = office.incident()
    office.compose()
    office.later(minutes=1)
    office.close(number)
    office.compose()
    office.work()
    assert office.box.mails == []
    (row,) = office.rows(NoticeDelivery)
    assert (row.sent_at, row.dropped_at) == (None, office.now)


def test_quiet_hours_hold_the_urgent_until_morning(office: Office) -> None:
    office.told("thu", digest=False)
    office.now = MORNING.replace(hour=15)
    office.incident()
    office.run()
    office.later(hours=8)  # 06:00
    office.run()
    assert office.box.mails == []
    office.later(minutes=31)
    office.run()
    assert office.box.subjects == ["[Chợ Phiên] Khẩn: Sự cố trên shopee"]


def test_who_wants_the_urgent_at_night_gets_it_at_night(office: Office) -> None:
    office.told("thu", digest=False, urgent_any_time=True)
    office.now = MORNING.replace(hour=15)
    office.incident()
    office.run()
    assert len(office.box.mails) == 1


def test_a_producer_hears_of_its_own_shop_only_and_in_the_digest(
    office: Office, goods: Goods
) -> None:
    office.told("alice", digest=False)
    office.told("bob", digest=False)
    office.see(goods.alice, Observed.LIVE_OUT_OF_STOCK)
    office.incident()
    office.run()
    assert office.box.mails == []
    office.later(hours=22)  # 07:00 the next day
    office.run()
    assert office.box.receivers == ["alice@example.vn"]
    assert office.box.subjects == ["[Chợ Phiên] Sàn đang báo hết hàng: Chè của alice"]
    assert "Cập nhật số lượng còn" in office.box.texts[0]


@pytest.mark.parametrize(
    ("status", "told"), [(Observed.LIVE_OUT_OF_STOCK, 1), (Observed.SUSPENDED, 0)]
)
def test_in_the_provinces_shop_a_producer_hears_of_its_own_moves_alone(
    office: Office, goods: Goods, status: Observed, told: int
) -> None:
    office.told("alice")
    with office.database.write() as session:
        shop = session.get_one(Shop, session.get_one(Listing, goods.alice).shop_id)
        product = session.get_one(Product, session.get_one(Listing, goods.alice).product_id)
        product.producer_id, shop.producer_id = shop.producer_id, None
    office.see(goods.alice, status)
    office.run()
    assert len(office.box.mails) == told


def test_a_digest_wanted_at_night_is_sent_when_the_quiet_ends(office: Office, goods: Goods) -> None:
    office.told("alice", digest_hour=22)
    office.see(goods.alice, Observed.LIVE_OUT_OF_STOCK)
    for _ in range(24):
        office.later(hours=1)
        office.run()
    assert len(office.box.mails) == 1


def test_what_begins_to_come_and_go_is_told_once_and_is_no_recovery(
    office: Office, goods: Goods
) -> None:
    office.told("alice")
    office.see(goods.alice, Observed.LIVE_OUT_OF_STOCK)
    office.run()
    for status in (Observed.LIVE, Observed.LIVE_OUT_OF_STOCK, Observed.LIVE):
        office.later(days=1)
        office.see(goods.alice, status)
        with office.database.write() as session:
            session.get_one(Listing, goods.alice).flapping_since = office.now
        office.run()
    told = [subject.removeprefix("[Chợ Phiên] ") for subject in office.box.subjects]
    assert told == [
        "Sàn đang báo hết hàng: Chè của alice",
        "Trạng thái trên sàn đổi qua đổi lại nhiều lần: Chè của alice",
    ]


def test_a_page_that_claims_stars_it_lost_is_told_to_its_producer(
    office: Office, goods: Goods
) -> None:
    office.told("alice")
    office.see(goods.alice, Observed.LIVE)
    with office.database.write() as session:
        session.get_one(Listing, goods.alice).observed_stars = 4
    office.run()
    assert "Trang vẫn ghi hạng sao OCOP đã hết hiệu lực" in office.box.texts[0]


def test_the_same_open_problem_is_repeated_after_the_days_set(office: Office, goods: Goods) -> None:
    office.told("alice", repeat_days=3)
    office.see(goods.alice, Observed.SUSPENDED)
    sent = []
    for _ in range(7):
        office.run()
        sent.append(len(office.box.mails))
        office.later(days=1)
    assert sent == [1, 1, 1, 2, 2, 2, 3]
    assert "Vẫn chưa xong" in office.box.texts[1]


def test_another_problem_of_the_same_listing_is_news_not_a_recovery(
    office: Office, goods: Goods
) -> None:
    office.told("alice")
    office.see(goods.alice, Observed.HIDDEN_BY_SELLER)
    office.run()
    office.later(days=1)
    office.see(goods.alice, Observed.SUSPENDED)
    office.run()
    assert "Sàn đã khóa sản phẩm" in office.box.texts[1]
    assert "bình thường" not in office.box.texts[1]
    assert len(office.notices("listing:")) == 1


def test_a_problem_that_returns_before_its_end_was_told_goes_on(
    office: Office, goods: Goods
) -> None:
    office.told("alice")
    office.see(goods.alice, Observed.SUSPENDED)
    office.run()
    office.later(hours=2)
    office.see(goods.alice, Observed.LIVE)
    office.run()
    office.later(hours=1)
    office.see(goods.alice, Observed.SUSPENDED)
    office.run()
    office.later(days=1)
    office.run()
    assert len(office.box.mails) == 1
    (row,) = office.notices("listing:")
    assert (row.episode, row.ended_at) == (1, None)


def test_a_problem_that_returns_after_its_end_was_told_is_a_new_episode(
    office: Office, goods: Goods
) -> None:
    office.told("alice")
    for status in (Observed.SUSPENDED, Observed.LIVE, Observed.SUSPENDED):
        office.see(goods.alice, status)
        office.run()
        office.later(days=1)
    assert [subject.split("] ")[1].split(":")[0] for subject in office.box.subjects] == [
        "Sàn đã khóa sản phẩm",
        "Đã trở lại bình thường",
        "Sàn đã khóa sản phẩm",
    ]
    assert sorted(row.episode for row in office.notices("listing:")) == [1, 2]


def test_staff_hear_how_much_waits_for_whom(office: Office, goods: Goods) -> None:
    office.told("thu")
    for listing in (goods.alice, goods.bob):
        office.see(listing, Observed.LIVE_OUT_OF_STOCK)
    office.run()
    assert "Có việc chờ chủ thể xử lý (2 việc)" in office.box.texts[0]
    office.later(days=1)
    office.see(goods.bob, Observed.LIVE)
    office.run()
    # Another number is no news.
    assert len(office.box.mails) == 1


def test_a_lapsing_consent_is_told_to_staff_and_to_the_owner(office: Office, goods: Goods) -> None:
    office.told("thu")
    office.told("alice")
    office.told("bob")
    with office.database.write() as session:
        shop = facts.add_shop(session, None, "shopee")
        shop.name, shop.credentials_sealed = "Gian hàng Shopee", b"x"
        shop.producer_id = session.get_one(Shop, goods.shop).producer_id
        # The engine's own clock: differences are asked as of the office's.
        shop.authorised_until = office.now + timedelta(days=3)
    office.run()
    told = dict(zip(office.box.receivers, office.box.texts, strict=True))
    assert set(told) == {"thu@example.vn", "alice@example.vn"}
    assert all("sắp hết hạn: Gian hàng Shopee" in text for text in told.values())
    office.later(days=4)
    office.run()
    newest = dict(zip(office.box.receivers[2:], office.box.texts[2:], strict=True))
    assert all("đã hết hạn: Gian hàng Shopee" in text for text in newest.values())
    assert all("bình thường" not in text for text in newest.values())


def test_false_alarms_are_counted_by_reason(office: Office, goods: Goods) -> None:
    office.told("thu")
    office.told("alice")
    office.told("bob")
    marked, closed = office.incident(), office.incident()
    for listing in (goods.alice, goods.bob):
        office.see(listing, Observed.NOT_FOUND)
    office.run()
    office.later(hours=5)
    with office.database.write() as session:
        notice = session.exec(select(Notice).where(Notice.subject == f"incident:{marked}")).one()
        assert mark_false(session, notice.id or 0, "thu", office.now, is_false=True)
        assert close_incident(session, closed, "thu", now=office.now)
        # Bob's listing was sent again by us: its return is our doing.
        session.get_one(Listing, goods.bob).dispatch_at = office.now
    for listing in (goods.alice, goods.bob):
        office.see(listing, Observed.LIVE)
    office.run()
    with office.database.read() as session:
        figure = false_alarms(session, office.now, days=90, withdrawn_hours=24)
    assert (figure.k, figure.n) == (3, 4)
    assert [figure.by(why) for why in Why] == [1, 1, 1]
    withdrawn = [one.text_vi for one in figure.told if one.why is Why.WITHDRAWN]
    assert withdrawn == ["Không còn thấy sản phẩm trên sàn: Chè của alice"]


def test_a_notice_never_told_cannot_be_false(office: Office) -> None:
    office.incident()
    office.run()
    with office.database.write() as session:
        assert not mark_false(session, 1, "thu", office.now, is_false=True)
    with office.database.read() as session:
        assert session.exec(select(col(Notice.false_at))).one() is None


@pytest.mark.postgres
def test_the_same_on_postgresql(
    settings: Settings, postgres_database: Database, vault: Vault
) -> None:
    with open_office(settings, postgres_database, vault) as office:
        office.told("thu")
        number = office.incident()
        with office.database.write() as session:
            product = facts.add_product(session, "Miến dong", "HTX Miến")
            facts.recognise(session, product, office.now.date()).valid_to = office.now.date()
        office.run()
        office.later(days=1)
        with office.database.write() as session:
            assert close_incident(session, number, "thu", now=office.now)
        office.run()
        with office.database.read() as session:
            figure = false_alarms(session, office.now, days=90, withdrawn_hours=24)
    assert office.box.subjects[0] == "[Chợ Phiên] Khẩn: Sự cố trên shopee"
    assert "Đã trở lại bình thường" in office.box.texts[1]
    assert "Công nhận OCOP đã hết hạn: Miến dong" in office.box.texts[1]
    assert (figure.k, figure.n, figure.by(Why.CLOSED)) == (1, 2, 1)


def test_a_shop_that_its_floor_closed_is_told_to_its_owner_and_to_staff(
    office: Office, goods: Goods
) -> None:
    for login in ("thu", "alice", "bob"):
        office.told(login)
    with office.database.write() as session:
        session.add(
            ShopPage(
                shop_id=goods.shop,
                url="https://san.example.vn/gian-hang/alice-s1",
                host="san.example.vn",
                due_at=office.now,
                status="closed",
                since=office.now,
            )
        )
    office.run()
    told = dict(zip(office.box.receivers, office.box.texts, strict=True))
    assert set(told) == {"thu@example.vn", "alice@example.vn"}
    assert all("Trang gian hàng ghi đã đóng: Gian hàng alice" in one for one in told.values())


def test_old_notices_are_forgotten_and_open_ones_stay(office: Office, goods: Goods) -> None:
    office.told("alice")
    for status in (Observed.SUSPENDED, Observed.LIVE, Observed.SUSPENDED):
        office.see(goods.alice, status)
        office.run()
        office.later(days=1)
    with office.database.write() as session:
        assert prune(session, office.now - timedelta(days=2, hours=1)) == 3
        assert prune(session, office.now) > 0
    (left,) = office.notices("listing:")
    assert (left.episode, left.ended_at) == (2, None)
    assert office.rows(NoticeMessage) == []
