"""A row on its way: the parsed fields plus what the later checks need."""

from dataclasses import dataclass, field

from catalog.importing.lines import Group
from catalog.importing.model import AnnexRow


@dataclass(slots=True)
class Draft:
    """One product; `said` are problems of its values, dropped together with a duplicate."""

    row: AnnexRow
    groups: tuple[Group, ...]
    block: int
    said: list[tuple[str, str]] = field(default_factory=list)
    dropped: bool = False


@dataclass(slots=True)
class Numbered:
    """A sheet row with a number: the products read from it and whether numbering may restart."""

    row: int
    first: int
    last: int
    may_restart: bool
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class Total:
    """A total row: its count, and how many products stood above it when it came."""

    row: int
    stated: int
    text: str
    position: int
    groups: tuple[Group, ...]


@dataclass(slots=True)
class SheetDraft:
    """A sheet read, before rows are compared with each other."""

    name: str
    drafts: list[Draft] = field(default_factory=list)
    numbered: list[Numbered] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    said: list[tuple[int | None, str, str]] = field(default_factory=list)
    """(Excel row or None, code, detail) about cells, kept whatever becomes of the row"""
