"""Reading a listing's status and price off public product pages."""

from connectors.page.ladder import RungCounter, read
from connectors.page.model import (
    Evidence,
    FetchedPage,
    PageReading,
    Rung,
    Status,
    Wanted,
    Weight,
)

__all__ = [
    "Evidence", "FetchedPage", "PageReading", "Rung", "RungCounter", "Status", "Wanted", "Weight",
    "read",
]  # fmt: skip
