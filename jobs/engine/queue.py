"""The outbox as the worker uses it: claim for this holder, keep, and end with a fence."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from catalog import outbox, plan
from catalog.db import Database
from catalog.outbox import Claimed, Failure
from catalog.plan.applying import PUSH_JOB
from catalog.status import TaskState
from jobs.engine import exhausted, rounds
from jobs.engine.rounds import LEASE
from jobs.results import Done, Ending, Failed, Later, Plain, Result, Sent

__all__ = ["Claimed", "Queue"]


class Queue:
    """Claims and settles tasks in the name of one worker."""

    def __init__(
        self,
        database: Database,
        holder: str,
        clock: Callable[[], datetime],
        actor: str = "scheduler",
    ) -> None:
        """`holder` stands in every lease of this worker, `actor` in its lines of the ledger."""
        self._database = database
        self._holder = holder
        self._actor = actor
        self._clock = clock

    def claim(self, limit: int, per_lane: int) -> list[Claimed]:
        """Take due tasks, at most `per_lane` running at once in a lane over all processes."""
        now = self._clock()
        with self._database.write() as session:
            claimed = outbox.claim(
                session, self._holder, limit=limit, per_lane=per_lane, lease=LEASE, now=now
            )
            pushes = [int(item.args["listing_id"]) for item in claimed if item.job == PUSH_JOB]
            if pushes:
                plan.mark_sending(session, pushes, now=now)
            return claimed

    def tidy(self) -> int:
        """Give the tasks of dead workers back to the queue; returns how many there were."""
        now = self._clock()
        with self._database.write() as session:
            reclaimed = outbox.reclaim_expired(session, now)
            told = [int(one.args["listing_id"]) for one in reclaimed.dead if one.job == PUSH_JOB]
            if told:
                exhausted.mark(session, told, now)
            return reclaimed.number

    def extend(self, running: Iterable[Claimed]) -> list[Claimed]:
        """Keep our leases; returns the tasks that somebody else has by now."""
        now = self._clock()
        with self._database.write() as session:
            return [
                claimed
                for claimed in running
                if not outbox.extend(session, claimed, LEASE, now=now)
            ]

    def settle(self, session: Session, items: Sequence[tuple[Claimed, Result]]) -> int:
        """End tasks and write what belongs to their ends; late results are dropped whole.

        Returns how many were dropped because the task is no longer ours.
        """
        now = self._clock()
        sent = [result.outcome for _, result in items if isinstance(result, Sent)]
        others = [(claimed, result) for claimed, result in items if not isinstance(result, Sent)]
        counted = len(plan.settle(session, sent, now=now))
        states = self._end(session, others)
        for claimed, result in others:
            state = states.get(claimed.task_id)
            if state is not None:
                with rounds.line(session, claimed, result, self._actor, now) as line:
                    if result.write is not None:
                        result.write(session, Ending(state, line))
        return len(items) - counted - len(states)

    def _end(
        self, session: Session, items: Sequence[tuple[Claimed, Plain]]
    ) -> dict[int, TaskState]:
        now = self._clock()
        done = [(claimed, result.detail) for claimed, result in items if isinstance(result, Done)]
        failures = [
            Failure(claimed, result.code, result.detail, _retry_at(result))
            for claimed, result in items
            if isinstance(result, Failed) or (isinstance(result, Later) and result.counts_as_try)
        ]
        states = dict.fromkeys(outbox.finish_many(session, done, now=now), TaskState.DONE)
        states |= outbox.fail_many(session, failures, now=now)
        for claimed, result in items:
            if (
                isinstance(result, Later)
                and not result.counts_as_try
                and outbox.release(session, claimed, result.run_at, result.code, now=now)
            ):
                states[claimed.task_id] = TaskState.WAITING
        return states


def _retry_at(result: Failed | Later) -> datetime | None:
    return result.run_at if isinstance(result, Later) else None
