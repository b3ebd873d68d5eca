"""Why Shopee took an item down, in its own words (`get_item_violation_info`)."""

from collections.abc import Iterable

from pydantic import Field

from connectors.base import Request, Steps
from connectors.shopee.find import BATCH
from connectors.shopee.wire import Shape, Text, payload


class Violation(Shape):
    """One violation; the push of code 16 carries the same shape."""

    violation_type: Text = ""
    violation_reason: Text = ""
    suggestion: Text = ""

    def text(self) -> str:
        """Type, reason and advice in one line."""
        parts = (self.violation_type, self.violation_reason, self.suggestion)
        return " – ".join(part for part in parts if part)


class _Item(Shape):
    item_id: int = 0
    item_status_details: list[Violation] = Field(default_factory=list)


class _Page(Shape):
    item_list: list[_Item] = Field(default_factory=list)


def violations(item_ids: Iterable[int]) -> Steps[dict[int, str]]:
    """Reasons by item number; items without one are left out."""
    ids = sorted(set(item_ids))
    found: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        joined = ",".join(str(one) for one in ids[start : start + BATCH])
        response = yield Request(
            "GET", "/api/v2/product/get_item_violation_info", query={"item_id_list": joined}
        )
        for item in payload(response, _Page).item_list:
            text = "; ".join(one.text() for one in item.item_status_details if one.text())
            if text:
                found[item.item_id] = text
    return found
