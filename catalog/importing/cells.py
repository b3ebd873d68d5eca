"""Turn the cells of one sheet row into products."""

import re
from dataclasses import dataclass
from typing import Final

from catalog.importing.address import (
    Address,
    check_place,
    district_province,
    parse_address,
    split_producer,
)
from catalog.importing.dates import NO_DATE, ReadDate, parse_date
from catalog.importing.decisions import parse_decision
from catalog.importing.draft import Draft
from catalog.importing.fields import Field
from catalog.importing.grid import Value, to_text
from catalog.importing.header import Header
from catalog.importing.lines import Group
from catalog.importing.model import AnnexRow
from catalog.importing.producers import producer_kind
from catalog.importing.splitting import split_products
from catalog.importing.stars import (
    Stars,
    only_potential,
    parse_marks,
    parse_stars,
    says_potential,
)
from catalog.importing.table import Table
from catalog.importing.title import Title, find_province
from catalog.places import spell_out, split_kind
from catalog.text_vi import clean

_DASHES: Final = frozenset({"-", "–", "—", "/", "."})
_POTENTIAL_LETTERS: Final = len("tiềm năng")
_LIST: Final = re.compile(r"[\n;]")


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for a row from outside it."""

    table: Table
    header: Header
    title: Title
    groups: tuple[Group, ...]
    block: int

    @property
    def says_potential(self) -> bool:
        """Group or title says that the stars below are only hoped for."""
        return self.title.potential or any(says_potential(group.label) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet row and its context; row from 0."""

    context: Context
    row: int

    def value(self, field: Field) -> Value:
        """Cell of that meaning, filled down from a merge; "" without such a column."""
        column = self.context.header.columns.get(field)
        return "" if column is None else self.context.table.filled_down(self.row, column)[0]

    def lines(self, field: Field) -> str:
        """Text of the cell with its lines apart; a mere dash is blank."""
        text = to_text(self.value(field))
        return "" if text.strip() in _DASHES else text

    def text(self, field: Field) -> str:
        """Text of the cell on one line."""
        return self.lines(field).replace("\n", " ")


def _listed(text: str) -> list[str]:
    """Values listed in a cell, without bullets; one value for an ordinary cell."""
    return [part for piece in _LIST.split(text) if (part := clean(piece))]


def _stars(source: Source) -> list[Stars]:
    """Stars of the row; a "tiềm năng 5 sao" beside or above them makes five of them four."""
    readings = _written_stars(source)
    if source.context.says_potential or _beside_potential(source):
        return [only_potential(reading) for reading in readings]
    return readings


def _beside_potential(source: Source) -> str:
    """The other cell of the row, most often the note, that says "tiềm năng 5 sao"; or ""."""
    header = source.context.header
    spoken_for = {header.columns.get(field) for field in (Field.NAME, Field.STARS)}
    return next(
        (
            text
            for column, text in source.context.table.own_texts(source.row)
            if column not in spoken_for and len(text) >= _POTENTIAL_LETTERS and says_potential(text)
        ),
        "",
    )


def _written_stars(source: Source) -> list[Stars]:
    header = source.context.header
    if header.star_marks:
        marks: dict[int, str] = {}
        for column, grade in header.star_marks.items():
            mark = to_text(source.context.table.filled_down(source.row, column)[0])
            if mark or grade not in marks:
                marks[grade] = mark
        return [parse_marks(marks, source.text(Field.STAR_POTENTIAL))]
    if not header.has(Field.STARS):
        return [Stars(_outer_stars(source.context))]
    text = source.lines(Field.STARS)
    parts = _listed(text) if _LIST.search(text) else []
    if len(parts) < 2:
        return [parse_stars(clean(text))]
    return [parse_stars(re.sub(r"^(?:[-+•]|\d{1,2}[.)])\s*", "", part)) for part in parts]


def _outer_stars(context: Context) -> int | None:
    """Stars a group row or the title states for a sheet without a star column."""
    grades = [group.stars for group in reversed(context.groups) if group.stars]
    return grades[0] if grades else context.title.stars


def _star_for(readings: list[Stars], number: int, parts: int) -> Stars:
    if len(readings) == 1:
        return readings[0]
    if len(readings) == parts:
        return readings[number]
    whole = {reading.grade for reading in readings}
    return readings[0] if len(whole) == 1 else Stars(None, "star_unparsed")


def _decision(source: Source) -> tuple[str, ReadDate]:
    header, title = source.context.header, source.context.title.decision
    number, beside = parse_decision(source.text(Field.DECISION))
    if not header.has(Field.DECISION):
        number = title.number
    if header.has(Field.DATE):
        value = source.value(Field.DATE)
        read = parse_date(value if isinstance(value, str) else _day(value))
        return number, beside if read is NO_DATE else read
    if beside is not NO_DATE:
        return number, beside
    return number, ReadDate(title.day)


def _day(value: Value) -> str | float:
    text = to_text(value)
    return float(value) if isinstance(value, (int, float)) and value == value else text


