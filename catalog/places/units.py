"""The units themselves and what a look-up can answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Era(StrEnum):
    """Which map a unit belongs to; the change came on 01/07/2025."""

    BEFORE = "before"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally governed city (tỉnh, thành phố)."""

    code: str
    name: str
    kind: str
    era: Era


@dataclass(frozen=True, slots=True)
class District:
    """A district-level unit (huyện, quận, thị xã, thành phố); abolished on 01/07/2025."""

    code: str
    name: str
    kind: str
    province: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune-level unit (xã, phường, thị trấn, đặc khu).

    `district` is empty from 01/07/2025; `successors` holds codes of new units for an old one
    (several when it was split) and `main_successor` the one that took most, where known.
    """

    code: str
    name: str
    kind: str
    district: str
    province: str
    era: Era
    successors: tuple[str, ...] = ()
    main_successor: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def full_name(self) -> str:
        """Name with its unit word, e.g. "xã Bảo Hà"."""
        return f"{self.kind} {self.name}"


UnitT_co = TypeVar("UnitT_co", Province, District, Commune, covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[UnitT_co]):
    """Exactly one unit fits."""

    unit: UnitT_co


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[UnitT_co]):
    """Several units fit; a person chooses."""

    units: tuple[UnitT_co, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that existed and is in no table we hold: its successor is unknown."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No unit of that name."""

    name: str


Lookup = Found[UnitT_co] | Ambiguous[UnitT_co] | Known | Missing
