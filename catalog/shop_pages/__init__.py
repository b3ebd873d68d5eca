"""Public pages of digital shops (gian hàng số): whose turn it is, what was seen, since when."""

from catalog.shop_pages.recording import ShopLook, prune, record, verify
from catalog.shop_pages.turns import Turn, choose, hosts_due, sync

__all__ = ["ShopLook", "Turn", "choose", "hosts_due", "prune", "record", "sync", "verify"]
