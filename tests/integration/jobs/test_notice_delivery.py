"""Carrying notices over real servers: crashes, refusals, secrets, addresses that lead astray."""

from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.accounts import find_user
from catalog.models import (
    Incident,
    Notice,
    NoticeDelivery,
    NoticeMessage,
    Task,
)
from catalog.notices import queueing
from catalog.notices.addresses import Addresses, configured, setting_of
from catalog.status import NoticeWay, TaskState
from jobs.checkup import examine
from jobs.cli.app import run
from tests.support.office import Office, use
from tests.unit.http.server import Reply


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
    use(office, Addresses(webhook=f"{office.hook.url}/hooks/bi-mat-kin-dao"))
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
    use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.hook.replies(Reply(status, b"", {"Location": "http://169.254.169.254/"}))
    office.incident()
    office.run()
    office.run()
    assert len(office.hook.asked) == 1
    assert {task.error_code for task in office.rows(Task)} == {"notice_refused"}


def test_a_broken_address_is_asked_ever_more_rarely_and_nothing_is_lost(office: Office) -> None:
    use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.hook.answer = lambda _asked: Reply(410, b"")
    office.incident()
    for _ in range(24 * 12):
        office.run(sweep=False)
        office.later(minutes=5)
    # After 15 minutes, 30, 1 hour, 2, 4 and 8; at night nothing is sent.
    assert 5 <= len(office.hook.asked) <= 7
    office.hook.answer = lambda _asked: Reply(204, b"")
    office.later(days=1)
    office.run(sweep=False)
    assert [row.told_at for row in office.rows(Notice)] == [office.now]


def test_a_new_address_is_tried_at_once(office: Office) -> None:
    use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.hook.answer = lambda _asked: Reply(410, b"")
    office.incident()
    office.run()
    office.later(minutes=1)
    use(office, Addresses("thu@example.vn"))
    office.run()
    assert len(office.box.mails) == 1


def test_a_webhook_never_leads_into_our_own_network(office: Office) -> None:
    use(office, Addresses(webhook=f"{office.hook.url}/x"))
    office.settings.http.private_hosts = []
    office.incident()
    office.run()
    assert office.hook.asked == []
    assert office.rows(Task)[0].error_code == "notice_refused"


def test_a_telegram_bot_sends_text_as_text(office: Office) -> None:
    office.settings.notice_telegram_token = TOKEN
    office.settings.notices.telegram_api = office.hook.url
    office.hook.answer = lambda _asked: Reply(200, b'{"ok":true,"result":{"message_id":1}}')
    use(office, Addresses(telegram="123456789"))
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
    use(office, Addresses("thu@example.vn", "987654321", webhook))
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


def test_a_key_that_cannot_be_one_is_a_matter_of_configuration(office: Office) -> None:
    office.settings.notice_telegram_token = "khoa-bi-mat-sai-dang"
    use(office, Addresses(telegram="123456789"))
    office.incident()
    office.run()
    (task,) = office.rows(Task)
    assert (task.state, task.error_code) == (TaskState.DEAD, "config_missing")
    assert "khoa-bi-mat" not in (task.error_detail or "")


def test_one_way_that_fails_doesnt_hold_up_the_other(office: Office) -> None:
    use(office, Addresses("thu@example.vn", webhook=f"{office.hook.url}/x"))
    office.hook.replies(Reply(500))
    office.incident()
    office.run()
    assert len(office.box.mails) == 1
    assert office.rows(Notice)[0].told_at == office.now


def test_a_test_message_goes_out_once_a_minute(office: Office) -> None:
    use(office, Addresses("thu@example.vn"))
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


def test_the_command_line_sends_a_test_and_says_what_went_wrong(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHOPHIEN_DATA_DIR", str(office.settings.data_dir))
    monkeypatch.setenv("CHOPHIEN_NOTICES__EMAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("CHOPHIEN_NOTICES__EMAIL_PORT", str(office.box.port))
    monkeypatch.setenv("CHOPHIEN_NOTICES__EMAIL_SECURITY", "none")
    monkeypatch.setenv("CHOPHIEN_NOTICES__EMAIL_FROM", "a@example.vn")
    assert run(["notices", "test", "thu"]) == 1
    use(office, Addresses("thu@example.vn"))
    assert run(["notices", "test", "thu"]) == 0
    office.box.answer = "550 no"
    assert run(["notices", "test", "thu"]) == 1
    said = capsys.readouterr().out
    assert "✓ email" in said
    assert "✗ email: " in said
    assert len(office.box.mails) == 1
    assert run(["notices", "list", "--login", "thu", "--json"]) == 0
    assert run(["notices", "false-alarms"]) == 0
    assert "Báo sai: 0 trên 0" in capsys.readouterr().out


def test_the_doctor_says_when_nothing_is_set_up(office: Office) -> None:
    found = {one.name: one for one in examine(office.settings, office.database)}
    assert "gửi qua e-mail" in found["notices"].text_vi
    office.settings.notices.email_host = ""
    found = {one.name: one for one in examine(office.settings, office.database)}
    assert found["notices"].ok
    assert "chưa có máy chủ thư" in found["notices"].text_vi
    assert "không gửi gì" in found["notices"].advice_vi
