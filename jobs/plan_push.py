"""The regular plan: compute, write down, and queue it unless a second person has to agree."""

from catalog import ledger
from catalog.plan import Plan, PlanRefusedError, apply, compute, save_plan
from jobs.context import JobContext
from jobs.results import Done


def plan_push(context: JobContext) -> Done:
    """Plan every shop and apply what needs no approval; the ledger keeps the counts."""
    with context.database.read() as session:
        plan = compute(session, context.clock())
    if not plan.actions:
        return Done({"held": len(plan.held)}, detail="không có gì thay đổi")
    with ledger.run(context.database, "plan_push", context.actor) as run:
        run.counts.update(plan.counts)
        queued = _apply(context, plan)
        if queued is None:
            run.fail("approval_needed")
        else:
            run.count("queued", queued)
    return Done(dict(run.counts), dict(run.failures))


def _apply(context: JobContext, plan: Plan) -> int | None:
    """How many tasks were queued; None when the plan waits for approval.

    Saved and applied in transactions of their own: a plan that waits must stay to be read.
    """
    limits = context.settings.plan
    with context.database.write() as session:
        save_plan(session, plan, context.actor, limits)
    try:
        with context.database.write() as session:
            applied = apply(session, plan, limits, now=context.clock())
    except PlanRefusedError:
        return None
    return applied.queued
