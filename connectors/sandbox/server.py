"""The sandbox as a whole: every marketplace on its own loopback port, one process."""

import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import Flask

from connectors.sandbox import floor, shopee
from connectors.sandbox.clock import Clock, ClockState
from connectors.sandbox.hosting import LoopbackServer
from connectors.sandbox.misbehave import Misbehaving
from connectors.sandbox.settings import SandboxSettings
from connectors.sandbox.store import Store
from connectors.sandbox.world import World

_TICK_SECONDS = 0.1


class Sandbox:
    """All simulated marketplaces of one state directory; a context manager.

    Addresses are known as soon as it is made; it answers between ``start`` and ``stop``.
    Raises OSError when a wanted port is taken.
    """

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self.settings = settings or SandboxSettings()
        self._temporary = (
            None if self.settings.directory else Path(tempfile.mkdtemp(prefix="chophien-sandbox-"))
        )
        self.directory = self.settings.directory or self._temporary or Path()
        self.store = Store(self.directory / "sandbox.sqlite")
        saved = self.store.get_setting("clock")
        self.clock = Clock(ClockState(**{"speed": self.settings.speed, **saved}))
        shopee_world, floor_world = self._world("shopee"), self._world("floor")
        more = [self._world(f"floor{number}") for number in range(2, self.settings.floors + 1)]
        self._shopee = _host(self.settings.shopee_port, shopee.build_app, shopee_world)
        self._floors = [_host(self.settings.floor_port, floor.build_app, floor_world)]
        self._floors += [_host(0, floor.build_app, world) for world in more]
        self._ticks = [(shopee.tick, shopee_world)]
        self._ticks += [(floor.tick, world) for world in (floor_world, *more)]
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def shopee_url(self) -> str:
        """Address of the Shopee sandbox, without a slash at the end."""
        return self._shopee.url

    @property
    def floor_url(self) -> str:
        """Address of the floor sandbox (sàn without an API), without a slash at the end."""
        return self._floors[0].url

    @property
    def floor_urls(self) -> list[str]:
        """Addresses of all floors, ``floor_url`` first."""
        return [host.url for host in self._floors]

    @property
    def control_token(self) -> str:
        """What the header ``X-Control-Token`` of control calls must carry."""
        return self.settings.control_token

    def start(self) -> Self:
        """Serve from background threads."""
        targets = [*(host.serve for host in self._hosts), self._tick_forever]
        self._threads = [threading.Thread(target=target, daemon=True) for target in targets]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Stop within seconds; the state file stays unless it was temporary."""
        self._stopping.set()
        if self._threads:
            for host in self._hosts:
                host.stop()
        for thread in self._threads:
            thread.join(timeout=5)
        for host in self._hosts:
            host.server_close()
        self.store.close()
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _hosts(self) -> list[LoopbackServer]:
        return [self._shopee, *self._floors]

    def _world(self, market: str) -> World:
        return World(market, self.settings, self.store, self.clock)

    def _tick_forever(self) -> None:
        """Bring due reviews to their end and deliver due pushes, ten times a second."""
        while not self._stopping.wait(_TICK_SECONDS):
            for tick, world in self._ticks:
                tick(world)


def _host(port: int, build: Callable[[World], Flask], world: World) -> LoopbackServer:
    return LoopbackServer(port, Misbehaving(build(world), world.faults))
