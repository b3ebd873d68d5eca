"""The clock: APScheduler only ticks; what is due stands in our own table, led by one process.

Runs in the worker process alone (never in the web server: two schedulers on one store ran the
same job 13 times in 8 s). A tick that comes late or twice does no harm: the due time decides.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.background import BackgroundScheduler
from sqlmodel import Session

from catalog import outbox
from catalog.db import Database
from catalog.models import Heartbeat
from jobs.engine import heartbeat, leader
from jobs.engine.schedule import Schedule

_log = structlog.get_logger()

LEADER = "scheduler"
"""Name of the leader's lease and of its heartbeat, which pages and /healthz watch."""
LEADER_SECONDS = 20.0
TICK_SECONDS = 1.0
_SPEAKING = {
    EVENT_JOB_MISSED: "tick_missed",
    EVENT_JOB_MAX_INSTANCES: "tick_overlapped",
    EVENT_JOB_ERROR: "tick_failed",
}


class Ticker:
    """Queues every schedule's job when its time has come, if this process leads."""

    def __init__(
        self,
        database: Database,
        schedules: Sequence[Schedule],
        holder: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Nothing ticks before `start`."""
        self._database = database
        self._schedules = schedules
        self._holder = holder
        self._clock = clock
        self._led_until: datetime | None = None
        self._scheduler = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_listener(_speak, sum(_SPEAKING))
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, id="tick")

    def start(self) -> None:
        """Tick in the background."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking and let another process lead at once."""
        self._scheduler.shutdown(wait=True)
        with self._database.write() as session:
            leader.give_back(session, LEADER, self._holder)

    def tick(self) -> list[str]:
        """Lead if we may, queue what is due; returns the names queued."""
        now = self._clock()
        if not self._due(now) and not self._must_renew(now):
            return []  # we lead and nothing is due: no reason to write every second
        with self._database.write() as session:
            if not leader.take(session, LEADER, self._holder, now, LEADER_SECONDS):
                self._led_until = None
                return []
            heartbeat.beat(session, LEADER, now, detail=self._holder)
            queued = [item.job for item in self._schedules if _queue_if_due(session, item, now)]
        self._led_until = now + timedelta(seconds=LEADER_SECONDS)
        return queued

    def _must_renew(self, now: datetime) -> bool:
        half = timedelta(seconds=LEADER_SECONDS / 2)
        return self._led_until is None or now >= self._led_until - half

    def _due(self, now: datetime) -> bool:
        with self._database.read() as session:
            return any(_is_due(session, schedule, now) for schedule in self._schedules)


def _is_due(session: Session, schedule: Schedule, now: datetime) -> bool:
    row = session.get(Heartbeat, heartbeat.SCHEDULE + schedule.job)
    # A changed configuration counts from now: an old, far due time must not hold it up.
    return row is None or row.due_at is None or not now < row.due_at <= now + schedule.every


def _queue_if_due(session: Session, schedule: Schedule, now: datetime) -> bool:
    if not _is_due(session, schedule, now):
        return False
    queue_job(session, schedule.job)
    name = heartbeat.SCHEDULE + schedule.job
    heartbeat.beat(session, name, now, due_at=now + schedule.every)
    return True


def queue_job(session: Session, job: str) -> None:
    """Queue a job without ids: one waiting row however often it is asked for."""
    key = f"schedule:{job}"
    outbox.enqueue(session, key, job, lane=key)


def _speak(event: Any) -> None:
    _log.warning(
        _SPEAKING[event.code], job=event.job_id, error=repr(getattr(event, "exception", ""))
    )
