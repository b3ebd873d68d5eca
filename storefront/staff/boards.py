"""The status board, the run ledger and the plan."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import plan as planning
from storefront.cache import catalogue_version
from storefront.context import Site, site
from storefront.i18n import gettext
from storefront.readmodels import board as board_model
from storefront.readmodels import plans as plans_model
from storefront.readmodels import runs as runs_model
from storefront.staff.work import actor, page_number


def board() -> str:
    """Every product with its listings on every channel."""
    here = site()
    query = board_model.BoardQuery.of(request.args)
    with here.database.read() as session:
        totals = _totals(session, here)
        page = board_model.board(session, query)
    return render_template("staff/board.html", query=query, totals=totals, page=page)


def _totals(session: Session, here: Site) -> board_model.BoardTotals:
    # Statuses move without a new catalogue version, so these totals live ten seconds at most.
    key = ("totals", catalogue_version(session), int(here.clock().timestamp()) // 10)
    return here.cache.get(key, lambda: board_model.board_totals(session))


def runs() -> str:
    """What ran, when, with which result."""
    job = request.args.get("viec", "")[:60]
    with site().database.read() as session:
        page = runs_model.run_list(session, job, page_number())
    return render_template("staff/runs.html", page=page, job=job)


def run(run_id: int) -> str:
    """One run with what it counted and what an import found."""
    with site().database.read() as session:
        line = runs_model.run_line(session, run_id)
        if line is None:
            abort(404)
        problems = runs_model.import_problems(session, run_id)
    return render_template("staff/run.html", run=line, problems=problems)


def plans() -> str:
    """What the next push would do, and whether it waits for a second person."""
    here = site()
    with here.database.read() as session:
        page = _next_plan(session, here)
        records = plans_model.plan_records(session)
    waiting = records[0] if records and records[0].waits else None
    return render_template("staff/plans.html", page=page, records=records, waiting=waiting)


def _next_plan(session: Session, here: Site) -> plans_model.NextPlan:
    # Computing takes seconds at national size; approving computes afresh, so 10 s may be old.
    key = ("plan", catalogue_version(session), int(here.clock().timestamp()) // 10)
    limits = here.settings.plan
    return here.cache.get(key, lambda: plans_model.next_plan(session, here.clock(), limits))


def approve() -> Response:
    """Agree to exactly the plan that was shown, named by its hash."""
    with site().database.write() as session:
        planning.approve(session, request.form.get("plan_hash", ""), actor())
    flash(gettext("Đã duyệt kế hoạch; lần chạy tới sẽ thực hiện."))
    return redirect(url_for("staff.plans"))
