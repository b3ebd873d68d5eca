"""Find the header of a table: one to four rows, anywhere below the titles, in any column order."""

import itertools
from dataclasses import dataclass, field, replace
from typing import Final

from catalog.importing.fields import Field, field_of, names_producer, star_of_label
from catalog.importing.grid import Merge
from catalog.importing.table import Table
from catalog.text_vi import fold

_DEEPEST: Final = 4
_SUB_LABELS: Final = frozenset(
    {
        "so",
        "ngay",
        "ten",
        "loai",
        "hinh",
        "nam",
        "thang",
        "hang",
        "diem",
        "x",
        "1",
        "2",
        "3",
        "4",
        "5",
    }
)


@dataclass(frozen=True, slots=True)
class Header:
    """Rows `first` to `last` (from 0) and what the columns mean."""

    first: int
    last: int
    columns: dict[Field, int] = field(default_factory=dict)
    star_marks: dict[int, int] = field(default_factory=dict)
    """column → grade, for sheets with a column per grade"""
    names: dict[int, str] = field(default_factory=dict)
    producer_and_address: bool = False
    """one column holds both, "Tên chủ thể, địa chỉ": the name is taken from its beginning"""
    texts: dict[int, set[str]] = field(default_factory=dict)
    """column → folded headings that stand in it, to know a repeated header by"""

    def has(self, wanted: Field) -> bool:
        """Tell whether a column of that meaning was found."""
        return wanted in self.columns

    @property
    def has_stars(self) -> bool:
        """Tell whether stars stand in a column of their own, in whatever form."""
        return self.has(Field.STARS) or bool(self.star_marks)

    @property
    def meant(self) -> frozenset[int]:
        """All columns that are read."""
        return frozenset(self.columns.values()) | frozenset(self.star_marks)


def _own_labels(table: Table, row: int) -> list[tuple[int, str]]:
    return [(column, text) for column, text in table.own_texts(row) if len(text) <= 150]


def _meanings(table: Table, row: int) -> set[Field]:
    found = (field_of(text) for _, text in _own_labels(table, row))
    return {meaning for meaning in found if meaning}


def _may_start(table: Table, row: int) -> bool:
    meanings = _meanings(table, row)
    return len(meanings) >= 2 and len(table.own_texts(row)) >= 2


def _is_sub_header(table: Table, row: int) -> bool:
    """A further header row: only headings, grades and words such as "Số", "Ngày"."""
    cells = table.own_texts(row)
    if not cells or table.is_wide(row):
        return False
    labels = [field_of(text) is not None or fold(text) in _SUB_LABELS for _, text in cells]
    numbers = [text for _, text in cells if text.isdecimal()]
    return all(labels) and len(numbers) < len(cells)


def _last_row(table: Table, first: int) -> int:
    """Lowest row of the header: merges started in it, then rows of sub-headings."""
    last = first
    while True:
        bottoms = [m.bottom for m in table.merges_from(last) if m.bottom - m.top < _DEEPEST]
        lower = max([last, *bottoms])
        if lower == last:
            following = last + 1
            if following - first >= _DEEPEST or not _has_parents(table, first, last):
                return last
            if following >= table.height or not _is_sub_header(table, following):
                return last
            lower = following
        last = lower


def _has_parents(table: Table, first: int, last: int) -> bool:
    """Some heading spans columns (merged, or followed by blanks in files without merges)."""
    return any(
        isinstance(merge, Merge) and merge.right > merge.left
        for row in range(first, last + 1)
        for merge in table.merges_from(row)
    ) or any(not table.text(first, column) for column in range(1, table.width))


def _parts(table: Table, first: int, last: int, column: int) -> list[str]:
    """Headings above a column from top to bottom, each once; spans count for all they cover."""
    parts: list[str] = []
    for row in range(first, last + 1):
        text = table.spanned_text(row, column)
        if not text and row < last and not table.has_merges and table.text(last, column):
            text = _left_neighbour(table, row, column)
        if text and text not in parts:
            parts.append(text)
    return parts


def _left_neighbour(table: Table, row: int, column: int) -> str:
    for left in range(column - 1, -1, -1):
        if text := table.text(row, left):
            return text
    return ""


def _meaning(parts: list[str]) -> tuple[Field | None, str]:
    """Meaning of a column by its lowest heading, else together with those above it."""
    child, parents = parts[-1], " ".join(parts[:-1])
    if parents:
        folded = fold(child)
        about_decision = field_of(parents) is Field.DECISION
        if about_decision and folded.startswith("so"):
            return Field.DECISION, child
        if about_decision and folded.startswith("ngay"):
            return Field.DATE, child
        if folded in {"3", "4", "5"} and field_of(parents) is Field.STARS:
            return Field.STAR_MARK, f"{child} sao"
        if folded.startswith("ten") and field_of(parents) in {Field.PRODUCER, Field.NAME}:
            return field_of(parents), child
    direct = field_of(child)
    return (direct, child) if direct or not parents else (field_of(f"{parents} {child}"), child)


def build_header(table: Table, first: int) -> Header:
    """Read the header that starts in that row."""
    last = _last_row(table, first)
    header = Header(first, last)
    both: int | None = None
    for column in range(table.width):
        parts = _parts(table, first, last, column)
        if not parts:
            continue
        header.names[column] = " ".join(parts)
        header.texts[column] = {fold(table.text(row, column)) for row in range(first, last + 1)}
        meaning, label = _meaning(parts)
        if meaning is Field.ADDRESS and names_producer(label):
            both = column if both is None else both
        elif meaning is Field.STAR_MARK:
            header.star_marks[column] = star_of_label(label) or 0
        elif meaning and meaning is not Field.OTHER:
            header.columns.setdefault(meaning, column)
    return header if both is None else _with_both(header, both)


def _with_both(header: Header, column: int) -> Header:
    """A column of producers and addresses is whatever has no column of its own."""
    both = not header.has(Field.PRODUCER)
    for meaning in (Field.PRODUCER, Field.ADDRESS):
        header.columns.setdefault(meaning, column)
    return replace(header, producer_and_address=both)


def find_header(table: Table, start: int = 0) -> Header | None:
    """First header at or below a row that has product names and one more meaning."""
    for row in range(start, table.height):
        if _may_start(table, row):
            header = build_header(table, row)
            if header.has(Field.NAME) and len(header.columns) + len(header.star_marks) >= 2:
                return header
    return None


def best_guess(table: Table) -> Header | None:
    """A header without product names, to say what is missing; None when there is no table."""
    for row in range(table.height):
        if _may_start(table, row):
            header = build_header(table, row)
            if len(header.columns) >= 2:
                return header
    return None


def is_repeated(table: Table, header: Header, row: int) -> bool:
    """Tell whether a row repeats the header's headings (a page break in the printed table)."""
    cells = table.own_texts(row)
    if len(cells) < 2:
        return False
    same = sum(fold(text) in header.texts.get(column, ()) for column, text in cells)
    return same >= 2 and same >= 0.75 * len(cells)


def is_column_numbers(cells: list[tuple[int, str]]) -> bool:
    """Tell whether a row numbers the columns: (1) (2) (3), or A B 1 2, or (6)=(4)+(5)."""
    bare = [text.strip("()[] ").split(")")[0].split("=")[0].strip() for _, text in cells]
    if len(bare) < 3 or not all(len(text) <= 2 and text.isalnum() for text in bare):
        return False
    numbers = [int(text) for text in bare if text.isdecimal()]
    steps = all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return bool(numbers) and steps and (len(numbers) >= 3 or not bare[0].isdecimal())
