"""All items of a shop, page by page: for adopting listings that already exist."""

from collections.abc import Sequence

from pydantic import Field

from connectors.base import Request, Steps
from connectors.shopee.wire import Shape, Text, payload

MOST_PAGES = 200
STATES = ("NORMAL", "REVIEWING", "UNLIST", "BANNED")


class ListedItem(Shape):
    """One line of `get_item_list`."""

    item_id: int
    item_status: Text = ""
    update_time: int = 0


class _Page(Shape):
    item: list[ListedItem] = Field(default_factory=list)
    has_next_page: bool = False
    next_offset: int = 0


def all_items(
    states: Sequence[str] = STATES, updated_from: int | None = None, page_size: int = 100
) -> Steps[list[ListedItem]]:
    """Items in these states (changed since Unix second `updated_from`, if given).

    An item that moves to another page while we walk stands in the result once; a page that
    doesn't move forward ends the walk.
    """
    found: dict[int, ListedItem] = {}
    offset = 0
    for _ in range(MOST_PAGES):
        query: dict[str, object] = {
            "offset": offset,
            "page_size": page_size,
            "item_status": list(states),
            "update_time_from": updated_from,
        }
        page = payload((yield Request("GET", "/api/v2/product/get_item_list", query=query)), _Page)
        found |= {one.item_id: one for one in page.item}
        if not page.has_next_page or page.next_offset <= offset:
            break
        offset = page.next_offset
    return list(found.values())
