"""Telling people over real servers: at once or in the digest, once, and again when it is over."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from catalog.accounts import find_user
from catalog.config import Settings
from catalog.db import Database
from catalog.models import (
    Incident,
    Listing,
    Notice,
    NoticeDelivery,
    NoticeMessage,
    Shop,
    Task,
    User,
)
from catalog.notices import queueing
from catalog.notices.addresses import Addresses, configured, save, setting_of
from catalog.notices.false_alarms import Why, false_alarms, mark_false
from catalog.observing import close_incident
from catalog.status import Intent, NoticeWay, Observed, Role, TaskState
from catalog.vault import Vault
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.engine.worker import Worker
from jobs.notify import notice_sweep, notify
from tests.support import facts
from tests.support.mailbox import Mailbox, open_mailbox
from tests.unit.http.server import LocalServer, Reply, local_server

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam, a Monday."""


@dataclass
class Office:
    """An installation with its mail server, a webhook and a clock that the test sets."""

    settings: Settings
    database: Database
    vault: Vault
    box: Mailbox
    hook: LocalServer
    now: datetime = MORNING
    people: dict[str, int] = field(default_factory=dict)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def told(self, login: str, *, digest: bool = True, **hours: Any) -> None:
        """Let this person be told by e-mail; without `digest` today's was made already."""
        with self.database.write() as session:
            user_id = self.people[login]
            setting = setting_of(session, user_id, self.settings.notices)
            for name, value in hours.items():
                setattr(setting, name, value)
            if not digest:
                setting.last_digest_on = self.now.date()
            save(session, self.vault, setting, Addresses(f"{login}@example.vn"), self.now)

    def incident(self, **values: Any) -> int:
        with self.database.write() as session:
            row = Incident(
                scope="shopee", kind="mass_change", opened_at=self.now, detail="9 trên 10", **values
            )
            session.add(row)
            session.flush()
            return row.id or 0

    def close(self, incident_id: int) -> None:
        with self.database.write() as session:
            session.get_one(Incident, incident_id).closed_at = self.now

    def see(self, listing_id: int, status: Observed) -> None:
        with self.database.write() as session:
            row = session.get_one(Listing, listing_id)
            row.observed, row.observed_at, row.observed_since = status, self.now, self.now

    def run(self, *, sweep: bool = True) -> None:
        """One round of the schedule, with every delivery that is due."""
        asyncio.run(self._with(lambda context: self._round(context, sweep)))

    def compose(self) -> None:
        """The round without its deliveries: as if the process had died before them."""
        asyncio.run(self._with(self._composed))

    def work(self) -> None:
        asyncio.run(self._with(lambda context: Worker(context, "test").drain()))

    def rows(self, model: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(model)))

    def notices(self, of: str) -> list[Notice]:
        """The rows whose subject starts so."""
        return [row for row in self.rows(Notice) if row.subject.startswith(of)]

    async def _round(self, context: JobContext, sweep: bool) -> None:
        await self._composed(context, sweep)
        await Worker(context, "test").drain()

    async def _composed(self, context: JobContext, sweep: bool = True) -> None:
        if sweep:
            await asyncio.to_thread(notice_sweep, context)
        await asyncio.to_thread(notify, context)

    async def _with(self, act: Callable[[JobContext], Awaitable[Any]]) -> None:
        clients = Clients(self.settings, self.database, self.vault)
        try:
            await act(
                JobContext(self.database, self.settings, self.vault, clients, lambda: self.now)
            )
        finally:
            await clients.close()


@dataclass(frozen=True)
class Goods:
    """Two producers with a listing each."""

    alice: int
    bob: int
    shop: int


@pytest.fixture
def office(settings: Settings, database: Database, vault: Vault) -> Iterator[Office]:
    with open_mailbox() as box, local_server() as hook:
        notices = settings.notices
        notices.email_host, notices.email_port = "127.0.0.1", box.port
        notices.email_security, notices.email_from = "none", "thong-bao@chophien.example.vn"
        settings.http.private_hosts = [f"127.0.0.1:{hook.port}"]
        opened = Office(settings, database, vault, box, hook)
        with database.write() as session:
            opened.people["thu"] = _user(session, "thu", Role.STAFF, None)
        yield opened


