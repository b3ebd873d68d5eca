"""Views of signing in and out."""

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as browser
from markupsafe import Markup
from werkzeug.wrappers import Response

from catalog import accounts, audit
from catalog.accounts import Person, Refusal
from catalog.models import User
from storefront import links, sessions
from storefront.account.forms import CodeForm, SignInForm
from storefront.context import person, site
from storefront.i18n import gettext

PENDING_SECRET = "totp_secret"  # noqa: S105  (the name of a session key)


def login_asked() -> str:
    """The login that a sign-in names; limits are kept by it."""
    who = person()
    asked = request.form.get("login", "") or (who.login if who else "")
    return "login:" + asked.strip().casefold()[:120]


def sign_in() -> str | Response | tuple[str, int]:
    """The sign-in page; the same answer whether the login is unknown or the password wrong."""
    form = SignInForm()
    target = links.local_path(request.args.get("next"))
    if not form.validate_on_submit():
        status = 400 if request.method == "POST" else 200
        return render_template("account/sign_in.html", form=form, ask_code=False), status
    here = site()
    answer = accounts.authenticate(
        here.database,
        here.vault,
        form.login.data or "",
        form.password.data or "",
        form.code.data or "",
        here.clock(),
    )
    if answer.person is None:
        return _refused(form, answer.refusal), 401
    sessions.begin(answer.person)
    return redirect(_landing(answer.person, target))


def sign_out() -> Response:
    """End the session here and in the table."""
    sessions.end()
    return redirect(url_for("public.home"))


def totp() -> str | Response | tuple[str, int]:
    """Enrol an authenticator app: show the QR code, take the first code as proof."""
    who = person()
    if who is None or who.has_totp:
        abort(404)
    here = site()
    secret = browser.setdefault(PENDING_SECRET, accounts.new_totp_secret())
    form = CodeForm()
    if form.validate_on_submit():
        if _enrolled(who, secret, form.code.data or ""):
            sessions.begin(who)  # every old session ended with the change; this browser goes on
            flash(gettext("Đã bật mã một lần cho tài khoản này."))
            return redirect(_landing(who, "/"))
        form.code.errors = [gettext("Mã không khớp. Xem lại giờ trên điện thoại rồi nhập mã mới.")]
    uri = accounts.totp_uri(secret, who.login, here.settings.site.name)
    picture = Markup(segno.make(uri, error="m").svg_inline(scale=5, border=2))  # noqa: S704
    status = 400 if form.errors else 200
    return render_template("account/totp.html", form=form, picture=picture, secret=secret), status


def _enrolled(who: Person, secret: str, code: str) -> bool:
    here = site()
    with here.database.write() as session:
        user = session.get(User, who.id)
        if user is None:
            return False
        done = accounts.confirm_totp(session, here.vault, user, secret, code, here.clock())
        if done:
            audit.write(session, who.login, "totp_enrolled", "user", who.id)
        return done


def _refused(form: SignInForm, refusal: Refusal | None) -> str:
    if refusal is Refusal.CODE_NEEDED:
        message = gettext("Nhập mã một lần trên điện thoại của bạn (và mật khẩu lần nữa).")
    else:
        message = gettext("Sai tên đăng nhập hoặc mật khẩu, hoặc tài khoản đang tạm nghỉ.")
    ask_code = refusal is Refusal.CODE_NEEDED
    return render_template("account/sign_in.html", form=form, message=message, ask_code=ask_code)


def _landing(who: Person, target: str) -> str:
    if target != "/":
        return target
    return url_for("staff.board") if who.is_staff else url_for("producer.own")
