"""How much of a marketplace's rate limit our client uses, beside `sleep(1/rate)` in a loop.

`python -m tests.bench.bench_push` prints calls done / calls allowed for both, and how often the
marketplace refused; ratios are to be trusted, absolute figures are not.
"""

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import select

from catalog.config import SandboxSettings, Settings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.models import RateSlot
from catalog.vault import open_vault
from connectors.base import ChannelError, Request, Steps
from connectors.http.client import ChannelClient
from connectors.registry import open_client
from tests.bench.ratios import tell
from tests.contract.stage import Stage, shopee_stage
from tests.support.network import free_port

RATE = 10
SECONDS = 8.0
LATENCY = 0.15


@dataclass(frozen=True, slots=True)
class Measured:
    """Calls answered well and calls given up within the time; `limited`: ever told to slow down."""

    name: str
    done: int
    refused: int
    seconds: float
    limited: bool = False

    @property
    def utilisation(self) -> float:
        """Share of what the marketplace would have allowed."""
        return self.done / (RATE * self.seconds)


def _ask() -> Steps[None]:
    yield Request("GET", "/api/v2/shop/get_shop_info")


async def ours(stage: Stage) -> Measured:
    """As many workers as the account may have in flight, all behind one client."""
    done = refused = 0
    start = time.monotonic()

    async def worker(client: ChannelClient) -> None:
        nonlocal done, refused
        while time.monotonic() - start < SECONDS:
            try:
                await client.run(stage.shop, _ask())
                done += 1
            except ChannelError:
                refused += 1

    async with open_client(stage.settings, stage.database, stage.vault) as client:
        await asyncio.gather(*(worker(client) for _ in range(12)))
    seconds = time.monotonic() - start
    with stage.database.read() as session:
        limited = any(row.reason for row in session.exec(select(RateSlot)))
    return Measured("chophien", done, refused, seconds, limited)


async def naive(stage: Stage) -> Measured:
    """One call after another with `sleep(1/rate)` between: what simple scripts do."""
    fast = replace(stage, settings=stage.settings.model_copy(deep=True))
    fast.settings.channels.shopee.rate = 100.0
    done = refused = 0
    start = time.monotonic()
    async with open_client(fast.settings, fast.database, fast.vault) as client:
        while time.monotonic() - start < SECONDS:
            try:
                await client.run(fast.shop, _ask())
                done += 1
            except ChannelError:
                refused += 1
            await asyncio.sleep(1 / RATE)
    return Measured("sleep(1/rate)", done, refused, time.monotonic() - start)


def measure() -> list[Measured]:
    """Both ways against the same sandbox, whose answers take `LATENCY` seconds."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            sandbox=SandboxSettings(shopee_port=free_port(), floor_port=free_port()),
        )
        database = Database(settings.database_url)
        upgrade(database)
        with shopee_stage(
            settings, database, open_vault(settings), shop_rate_per_second=RATE
        ) as stage:
            settings.channels.shopee.rate = float(RATE)
            stage.control("/faults", {"kind": "delay", "seconds": LATENCY, "match": "/api"})
            found = [asyncio.run(ours(stage)), asyncio.run(naive(stage))]
        database.dispose()
    return found


def main() -> None:
    """Print one JSON document."""
    found = measure()
    document = {
        "rate_per_second": RATE,
        "latency_seconds": LATENCY,
        "runs": [
            {"name": one.name, "utilisation": round(one.utilisation, 3), "refused": one.refused}
            for one in found
        ],
        "ratio": round(found[0].utilisation / found[1].utilisation, 2),
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    own, plain = found
    tell("push: share of the rate limit used", own.utilisation, 0.9)
    tell("push: share used, ours / sleep(1/rate)", own.utilisation / plain.utilisation, 2)
    tell("push: calls refused / calls done", own.refused / max(1, own.done), 0, at_most=True)
    tell("push: told to slow down (429)", float(own.limited), 0, at_most=True)


if __name__ == "__main__":
    main()
