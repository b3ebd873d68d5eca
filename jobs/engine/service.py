"""The worker process: worker and ticker side by side until a stop signal."""

import asyncio
import threading

from catalog.config import Settings
from jobs.context import process_name
from jobs.engine.schedule import schedules
from jobs.engine.stopping import on_stop_signals
from jobs.engine.ticker import Ticker
from jobs.engine.worker import Worker
from jobs.outfit import outfit


def serve(settings: Settings) -> None:
    """Work until SIGTERM, SIGINT or Ctrl-C; everything in hand is finished or handed back."""
    stop = threading.Event()
    on_stop_signals(stop)
    asyncio.run(_serve(settings, stop))


async def _serve(settings: Settings, stop: threading.Event) -> None:
    name = process_name()
    async with outfit(settings) as context:
        ticker = Ticker(context.database, schedules(settings), name, context.clock)
        ticker.start()
        try:
            await Worker(context, name).run(stop)
        finally:
            await asyncio.to_thread(ticker.stop)
