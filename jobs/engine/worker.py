"""The worker: claims tasks, runs hundreds of them at once, keeps their leases, writes their ends.

One event loop runs the jobs; the database is used from a few threads, so that waiting for a
lock never holds up the requests in flight.
"""

import asyncio
import threading
from datetime import timedelta

import structlog

from jobs.context import JobContext
from jobs.engine import heartbeat
from jobs.engine.queue import Claimed, Queue
from jobs.engine.runner import run_task
from jobs.engine.scribe import Scribe
from jobs.results import postponed

_log = structlog.get_logger()

IDLE_SECONDS = 0.25
FINISH_SECONDS = 10.0
"""How long a stop waits for running tasks; what is left is handed back to the queue."""


class Worker:
    """Runs tasks of the outbox until it is told to stop."""

    def __init__(
        self,
        context: JobContext,
        name: str,
        *,
        capacity: int = 128,
        lane_limit: int = 4,
        finish_seconds: float = FINISH_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """At most `capacity` tasks at once, and `lane_limit` of one lane (a shop's account).

        `idle_seconds`: how long it waits before it asks for tasks again.
        """
        self._context = context
        self._name = name
        self._queue = Queue(context.database, name, context.clock, context.actor)
        self._scribe = Scribe(context.database, self._queue)
        self._capacity = capacity
        self._lane_limit = lane_limit
        self._finish_seconds = finish_seconds
        self._idle_seconds = idle_seconds
        self._running: dict[asyncio.Task[None], Claimed] = {}

    async def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then finish or hand back what runs, within seconds."""
        scribe = asyncio.create_task(self._scribe.run())
        keeper = asyncio.create_task(self._keep_leases())
        try:
            while not stop.is_set():
                claimed = await self._claim()
                if not claimed:
                    await self._rest()
            await self._wind_down()
        finally:
            keeper.cancel()
            await self._scribe.close()
            await scribe
            await asyncio.to_thread(self._farewell)

    async def _claim(self) -> int:
        free = self._capacity - len(self._running)
        if free <= 0:
            return 0
        claimed = await asyncio.to_thread(self._queue.claim, free, self._lane_limit)
        for item in claimed:
            task = asyncio.create_task(self._execute(item), name=item.key)
            self._running[task] = item
            task.add_done_callback(self._running.pop)
        return len(claimed)

    async def _execute(self, claimed: Claimed) -> None:
        result = await run_task(self._context, claimed)
        await self._scribe.put(claimed, result)

    async def _rest(self) -> None:
        """Until something ends or a moment has passed."""
        if self._running:
            await asyncio.wait(
                self._running, timeout=self._idle_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        else:
            await asyncio.sleep(self._idle_seconds)

    async def _wind_down(self) -> None:
        if not self._running:
            return
        _done, left = await asyncio.wait(self._running, timeout=self._finish_seconds)
        handed_back = [self._running[task] for task in left]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # Nobody knows how far a cancelled task came: the pause lets the channel's search catch up.
        again = self._context.clock() + timedelta(seconds=15)
        for claimed in handed_back:
            result = postponed(claimed, "unknown_outcome", again, "máy dừng khi đang chạy")
            await self._scribe.put(claimed, result)

    async def _keep_leases(self) -> None:
        while True:
            lost = await asyncio.to_thread(self._sign_of_life, list(self._running.values()))
            # A task that ended while we asked isn't lost: only those still running are.
            running = {claimed.task_id for claimed in self._running.values()}
            for claimed in lost:
                if claimed.task_id in running:
                    _log.warning("lease_lost", task=claimed.task_id, key=claimed.key)
            await asyncio.sleep(heartbeat.BEAT_SECONDS)

    def _sign_of_life(self, running: list[Claimed]) -> list[Claimed]:
        now = self._context.clock()
        with self._context.database.write() as session:
            heartbeat.beat(
                session, heartbeat.WORKER + self._name, now, detail=f"{len(running)} việc đang chạy"
            )
        lost = self._queue.extend(running)
        if reclaimed := self._queue.tidy():
            _log.warning("leases_reclaimed", number=reclaimed)
        return lost

    def _farewell(self) -> None:
        with self._context.database.write() as session:
            heartbeat.forget(session, heartbeat.WORKER + self._name)
        _log.info("worker_stopped", worker=self._name)
