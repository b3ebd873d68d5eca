"""What a job answers: done, not now, or failed for good."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from catalog import plan
from catalog.ledger import OpenRun
from catalog.outbox import Claimed
from catalog.plan import Outcome
from catalog.plan.applying import PUSH_JOB
from catalog.status import Action, TaskState


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ended: its new state (dead, not waiting, after its last try), its ledger line.

    Only jobs that look at channels have a line (`Job.looks`), and only when they tried to.
    """

    state: TaskState
    line: OpenRun | None = None


Write = Callable[[Session, Ending], None]
"""A change that belongs to the outcome: committed with the task's end, or not at all."""


@dataclass(frozen=True, slots=True)
class Done:
    """The job is finished; `counts` and `failures` (by error code) go to the ledger."""

    counts: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    detail: str = ""
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again at `run_at`; `counts_as_try` is False when nothing was attempted."""

    code: str
    run_at: datetime
    detail: str = ""
    counts_as_try: bool = True
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Never again as it stands: the catalogue's `code` says whose move it is."""

    code: str
    detail: str = ""
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A push came to an end; the plan's own rules write it to the listing and the task."""

    outcome: Outcome


Plain = Done | Later | Failed
Result = Plain | Sent

FIRST_WAIT = 5.0
LONGEST_WAIT = 3600.0


def backoff(attempt: int, now: datetime, after: float | None = None) -> datetime:
    """When to try again: what the channel asked for, else doubling from 5 s to 1 h.

    Spread by ±20 % so that nobody marches in step; the spread is no secret.
    """
    if after is not None:
        return now + timedelta(seconds=after)
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** max(0, attempt - 1))
    return now + timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311


def postponed(claimed: Claimed, code: str, run_at: datetime, detail: str) -> Sent | Later:
    """A try that broke off; a push also says on its listing that nobody knows how far it came."""
    if claimed.job != PUSH_JOB:
        return Later(code, run_at, detail)
    return Sent(
        Outcome(
            claimed,
            int(claimed.args["listing_id"]),
            Action(claimed.args["action"]),
            plan.Result.UNKNOWN,
            code=code,
            detail=detail,
            retry_at=run_at,
        )
    )
