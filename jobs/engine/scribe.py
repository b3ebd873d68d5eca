"""Writes the ends of tasks in batches: one commit carries what many tasks left behind."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from catalog.db import Database
from jobs.engine.queue import Claimed, Queue
from jobs.results import Failed, Result

_log = structlog.get_logger()
_Item = tuple[Claimed, Result]
BATCH = 200


class Scribe:
    """Collects results and writes them; `put` returns when the result is on disk."""

    def __init__(self, database: Database, queue: Queue) -> None:
        """`queue` does the fenced writing."""
        self._database = database
        self._queue = queue
        self._waiting: asyncio.Queue[tuple[_Item, asyncio.Future[None]] | None] = asyncio.Queue()

    async def put(self, claimed: Claimed, result: Result) -> None:
        """Hand a result over and wait until it is written."""
        written = asyncio.get_running_loop().create_future()
        await self._waiting.put(((claimed, result), written))
        await written

    async def close(self) -> None:
        """Write what waits, then let `run` end."""
        await self._waiting.put(None)

    async def run(self) -> None:
        """Write batches until closed."""
        open_ = True
        while open_:
            batch, open_ = await self._next_batch()
            if batch:
                await asyncio.to_thread(self._write, [item for item, _written in batch])
            for _item, written in batch:
                if not written.done():
                    written.set_result(None)

    async def _next_batch(self) -> tuple[list[tuple[_Item, asyncio.Future[None]]], bool]:
        batch: list[tuple[_Item, asyncio.Future[None]]] = []
        first = await self._waiting.get()
        while first is not None:
            batch.append(first)
            if self._waiting.empty() or len(batch) >= BATCH:
                return batch, True
            first = self._waiting.get_nowait()
        return batch, False

    def _write(self, items: list[_Item]) -> None:
        try:
            with self._database.write() as session:
                dropped = self._queue.settle(session, items)
        except SQLAlchemyError as error:
            self._one_by_one(items, error)
            return
        if dropped:
            _log.warning("late_results_dropped", number=dropped)

    def _one_by_one(self, items: list[_Item], error: SQLAlchemyError) -> None:
        """One bad row must not lose the others of its batch."""
        if len(items) == 1:
            claimed, _result = items[0]
            _log.error("outcome_not_written", task=claimed.task_id, exc_info=error)
            failed = Failed("internal", f"không ghi được kết quả: {type(error).__name__}")
            with self._database.write() as session:
                self._queue.settle(session, [(claimed, failed)])
            return
        for item in items:
            self._write([item])
