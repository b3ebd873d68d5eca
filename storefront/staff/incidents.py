"""Incidents that a person ends, and the evidence of a listing as a file to print."""

from flask import abort, flash, make_response, request, url_for
from werkzeug.wrappers import Response

from catalog import observing
from storefront import annex as document
from storefront.context import site
from storefront.i18n import gettext
from storefront.staff.work import actor, back


def close(incident_id: int) -> Response:
    """A person says that it is over, or that what the floor showed was true all along."""
    true = request.form.get("dung") == "co"
    here = site()
    with here.database.write() as session:
        done = observing.close_incident(
            session, incident_id, actor(), looks_were_true=true, now=here.clock()
        )
    flash(
        gettext("Đã đóng sự cố; các tin bị ảnh hưởng được xem lại ngay.")
        if done
        else gettext("Sự cố này không còn mở.")
    )
    return back(url_for("staff.errors"))


def annex(listing_id: int) -> Response:
    """The evidence annex, as a file: it is opened and printed outside of this site."""
    here = site()
    with here.database.read() as session:
        found = observing.annex(session, listing_id, here.clock())
    if found is None:
        abort(404)
    response = make_response(document.render(found))
    response.headers.set("Content-Disposition", "attachment", filename=document.file_name(found))
    return response
