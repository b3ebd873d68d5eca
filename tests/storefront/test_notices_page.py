"""One's own notices on the web: settings, the test message, false alarms, nobody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import AuditEntry, Notice, NoticeSetting, Task, User, utc_now
from catalog.notices.addresses import open_addresses
from catalog.vault import open_vault
from tests.support.browsing import post

Browser = Callable[[str], FlaskClient]
SETTINGS = "/thong-bao/cai-dat"
HOURS = {
    "enabled": "y",
    "digest_hour": "8",
    "quiet_from": "20:30",
    "quiet_until": "06:00",
    "repeat_days": "5",
}


def _user_id(database: Database, login: str) -> int:
    with database.read() as session:
        return session.exec(select(User.id).where(User.login == login)).one() or 0


def _notice(database: Database, login: str, *, told: bool = True) -> int:
    now = utc_now()
    row = Notice(
        user_id=_user_id(database, login),
        subject="incident:1",
        kind="incident",
        urgent=True,
        text_vi="Sự cố trên Shopee",
        began_at=now - timedelta(hours=2),
        told_at=now - timedelta(hours=1) if told else None,
        last_told_at=now - timedelta(hours=1) if told else None,
    )
    with database.write() as session:
        session.add(row)
        session.flush()
        return row.id or 0


def _setting(database: Database, login: str) -> NoticeSetting:
    with database.read() as session:
        return session.get_one(NoticeSetting, _user_id(database, login))


def test_a_producer_says_where_and_when(
    as_user: Browser, database: Database, settings: Settings
) -> None:
    settings.notices.email_host, settings.notices.email_from = "mail.example.vn", "a@example.vn"
    answer = post(as_user("alice"), SETTINGS, email=" alice@example.vn ", telegram="", **HOURS)
    assert (answer.status_code, answer.location) == (302, "/thong-bao")
    row = _setting(database, "alice")
    assert (row.digest_hour, row.quiet_from, row.quiet_until) == (8, 20 * 60 + 30, 360)
    assert (row.ways, row.repeat_days, row.urgent_any_time) == (["email"], 5, False)
    assert open_addresses(open_vault(settings), row).email == "alice@example.vn"
    assert b"alice@example.vn" not in (row.addresses_sealed or b"")
    page = as_user("alice").get("/thong-bao").text
    assert "Gửi cho bạn qua: e-mail." in page
    assert "Bản tin lúc 08:00" in page


def test_the_trail_names_the_ways_and_never_the_address(
    as_user: Browser, database: Database
) -> None:
    post(as_user("alice"), SETTINGS, email="alice@example.vn", **HOURS)
    with database.read() as session:
        (line,) = session.exec(
            select(AuditEntry).where(AuditEntry.action == "notice_settings")
        ).all()
    assert line.change == {"ways": ["email"]}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "không phải thư", "E-mail không đúng dạng"),
        ("email", "a@b.vn\nBcc: x@y.vn", "E-mail không đúng dạng"),
        ("telegram", "@ten", "Mã Telegram là một dãy số"),
        ("webhook", "http://example.vn/x", "Webhook phải là địa chỉ https"),
        ("webhook", "https://a:b@example.vn/x", "Webhook phải là địa chỉ https"),
        ("webhook", "https://example.vn:8443/x", "Webhook phải là địa chỉ https"),
        ("webhook", "json://example.vn", "Webhook phải là địa chỉ https"),
        ("quiet_from", "25:00", "Not a valid"),
        ("repeat_days", "0", "Nhập số ngày từ 1 đến 365"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    as_user: Browser, database: Database, field: str, value: str, said: str
) -> None:
    answer = post(as_user("thu"), SETTINGS, **(HOURS | {field: value}))
    assert answer.status_code == 400
    if field != "quiet_from":
        assert said in answer.text
    with database.read() as session:
        assert session.exec(select(NoticeSetting)).all() == []


def test_a_producer_cannot_set_a_webhook(as_user: Browser, database: Database) -> None:
    assert "Webhook" not in as_user("alice").get(SETTINGS).text
    post(as_user("alice"), SETTINGS, webhook="https://example.vn/x", **HOURS)
    assert _setting(database, "alice").ways == []


def test_a_stored_webhook_is_kept_never_shown_and_can_be_deleted(
    as_user: Browser, database: Database
) -> None:
    browser = as_user("thu")
    post(browser, SETTINGS, webhook="https://example.vn/bi-mat", **HOURS)
    page = browser.get(SETTINGS).text
    assert "bi-mat" not in page
    assert "Xóa webhook đã lưu" in page
    post(browser, SETTINGS, webhook="", **HOURS)
    assert _setting(database, "thu").ways == ["webhook"]
    post(browser, SETTINGS, webhook="", forget_webhook="y", **HOURS)
    assert _setting(database, "thu").ways == []


def test_the_test_message_is_queued_once_a_minute(as_user: Browser, database: Database) -> None:
    browser = as_user("thu")
    post(browser, SETTINGS, webhook="https://example.vn/x", **HOURS)
    post(browser, "/thong-bao/gui-thu")
    post(browser, "/thong-bao/gui-thu")
    with database.read() as session:
        tasks = session.exec(select(Task).where(Task.job == "deliver_notice")).all()
    assert [task.args["way"] for task in tasks] == ["webhook"]
    assert "đợi một phút" in browser.get("/thong-bao").text


def test_without_an_address_the_test_says_what_to_do(as_user: Browser) -> None:
    browser = as_user("alice")
    post(browser, "/thong-bao/gui-thu")
    assert "Chưa có nơi nhận nào gửi được" in browser.get("/thong-bao").text


def test_a_way_that_the_server_lacks_is_said(as_user: Browser) -> None:
    browser = as_user("alice")
    post(browser, SETTINGS, telegram="123456", **HOURS)
    assert "Máy chủ chưa được cấu hình để gửi qua: Telegram" in browser.get("/thong-bao").text


def test_a_false_alarm_is_marked_and_counted_and_unmarked(
    as_user: Browser, database: Database
) -> None:
    number, browser = _notice(database, "thu"), as_user("thu")
    assert "<strong>0</strong> trên 1" in browser.get("/quan-tri/chi-tieu").text
    post(browser, f"/thong-bao/{number}/bao-sai", sai="1")
    assert "Bỏ dấu báo sai" in browser.get("/thong-bao").text
    assert "<strong>1</strong> trên 1" in browser.get("/quan-tri/chi-tieu").text
    listed = browser.get("/quan-tri/bao-sai?vi=marked").text
    assert "Sự cố trên Shopee" in listed
    assert "Người nhận nói là báo sai" in listed or "người nhận nói là báo sai" in listed
    assert "Phần này không có vấn đề nào" in browser.get("/quan-tri/bao-sai?vi=closed").text
    post(browser, f"/thong-bao/{number}/bao-sai", sai="0")
    assert "<strong>0</strong> trên 1" in browser.get("/quan-tri/chi-tieu").text


def test_nobody_marks_the_notice_of_another(as_user: Browser, database: Database) -> None:
    number = _notice(database, "thu")
    for login in ("hai", "alice"):
        assert post(as_user(login), f"/thong-bao/{number}/bao-sai", sai="1").status_code == 404
    with database.read() as session:
        assert session.get_one(Notice, number).false_at is None


def test_what_was_never_told_has_no_button_and_no_mark(
    as_user: Browser, database: Database
) -> None:
    number, browser = _notice(database, "thu", told=False), as_user("thu")
    page = browser.get("/thong-bao").text
    assert "/bao-sai" not in page
    assert "Chỉ hiện ở đây" in page
    assert post(browser, f"/thong-bao/{number}/bao-sai", sai="1").status_code == 404


def test_a_mark_needs_its_token(as_user: Browser, database: Database) -> None:
    number = _notice(database, "thu")
    answer = as_user("thu").post(f"/thong-bao/{number}/bao-sai", data={"sai": "1"})
    assert answer.status_code == 400


def test_each_sees_ones_own_notices_only(as_user: Browser, database: Database) -> None:
    _notice(database, "thu")
    assert "Sự cố trên Shopee" in as_user("thu").get("/thong-bao").text
    assert "Sự cố trên Shopee" not in as_user("alice").get("/thong-bao").text
