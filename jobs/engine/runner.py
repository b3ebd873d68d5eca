"""Runs one task and turns whatever comes of it into a result. The one broad `except` of jobs."""

import asyncio
import inspect
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from catalog.errors import ChoPhienError, entry
from jobs.context import JobContext
from jobs.engine.queue import Claimed
from jobs.registry import find
from jobs.results import Failed, Result, backoff, postponed

_log = structlog.get_logger()


async def run_task(context: JobContext, claimed: Claimed) -> Result:
    """Run the job that the task names; errors become results, never exceptions."""
    try:
        return await call(context, claimed.job, claimed.args, claimed)
    except ChoPhienError as error:
        return _known(error.code, error.text_vi, claimed, context.clock())
    except Exception as error:  # noqa: BLE001 - whatever a job does, the worker lives on
        _log.exception("job_crashed", job=claimed.job, task=claimed.task_id)
        run_at = backoff(claimed.attempt, context.clock())
        return postponed(claimed, "internal", run_at, describe(error))


async def call(
    context: JobContext, name: str, arguments: Mapping[str, Any], claimed: Claimed | None = None
) -> Result:
    """Call a job with its ids; plain functions run in a thread."""
    job = find(name)
    function = job.load()
    given = {**arguments, "claimed": claimed} if job.wants_claim else dict(arguments)
    if inspect.iscoroutinefunction(function):
        result: Result = await function(context, **given)
        return result
    plain: Result = await asyncio.to_thread(function, context, **given)
    return plain


def _known(code: str, text: str, claimed: Claimed, now: datetime) -> Result:
    if entry(code).retryable:
        return postponed(claimed, code, backoff(claimed.attempt, now), text)
    return Failed(code, text)


def describe(error: Exception) -> str:
    """One line for the task's history; the traceback is in the log only."""
    return f"{type(error).__name__}: {error}"[:500]
