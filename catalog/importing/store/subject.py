"""Products, producers and decisions in memory while an import compares them with its rows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog.importing.store.entry import Entry
from catalog.importing.store.place import Site
from catalog.recognition import valid_to

Values = dict[str, Any]
"""Column → value"""


@dataclass(slots=True)
class Maker:
    """A producer (chủ thể): as stored (`before`), and as it is to be."""

    id: int | None
    key: str
    values: Values
    before: Values = field(default_factory=dict)

    @property
    def province(self) -> str:
        """The province it was stored with; "" when unknown."""
        province: str = self.values["province"]
        return province

    @property
    def changes(self) -> Values:
        """Columns of a stored producer that are to change."""
        return _changes(self.before, self.values) if self.id is not None else {}

    @property
    def is_changed(self) -> bool:
        """A stored producer that is to change."""
        return bool(self.changes)


@dataclass(slots=True)
class Decided:
    """A recognition of a subject; `claimed` once a row of this import has spoken for it."""

    id: int | None
    values: Values
    before: Values = field(default_factory=dict)
    claimed: bool = False

    @property
    def changes(self) -> Values:
        """Columns of a stored recognition that are to change."""
        return _changes(self.before, self.values) if self.id is not None else {}

    @property
    def day(self) -> date | None:
        """The decision's date."""
        day: date | None = self.values["decision_date"]
        return day


@dataclass(slots=True)
class Subject:
    """A product: as stored (`before`), and as it is to be; `entries` are the rows about it."""

    id: int | None
    key: str
    producer: str
    producer_key: str
    site: Site
    values: Values
    before: Values = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    maker: Maker | None = None

    @property
    def name(self) -> str:
        """The product's name."""
        name: str = self.values["name"]
        return name

    @property
    def changes(self) -> Values:
        """Columns of a stored product that are to change."""
        return _changes(self.before, self.values) if self.id is not None else {}

    @property
    def is_changed(self) -> bool:
        """A stored product that is to change, be it only that its producer has become known."""
        adopted = self.maker is not None and self.before.get("producer_id") is None
        return self.id is not None and (adopted or bool(self.changes))

    @property
    def newest(self) -> date | None:
        """Date of the newest decision known."""
        return max((row.day for row in self.decided if row.day), default=None)


def decision_values(entry: Entry) -> Values:
    """The columns of a recognition that an entry with stars tells."""
    day = entry.decision_date
    return {
        "stars": entry.stars,
        "decision_no": entry.decision_no,
        "decision_date": day,
        "year": entry.decided_in,
        "valid_to": valid_to(day) if day else None,
    }


def _changes(before: Values, after: Values) -> Values:
    return {name: value for name, value in after.items() if before.get(name) != value}
