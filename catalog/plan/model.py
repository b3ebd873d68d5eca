"""What a plan is: actions to run, listings held back with the reason, and a hash."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalog.errors import entry
from catalog.status import Action, Intent

OFF_MARK = "off"
"""What `attempted_hash` holds while a listing is being taken off the shelf."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One step. `desired` is the fingerprint that the listing has when the step succeeded.

    `assisted`: no API does it, a person does; `action` is then EXPORT or UNLIST. `old_price_vnd`
    and `price_vnd` differ where the step changes a price that buyers see.
    """

    listing_id: int
    product_id: int
    shop_id: int
    channel: str
    action: Action
    desired: str
    reason_vi: str
    assisted: bool = False
    old_price_vnd: int | None = None
    price_vnd: int | None = None

    @property
    def reprices(self) -> bool:
        """Whether a price that the channel shows would change."""
        return self.old_price_vnd is not None and self.old_price_vnd != self.price_vnd

    @property
    def withdraws(self) -> bool:
        """Whether the listing would leave the shelf."""
        return self.action in (Action.UNLIST, Action.DELETE)


@dataclass(frozen=True, slots=True)
class Held:
    """A listing that should change but can't yet; `code` stands in the error catalogue."""

    listing_id: int
    product_id: int
    shop_id: int
    code: str

    @property
    def reason_vi(self) -> str:
        """Why, for a person."""
        return HELD_VI.get(self.code) or entry(self.code).text_vi


HELD_VI = {
    "auth_expired": "Gian hàng chưa ủy quyền, hoặc giấy ủy quyền đã hết hạn",
    "stock_invalid": "Sản phẩm chưa có số lượng tồn kho",
    "weight_missing": "Sản phẩm chưa có khối lượng",
    "config_missing": "Kênh đang tắt",
    "recognition_missing": "Sản phẩm không có công nhận OCOP còn hiệu lực",
}
"""Reasons that a plan words more exactly than the catalogue does."""


@dataclass(frozen=True)
class Plan:
    """A computed plan; equal catalogs give equal plans with equal hashes.

    `on_channel` counts the listings in scope that a channel shows for us: the base of the share
    above which a second person has to agree. `shops` is the scope, None for all.
    """

    as_of: datetime
    actions: tuple[PlannedAction, ...]
    held: tuple[Held, ...]
    on_channel: int
    shops: tuple[int, ...] | None = None

    @cached_property
    def counts(self) -> dict[str, int]:
        """Actions by kind, `held`, and `needs_person` for those that no API does."""
        counted = Counter(action.action.value for action in self.actions)
        assisted = sum(action.assisted for action in self.actions)
        return dict(sorted(counted.items())) | {"held": len(self.held), "needs_person": assisted}

    @cached_property
    def plan_hash(self) -> str:
        """SHA-256 over the actions in order; what holds listings back is not part of it."""
        digest = hashlib.sha256()
        for action in self.actions:
            digest.update(f"{action.listing_id} {action.action} {action.desired}\n".encode())
        return digest.hexdigest()


def still_wanted(action: Action, intent: str) -> bool:
    """Whether a queued step still serves the newest intent; a job asks before it sends."""
    if action in (Action.UNLIST, Action.DELETE):
        return intent == Intent.WITHDRAW
    return intent in (Intent.LIST, Intent.UPDATE)
