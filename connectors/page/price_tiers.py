"""Prices by quantity: a table whose first row counts pieces ("1 - 9 | 10 - 49 | 50+").

One piece costs what stands in the first tier, which begins with one.
"""

import re

from bs4 import Tag

from catalog.text_vi import fold
from connectors.page.blocks import visible_text
from connectors.page.microdata import elements
from connectors.page.price import PriceText, parse_price

TIERS = "price_tiers"
"""The flag of a price that falls with the quantity."""
_RANGE = re.compile(
    r"(?:(?:tu|from|ab|des|qty:?|sl:?) )?(?P<first>\d{1,5})"
    r"(?: ?(?:-|–|—|~|to|den|bis|a) ?\d{1,6}| ?\+| (?:or|and) more)?"
    r"(?: (?:pcs|pieces?|stuck|cai|hop|chai|goi|kg|san pham|sp|units?))?"
)
_LEAST_TIERS, _MOST_ROWS = 2, 40


def first_tier(tag: Tag, currency: str | None, place: str) -> PriceText | None:
    """The price of one piece where an element holds such a table, written either way; else None."""
    rows = [_cells(row) for row in elements(tag) if row.name == "tr"][:_MOST_ROWS]
    columns = [list(pair) for pair in zip(*rows[:2], strict=False)] if len(rows) == 2 else []
    for pairs in (columns, rows):
        read = _of_pairs(pairs, currency, place)
        if read is not None:
            return read
    return None


def _cells(row: Tag) -> list[str]:
    return [
        visible_text(one, 60)
        for one in row.children
        if isinstance(one, Tag) and one.name in {"td", "th"}
    ]


def _of_pairs(pairs: list[list[str]], currency: str | None, place: str) -> PriceText | None:
    """The first pair's price when all pairs are a quantity and a price, the first of one piece."""
    told = [
        (count, parse_price(pair[1], currency, place))
        for pair in pairs
        if len(pair) == 2 and (count := _RANGE.fullmatch(fold(pair[0]).strip())) is not None
    ]
    if len(told) < _LEAST_TIERS or len(told) < len(pairs) - 1:
        return None
    count, read = told[0]
    if int(count["first"]) != 1 or any(one.amount is None for _, one in told):
        return None
    return PriceText(read.amount, None, None, read.currency, read.unit, (TIERS,))
