"""Views of one's own notices and of how often we cried wolf."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog.notices import false_alarms as alarms
from storefront import links
from storefront.context import person, site
from storefront.i18n import gettext
from storefront.readmodels import notices as notices_model
from storefront.staff.work import page_number


def own() -> str:
    """What I was told and will be told, what is open first."""
    here, who = site(), person()
    if who is None:
        abort(404)
    with here.database.read() as session:
        page = notices_model.own_notices(session, who.id, here.settings, page_number())
    return render_template("notices/own.html", page=page)


def mark(notice_id: int) -> Response:
    """Say that a notice was a false alarm, or take that back."""
    who, is_false = person(), request.form.get("sai") == "1"
    if who is None:
        abort(401)
    here = site()
    with here.database.write() as session:
        if not alarms.mark_false(session, notice_id, who.login, here.clock(), is_false=is_false):
            abort(404)
    flash(gettext("Đã ghi là báo sai.") if is_false else gettext("Đã bỏ dấu báo sai."))
    target = links.local_path(request.form.get("next"))
    return redirect(target if target != "/" else url_for("notices.own"))


def false_alarms() -> str:
    """Every problem told lately, and which of them were false alarms, and why."""
    here = site()
    with here.database.read() as session:
        figure = notices_model.alarm_figure(session, here.settings, here.clock())
    asked = request.args.get("vi", "")
    why = alarms.Why(asked) if asked in set(alarms.Why) else None
    return render_template(
        "notices/false_alarms.html", figure=figure, why=why, notices=here.settings.notices
    )
