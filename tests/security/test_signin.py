"""Signing in: one answer for every wrong try, limits, rotation, revocation, one-time codes."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import select

from catalog import accounts
from catalog.accounts import Refusal
from catalog.accounts.signin import FREE_TRIES
from catalog.config import Settings
from catalog.db import Database
from catalog.models import User, UserSession
from catalog.status import Role
from catalog.vault import Vault, VaultError
from storefront.app import create_app
from tests.support.browsing import csrf_of, post, sign_in
from tests.support.market import PASSWORD

NOW = datetime.now(UTC)


def test_staff_land_on_the_board(client: FlaskClient) -> None:
    assert sign_in(client, "thu").location == "/quan-tri"


def test_a_producer_lands_on_the_own_page(client: FlaskClient) -> None:
    assert sign_in(client, "alice").location == "/cua-toi"


def test_the_login_is_read_without_case_and_blanks(client: FlaskClient) -> None:
    assert sign_in(client, "  THU ").status_code == 302


def test_unknown_login_and_wrong_password_get_the_same_answer(client: FlaskClient) -> None:
    wrong = sign_in(client, "thu", "sai mật khẩu")
    unknown = sign_in(client, "khong-co", "sai mật khẩu")
    assert wrong.status_code == unknown.status_code == 401
    assert _without_form_values(wrong.text) == _without_form_values(unknown.text)


def _without_form_values(page: str) -> list[str]:
    return [line for line in page.splitlines() if 'name="login"' not in line and "csrf" not in line]


def test_an_account_rests_after_wrong_tries_even_with_the_right_password(
    database: Database, vault: Vault
) -> None:
    for _ in range(FREE_TRIES):
        accounts.authenticate(database, vault, "thu", "sai", "", NOW)
    resting = accounts.authenticate(database, vault, "thu", PASSWORD, "", NOW)
    assert resting.refusal is Refusal.WRONG
    later = NOW + timedelta(minutes=2)
    assert accounts.authenticate(database, vault, "thu", PASSWORD, "", later).person is not None


def test_a_closed_account_is_refused_and_its_sessions_end(database: Database, vault: Vault) -> None:
    token = _token(database, "thu")
    with database.write() as session:
        user = accounts.find_user(session, "thu")
        assert user is not None
        accounts.set_active(session, user, active=False)
    assert accounts.session_person(database, token, NOW, timedelta(hours=1)) is None
    answer = accounts.authenticate(database, vault, "thu", PASSWORD, "", NOW)
    assert answer.refusal is Refusal.WRONG


def test_one_address_is_limited(client: FlaskClient) -> None:
    codes = [sign_in(client, f"nguoi{number}", "sai").status_code for number in range(11)]
    assert codes[-1] == 429
    assert codes[0] == 401


def test_the_limit_page_says_what_to_do(client: FlaskClient) -> None:
    for number in range(11):
        answer = sign_in(client, f"nguoi{number}", "sai")
    assert "Chờ một phút" in answer.text


def test_the_token_changes_at_login_and_the_old_one_is_not_kept(client: FlaskClient) -> None:
    with client.session_transaction() as browser:
        browser["token"] = "planted-by-an-attacker"
    sign_in(client, "thu")
    with client.session_transaction() as browser:
        assert browser["token"] != "planted-by-an-attacker"


def test_signing_out_revokes_the_row_so_a_copied_cookie_is_worthless(
    app: Flask, as_user: Callable[[str], FlaskClient]
) -> None:
    browser = as_user("thu")
    cookie = browser.get_cookie("chophien")
    assert cookie is not None
    assert post(browser, "/dang-xuat").status_code == 302
    thief = app.test_client()
    thief.set_cookie("chophien", cookie.value)
    assert thief.get("/quan-tri").status_code == 302


def test_a_change_of_rights_ends_open_sessions(
    database: Database, as_user: Callable[[str], FlaskClient]
) -> None:
    browser = as_user("thu")
    with database.write() as session:
        user = accounts.find_user(session, "thu")
        assert user is not None
        accounts.set_role(session, user, Role.ADMIN)
    assert browser.get("/quan-tri").status_code == 302


def test_an_idle_session_ends(database: Database) -> None:
    token, idle = _token(database, "thu"), timedelta(minutes=60)
    assert accounts.session_person(database, token, NOW + timedelta(minutes=59), idle) is not None
    assert accounts.session_person(database, token, NOW + timedelta(hours=3), idle) is None


def test_a_busy_session_ends_after_the_working_day(database: Database) -> None:
    token, idle = _token(database, "thu"), timedelta(minutes=60)
    for minutes in range(0, 12 * 60, 30):
        at = NOW + timedelta(minutes=minutes)
        assert accounts.session_person(database, token, at, idle) is not None
    assert accounts.session_person(database, token, NOW + timedelta(hours=12), idle) is None


def test_the_table_never_holds_a_token(database: Database) -> None:
    token = _token(database, "thu")
    with database.read() as session:
        assert token not in list(session.exec(select(UserSession.token_hash)))


def test_programs_hash_passwords_as_rfc_9106_says() -> None:
    """Asked of a process of its own: the tests here hash at the cheapest."""
    code = "from catalog.accounts.passwords import hash_password; print(hash_password('x' * 12))"
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    ("login", "password", "role"),
    [
        ("thu", "dài đủ mười ký tự", Role.STAFF),
        ("moi", "ngắn", Role.STAFF),
        (" ", "x" * 12, Role.STAFF),
    ],
)
def test_a_bad_account_is_refused(
    database: Database, login: str, password: str, role: Role
) -> None:
    with database.write() as session, pytest.raises(accounts.AccountError):
        accounts.create_user(session, login, password, role)


def test_a_producer_account_needs_its_producer(database: Database) -> None:
    with database.write() as session, pytest.raises(accounts.AccountError):
        accounts.create_user(session, "chuthe", "x" * 12, Role.PRODUCER)


def test_demo_passwords_belong_to_the_installation_and_can_be_printed_again(
    database: Database, vault: Vault
) -> None:
    with database.write() as session:
        first = accounts.ensure_demo_users(session, "khóa của máy này" * 3)
        again = accounts.ensure_demo_users(session, "khóa của máy này" * 3)
        other = accounts.ensure_demo_users(session, "khóa của máy khác" * 3)
    assert first == again
    assert {row[1] for row in first}.isdisjoint(row[1] for row in other)
    login, password, _role = other[0]
    assert accounts.authenticate(database, vault, login, password, "", NOW).person is not None


def test_a_one_time_code_is_enrolled_asked_for_and_good_once(
    app: Flask, as_user: Callable[[str], FlaskClient]
) -> None:
    browser = as_user("thu")
    page = browser.get("/tai-khoan/ma-mot-lan")
    with browser.session_transaction() as kept:
        secret = kept["totp_secret"]
    code = pyotp.TOTP(secret).now()
    form = {"code": code, "csrf_token": csrf_of(page)}
    assert browser.post("/tai-khoan/ma-mot-lan", data=form).status_code == 302
    fresh = app.test_client()
    asked = sign_in(fresh, "thu")
    assert asked.status_code == 401
    assert 'name="code"' in asked.text
    assert sign_in(fresh, "thu", code=code).status_code == 401, "a code must not work twice"
    following = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    assert sign_in(fresh, "thu", code=following).status_code == 302


def test_the_code_secret_is_sealed(database: Database, vault: Vault) -> None:
    secret = accounts.new_totp_secret()
    with database.write() as session:
        user = accounts.find_user(session, "thu")
        assert user is not None
        code = pyotp.TOTP(secret).now()
        assert accounts.confirm_totp(session, vault, user, secret, code, datetime.now(UTC))
        assert user.totp_sealed is not None
        assert secret.encode() not in user.totp_sealed


def test_staff_have_to_enrol_where_codes_are_required(
    settings: Settings, as_user: Callable[[str], FlaskClient]
) -> None:
    settings.web.totp_required = True
    answer = as_user("thu").get("/quan-tri")
    assert (answer.status_code, answer.location) == (302, "/tai-khoan/ma-mot-lan")
    assert as_user("alice").get("/cua-toi").status_code == 200


def test_production_does_not_start_without_a_proper_secret(
    settings: Settings, database: Database
) -> None:
    settings.mode = "production"
    with pytest.raises(VaultError):
        create_app(settings, database)
    settings.secret_key = "ngắn"
    with pytest.raises(VaultError):
        create_app(settings, database)


def test_a_session_row_of_the_future_format_is_simply_anonymous(
    database: Database, as_user: Callable[[str], FlaskClient]
) -> None:
    browser = as_user("thu")
    with database.write() as session:
        session.execute(update(UserSession).values(token_hash="0" * 64))
    assert browser.get("/san-pham").status_code == 200


def _token(database: Database, login: str) -> str:
    with database.read() as session:
        user = session.exec(select(User).where(User.login == login)).one()
        number = user.id
    assert number is not None
    return accounts.open_session(database, number, NOW)
