"""What every marketplace of one sandbox shares, and how a request finds it."""

from dataclasses import dataclass, field

from flask import Flask, current_app

from connectors.sandbox.clock import Clock
from connectors.sandbox.faults import FaultTable
from connectors.sandbox.pace import Pace
from connectors.sandbox.settings import SandboxSettings
from connectors.sandbox.store import Store

BANNER = "Dữ liệu mô phỏng (sandbox)"
_KEY = "chophien-sandbox"


@dataclass(frozen=True, slots=True)
class World:
    """One marketplace's surroundings: shared store and clock, its own faults and pace."""

    market: str
    settings: SandboxSettings
    store: Store
    clock: Clock
    faults: FaultTable = field(default_factory=FaultTable)
    pace: Pace = field(default_factory=Pace)


def attach(app: Flask, world: World) -> None:
    """Give the app its world; templates get the sandbox banner."""
    app.extensions[_KEY] = world
    app.jinja_env.globals["banner"] = BANNER


def world() -> World:
    """The world of the request being answered."""
    found = current_app.extensions[_KEY]
    if not isinstance(found, World):
        raise TypeError(_KEY)
    return found
