"""Read one sheet line by line: titles, tables, groups, products, totals, signatures."""

import re
from typing import Final

from catalog.importing import header as headers
from catalog.importing import lines
from catalog.importing.cells import Context, Source, read_products
from catalog.importing.draft import Draft, Numbered, SheetDraft, Total
from catalog.importing.fields import Field, field_of
from catalog.importing.grid import to_text
from catalog.importing.header import Header
from catalog.importing.repair import Repaired
from catalog.importing.table import Table
from catalog.importing.title import Title, read_title

_NUMBER: Final = re.compile(r"^(\d{1,6})[.)]?$")
_NUMBERS: Final = re.compile(r"^(\d{1,6})\s*[,;&+\-–và\s]+\s*(\d{1,6})[.)]?$")
_TABLE_LIKE: Final = 3
_SHORT_ROW: Final = 2

Texts = list[tuple[int, str]]


class SheetReader:
    """Walks down a sheet once; `result` holds what was found."""

    def __init__(self, repaired: Repaired) -> None:
        self.table = Table(repaired.grid)
        self.repaired = repaired
        self.result = SheetDraft(repaired.grid.name)
        self.header = Header(0, 0)
        self.title = Title()
        self.nesting = lines.Nesting()
        self.may_restart = True
        self.closed = False
        self.block = 0

    def read(self) -> SheetDraft:
        """Read the whole sheet; one without a table says so when it holds data."""
        found = headers.find_header(self.table)
        if found is None:
            self._say_no_table()
            return self.result
        self._enter(found, 0)
        row = found.last + 1
        while row < self.table.height:
            row = self._step(row)
        return self.result

    def _enter(self, header: Header, preamble: int) -> None:
        """Start a table: its header, and the title lines from `preamble` down to it."""
        self._retitle(preamble, header.first)
        self.header = header
        self.closed = False
        self.may_restart = True
        self.block += 1
        if self.block == 1:
            self._say_columns()

    def _retitle(self, first: int, end: int) -> None:
        """Take the title from the lines above a header; a further one only with a decision."""
        title = read_title(
            [text for row in range(first, end) for _, text in self.table.own_texts(row)]
        )
        if self.block == 0:
            self.title = title
        elif title.decision.number or title.decision.day:
            self.title = title
            self.nesting = lines.Nesting()

    def _say_columns(self) -> None:
        if not self.header.has(Field.PRODUCER):
            self._tell(None, "column_missing", "không tìm thấy cột chủ thể")
        if not self.header.has_stars and self.title.stars is None and not self._starred_groups():
            self._tell(None, "column_missing", "không tìm thấy cột hạng sao")

    def _starred_groups(self) -> bool:
        """Some group row names a grade, as in "A. Sản phẩm đạt 4 sao"."""
        return any(
            "sao" in text.lower() and lines.looks_like_group(text)
            for row in range(self.header.last + 1, self.table.height)
            for _, text in self.table.own_texts(row)[:2]
        )

    def _say_no_table(self) -> None:
        guess = headers.best_guess(self.table)
        rows = range(self.table.height)
        wide = sum(len(self.table.own_texts(row)) >= _TABLE_LIKE for row in rows)
        if guess or wide >= _TABLE_LIKE:
            self._tell(None, "column_missing", "không tìm thấy cột tên sản phẩm")

    def _tell(self, row: int | None, code: str, detail: str) -> None:
        self.result.said.append((None if row is None else row + 1, code, detail))

    def _step(self, row: int) -> int:
        """Deal with one row and return the next to look at."""
        texts = self.table.own_texts(row)
        if not texts:
            return row + 1
        if self._number(row) is None and headers.is_repeated(self.table, self.header, row):
            self.may_restart = True
            self._retitle(self._preamble(row), row)
            height = self.header.last - self.header.first
            return self._skip_repeated(row, height)
        if self._is_new_table(row, texts):
            header = headers.build_header(self.table, row)
            self._enter(header, self._preamble(row))
            return header.last + 1
        self._line(row, texts)
        return row + 1

    def _skip_repeated(self, row: int, height: int) -> int:
        """Skip a repeated header; its lower rows are repeated with it."""
        last = row
        for offset in range(1, height + 1):
            own = self.table.own_texts(row + offset)
            original = self.table.own_texts(self.header.first + offset)
            if own and own == original:
                last = row + offset
        return last + 1

    def _is_new_table(self, row: int, texts: Texts) -> bool:
        if len(texts) <= _SHORT_ROW or self._number(row) is not None:
            return False
        labels = [field_of(text) for _, text in texts if len(text) <= 60]
        if Field.NAME not in labels or len({label for label in labels if label}) <= _SHORT_ROW:
            return False
        return headers.build_header(self.table, row).has(Field.NAME)

    def _preamble(self, row: int) -> int:
        """First of the title lines above a further table: those after its forerunner's rows."""
        first = row
        while first > self.header.last + 1 and len(self.table.own_texts(first - 1)) <= _SHORT_ROW:
            if self._number(first - 1) is not None:
                break
            first -= 1
        return first

    def _number(self, row: int) -> tuple[int, int] | None:
        column = self.header.columns.get(Field.STT)
        if column is None:
            return None
        text = to_text(self.table.value(row, column)).strip()
        if match := _NUMBER.match(text):
            return int(match[1]), int(match[1])
        if match := _NUMBERS.match(text):
            return int(match[1]), int(match[2])
        return None

    def _line(self, row: int, texts: Texts) -> None:
        first = texts[0][1]
        number = self._number(row)
        lead = next((text for _, text in texts if not text.isdecimal()), first)
        if row <= self.header.last + 2 and headers.is_column_numbers(texts):
            return
        if number is None and lines.is_total(lead):
            self._total(row, texts, lead)
        elif self._is_group(row, texts, number):
            self._group(row, texts)
        elif self._is_outside(texts, number, lead):
            self.closed = self.closed or self._is_signature(texts)
        else:
            self._product(row, texts, number)

    def _is_outside(self, texts: Texts, number: tuple[int, int] | None, lead: str) -> bool:
        """Notes, signatures and everything after them that has no number and no full row."""
        if number is not None:
            return self.closed and len(texts) <= _SHORT_ROW
        if lines.is_note(lead):
            return True
        full = not self.header.has(Field.STT) and len(texts) > _TABLE_LIKE
        return not full and (self.closed or self._is_signature(texts))

    def _is_signature(self, texts: Texts) -> bool:
        """Datelines, offices and names below a table; a product's own date is none."""
        name = self.header.columns[Field.NAME]
        names = [text for column, text in texts if column == name]
        if names and not lines.is_closing(names[0]):
            return lines.is_closing(texts[0][1])
        return len(texts) <= _TABLE_LIKE and any(lines.is_closing(text) for _, text in texts)

    def _is_group(self, row: int, texts: Texts, number: tuple[int, int] | None) -> bool:
        stt = self.header.columns.get(Field.STT)
        name = self.header.columns[Field.NAME]
        if self.closed or self._is_signature(texts):
            return False
        marked = [text for column, text in texts if column == stt]
        rest = [(column, text) for column, text in texts if column != stt]
        words = [(column, text) for column, text in rest if not text.isdecimal()]
        if not rest:
            return self._heads_alone(row, marked[0], number)
        if len(words) != 1:
            return False
        column, text = words[0]
        if lines.is_note(text):
            return False
        if marked and lines.is_numbering(marked[0]):
            return True
        if len(rest) > 1 and not lines.looks_like_group(text):
            return False
        if number is not None:
            return lines.place_group(text)
        spread = self.table.is_wide(row) or column < name
        return spread or (column in {name, stt} and lines.looks_like_group(text))

    def _heads_alone(self, row: int, text: str, number: tuple[int, int] | None) -> bool:
        """A row with nothing but text in the number column."""
        if not any(map(str.isalpha, text)):
            return False
        return number is None and (self.table.is_wide(row) or not lines.is_note(text))

    def _group(self, row: int, texts: Texts) -> None:
        stt = self.header.columns.get(Field.STT)
        words = [(column, text) for column, text in texts if not text.isdecimal()]
        column, text = words[-1]
        number = next((t for c, t in texts if c == stt and c != column), "")
        counts = [int(t) for c, t in texts if t.isdecimal() and c != stt]
        counted = counts[0] if len(counts) == 1 else None
        group = lines.read_group(row + 1, text, number, counted, self.title.tinh)
        self.nesting.enter(group)
        self.result.groups.append(group)
        self.may_restart = True

    def _total(self, row: int, texts: Texts, lead: str) -> None:
        stated = lines.total_count(lead)
        if stated is None:
            stated = self._total_beside(texts)
        if stated is not None:
            self.result.totals.append(
                Total(row + 1, stated, lead, len(self.result.drafts), self.nesting.groups)
            )
        self.may_restart = True

    def _total_beside(self, texts: Texts) -> int | None:
        """Count of a total row whose number stands in a cell of its own."""
        numbers = {column: int(text) for column, text in texts if text.isdecimal()}
        marks = [numbers[column] for column in self.header.star_marks if column in numbers]
        others = [
            value for column, value in numbers.items() if column not in self.header.star_marks
        ]
        if others:
            return others[0]
        counted = [lines.stated_count(text) for _, text in texts]
        known = [count for count in counted if count is not None]
        return known[0] if known else (sum(marks) if marks else None)

    def _product(self, row: int, texts: Texts, number: tuple[int, int] | None) -> None:
        stt = self.header.columns.get(Field.STT)
        own = [(column, text) for column, text in texts if column != stt]
        drafts: list[Draft] = []
        if not own:
            return
        source = self._source(row)
        if source.text(Field.NAME):
            drafts = read_products(source)
            self.result.drafts.extend(drafts)
            if len(drafts) > 1:
                names = "; ".join(f"“{draft.row.ten_san_pham}”" for draft in drafts)
                self._tell(row, "multi_product_cell", f"tách thành {len(drafts)}: {names}")
        elif number is None and len(own) < _SHORT_ROW:
            return
        else:
            self._tell(row, "missing_name", "có " + ", ".join(f"“{text}”" for _, text in own[:3]))
        if number is not None:
            self.result.numbered.append(Numbered(row + 1, *number, self.may_restart, drafts))
            self.may_restart = False
        self._say_cells(row)

    def _source(self, row: int) -> Source:
        context = Context(self.table, self.header, self.title, self.nesting.groups, self.block)
        return Source(context, row)

    def _say_cells(self, row: int) -> None:
        """Tell what is odd about the cells of a row of data."""
        marks, meant = self.table.grid.marks, self.header.meant
        if row in marks.hidden_rows:
            self._tell(row, "hidden_row", f"dòng {row + 1} bị ẩn")
        for code, what, cells in (
            ("formula_cell", "công thức ở cột", marks.formulas),
            ("cell_error", "ô lỗi ở cột", marks.errors),
        ):
            columns = sorted(column for column in meant if (row, column) in cells)
            if columns:
                self._tell(row, code, f"{what} {self._names(columns)}")
        hidden = [c for c in self.repaired.hidden_chars.get(row, ()) if c in meant]
        if hidden:
            self._tell(row, "hidden_char", f"ký tự ẩn ở cột {self._names(hidden)}")

    def _names(self, columns: list[int]) -> str:
        return ", ".join(f"“{self.header.names.get(column, column)}”" for column in columns)
