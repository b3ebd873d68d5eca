"""Shops (gian hàng) on the simulated Shopee and who owns them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from connectors.sandbox.store import shop
from connectors.sandbox.world import World

KINDS = ("province", "producer")
STATUSES = ("NORMAL", "FROZEN", "BANNED", "RESTING", "CLOSED", "GONE")
"""The first three are Shopee's; the floor also knows shops at rest, closed and deleted."""

_FIRST_ID = 226_441_907
AUTHORIZED_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop; ``linked`` once its owner has consented to our partner app."""

    shop_id: int
    name: str
    owner: str
    kind: str
    status: str
    auth_time: int
    linked: bool


_COLUMNS = (
    shop.c.shop_id,
    shop.c.name,
    shop.c.owner,
    shop.c.kind,
    shop.c.status,
    shop.c.auth_time,
    shop.c.linked,
)

# Asked at every call: building the statement would cost more than running it.
_ONE = select(*_COLUMNS).where(
    shop.c.market == bindparam("market"), shop.c.shop_id == bindparam("shop_id")
)


def find_shop(world: World, shop_id: int) -> Shop | None:
    """The shop of that number in this marketplace."""
    with world.store.transaction() as connection:
        row = connection.execute(_ONE, {"market": world.market, "shop_id": shop_id}).first()
    return Shop(*row) if row else None


def all_shops(world: World) -> list[Shop]:
    """Every shop of this marketplace, oldest first."""
    query = select(*_COLUMNS).where(shop.c.market == world.market).order_by(shop.c.shop_id)
    with world.store.transaction() as connection:
        return [Shop(**row) for row in connection.execute(query).mappings()]


def put_shop(world: World, name: str, owner: str, kind: str, shop_id: int | None = None) -> Shop:
    """Create a shop, or rename the one of that number."""
    with world.store.transaction() as connection:
        if shop_id is None:
            newest = connection.execute(
                select(func.max(shop.c.shop_id)).where(shop.c.market == world.market)
            ).scalar()
            shop_id = (newest or _FIRST_ID - 1) + 1
        row = insert(shop).values(
            market=world.market,
            shop_id=shop_id,
            name=name,
            owner=owner,
            kind=kind,
            status="NORMAL",
            auth_time=0,
            linked=False,
        )
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["market", "shop_id"],
                set_={"name": name, "owner": owner, "kind": kind},
            )
        )
    found = find_shop(world, shop_id)
    if found is None:
        raise LookupError(shop_id)
    return found


def set_shop(world: World, shop_id: int, **values: object) -> None:
    """Change columns of one shop."""
    with world.store.transaction() as connection:
        connection.execute(
            shop.update()
            .where(shop.c.market == world.market, shop.c.shop_id == shop_id)
            .values(**values)
        )
