"""Test browsers that go through the real sign-in page and send real CSRF tokens."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog import accounts
from catalog.db import Database
from catalog.models import utc_now
from tests.support.market import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def csrf_of(response: TestResponse) -> str:
    """The token of the first form on a page."""
    found = _TOKEN.search(response.text)
    assert found is not None, "no form with a CSRF token on this page"
    return found[1]


def sign_in(
    client: FlaskClient, login: str, password: str = PASSWORD, *, code: str = "", target: str = ""
) -> TestResponse:
    """Fill in the sign-in form and send it."""
    address = f"/dang-nhap?next={target}" if target else "/dang-nhap"
    token = csrf_of(client.get(address))
    form = {"login": login, "password": password, "code": code, "csrf_token": token}
    return client.post(address, data=form)


def signed_in(app: Flask, database: Database, login: str) -> FlaskClient:
    """A browser with an open session of this person (the slow password hash is left out)."""
    client = app.test_client()
    with database.read() as session:
        user = accounts.find_user(session, login)
        assert user is not None
        assert user.id is not None
        number = user.id
    token = accounts.open_session(database, number, utc_now())
    with client.session_transaction() as browser:
        browser["token"] = token
    return client


def post(client: FlaskClient, address: str, page: str = "/san-pham", **form: str) -> TestResponse:
    """Send a form with the token of a page that has one."""
    token = csrf_of(client.get(page))
    return client.post(address, data={"csrf_token": token, **form})