@pytest.fixture
def goods(office: Office) -> Goods:
    with office.database.write() as session:
        made = []
        for name in ("alice", "bob"):
            producer = facts.add_producer(session, f"HTX {name}")
            shop = facts.add_shop(session, producer, "buudien")
            shop.name = f"Gian hàng {name}"
            product = facts.add_product(session, f"Chè của {name}", producer.name)
            listing = facts.add_listing(session, product, shop, Observed.LIVE, office.now)
            listing.intent = Intent.LIST
            listing.dispatched_hash = "a:b:c"
            office.people[name] = _user(session, name, Role.PRODUCER, producer.id)
            made.append((listing.id or 0, shop.id or 0))
    return Goods(made[0][0], made[1][0], made[0][1])


def _user(session: Session, login: str, role: Role, producer_id: int | None) -> int:
    # Nobody signs in here, so the slow hash is left out.
    user = User(login=login, name=login, role=role, producer_id=producer_id, password_hash="-")
    session.add(user)
    session.flush()
    return user.id or 0


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
    assert "Cập nhật số lượng tồn kho" in office.box.texts[0]


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


def test_a_certificate_near_its_end_is_told_and_its_lapse_is_no_recovery(office: Office) -> None:
    office.told("thu")
    with office.database.write() as session:
        product = facts.add_product(session, "Miến dong", "HTX Miến")
        row = facts.recognise(session, product, office.now.date())
        row.valid_to = office.now.date() + timedelta(days=20)
    office.run()
    assert "Công nhận OCOP sắp hết hạn: Miến dong" in office.box.texts[0]
    office.later(days=21)
    office.run()
    assert "Công nhận OCOP đã hết hạn: Miến dong" in office.box.texts[1]
    office.later(days=40)
    office.run()
    assert all("bình thường" not in text for text in office.box.texts)


def test_a_renewed_certificate_is_good_news(office: Office) -> None:
    office.told("thu")
    with office.database.write() as session:
        product = facts.add_product(session, "Miến dong", "HTX Miến")
        row = facts.recognise(session, product, office.now.date())
        row.valid_to = office.now.date() + timedelta(days=20)
    office.run()
    office.later(days=1)
    with office.database.write() as session:
        facts.recognise(session, session.merge(product), office.now.date())
    office.run()
    assert office.box.subjects[1] == (
        "[Chợ Phiên] Đã trở lại bình thường: Công nhận OCOP sắp hết hạn: Miến dong"
    )


def test_a_crash_before_sending_loses_nothing(office: Office) -> None:
    office.told("thu", digest=False)
    office.incident()
    office.compose()
    office.compose()
    assert office.box.mails == []
    assert [task.key for task in office.rows(Task)] == ["notice:1:email"]
    office.work()
    assert len(office.box.mails) == 1


def test_a_crash_after_sending_repeats_it_under_the_same_key(office: Office) -> None:
    office.told("thu", digest=False)
    office.incident()
    office.run()
    with office.database.write() as session:
        # As if the process had died between the server's 250 and the commit.
        session.exec(select(NoticeDelivery)).one().sent_at = None
        session.exec(select(Notice)).one().told_at = None
        session.exec(select(Task)).one().state = TaskState.WAITING
    office.run()
    keys = [mail["X-ChoPhien-Notice"] for mail in office.box.mails]
    assert keys == [keys[0]] * 2
    assert len(office.rows(NoticeMessage)) == 1


def test_a_refusing_server_is_tried_again_then_stands_on_the_workbench(office: Office) -> None:
    office.told("thu", digest=False)
    office.box.answer = "451 later"
    office.incident()
    for _ in range(queueing.TRIES):
        office.run(sweep=False)
        office.later(hours=1.3)
        if office.rows(Task)[0].state == TaskState.DEAD:
            break
    dead = [task for task in office.rows(Task) if task.state == TaskState.DEAD]
    assert [(task.error_code, task.attempt) for task in dead] == [("notice_undelivered", 12)]
    assert office.rows(NoticeDelivery)[0].code == "notice_undelivered"


def test_what_a_dead_delivery_carried_goes_with_the_next_message(office: Office) -> None:
    office.told("thu", digest=False)
    office.incident()
    office.compose()
    with office.database.write() as session:
        # Its worker died once too often: the engine itself ended the task.
        session.exec(select(Task)).one().state = TaskState.DEAD
    office.run()
    assert len(office.box.mails) == 1
    assert [row.code for row in office.rows(NoticeDelivery)] == ["attempts_exhausted", None]


def test_a_webhook_gets_json_and_its_key(office: Office) -> None:
    _use(office, Addresses(webhook=f"{office.hook.url}/hooks/bi-mat-kin-dao"))
    office.hook.replies(Reply(503, b"", {"Retry-After": "30"}), Reply(204, b""))
    office.incident()
    office.run()
    assert office.rows(Task)[0].run_at == office.now + timedelta(seconds=30)
    office.later(seconds=31)
    office.run()
    first, second = office.hook.asked
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert "Sự cố trên shopee".encode() in first.body
    assert office.rows(Notice)[0].told_at == office.now


