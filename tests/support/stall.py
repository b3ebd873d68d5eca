"""An installation beside its simulated marketplaces, with shops and products that may be sent."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from PIL import Image
from sqlmodel import col, select

from catalog.config import Settings
from catalog.db import Database
from catalog.intent import ensure_listings
from catalog.models import Listing, Product, Shop, utc_now
from catalog.status import Intent, ProductGroup
from catalog.vault import Vault
from connectors.sandbox import Sandbox
from connectors.sandbox import SandboxSettings as MarketSettings
from jobs.demo.sandbox import (
    Control,
    control_token,
    floor_control,
    floor_url,
    shopee_control,
)
from jobs.demo.shops import create_remote, ensure_shop, open_shopee_shop
from tests.support.facts import add_product, recognise

OPTIONS = {"attributes": {"Hạn sử dụng": "12 Tháng", "Thể tích": "500 ml", "Chất liệu": "Tre"}}


@dataclass(frozen=True)
class Stall:
    """An installation beside its sandbox; every part is real."""

    settings: Settings
    database: Database
    vault: Vault
    shopee: Control
    floor: Control

    def open_shop(self, name: str = "Gian hàng tỉnh", producer_id: int | None = None) -> int:
        """An authorised shop on the simulated Shopee; returns our id."""
        shop_id = open_shopee_shop(
            self.settings, self.database, self.vault, self.shopee, name, producer_id, utc_now()
        )
        with self.database.write() as session:
            session.get_one(Shop, shop_id).settings = OPTIONS
        return shop_id

    def open_floor(self, name: str = "Sàn tỉnh") -> int:
        """The province's shop on the simulated floor without an API; returns our id."""
        account = create_remote(self.floor, name, "tỉnh", "province")
        with self.database.write() as session:
            url = floor_url(self.settings)
            return ensure_shop(session, "buudien", name, None, account, url).id or 0

    def stock_up(self, shop_id: int, number: int, intent: Intent = Intent.LIST) -> list[int]:
        """That many complete products, wanted in the shop; returns their listing ids."""
        picture = self.picture()
        with self.database.write() as session:
            products = [
                add_product(
                    session, f"Chè Shan tuyết loại {shop_id:02}{n:03}", "HTX Chè Suối Giàng"
                )
                for n in range(number)
            ]
            for product in products:
                complete(product, picture)
                recognise(session, product, date.today().replace(day=1))  # noqa: DTZ011
            ids = [product.id or 0 for product in products]
            return sorted(ensure_listings(session, shop_id, ids, intent=intent).values())

    def listings(self, *listing_ids: int) -> list[Listing]:
        """The rows as they are now."""
        with self.database.read() as session:
            rows = session.exec(select(Listing).order_by(col(Listing.id))).all()
        return [row for row in rows if not listing_ids or row.id in listing_ids]

    def items(self) -> list[dict[str, Any]]:
        """What the simulated Shopee really holds."""
        found: list[dict[str, Any]] = self.shopee.get("/items")["items"]
        return found

    def fault(self, kind: str, match: str, **how: Any) -> None:
        """Let the simulated Shopee misbehave."""
        self.shopee.post("/faults", {"kind": kind, "match": match, **how})

    def picture(self) -> str:
        """A real JPEG among the installation's pictures; returns its name."""
        folder = self.settings.data_dir / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        Image.new("RGB", (320, 320), (60, 90, 40)).save(buffer, "JPEG")
        (folder / "che.jpg").write_bytes(buffer.getvalue())
        return "che.jpg"


def complete(product: Product, picture: str) -> None:
    """Give a product everything that a marketplace asks for."""
    product.description = "Chè búp một tôm hai lá, sao tay trên chảo gang, thơm hương cốm."
    product.product_group = ProductGroup.FOOD
    product.price_vnd, product.stock, product.weight_g = 185_000, 40, 200
    product.picture = picture


@contextmanager
def open_stall(settings: Settings, database: Database, vault: Vault) -> Iterator[Stall]:
    """Serve both marketplaces for this installation; reviews take a second, limits are wide."""
    chosen = MarketSettings(
        shopee_port=settings.sandbox.shopee_port,
        floor_port=settings.sandbox.floor_port,
        control_token=control_token(settings),
        review_seconds=1.0,
        moderation_seconds=1.0,
        search_lag_seconds=0.0,
        shop_rate_per_second=1000,
    )
    with Sandbox(chosen):
        yield Stall(settings, database, vault, shopee_control(settings), floor_control(settings))
