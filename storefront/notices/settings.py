"""Views of one's own notice settings, and the test message."""

from datetime import time

from flask import abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TimeField

from catalog import audit
from catalog.accounts import Person
from catalog.models import NoticeSetting
from catalog.notices import queueing
from catalog.notices.addresses import (
    AddressError,
    Addresses,
    checked,
    configured,
    open_addresses,
    save,
    setting_of,
)
from catalog.status import NoticeWay
from storefront.context import person, site
from storefront.i18n import gettext
from storefront.notices.forms import NoticeForm


def settings() -> str | Response | tuple[str, int]:
    """Where and when I am told; a GET shows what holds now."""
    here, who = site(), _who()
    with here.database.read() as session:
        row = setting_of(session, who.id, here.settings.notices)
        held = open_addresses(here.vault, row)
    form = _form(row, held)
    error = ""
    if form.validate_on_submit():
        try:
            addresses = checked(_asked(form, held, who), here.settings.http.private_hosts)
        except AddressError as wrong:
            error = gettext(wrong.text_vi)
        else:
            _store(form, addresses, who)
            flash(gettext("Đã lưu nơi nhận thông báo."))
            return redirect(url_for("notices.own"))
    page = render_template(
        "notices/settings.html",
        form=form,
        error=error,
        ways=configured(here.settings),
        has_webhook=bool(held.webhook),
    )
    return page, (400 if request.method == "POST" else 200)


def try_out() -> Response:
    """Queue a message that only says that it arrives."""
    here, who = site(), _who()
    now = here.clock()
    with here.database.write() as session:
        row = session.get(NoticeSetting, who.id)
        ways = queueing.try_out(session, row, configured(here.settings), now) if row else 0
    if ways is None:
        flash(gettext("Vừa gửi thử xong: đợi một phút rồi thử lại."), "danger")
    elif not ways:
        flash(gettext("Chưa có nơi nhận nào gửi được. Hãy điền ở phần Cài đặt."), "danger")
    else:
        flash(gettext("Đã xếp hàng gửi tin thử; tin đến trong chốc lát."))
    return redirect(url_for("notices.own"))


def _who() -> Person:
    who = person()
    if who is None:
        abort(401)
    return who


def _form(row: NoticeSetting, held: Addresses) -> NoticeForm:
    """The form with what is kept; a webhook is a secret and isn't shown again."""
    return NoticeForm(
        data={
            "enabled": row.enabled,
            "email": held.email,
            "telegram": held.telegram,
            "digest_hour": row.digest_hour,
            "quiet_from": _time(row.quiet_from),
            "quiet_until": _time(row.quiet_until),
            "urgent_any_time": row.urgent_any_time,
            "repeat_days": row.repeat_days,
        }
    )


def _asked(form: NoticeForm, held: Addresses, who: Person) -> Addresses:
    webhook = ""
    if who.is_staff and not form.forget_webhook.data:
        webhook = form.webhook.data or held.webhook
    return Addresses(form.email.data or "", form.telegram.data or "", webhook)


def _store(form: NoticeForm, addresses: Addresses, who: Person) -> None:
    here = site()
    with here.database.write() as session:
        row = setting_of(session, who.id, here.settings.notices)
        row.enabled, row.urgent_any_time = form.enabled.data, form.urgent_any_time.data
        row.digest_hour, row.repeat_days = form.digest_hour.data, form.repeat_days.data
        row.quiet_from, row.quiet_until = _minute(form.quiet_from), _minute(form.quiet_until)
        save(session, here.vault, row, addresses, here.clock())
        _note(session, who, addresses.ways)


def _note(session: Session, who: Person, ways: list[NoticeWay]) -> None:
    """The ways, never the addresses: the trail outlives both."""
    names = [way.value for way in ways]
    audit.write(session, who.login, "notice_settings", "user", who.id, ways=names)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _minute(field: TimeField) -> int:
    return int(field.data.hour * 60 + field.data.minute)
