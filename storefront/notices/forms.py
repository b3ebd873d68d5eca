"""The form of where and when to be told; Flask-WTF adds and checks the CSRF token."""

# Flask-WTF ships no types, so its base class is Any.
# mypy: disallow-subclassing-any=False

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from storefront.i18n import lazy_gettext

_NEEDED = lazy_gettext("Mục này cần được điền")


class NoticeForm(FlaskForm):
    """Addresses and hours of one person; the webhook is shown to staff only."""

    enabled = BooleanField(lazy_gettext("Gửi thông báo cho tôi"))
    email = StringField(lazy_gettext("E-mail"), [Length(max=250)])
    telegram = StringField(lazy_gettext("Mã Telegram (chat id)"), [Length(max=30)])
    webhook = StringField(lazy_gettext("Webhook (https)"), [Length(max=500)])
    forget_webhook = BooleanField(lazy_gettext("Xóa webhook đã lưu"))
    digest_hour = SelectField(
        lazy_gettext("Giờ nhận bản tin hằng ngày"),
        choices=[SelectChoice(value=hour, label=f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )
    quiet_from = TimeField(lazy_gettext("Không gửi từ"), [InputRequired(_NEEDED)])
    quiet_until = TimeField(lazy_gettext("đến"), [InputRequired(_NEEDED)])
    urgent_any_time = BooleanField(lazy_gettext("Tin khẩn thì gửi cả trong giờ nghỉ"))
    repeat_days = IntegerField(
        lazy_gettext("Việc chưa xong: nhắc lại sau (ngày)"),
        [
            InputRequired(_NEEDED),
            NumberRange(1, 365, lazy_gettext("Nhập số ngày từ 1 đến 365")),
        ],
    )
