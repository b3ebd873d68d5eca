"""Which jobs run by the clock, and how often: from code and configuration, never from a store."""

from dataclasses import dataclass
from datetime import timedelta

from catalog.config import Settings


@dataclass(frozen=True, slots=True)
class Schedule:
    """Job `job` becomes due every `every`."""

    job: str
    every: timedelta


def schedules(settings: Settings) -> tuple[Schedule, ...]:
    """Every schedule of this installation; the demo's director only beside the sandbox."""
    periods = settings.schedule.model_dump()
    found = [Schedule(job, timedelta(seconds=seconds)) for job, seconds in periods.items()]
    if settings.mode == "demo" and settings.sandbox.enabled:
        found.append(Schedule("demo_director", timedelta(seconds=3)))
    return tuple(found)
