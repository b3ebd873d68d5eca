"""Every job by name. A job's module is imported only when the job runs."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalog.errors import ChoPhienError
from catalog.labels import JOB_VI


class UnknownJobError(ChoPhienError):
    """A task names a job that this program doesn't have."""

    code = "internal"


@dataclass(frozen=True, slots=True)
class Job:
    """A job: where its function lives, whether it needs its claim.

    `by_clock` marks jobs without ids, which the schedule or a person may start. `looks` marks
    those whose tasks look at channels: the engine keeps their ledger lines.
    """

    name: str
    module: str
    by_clock: bool = False
    wants_claim: bool = False
    looks: bool = False

    @property
    def label_vi(self) -> str:
        """What the job does, in Vietnamese."""
        return JOB_VI[self.name]

    def load(self) -> Callable[..., Any]:
        """The function `job(ctx, …ids) -> Result`, plain or async, named like the job."""
        function: Callable[..., Any] = getattr(importlib.import_module(self.module), self.name)
        return function


_JOBS = (
    Job("plan_push", "jobs.plan_push", by_clock=True),
    Job("push", "jobs.push", wants_claim=True),
    Job("observe_api", "jobs.observe_api", by_clock=True),
    Job(
        "observe_shop",
        "jobs.observe_api",
        wants_claim=True,
        looks=True,
    ),
    Job("observe_listing", "jobs.observe_api", wants_claim=True, looks=True),
    Job("observe_page", "jobs.observe_page", by_clock=True),
    Job("read_pages", "jobs.observe_page", looks=True),
    Job("observe_shops", "jobs.shop_pages", by_clock=True),
    Job("read_shops", "jobs.shop_pages", looks=True),
    Job("token_refresh", "jobs.token_refresh", by_clock=True),
    Job("certificate_watch", "jobs.certificate_watch", by_clock=True),
    Job("notice_sweep", "jobs.notify", by_clock=True),
    Job("notify", "jobs.notify", by_clock=True),
    Job("deliver_notice", "jobs.notify", wants_claim=True),
    Job("housekeeping", "jobs.housekeeping", by_clock=True),
    Job("demo_director", "jobs.demo.director", by_clock=True),
)

JOBS = {job.name: job for job in _JOBS}


def find(name: str) -> Job:
    """The job of that name; raises UnknownJobError."""
    job = JOBS.get(name)
    if job is None:
        raise UnknownJobError(f"Không có việc tên “{name}”")
    return job
