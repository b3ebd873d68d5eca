"""Lines of the ledger for tasks that look at channels, in one place instead of in each job."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlmodel import Session

from catalog import ledger
from catalog.ledger import OpenRun
from catalog.outbox import Claimed
from jobs.registry import JOBS
from jobs.results import Done, Later, Plain

LEASE = timedelta(seconds=30)
"""Kept up every few seconds while a task runs; far longer than the longest wait for a lock."""


@contextmanager
def line(
    session: Session, claimed: Claimed, result: Plain, actor: str, now: datetime
) -> Iterator[OpenRun | None]:
    """The line that this task's end belongs to; None for other jobs, and when nobody looked."""
    job = JOBS.get(claimed.job)
    if job is None or not job.looks or not _looked(result):
        yield None
        return
    # A claim is never changed while its task runs, so its first lease tells when that began.
    began = claimed.lease_until - LEASE
    with ledger.round_line(session, job.name, actor, started_at=began, now=now) as opened:
        if isinstance(result, Done):
            opened.counts.update(result.counts)
            opened.failures.update(result.failures)
        else:
            opened.fail(result.code)
        yield opened


def _looked(result: Plain) -> bool:
    if isinstance(result, Done):
        return result.counts.get("looked", 0) > 0 or bool(result.failures)
    return not isinstance(result, Later) or result.counts_as_try
