"""Who plays in the demo: which real products stand in which invented shops.

Names of products and producers are public; every shop, price, stock and status is invented and
stands on simulated marketplaces only (`Shop.is_sandbox`, `price_is_sample`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.config import Settings

PRODUCER_SHOPS = 3
"""So many producers have a shop of their own; the others have none, as in life."""

PROVINCE_GOODS = 8
FLOOR_GOODS = 5
MOST_A_SHOP = 4

DEFAULTS: Mapping[str, str] = {
    "Hạn sử dụng": "12 Tháng",
    "Thể tích": "500 ml",
    "Chất liệu": "Tre",
}
"""What a seller states once for all goods; here sample words of the simulated shops."""


@dataclass(frozen=True, slots=True)
class Names:
    """The invented shops' names: the word "mô phỏng" is part of each."""

    province: str
    floor: str


def names(settings: Settings) -> Names:
    """The province's own shops."""
    place = settings.site.province
    return Names(
        province=f"Gian hàng OCOP {place} (mô phỏng)", floor=f"OCOP {place} trên sàn (mô phỏng)"
    )


def producer_shop(name: str) -> str:
    """The invented shop of a real producer."""
    return f"{name} (gian hàng mô phỏng)"
