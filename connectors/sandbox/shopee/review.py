"""Review of new items: REVIEWING, then NORMAL (or UNLIST), or BANNED with a reason."""

from typing import Any

from connectors.sandbox.items import Item, due, update
from connectors.sandbox.shopee.push import violation_push
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.world import World

_FIX_SECONDS = 7 * 86_400


def settle(world: World) -> None:
    """Finish every review whose time is over."""
    with world.store.transaction():
        for one in due(world, "REVIEWING"):
            _finish(world, one)


def _finish(world: World, one: Item) -> None:
    refusal = rules(world).reject.get(one.sku)
    if refusal is not None:
        ban(world, one, **refusal)
        return
    status = str(one.payload.get("item_status", "NORMAL"))
    update(world, one.item_id, status=status, review_until=None, violations=[])


def ban(
    world: World,
    one: Item,
    reason: str = "License Reason",
    suggestion: str = "Upload license",
    violation_type: str = "Prohibited Listing",
) -> None:
    """Ban an item and tell the partner by push (code 16)."""
    now = world.clock.stated()
    detail: dict[str, Any] = {
        "violation_type": violation_type,
        "violation_reason": reason,
        "suggestion": suggestion,
        "fix_deadline_time": now + _FIX_SECONDS,
        "update_time": now,
    }
    with world.store.transaction():
        update(world, one.item_id, status="BANNED", review_until=None, violations=[detail])
        violation_push(world, one, [detail])
