"""Items (sản phẩm đăng bán) as the marketplaces keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from connectors.sandbox.store import item
from connectors.sandbox.world import World

_NUMBERS_PER_MARKET = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One item (sản phẩm đăng bán); price in đồng, times in stated Unix seconds."""

    item_id: int
    shop_id: int
    sku: str
    name: str
    status: str
    price: int
    stock: int
    reserved: int
    deboost: bool
    create_time: int
    update_time: int
    searchable_at: float
    review_until: float | None
    payload: dict[str, Any]
    violations: list[dict[str, Any]]


COLUMNS = (
    item.c.item_id,
    item.c.shop_id,
    item.c.sku,
    item.c.name,
    item.c.status,
    item.c.price,
    item.c.stock,
    item.c.reserved,
    item.c.deboost,
    item.c.create_time,
    item.c.update_time,
    item.c.searchable_at,
    item.c.review_until,
    item.c.payload,
    item.c.violations,
)

# Asked at every call: building the statements would cost more than running them.
_ONE = select(*COLUMNS).where(
    item.c.market == bindparam("market"), item.c.item_id == bindparam("item_id")
)
_NEWEST = (
    select(item.c.item_id)
    .where(item.c.item_id >= bindparam("first"), item.c.item_id < bindparam("end"))
    .order_by(item.c.item_id.desc())
    .limit(1)
)
_DUE = (
    select(item.c.item_id)
    .where(
        item.c.market == bindparam("market"),
        item.c.status == bindparam("status"),
        item.c.review_until <= bindparam("now"),
    )
    .limit(500)
)


def find(
    world: World,
    *conditions: ColumnElement[bool],
    limit: int | None = None,
    offset: int = 0,
    order: Sequence[ColumnElement[Any]] = (item.c.item_id,),
) -> list[Item]:
    """Items of this marketplace that meet all conditions."""
    query = select(*COLUMNS).where(item.c.market == world.market, *conditions)
    query = query.order_by(*order).limit(limit).offset(offset)
    with world.store.transaction() as connection:
        return [Item(**row) for row in connection.execute(query).mappings()]


def find_one(world: World, item_id: object, shop_id: int | None = None) -> Item | None:
    """The item of that number (in that shop)."""
    if not isinstance(item_id, int):
        return None
    with world.store.transaction() as connection:
        values = {"market": world.market, "item_id": item_id}
        row = connection.execute(_ONE, values).mappings().first()
    found = Item(**row) if row else None
    return found if found and shop_id in {None, found.shop_id} else None


def due(world: World, status: str) -> list[Item]:
    """Items in that state whose review time is over."""
    values = {"market": world.market, "status": status, "now": world.clock.deadline_now()}
    with world.store.transaction() as connection:
        numbers = connection.execute(_DUE, values).scalars().all()
    return find(world, item.c.item_id.in_(numbers)) if numbers else []


def count(world: World, *conditions: ColumnElement[bool]) -> int:
    """How many items of this marketplace meet all conditions."""
    query = select(func.count()).select_from(item).where(item.c.market == world.market, *conditions)
    with world.store.transaction() as connection:
        return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True)
class ItemState:
    """What a list tells of an item."""

    item_id: int
    status: str
    update_time: int


def find_page(
    world: World,
    *conditions: ColumnElement[bool],
    limit: int,
    offset: int = 0,
    order: Sequence[ColumnElement[Any]] = (item.c.item_id,),
) -> tuple[list[ItemState], int]:
    """A page of items and how many there are in all."""
    query = select(item.c.item_id, item.c.status, item.c.update_time)
    query = query.where(item.c.market == world.market, *conditions)
    with world.store.transaction() as connection:
        rows = connection.execute(query.order_by(*order).limit(limit).offset(offset)).all()
    page = [ItemState(*row) for row in rows]
    if len(page) < limit and (page or not offset):
        return page, offset + len(page)
    return page, count(world, *conditions)


def insert(world: World, first_id: int, **values: object) -> int:
    """Add an item; returns its number, counted up from ``first_id`` of this marketplace."""
    now = world.clock.stated()
    with world.store.transaction() as connection:
        bounds = {"first": first_id, "end": first_id + _NUMBERS_PER_MARKET}
        newest = connection.execute(_NEWEST, bounds).scalar()
        item_id = first_id if newest is None else newest + 1
        connection.execute(
            item.insert().values(
                item_id=item_id,
                market=world.market,
                create_time=now,
                update_time=now,
                violations=[],
                **values,
            )
        )
    return item_id


def update(world: World, item_id: int, **values: object) -> None:
    """Change columns of an item; ``update_time`` moves."""
    with world.store.transaction() as connection:
        connection.execute(
            item.update()
            .where(item.c.market == world.market, item.c.item_id == item_id)
            .values(update_time=world.clock.stated(), **values)
        )
