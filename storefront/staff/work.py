"""The error list and what people decide there; every decision is an intent, a job acts on it."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog import audit, intent, outbox
from catalog.errors import Owner
from catalog.intent import NothingStoppedError
from catalog.models import Listing
from catalog.observing import Kind, picture
from catalog.observing.kinds import FACTS
from catalog.status import Intent
from storefront import links
from storefront.context import person, site
from storefront.i18n import gettext
from storefront.readmodels import runs as runs_model
from storefront.readmodels import workbench as bench_model


def actor() -> str:
    """The login that stands in the audit trail."""
    who = person()
    if who is None:
        abort(401)
    return who.login


def page_number() -> int:
    """The page asked for; nonsense is page 1."""
    asked = request.args.get("trang", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def back(default: str) -> Response:
    """To the page that the form came from, else to `default`."""
    target = links.local_path(request.form.get("next"))
    return redirect(target if target != "/" else default)


def errors() -> str:
    """Everything that stopped or was seen to differ, by whose move it is."""
    asked = request.args.get("cua", "")
    owner = Owner(asked) if asked in set(Owner) else None
    loai = request.args.get("loai", "")
    kind = Kind(loai) if loai in set(Kind) else None
    here = site()
    with here.database.read() as session:
        page = bench_model.workbench(session, owner, kind, page_number(), here.clock())
    return render_template(
        "staff/errors.html", page=page, owner=owner, kind=kind, kind_text=_kind_text
    )


def _kind_text(kind: Kind) -> str:
    return FACTS[kind].text_vi


def retry(listing_id: int) -> Response:
    """Send a stopped listing again."""
    with site().database.write() as session:
        _known(session.get(Listing, listing_id))
        intent.retry(session, listing_id, actor())
    flash(gettext("Đã xếp hàng gửi lại."))
    return back(url_for("staff.errors"))


def give_up(listing_id: int) -> Response:
    """Stop trying; the listing is no longer wanted on that channel."""
    with site().database.write() as session:
        _known(session.get(Listing, listing_id))
        try:
            intent.give_up(session, listing_id, actor())
        except NothingStoppedError:
            # Refused by the channel without a dead task behind it: only the wish is dropped.
            intent.set_intent(session, [listing_id], Intent.NOT_WANTED, actor())
    flash(gettext("Đã bỏ: sản phẩm không còn chờ đưa lên gian hàng này."))
    return back(url_for("staff.errors"))


def accept_picture(listing_id: int) -> Response:
    """The picture that the floor shows now is right: later ones are compared with it."""
    here = site()
    with here.database.write() as session:
        _known(session.get(Listing, listing_id))
        shown = request.form.get("anh", "")
        done = picture.accept(session, listing_id, shown, actor(), here.clock())
    flash(
        gettext("Đã ghi nhận ảnh trên sàn là đúng.")
        if done
        else gettext("Ảnh trên sàn đã khác ảnh bạn vừa xem; xem lại rồi quyết định.")
    )
    return back(url_for("staff.errors"))


def want(listing_id: int) -> Response:
    """Say what is wanted of a listing."""
    asked = request.form.get("muon", "")
    if asked not in set(Intent):
        abort(400)
    with site().database.write() as session:
        _known(session.get(Listing, listing_id))
        intent.set_intent(session, [listing_id], Intent(asked), actor())
    flash(gettext("Đã ghi ý muốn; kế hoạch tới sẽ thực hiện."))
    return back(url_for("producer.listing", listing_id=listing_id))


def task(task_id: int) -> str:
    """A task's history."""
    with site().database.read() as session:
        page = runs_model.task_page(session, task_id)
    if page is None:
        abort(404)
    return render_template("staff/task.html", page=page)


def revive_task(task_id: int) -> Response:
    """Queue a dead task again."""
    with site().database.write() as session:
        done = outbox.revive(session, task_id, actor())
        audit.write(session, actor(), "retry", "task", task_id, done=done)
    flash(gettext("Đã xếp hàng làm lại.") if done else gettext("Việc này không còn dừng."))
    return redirect(url_for("staff.task", task_id=task_id))


def drop_task(task_id: int) -> Response:
    """Close a dead task for good."""
    with site().database.write() as session:
        done = outbox.give_up(session, task_id, actor())
        audit.write(session, actor(), "give_up", "task", task_id, done=done)
    flash(gettext("Đã bỏ việc này.") if done else gettext("Việc này không còn dừng."))
    return redirect(url_for("staff.task", task_id=task_id))


def _known(listing: Listing | None) -> None:
    if listing is None:
        abort(404)
