"""Coverage figures, each one click from the list behind it."""

from datetime import date

from flask import abort, render_template, request

from catalog import coverage
from storefront.context import site
from storefront.readmodels import figures as figures_model
from storefront.readmodels import notices as notices_model
from storefront.staff.work import page_number


def _as_of() -> date:
    """The day asked for; today when none or a nonsense one is."""
    try:
        return date.fromisoformat(request.args.get("tinh-den", ""))
    except ValueError:
        return site().today()


def figures() -> str:
    """Every figure and every plan target as of a day."""
    here, as_of = site(), _as_of()
    with here.database.read() as session:
        values = coverage.figures(session, as_of)
        plans = coverage.plans(session, as_of)
        alarms = notices_model.alarm_figure(session, here.settings, here.clock())
    return render_template(
        "staff/figures.html", as_of=as_of, figures=values, plans=plans, alarms=alarms
    )


def figure(key: str) -> str:
    """Who is counted, who is not, and of whom it is not known."""
    if key not in coverage.DEFINITIONS:
        abort(404)
    as_of, part = _as_of(), request.args.get("phan", "")
    with site().database.read() as session:
        page = figures_model.figure_list(session, key, as_of, part, page_number())
    return render_template("staff/figure.html", page=page)
