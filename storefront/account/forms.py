"""Forms of the account pages; Flask-WTF adds and checks the CSRF token."""

# Flask-WTF ships no types, so its base class is Any.
# mypy: disallow-subclassing-any=False

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from storefront.i18n import lazy_gettext


class SignInForm(FlaskForm):
    """Login, password and, where enrolled, the one-time code."""

    login = StringField(
        lazy_gettext("Tên đăng nhập"),
        [DataRequired(lazy_gettext("Nhập tên đăng nhập")), Length(max=120)],
    )
    password = PasswordField(
        lazy_gettext("Mật khẩu"),
        [DataRequired(lazy_gettext("Nhập mật khẩu")), Length(max=200)],
    )
    code = StringField(lazy_gettext("Mã một lần (6 số)"), [Length(max=10)])


class CodeForm(FlaskForm):
    """The first code of a newly enrolled app."""

    code = StringField(
        lazy_gettext("Mã một lần (6 số)"),
        [DataRequired(lazy_gettext("Nhập mã 6 số")), Length(max=10)],
    )
