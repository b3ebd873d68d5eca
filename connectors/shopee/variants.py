"""Price and stock of an item with variants: the lowest price, the stock of all of them."""

from pydantic import Field

from connectors.base import Request, Steps
from connectors.shopee.status import Price, Stock
from connectors.shopee.wire import Shape, payload


class _Model(Shape):
    price_info: list[Price] = Field(default_factory=list)
    stock_info_v2: Stock | None = None


class _Models(Shape):
    model: list[_Model] = Field(default_factory=list)


def price_and_stock(item_id: int) -> Steps[tuple[int | None, int | None]]:
    """What `get_model_list` says; None where it says nothing."""
    response = yield Request("GET", "/api/v2/product/get_model_list", query={"item_id": item_id})
    models = payload(response, _Models).model
    prices = [one.price_info[0].original_price for one in models if one.price_info]
    stocks = [
        one.stock_info_v2.summary_info.total_available_stock
        for one in models
        if one.stock_info_v2 is not None
    ]
    return (round(min(prices)) if prices else None, sum(stocks) if stocks else None)
