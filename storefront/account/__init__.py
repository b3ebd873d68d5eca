"""Signing in and out, and enrolling a one-time code."""

from typing import Any, cast

from flask import Blueprint, Flask
from flask_limiter import Limiter

from storefront.account import views

PER_ADDRESS = "10 per minute; 60 per hour"
PER_LOGIN = "20 per hour"

blueprint = Blueprint("account", __name__)
blueprint.add_url_rule("/dang-nhap", "sign_in", views.sign_in, methods=["GET", "POST"])
blueprint.add_url_rule("/dang-xuat", "sign_out", views.sign_out, methods=["POST"])
blueprint.add_url_rule("/tai-khoan/ma-mot-lan", "totp", views.totp, methods=["GET", "POST"])


def limit(app: Flask) -> None:
    """Limit tries to sign in per address and per login, whether or not the login exists."""
    limiter = cast(Limiter, app.extensions["chophien_limiter"])
    for endpoint in ("account.sign_in", "account.totp"):
        view: Any = app.view_functions[endpoint]
        by_login = limiter.limit(PER_LOGIN, key_func=views.login_asked, methods=["POST"])
        by_address = limiter.limit(PER_ADDRESS, methods=["POST"])
        app.view_functions[endpoint] = by_address(by_login(view))
