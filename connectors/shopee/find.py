"""Finding our own items: by SKU (loose search, then exact confirmation) and by item number."""

from collections.abc import Sequence

from connectors.base import Request, Response, Steps
from connectors.shopee.wire import Document, Shape, Text, payload

BATCH = 50
MOST_PAGES = 20
DELETED = frozenset({"SELLER_DELETE", "SHOPEE_DELETE"})


class _Found(Shape):
    """An answer without the list is not the same as an empty list: we would create twice."""

    item_id_list: list[int]
    next_offset: Text = ""


class _Items(Shape):
    item_list: list[Document]


def search_sku(sku: str) -> Steps[list[int]]:
    """Item numbers whose SKU looks like ours; a fresh item may be missing for some seconds."""
    found: list[int] = []
    offset = ""
    for _ in range(MOST_PAGES):
        query: dict[str, object] = {"item_sku": sku, "page_size": 100, "offset": offset or None}
        response = yield Request("GET", "/api/v2/product/search_item", query=query)
        page = payload(response, _Found)
        found += page.item_id_list
        if not page.next_offset or page.next_offset == offset or not page.item_id_list:
            break
        offset = page.next_offset
    return list(dict.fromkeys(found))


def base_info(item_ids: Sequence[int]) -> Steps[list[tuple[Document, Response]]]:
    """What the shop shows of these items, each with the answer it stood in; ≤50 a request."""
    found: list[tuple[Document, Response]] = []
    for start in range(0, len(item_ids), BATCH):
        ids = ",".join(str(one) for one in item_ids[start : start + BATCH])
        response = yield Request(
            "GET", "/api/v2/product/get_item_base_info", query={"item_id_list": ids}
        )
        found += [(item, response) for item in payload(response, _Items).item_list]
    return found


def by_exact_sku(sku: str) -> Steps[tuple[Document, Response] | None]:
    """Our living item with exactly this SKU; the oldest one should there be several."""
    ids = yield from search_sku(sku)
    items = yield from base_info(ids)
    exact = [
        (item, response)
        for item, response in items
        if item.get("item_sku") == sku
        and item.get("item_status") not in DELETED
        and isinstance(item.get("item_id"), int)
    ]
    return min(exact, key=lambda pair: int(pair[0]["item_id"])) if exact else None