def _address(source: Source) -> Address:
    """Units of the row's own cells; a column of its own says more than the address."""
    outer = _outer(source.context)
    address = parse_address(_written_address(source), outer.huyen, outer.tinh)
    xa, huyen, tinh = (source.text(f) for f in (Field.XA, Field.HUYEN, Field.TINH))
    inner = parse_address(xa, huyen or outer.huyen, outer.tinh) if xa else Address()
    return Address(
        xa=(inner.xa or spell_out(xa)) if xa else address.xa,
        huyen=_own_district(huyen) or inner.huyen or address.huyen,
        tinh=split_kind(tinh).name or inner.tinh or address.tinh,
    )


def _written_address(source: Source) -> str:
    """The address cell, else the address that stands behind the producer's name in its cell."""
    own = source.lines(Field.ADDRESS)
    if source.context.header.producer_and_address or not (own or source.text(Field.XA)):
        return split_producer(source.lines(Field.PRODUCER))[1]
    return own


def _producer(source: Source) -> str:
    """The producer as written; only the name where the column holds addresses too."""
    if source.context.header.producer_and_address:
        return split_producer(source.lines(Field.PRODUCER))[0]
    return source.text(Field.PRODUCER)


def _own_district(text: str) -> str:
    if not text:
        return ""
    return (parse_address(text).huyen if "," in text else "") or spell_out(text)


def _outer(context: Context) -> Address:
    """Units the groups and the title give."""
    xa = huyen = tinh = ""
    for group in context.groups:
        xa, huyen, tinh = group.xa or xa, group.huyen or huyen, group.tinh or tinh
    return Address(xa, huyen or context.title.huyen, tinh or context.title.tinh)


def _place(source: Source) -> Address:
    """Units of a row: its cells, else group, else issuer; the province in the contract's order."""
    own, outer = _address(source), _outer(source.context)
    huyen = own.huyen or outer.huyen
    # A commune group only speaks for rows of the same district.
    xa = own.xa or (outer.xa if not own.huyen or own.huyen == outer.huyen else "")
    tinh = (
        own.tinh
        or outer.tinh
        or (district_province(huyen) if huyen else "")
        or find_province(source.context.table.grid.name)
    )
    return Address(xa, huyen, tinh)


def read_products(source: Source) -> list[Draft]:
    """Read the products of a row that has a name; several when its cell lists several."""
    stars = _stars(source)
    names = split_products(source.lines(Field.NAME), beside=len(stars))
    number, day = _decision(source)
    producer = _producer(source)
    place = _place(source)
    drafts = []
    for position, name in enumerate(names):
        star = _star_for(stars, position, len(names))
        row = AnnexRow(
            sheet=source.context.table.grid.name,
            row=source.row + 1,
            ten_san_pham=name,
            chu_the=producer,
            loai_chu_the=producer_kind(producer) or producer_kind(source.text(Field.KIND)),
            xa=place.xa,
            huyen=place.huyen,
            tinh=place.tinh,
            hang_sao=star.grade,
            so_quyet_dinh=number,
            ngay_quyet_dinh=day.day,
            nhom=source.text(Field.GROUP) or _group_label(source.context.groups),
            diem=source.text(Field.SCORE),
            ghi_chu=source.text(Field.NOTE),
        )
        draft = Draft(row, source.context.groups, source.context.block)
        draft.said.extend(_say(source, row, star, day))
        drafts.append(draft)
    return drafts


def _group_label(groups: tuple[Group, ...]) -> str:
    labels = [group.label for group in groups if group.level == "label"]
    return labels[-1] if labels else ""


def _say(source: Source, row: AnnexRow, star: Stars, day: ReadDate) -> list[tuple[str, str]]:
    dated = Field.DATE if source.text(Field.DATE) else Field.DECISION
    said = [(code, _quoted(source, dated, day.written)) for code in day.codes]
    if star.code:
        said.append((star.code, _star_detail(source, star)))
    if not row.chu_the:
        said.append(("missing_producer", f"“{row.ten_san_pham}” không có chủ thể"))
    if not row.so_quyet_dinh:
        said.append(("decision_missing", f"“{row.ten_san_pham}” không có số quyết định"))
    code, detail = check_place(row.xa, row.huyen, row.tinh, row.ngay_quyet_dinh)
    if code:
        said.append((code, detail))
    return said


def _star_detail(source: Source, star: Stars) -> str:
    detail = _quoted(source, Field.STARS)
    if star.code != "star_potential" or says_potential(detail):
        return detail
    context = source.context
    above = [group.label for group in context.groups if says_potential(group.label)]
    said = _beside_potential(source) or (above[-1] if above else "tiêu đề")
    return f"“{said}”" + (f", {detail}" if detail else "")


def _quoted(source: Source, field: Field, part: str = "") -> str:
    """Cell value (or a part of it) and heading: “31/02/2021” (cột Ngày quyết định)."""
    header = source.context.header
    if field is Field.STARS and header.star_marks:
        marked = [
            header.names[column]
            for column in header.star_marks
            if source.context.table.text(source.row, column)
        ]
        return "đánh dấu ở cột " + ", ".join(marked)
    column = header.columns.get(field)
    if column is None:
        return ""
    return f"“{part or source.text(field)}” (cột {header.names.get(column, '')})"
