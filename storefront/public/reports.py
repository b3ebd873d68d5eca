"""A visitor says that a shop's page isn't as we tell: it is looked at again soon."""

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog import visitor_reports
from catalog.status import Wrong
from storefront.context import site
from storefront.readmodels.report import reported


def report(listing_id: int) -> Response:
    """Ask what is wrong, take the answer, say thanks."""
    here = site()
    with here.database.read() as session:
        page = reported(session, listing_id)
    if page is None:
        abort(404)
    chosen = request.form.get("sai", "")
    if request.method == "POST" and chosen in set(Wrong):
        with here.database.write() as session:
            visitor_reports.report(session, listing_id, Wrong(chosen), here.clock())
        return redirect(url_for("public.report", listing_id=listing_id, xong=1))
    answer = make_response(
        render_template(
            "public/report.html",
            page=page,
            choices=visitor_reports.WRONG_VI,
            said="xong" in request.args,
            missing=request.method == "POST",
        )
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
