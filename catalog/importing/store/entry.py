"""One line of a source as the catalog takes it in, from an annex or a bundled table."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from catalog.groups import written_group
from catalog.identity import identity_key, producer_key
from catalog.importing.model import AnnexRow
from catalog.status import ProductGroup

LONGEST: Final = {
    "name": 300,
    "producer": 300,
    "xa": 120,
    "huyen": 120,
    "tinh": 120,
    "decision_no": 80,
    "group_written": 200,
    "source": 500,
}
"""Characters a column takes; PostgreSQL refuses a longer text, SQLite would keep it."""

LONGEST_KEY: Final = 600
_LONGEST_PRODUCER_KEY: Final = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A product as one line of a source tells it; unknown is "" or None.

    `row` is the line in `sheet` (0: a source without lines to point at). `year` is the year of
    recognition where the date is not known.
    """

    name: str
    producer: str = ""
    kind: str = ""
    xa: str = ""
    huyen: str = ""
    tinh: str = ""
    stars: int | None = None
    decision_no: str = ""
    decision_date: date | None = None
    year: int | None = None
    group: ProductGroup = ProductGroup.UNKNOWN
    group_written: str = ""
    source: str = ""
    note: str = ""
    sheet: str = ""
    row: int = 0

    @property
    def key(self) -> str:
        """The identity key of the product (see `catalog.identity`), bounded in length."""
        return _product_key(self.name, self.producer, self.xa)

    @property
    def producer_key(self) -> str:
        """The key of the producer's name; "" when the producer is unknown."""
        return _producer_key(self.producer)

    @property
    def decided_in(self) -> int | None:
        """The year of the decision as far as known."""
        return self.decision_date.year if self.decision_date else self.year


@lru_cache(maxsize=32768)
def _product_key(name: str, producer: str, xa: str) -> str:
    return bounded(identity_key(name, producer, xa), LONGEST_KEY)


@lru_cache(maxsize=32768)
def _producer_key(producer: str) -> str:
    return bounded(producer_key(producer), _LONGEST_PRODUCER_KEY) if producer else ""


def bounded(key: str, longest: int) -> str:
    """The key itself, or its beginning and a hash of the whole when a column cannot hold it."""
    if len(key) <= longest:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{key[: longest - len(digest) - 1]}~{digest}"


def entry_of(row: AnnexRow, file_name: str) -> Entry:
    """An annex row as an entry; its source names file, sheet and line."""
    sheet = f", trang “{row.sheet}”" if row.sheet else ""
    group = written_group(row.nhom)
    return Entry(
        name=row.ten_san_pham,
        producer=row.chu_the,
        kind=row.loai_chu_the,
        xa=row.xa,
        huyen=row.huyen,
        tinh=row.tinh,
        stars=row.hang_sao,
        decision_no=row.so_quyet_dinh,
        decision_date=row.ngay_quyet_dinh,
        group=group,
        # A group row may also say "Đợt 1" or a district: only a product group is kept.
        group_written=row.nhom if group else "",
        source=f"{file_name}{sheet}, dòng {row.row}",
        sheet=row.sheet,
        row=row.row,
    )


def shortened(entry: Entry) -> tuple[Entry, tuple[str, ...]]:
    """The entry cut to what the columns hold, and which texts of it were cut."""
    cut: dict[str, Any] = {
        column: getattr(entry, column)[: longest - 1] + "…"
        for column, longest in LONGEST.items()
        if len(getattr(entry, column)) > longest
    }
    return (replace(entry, **cut) if cut else entry), tuple(cut)
