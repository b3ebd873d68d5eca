"""Shopee's item states on our axis (contract sheet §5).

BANNED becomes `suspended`, also for an item that never went live: the API has no state of its
own for a refused review, and the seller fixes both in the same way. Both deletions become
`removed`; the reason says whose deed it was. A state that nobody listed is `unknown`.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from catalog.status import Observed
from connectors.shopee.wire import Shape, Text

_STATES = {
    "REVIEWING": Observed.IN_REVIEW,
    "UNLIST": Observed.HIDDEN_BY_SELLER,
    "BANNED": Observed.SUSPENDED,
    "SELLER_DELETE": Observed.REMOVED,
    "SHOPEE_DELETE": Observed.REMOVED,
}
_REASONS = {"SELLER_DELETE": "Người bán đã xóa", "SHOPEE_DELETE": "Shopee đã gỡ"}
NATIVE_STATES = frozenset({"NORMAL", *_STATES})
_MAX_PICTURE = 500
NEEDS_REASON = frozenset({"BANNED", "SHOPEE_DELETE"})


class Price(Shape):
    """A price in đồng; `current_price` is the one after a promotion."""

    original_price: float = Field(ge=0, le=1e12)
    current_price: float | None = Field(default=None, ge=0, le=1e12)


class Summary(Shape):
    """Stock of all places together."""

    total_available_stock: int = Field(ge=0)


class Stock(Shape):
    """The stock of an item or a variant."""

    summary_info: Summary


class Image(Shape):
    """The pictures of an item; the id is what stays, whichever host serves it."""

    image_id_list: list[Text] = Field(default_factory=list)
    image_url_list: list[Text] = Field(default_factory=list)


class Item(Shape):
    """What `get_item_base_info` says of one item."""

    item_id: int
    item_sku: Text = ""
    item_name: Text = ""
    item_status: Text = ""
    deboost: bool = False
    has_model: bool = False
    price_info: list[Price] = Field(default_factory=list)
    stock_info_v2: Stock | None = None
    image: Image | None = None
    scheduled_publish_time: float = 0

    @property
    def price_vnd(self) -> int | None:
        """The listed price in đồng; None when there is none, as with variants."""
        return round(self.price_info[0].original_price) if self.price_info else None

    @property
    def stock(self) -> int | None:
        """What buyers can still order; None when the answer doesn't say."""
        return self.stock_info_v2.summary_info.total_available_stock if self.stock_info_v2 else None

    @property
    def picture(self) -> str | None:
        """The first picture's address, or its id where none is given; "" for an item without."""
        if self.image is None:
            return None
        named = (*self.image.image_url_list[:1], *self.image.image_id_list[:1])
        return next((name for name in named if 0 < len(name) <= _MAX_PICTURE), "")


@dataclass(frozen=True, slots=True)
class Status:
    """A state on our axis with what belongs to it."""

    observed: Observed
    reason: str | None = None
    flags: tuple[str, ...] = ()


def status_of(item: Item, stock: int | None, now: datetime) -> Status:
    """The state of an item with this available stock."""
    native = item.item_status
    if native == "NORMAL":
        flags = ("deboosted",) if item.deboost else ()
        if stock is None:
            return Status(Observed.LIVE, None, (*flags, "stock_unknown"))
        return Status(Observed.LIVE if stock > 0 else Observed.LIVE_OUT_OF_STOCK, None, flags)
    if native == "UNLIST" and item.scheduled_publish_time > now.timestamp():
        return Status(Observed.HIDDEN_BY_SELLER, "Đã hẹn giờ đăng", ("scheduled",))
    known = _STATES.get(native)
    if known is None:
        return Status(Observed.UNKNOWN, f"Trạng thái lạ: {native or '(trống)'}")
    return Status(known, _REASONS.get(native))
