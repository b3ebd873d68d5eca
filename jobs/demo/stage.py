"""Setting the demo's stage: shops on the simulated marketplaces and what is wanted in them.

Everything is looked up by name before it is made, so a restart finds its stage as it left it.
"""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from catalog import recognition
from catalog.config import Settings
from catalog.db import Database
from catalog.intent import ensure_listings
from catalog.models import Producer, Product, Shop, utc_now
from catalog.status import Intent, ProductGroup, ShopState
from catalog.timing import local_day
from catalog.vault import Vault
from jobs.demo import cast
from jobs.demo.sandbox import floor_control, floor_url, shopee_control
from jobs.demo.shops import create_remote, ensure_shop, open_shopee_shop

FLOOR = "buudien"
REFUSAL = {
    "reason": "Thiếu giấy chứng nhận an toàn thực phẩm",
    "suggestion": "Tải giấy chứng nhận lên Kênh người bán rồi gửi duyệt lại",
    "violation_type": "Giấy tờ",
}


def set_up_stage(settings: Settings, database: Database, vault: Vault) -> None:
    """Shops, tokens, listings and the one refusal; the sandbox must be answering."""
    control, now = shopee_control(settings), utc_now()
    titles = cast.names(settings)
    with database.read() as session:
        goods = recognised(session, local_day(now))
    owners = _owners(goods)
    shops: list[tuple[str, int | None, list[Product]]] = [
        (titles.province, None, _for_province(goods, owners))
    ]
    with database.read() as session:
        shops += [
            (cast.producer_shop(_producer_name(session, owner)), owner, of_owner(goods, owner))
            for owner in owners
        ]
    for name, owner, products in shops:
        shop_id = open_shopee_shop(settings, database, vault, control, name, owner, now)
        _want(database, shop_id, products)
    _open_floor(settings, database, titles.floor, _for_floor(goods))
    refused = [product for product in _for_province(goods, owners) if product.producer_id][-1:]
    control.post("/rules", {"reject": {product.sku: REFUSAL for product in refused}})


def recognised(session: Session, today: date) -> list[Product]:
    """Products that may be put up today: recognised, surely or possibly; best known first."""
    current = recognition.current(today)
    query = (
        select(Product)
        .join(current, current.c.product_id == col(Product.id))
        .where(col(Product.product_group) != ProductGroup.TOURISM)
        .order_by(col(Product.producer_id).is_(None), current.c.certainty.desc(), col(Product.id))
    )
    return list(session.exec(query))


def _owners(goods: Sequence[Product]) -> list[int]:
    """The producers with most goods; they have shops of their own."""
    counts: dict[int, int] = {}
    for product in goods:
        if product.producer_id is not None:
            counts[product.producer_id] = counts.get(product.producer_id, 0) + 1
    ranked = sorted(counts, key=lambda owner: (-counts[owner], owner))
    return ranked[: cast.PRODUCER_SHOPS]


def of_owner(goods: Sequence[Product], owner: int) -> list[Product]:
    """One producer's goods."""
    return [product for product in goods if product.producer_id == owner][: cast.MOST_A_SHOP]


def _for_province(goods: Sequence[Product], owners: Sequence[int]) -> list[Product]:
    """Goods of producers without a shop: the province's shop carries those."""
    others = [product for product in goods if product.producer_id not in owners]
    return others[: cast.PROVINCE_GOODS]


def _for_floor(goods: Sequence[Product]) -> list[Product]:
    return list(goods[: cast.FLOOR_GOODS])


def _producer_name(session: Session, producer_id: int) -> str:
    return session.get_one(Producer, producer_id).name


def _want(database: Database, shop_id: int, products: Sequence[Product]) -> None:
    with database.write() as session:
        session.get_one(Shop, shop_id).settings = {"attributes": dict(cast.DEFAULTS)}
        ids = [product.id or 0 for product in products]
        ensure_listings(session, shop_id, ids, actor="demo", intent=Intent.LIST)


def _open_floor(
    settings: Settings, database: Database, name: str, products: Sequence[Product]
) -> None:
    """The floor without an API; its goods are put up by the clerk (`jobs.demo.clerk`)."""
    control = floor_control(settings)
    external_id = create_remote(control, name, settings.site.operator, "province")
    url = f"{floor_url(settings)}/gian-hang/xem-s{external_id}"
    with database.write() as session:
        shop = ensure_shop(session, FLOOR, name, None, external_id, url)
        shop.state, shop.state_at = ShopState.ACTIVE, utc_now()
        shop_id = shop.id or 0
    _want(database, shop_id, products)
