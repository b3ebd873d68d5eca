"""How strict the simulated Shopee is at present; changed by control, kept in the store."""

from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.sandbox.rule_changes import check_changes
from connectors.sandbox.world import World

_KEY = "shopee.rules"
PAGE_MODES = ("wall", "shell", "html")


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits and delays (seconds of marketplace time) and what reviewers refuse.

    ``reject`` maps an item_sku to ``{"reason", "suggestion", "violation_type"}`` (all may
    be left out); ``blocked_categories`` answer ``error_category_is_block``;
    ``rate_limit_status`` is 429 or 200; ``page_mode`` wall | shell | html.
    """

    review_seconds: float
    search_lag_seconds: float
    rate_per_second: int
    daily_quota: int
    refuse_repeated_sku: bool
    push_url: str
    rate_limit_status: int = 429
    page_mode: str = "wall"
    review_updates: bool = False
    reject: dict[str, dict[str, str]] = field(default_factory=dict)
    blocked_categories: list[int] = field(default_factory=list)
    item_limit: int = 10_000


def rules(world: World) -> Rules:
    """The rules in force: the sandbox's settings with the control's changes over them."""
    given = world.settings
    values: dict[str, Any] = {
        "review_seconds": given.review_seconds,
        "search_lag_seconds": given.search_lag_seconds,
        "rate_per_second": given.shop_rate_per_second,
        "daily_quota": given.shop_daily_quota,
        "refuse_repeated_sku": given.refuse_repeated_sku,
        "push_url": given.push_url,
    }
    return Rules(**{**values, **world.store.get_setting(_KEY)})


def change_rules(world: World, changes: dict[str, Any]) -> dict[str, Any]:
    """Lay changes over the rules; raises ValueError naming a field that doesn't fit."""
    check_changes(asdict(rules(world)), changes)
    if changes.get("page_mode", "wall") not in PAGE_MODES:
        raise ValueError(f"page_mode must be one of {', '.join(PAGE_MODES)}")
    world.store.put_setting(_KEY, {**world.store.get_setting(_KEY), **changes})
    return asdict(rules(world))
