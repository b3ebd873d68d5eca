"""Which leaf category (ngành hàng lá) a product goes into.

First what the shop fixed, then what Shopee suggests for the name, then the leaf of the tree
whose name shares most words with the product and its OCOP group. None fits: a person chooses.
"""

import unicodedata
from collections.abc import Sequence

from catalog.contract import ListingDraft
from catalog.status import ProductGroup
from connectors.base import Request, Steps
from connectors.shopee.lookups import DAY
from connectors.shopee.settings import ShopOptions
from connectors.shopee.wire import Shape, Text, payload

GROUP_WORDS: dict[str, tuple[str, ...]] = {
    ProductGroup.FOOD: ("thực phẩm",),
    ProductGroup.DRINK: ("đồ uống", "thức uống"),
    ProductGroup.HERBAL: ("sức khỏe", "thảo dược", "làm đẹp"),
    ProductGroup.CRAFT: ("nhà cửa", "thủ công"),
    ProductGroup.ORNAMENTAL: ("cây cảnh", "sân vườn", "nhà cửa"),
}


class Category(Shape):
    """A node of the tree; parent 0 is the root."""

    category_id: int
    parent_category_id: int = 0
    display_category_name: Text = ""
    has_children: bool = False


class _Tree(Shape):
    category_list: list[Category]


class _Suggested(Shape):
    category_id: list[int]


def tree() -> Steps[list[Category]]:
    """The whole category tree, in Vietnamese."""
    response = yield Request(
        "GET", "/api/v2/product/get_category", query={"language": "vi"}, keep=DAY, shared=True
    )
    return payload(response, _Tree).category_list


def choose(draft: ListingDraft, chosen: ShopOptions) -> Steps[int | None]:
    """The leaf category for a draft, or None when nothing fits."""
    if chosen.category_id is not None:
        return chosen.category_id
    response = yield Request(
        "GET",
        "/api/v2/product/category_recommend",
        query={"item_name": draft.name},
        keep=DAY,
        shared=True,
    )
    suggested = payload(response, _Suggested).category_id
    if suggested:
        return suggested[0]
    nodes = yield from tree()
    return best_leaf(nodes, draft)


def best_leaf(nodes: Sequence[Category], draft: ListingDraft) -> int | None:
    """The leaf under the group's root that shares most words with the name; None if none does."""
    by_id = {node.category_id: node for node in nodes}
    words = _words(draft.name)
    best: tuple[int, int] | None = None
    for node in nodes:
        if node.has_children or not _in_group(node, by_id, draft.group):
            continue
        score = len(words & _words(node.display_category_name))
        if score and (best is None or score > best[0]):
            best = (score, node.category_id)
    return best[1] if best else None


def _in_group(node: Category, by_id: dict[int, Category], group: str) -> bool:
    wanted = GROUP_WORDS.get(group, ())
    path = [node.display_category_name]
    for _ in range(len(by_id)):
        parent = by_id.get(node.parent_category_id)
        if parent is None:
            break
        path.append(parent.display_category_name)
        node = parent
    text = _fold(" ".join(path))
    return not wanted or any(word in text for word in wanted)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _words(text: str) -> set[str]:
    return {word for word in _fold(text).replace(",", " ").split() if word.isalpha()}
