"""Views of the producer's own pages and of single listings."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog import intent, public_address
from catalog.errors import ChoPhienError
from catalog.models import utc_now
from storefront.context import person, site
from storefront.i18n import gettext
from storefront.links import floor_link, local_path
from storefront.readmodels import listing as listing_model
from storefront.readmodels import own as own_model


def own() -> str:
    """Whether my shop is alive, and what I must fix."""
    who = person()
    if who is None or who.producer_id is None:
        abort(404)
    with site().database.read() as session:
        page = own_model.own_page(session, who.producer_id, site().clock())
    return render_template("producer/own.html", page=page)


def listing(listing_id: int) -> str:
    """One listing with everything that was seen of it."""
    with site().database.read() as session:
        page = listing_model.listing_page(session, listing_id, site().clock())
    if page is None:
        abort(404)
    return render_template("producer/listing.html", page=page)


def paste_url(listing_id: int) -> Response:
    """Keep the public address that a person found, and ask for a look at it."""
    here = site()
    url = floor_link(request.form.get("url", "").strip(), here.settings)
    if url is None:
        raise ChoPhienError(
            gettext("Liên kết phải là địa chỉ https của một sàn đã biết"), "host_not_allowed"
        )
    with here.database.write() as session:
        public_address.keep(session, listing_id, url, _login(), utc_now())
    flash(gettext("Đã lưu liên kết; hệ thống sẽ mở trang này kiểm tra."))
    return redirect(url_for("producer.listing", listing_id=listing_id))


def look(listing_id: int) -> Response:
    """Ask for a look as soon as there is a free slot."""
    with site().database.write() as session:
        if not intent.request_look(session, [listing_id], _login()):
            abort(404)
    flash(gettext("Đã xếp hàng kiểm tra lại."))
    target = local_path(request.form.get("next"))
    return redirect(target if target != "/" else url_for("producer.listing", listing_id=listing_id))


def _login() -> str:
    who = person()
    if who is None:
        abort(401)
    return who.login