@pytest.mark.parametrize("status", [302, 404, 410])
def test_a_webhook_that_says_no_is_asked_once(office: Office, status: int) -> None:
    _use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.hook.replies(Reply(status, b"", {"Location": "http://169.254.169.254/"}))
    office.incident()
    office.run()
    office.run()
    assert len(office.hook.asked) == 2  # the second belongs to the next message
    assert {task.error_code for task in office.rows(Task)} == {"notice_refused"}


def test_a_webhook_never_leads_into_our_own_network(office: Office) -> None:
    _use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.settings.http.private_hosts = []
    office.incident()
    office.run()
    assert office.hook.asked == []
    assert office.rows(Task)[0].error_code == "notice_refused"


def test_a_telegram_bot_sends_text_as_text(office: Office) -> None:
    office.settings.notice_telegram_token = TOKEN
    office.settings.notices.telegram_api = office.hook.url
    office.hook.answer = lambda _asked: Reply(200, b'{"ok":true,"result":{"message_id":1}}')
    _use(office, Addresses(telegram="123456789"))
    with office.database.write() as session:
        session.add(Incident(scope="a<b>&c", kind="mass_failure", opened_at=office.now))
    office.run()
    (asked,) = office.hook.asked
    assert asked.path == f"/bot{TOKEN}/sendMessage"
    assert b"a&lt;b&gt;&amp;c" in asked.body


TOKEN = "123456789:AAbbccddeeffgghhiijjkkllmmnnooppqq1"


def test_no_secret_is_written_down(
    office: Office, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    office.settings.notice_telegram_token = TOKEN
    office.settings.notices.telegram_api = office.hook.url
    office.hook.answer = lambda _asked: Reply(403, b'{"ok":false,"description":"blocked"}')
    webhook = f"{office.hook.url}/hooks/bi-mat-kin-dao"
    _use(office, Addresses("thu@example.vn", "987654321", webhook))
    office.box.answer = "550 no"
    office.incident()
    office.run()
    said = capfd.readouterr()
    kept = "".join(repr(task.error_detail) + repr(task.args) for task in office.rows(Task))
    rows = office.settings.data_dir.joinpath("chophien.db").read_bytes().decode("latin-1")
    everything = said.out + said.err + caplog.text + kept + rows
    assert "blocked" in kept
    for secret in (TOKEN, "987654321", "bi-mat-kin-dao", "thu@example.vn"):
        assert secret not in everything


def _use(office: Office, addresses: Addresses) -> None:
    with office.database.write() as session:
        setting = setting_of(session, office.people["thu"], office.settings.notices)
        setting.last_digest_on = office.now.date()
        save(session, office.vault, setting, addresses, office.now)


def test_one_way_that_fails_doesnt_hold_up_the_other(office: Office) -> None:
    _use(office, Addresses("thu@example.vn", webhook=f"{office.hook.url}/x"))
    office.hook.replies(Reply(500))
    office.incident()
    office.run()
    assert len(office.box.mails) == 1
    assert office.rows(Notice)[0].told_at == office.now


def test_a_test_message_goes_out_once_a_minute(office: Office) -> None:
    _use(office, Addresses("thu@example.vn"))
    ways = configured(office.settings)
    with office.database.write() as session:
        setting = setting_of(session, office.people["thu"], office.settings.notices)
        first = queueing.try_out(session, setting, ways, office.now)
        second = queueing.try_out(session, setting, ways, office.now)
    office.work()
    assert (first, second) == (1, None)
    assert office.box.subjects == ["[Chợ Phiên] Tin thử"]


def test_an_installation_without_servers_sends_nothing(office: Office) -> None:
    office.settings.notices.email_host = ""
    office.told("thu")
    office.incident()
    office.run()
    assert configured(office.settings) == [NoticeWay.WEBHOOK]
    assert office.rows(NoticeMessage) == []
    assert len(office.rows(Notice)) == 1


def test_an_account_that_is_closed_is_told_nothing_more(office: Office) -> None:
    office.told("thu", digest=False)
    number = office.incident()
    office.run()
    with office.database.write() as session:
        user = find_user(session, "thu")
        assert user is not None
        user.active = False
    office.later(minutes=5)
    office.close(number)
    office.run()
    assert len(office.box.mails) == 1


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
