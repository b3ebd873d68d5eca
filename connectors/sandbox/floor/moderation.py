"""Goods of the floor: put up by a person, moderated, shown or refused."""

import unicodedata
from typing import Any

from connectors.sandbox.floor.rules import floor_rules
from connectors.sandbox.items import Item, due, find, insert, update
from connectors.sandbox.store import item
from connectors.sandbox.world import World

STATUSES = ("in_review", "live", "hidden", "rejected", "removed")
FIRST_ITEM_ID = 10_001


def slug(text: str) -> str:
    """Letters without marks joined by hyphens, as floors write addresses."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    words = "".join(
        sign if sign.isascii() and sign.isalnum() else " "
        for sign in plain
        if not unicodedata.combining(sign)
    )
    return "-".join(words.split())


def page_path(one: Item) -> str:
    """Where the public page of an item is."""
    return f"/p/{slug(one.name)}-{one.item_id}.html"


def shop_path(shop_id: int, name: str) -> str:
    """Where the public page of a shop is."""
    return f"/gian-hang/{slug(name)}-s{shop_id}"


def put_up(world: World, shop_id: int, sku: str, values: dict[str, Any]) -> tuple[int, bool]:
    """Add goods, or change those of the same SKU; returns the number and whether they are new.

    New goods and goods refused before wait for a moderator.
    """
    until = world.clock.after(floor_rules(world).moderation_seconds)
    with world.store.transaction():
        same = find(world, item.c.shop_id == shop_id, item.c.sku == sku, item.c.status != "removed")
        if same:
            again = {"status": "in_review", "review_until": until}
            update(world, same[0].item_id, **values, **(again if _refused(same[0]) else {}))
            return same[0].item_id, False
        item_id = insert(
            world,
            FIRST_ITEM_ID,
            shop_id=shop_id,
            sku=sku,
            status="in_review",
            searchable_at=0.0,
            review_until=until,
            **values,
        )
        return item_id, True


def _refused(one: Item) -> bool:
    return one.status == "rejected"


def settle(world: World) -> None:
    """Finish every moderation whose time is over."""
    refusals = floor_rules(world).reject
    with world.store.transaction():
        for one in due(world, "in_review"):
            _finish(world, one, refusals.get(one.sku))


def _finish(world: World, one: Item, reason: str | None) -> None:
    update(
        world,
        one.item_id,
        status="live" if reason is None else "rejected",
        review_until=None,
        violations=[] if reason is None else [{"reason": reason}],
    )
