"""The home page's key figures: k of N as of T, in words."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from catalog import coverage
from catalog.coverage import Figure

KEY_FIGURES = ("products_current", "on_floor", "shop", "payment", "products_all_three")
"""What the province answers for first (Kế hoạch 182/KH-UBND): stars, floor, shop, account."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The figures of one day."""

    as_of: date
    figures: tuple[Figure, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever recognised: the catalog has not been filled yet."""
        return not any(figure.n or figure.unknown for figure in self.figures)


def home_page(session: Session, as_of: date) -> HomePage:
    """The figures as of a day."""
    known = {figure.key: figure for figure in coverage.figures(session, as_of)}
    return HomePage(as_of, tuple(known[key] for key in KEY_FIGURES))
