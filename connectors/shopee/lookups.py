"""Reference data that a listing needs: limits, logistics channels, attributes.

Answers are kept by the driver (see `Request.keep`): reference data changes rarely, and every
call counts against the shop's daily quota.
"""

from pydantic import Field

from connectors.base import Request, Steps
from connectors.shopee.wire import Shape, Text, payload

DAY = 86_400.0
HOUR = 3_600.0


class Bounds(Shape):
    """Least and most of something; -1 or a missing end means no limit is known."""

    min_limit: float = 0
    max_limit: float = -1

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return value >= self.min_limit and (self.max_limit < 0 or value <= self.max_limit)


class Limits(Shape):
    """What this shop may list in this category (`get_item_limit`)."""

    price_limit: Bounds = Bounds(min_limit=1000)
    stock_limit: Bounds = Bounds()
    item_name_length_limit: Bounds = Bounds(min_limit=10, max_limit=120)
    item_description_length_limit: Bounds = Bounds(min_limit=10, max_limit=3000)
    item_image_count_limit: Bounds = Bounds(min_limit=1, max_limit=9)


class AttributeValue(Shape):
    """One choice of an attribute."""

    value_id: int
    name: Text = ""


class AttributeInfo(Shape):
    """How an attribute is filled: input_type 1–5, validation 0–4, units."""

    input_type: int = 3
    input_validation_type: int = 0
    attribute_unit_list: list[str] = Field(default_factory=list)
    max_value_count: int = 1


class Attribute(Shape):
    """An attribute of a category."""

    attribute_id: int
    name: Text = ""
    mandatory: bool = False
    attribute_value_list: list[AttributeValue] = Field(default_factory=list)
    attribute_info: AttributeInfo = AttributeInfo()


class _Tree(Shape):
    category_id: int
    attribute_tree: list[Attribute] = Field(default_factory=list)


class _Trees(Shape):
    trees: list[_Tree] = Field(alias="list")


class LogisticsChannel(Shape):
    """A carrier (đơn vị vận chuyển) of the shop."""

    logistics_channel_id: int
    enabled: bool = False
    fee_type: Text = ""
    mask_channel_id: int = 0


class _Channels(Shape):
    logistics_channel_list: list[LogisticsChannel]


class Brand(Shape):
    """A brand of a category; `brand_id` 0 is "No Brand"."""

    brand_id: int
    original_brand_name: Text = ""
    display_brand_name: Text = ""


class _Brands(Shape):
    brand_list: list[Brand] = Field(default_factory=list)
    has_next_page: bool = False
    next_offset: int = 0


def item_limits(category_id: int) -> Steps[Limits]:
    """Bounds of names, prices, pictures and stock in a category of this shop."""
    response = yield Request(
        "GET", "/api/v2/product/get_item_limit", query={"category_id": category_id}, keep=DAY
    )
    return payload(response, Limits)


def attributes(category_id: int) -> Steps[list[Attribute]]:
    """The attributes of a category."""
    response = yield Request(
        "GET",
        "/api/v2/product/get_attribute_tree",
        query={"category_id_list": str(category_id), "language": "vn"},
        keep=DAY,
        shared=True,
    )
    trees = payload(response, _Trees).trees
    return [one for tree in trees if tree.category_id == category_id for one in tree.attribute_tree]


def logistics() -> Steps[list[LogisticsChannel]]:
    """The carriers that listings of this shop may name: switched on, and no mask of another."""
    response = yield Request("GET", "/api/v2/logistics/get_channel_list", keep=HOUR)
    found = payload(response, _Channels).logistics_channel_list
    return [one for one in found if one.enabled and one.mask_channel_id == 0]


def brands(category_id: int, most_pages: int = 20) -> Steps[list[Brand]]:
    """The brands of a leaf category; stops when a page doesn't move forward."""
    found: list[Brand] = []
    offset = 0
    for _ in range(most_pages):
        query = {"offset": offset, "page_size": 100, "category_id": category_id, "status": 1}
        response = yield Request(
            "GET", "/api/v2/product/get_brand_list", query=query, keep=DAY, shared=True
        )
        page = payload(response, _Brands)
        found += page.brand_list
        if not page.has_next_page or page.next_offset <= offset:
            break
        offset = page.next_offset
    return found
