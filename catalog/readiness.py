"""What a product lacks before it can be sent to a marketplace: one rule, in Python and in SQL."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from catalog.models import Product

PRICE, PICTURE, STOCK, WEIGHT = (
    "price_missing",
    "picture_missing",
    "stock_invalid",
    "weight_missing",
)
"""Error codes (catalog/errors.py), in the order in which they are told."""

LACK_VI: Mapping[str, str] = {
    PRICE: "giá bán",
    PICTURE: "ảnh",
    STOCK: "số lượng còn",
    WEIGHT: "khối lượng",
}
"""What is missing, as it stands after "Còn thiếu:"."""


class Sheet(Protocol):
    """What the rule reads of a product; `models.Product` and `drafts` rows have it."""

    @property
    def price_vnd(self) -> int | None:
        """Integer đồng."""
        ...

    @property
    def stock(self) -> int | None:
        """Pieces."""
        ...

    @property
    def weight_g(self) -> int | None:
        """Grams."""
        ...

    @property
    def picture(self) -> str | None:
        """The stored file's name."""
        ...


def lacks(sheet: Sheet) -> tuple[str, ...]:
    """The error codes of all facts that are missing; nothing for a product that may be sent."""
    missing = {
        PRICE: sheet.price_vnd is None,
        PICTURE: not sheet.picture,
        STOCK: sheet.stock is None,
        WEIGHT: sheet.weight_g is None,
    }
    return tuple(code for code in LACK_VI if missing[code])


def is_complete() -> ColumnElement[bool]:
    """`not lacks(product)` as a condition on the product table."""
    return and_(
        col(Product.price_vnd).is_not(None),
        *_filled(col(Product.picture)),
        col(Product.stock).is_not(None),
        col(Product.weight_g).is_not(None),
    )


def is_incomplete() -> ColumnElement[bool]:
    """The opposite of `is_complete`, never NULL."""
    return or_(
        col(Product.price_vnd).is_(None),
        col(Product.picture).is_(None),
        col(Product.picture) == "",
        col(Product.stock).is_(None),
        col(Product.weight_g).is_(None),
    )


def _filled(column: Any) -> tuple[ColumnElement[bool], ...]:
    return column.is_not(None), column != ""
