"""Cleaning up: old evidence bodies, ended tasks, sessions, leases, pictures; no hash chain."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col, or_

from catalog import ledger, notices, outbox, pictures, shop_pages, visitor_reports
from catalog.models import Heartbeat, Lease, Product, UserSession
from catalog.observing import prune
from jobs.context import JobContext
from jobs.engine.heartbeat import WORKER
from jobs.results import Done

TASK_DAYS = 30
RUN_DAYS = 180
NOTICE_DAYS = 365
SESSION_DAYS = 7
ABANDONED = timedelta(hours=6)


def housekeeping(context: JobContext) -> Done:
    """Each step commits by itself: a long cleaning never holds the database for long."""
    with ledger.run(context.database, "housekeeping", context.actor) as run:
        for name, step in _STEPS.items():
            with context.database.write() as session:
                run.count(name, step(session, context))
    return Done(dict(run.counts))


def _tasks(session: Session, context: JobContext) -> int:
    return outbox.purge(session, context.clock() - timedelta(days=TASK_DAYS))


def _evidence(session: Session, context: JobContext) -> int:
    return prune(session, context.clock() - timedelta(days=context.settings.evidence.keep_days))


def _shop_evidence(session: Session, context: JobContext) -> int:
    before = context.clock() - timedelta(days=context.settings.evidence.keep_days)
    return shop_pages.prune(session, before)


def _notices(session: Session, context: JobContext) -> int:
    return notices.prune(session, context.clock() - timedelta(days=NOTICE_DAYS))


def _reports(session: Session, context: JobContext) -> int:
    return visitor_reports.prune(session, context.clock() - visitor_reports.SHOWN_FOR)


def _sessions(session: Session, context: JobContext) -> int:
    before = context.clock() - timedelta(days=SESSION_DAYS)
    result = session.connection().execute(
        delete(UserSession).where(
            or_(col(UserSession.expires_at) < before, col(UserSession.revoked_at) < before)
        )
    )
    return result.rowcount


def _runs(session: Session, context: JobContext) -> int:
    closed = ledger.close_abandoned(session, context.clock() - ABANDONED)
    return closed + ledger.prune(session, context.clock() - timedelta(days=RUN_DAYS))


def _traces(session: Session, context: JobContext) -> int:
    """Heartbeats and leases of processes that died a day ago."""
    before = context.clock() - timedelta(days=1)
    dead = col(Heartbeat.name).startswith(WORKER)
    beats = session.connection().execute(delete(Heartbeat).where(dead, col(Heartbeat.at) < before))
    leases = session.connection().execute(delete(Lease).where(col(Lease.until) < before))
    return beats.rowcount + leases.rowcount


def _pictures(session: Session, context: JobContext) -> int:
    """Pictures that were replaced a week ago."""
    used = set(
        session.scalars(select(col(Product.picture)).where(col(Product.picture).is_not(None)))
    )
    return pictures.remove_unused(
        context.settings.data_dir, {name for name in used if name}, context.clock()
    )


_STEPS = {
    "tasks": _tasks,
    "evidence": _evidence,
    "shop_evidence": _shop_evidence,
    "notices": _notices,
    "reports": _reports,
    "sessions": _sessions,
    "runs": _runs,
    "traces": _traces,
    "pictures": _pictures,
}
