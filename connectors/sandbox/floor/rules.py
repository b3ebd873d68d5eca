"""How the simulated floor behaves at present; changed by control, kept in the store."""

from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.sandbox.rule_changes import check_changes
from connectors.sandbox.world import World

CHOICES = {
    "shape": ("jsonld", "opengraph", "microdata", "text"),
    "theme": ("A", "B", "C"),
    "gone": ("404", "410", "soft404", "home"),
    "validators": ("both", "etag", "last_modified", "none"),
}
ROBOTS = "User-agent: *\nDisallow: /ban-hang\nDisallow: /tim-kiem\nCrawl-delay: 2\n"


@dataclass(frozen=True, slots=True)
class FloorRules:
    """Delays, looks and refusals of the floor.

    ``shape`` how a page states its data, ``theme`` which of three layouts it has (a
    redesign is a change of theme: ``B`` states the same under other names, ``C`` leaves
    price and stock to a script and drops the structured data), ``gone`` what answers for an
    item that isn't shown; ``reject`` maps a SKU to the moderator's reason; ``robots`` and
    ``robots_status`` are what robots.txt answers; ``validators`` says which of ETag and
    Last-Modified a product page carries (and answers 304 to). ``moderation_seconds`` is
    marketplace time.
    """

    moderation_seconds: float
    shape: str = "jsonld"
    theme: str = "A"
    gone: str = "404"
    reject: dict[str, str] = field(default_factory=dict)
    robots: str = ROBOTS
    robots_status: int = 200
    validators: str = "both"


def _key(world: World) -> str:
    return f"{world.market}.rules"


def floor_rules(world: World) -> FloorRules:
    """The rules in force."""
    values: dict[str, Any] = {"moderation_seconds": world.settings.moderation_seconds}
    return FloorRules(**{**values, **world.store.get_setting(_key(world))})


def change_floor_rules(world: World, changes: dict[str, Any]) -> dict[str, Any]:
    """Lay changes over the rules; raises ValueError naming a field that doesn't fit."""
    check_changes(asdict(floor_rules(world)), changes)
    for name, choices in CHOICES.items():
        if changes.get(name, choices[0]) not in choices:
            raise ValueError(f"{name} must be one of {', '.join(choices)}")
    key = _key(world)
    world.store.put_setting(key, {**world.store.get_setting(key), **changes})
    return asdict(floor_rules(world))
