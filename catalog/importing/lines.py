"""What a line of a sheet is: group, total, note, signature; and how groups nest."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from catalog.importing.stars import parse_stars
from catalog.importing.title import proper_name
from catalog.places import Missing, gazetteer, spell_out, split_kind
from catalog.text_vi import clean, fold

_TOTAL: Final = re.compile(
    r"^(?:tổng\s*(?:cộng|số|cng)?|cộng)(?!\w)(?!\s+hợp)"
    r"|^\(?(?:danh sách|phụ lục|biểu)\s+(?:này\s+|trên\s+)?(?:gồm|có)\s+(?:có\s+)?\d",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"(\d[\d.]*)\s*\)?\s*(?:sản phẩm|sp\b)", re.IGNORECASE)
_BARE_COUNT: Final = re.compile(r"[(:]\s*0*(\d+)\s*\)?\s*$")
_COUNT_TAIL: Final = re.compile(
    r"\s*[-–:,]?\s*\(?\s*(?:có|gồm|tổng số|tổng)?\s*:?\s*\d+\s*\)?\s*(?:sản phẩm|sp\b)[^)]*\)?\s*$"
    r"|\s*\(\s*\d+\s*\)\s*$",
    re.IGNORECASE,
)
_NUMBERING: Final = re.compile(
    r"^\(?(?P<n>[IVXLC]{1,7}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*(?:[.)\-:/]\s*|\s[-–]\s)(?=\S)"
)
_GROUP_WORD: Final = re.compile(
    r"^(?:nhóm|ngành|bộ sản phẩm|đợt|năm \d|lĩnh vực|loại|hạng|danh mục|danh sách|phần|mục|khu vực"
    r"|các sản phẩm|sản phẩm (?:đạt|hạng|xếp|công nhận|ocop|\d)|cấp|công nhận|đánh giá|xếp hạng)\b",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"^(?:nơi nhận|tm\.|kt\.|tl\.|q\.\s*chủ tịch|chủ tịch|phó chủ tịch|giám đốc|phó giám đốc"
    r"|người lập|lập biểu|thủ trưởng|xác nhận|trưởng phòng|kế toán|\(?ký|đã ký|lưu\s*:|- lưu"
    r"|- như|trưởng ban|thư ký|người tổng hợp|ủy ban nhân dân)",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"^(?:\(?\*+\)?\s*)?(?:ghi chú|lưu ý|chú thích|nguồn)\b|^\(\*+\)", re.IGNORECASE
)
_DATELINE: Final = re.compile(r"ngày\s*[\d. …]*\s*tháng\s*[\d. …]*\s*năm", re.IGNORECASE)
_PAPER: Final = re.compile(r"quyết\s+định|\bqđ\b|\d\s*/", re.IGNORECASE)
"""A decision's number and date in a cell are no dateline above a signature."""

_UNIT: Final = re.compile(
    r"(?:^|(?:của|thuộc|địa bàn|sản phẩm|ubnd|ocop)\s+)"
    r"(?P<unit>huyện|thị xã|thành phố|quận|tp\.?|tx\.?|h\.|q\.|xã|phường|thị trấn|p\.|tt\.|tỉnh)"
    r"\s*(?P<name>\w[^,;:()–]*)",
    re.IGNORECASE,
)
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Numbering:
    """Number of a group: style letter, roman, number, small or "", and its place in order."""

    style: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group row (dòng nhóm): what it says for the rows below it."""

    row: int
    label: str
    numbering: str = ""
    stated: int | None = None
    xa: str = ""
    huyen: str = ""
    tinh: str = ""
    stars: int | None = None

    @property
    def level(self) -> str:
        """What kind of group it is, for those without a number."""
        if self.tinh:
            return "tinh"
        return "huyen" if self.huyen else "xa" if self.xa else "label"


def is_total(text: str) -> bool:
    """Tell whether a line begins "Tổng cộng", "Cộng", "Tổng số"."""
    return bool(_TOTAL.match(text))


def is_closing(text: str) -> bool:
    """Tell whether a line belongs to the signatures below a table."""
    dated = _DATELINE.search(text) and len(text) < 80 and not _PAPER.search(text)
    return bool(_CLOSING.match(text) or dated)


def is_note(text: str) -> bool:
    """Tell whether a line is a note, not a product."""
    return bool(_NOTE.match(text)) or len(text) > 300


def stated_count(text: str) -> int | None:
    """The number of products a line states: "(05 sản phẩm)", "Tổng cộng: 46 sản phẩm", "(5)"."""
    match = _COUNT.search(text) or _BARE_COUNT.search(text)
    return int(match[1].replace(".", "")) if match else None


def total_count(text: str) -> int | None:
    """The count of a total line; a lone number after its word counts too."""
    counted = stated_count(text)
    if counted is not None:
        return counted
    numbers = re.findall(r"\d+", text)
    return int(numbers[0]) if len(numbers) == 1 else None


def strip_numbering(text: str) -> tuple[str, str]:
    """Take "II. Huyện Bát Xát" apart into "II" and the rest."""
    match = _NUMBERING.match(text)
    return (match["n"], text[match.end() :].strip()) if match else ("", text)


def is_numbering(text: str) -> bool:
    """Tell whether the number column holds a group's number: I, II, A, B."""
    return bool(re.fullmatch(r"\(?(?:[IVXLC]{1,7}|[A-ZĐ])[.)]?", text.strip()))


@lru_cache(maxsize=4096)
def _unit(label: str, tinh: str) -> tuple[str, str, str]:
    """(xa, huyen, tinh) a group label names."""
    match = _UNIT.search(label)
    if match:
        name = re.split(r"\s(?:năm|có|gồm|đợt|-)\s", match["name"])[0].strip(" .-")
        named = split_kind(f"{match['unit'].lower()} {name}")
        if named.level == "province":
            return "", "", proper_name(named.name, "", tinh)
        proper = proper_name(named.name, named.kind, tinh)
        written = spell_out(f"{named.kind} {proper}")
        return (written, "", "") if named.level == "commune" else ("", written, "")
    if isinstance(gazetteer().find_district(label, tinh), Missing) or label.isdecimal():
        return "", "", ""
    return "", proper_name(label, "", tinh), ""


def read_group(row: int, text: str, number: str, count: int | None, tinh: str) -> Group:
    """Read a group row; `number` and `count` stand in cells of their own, if at all."""
    numbering, label = strip_numbering(clean(text))
    stated = stated_count(label)
    label = _COUNT_TAIL.sub("", label).strip(" :;.-–")
    xa, huyen, province = _unit(label, tinh)
    grade = parse_stars(label).grade if "sao" in fold(label) else None
    return Group(
        row=row,
        label=label,
        numbering=(number.strip(" .()") or numbering),
        stated=stated if stated is not None else count,
        xa=xa,
        huyen=huyen,
        tinh=province,
        stars=grade,
    )


def looks_like_group(text: str) -> bool:
    """Tell whether a line with nothing but this text heads a group of rows."""
    number, label = strip_numbering(text)
    place = _UNIT.match(_COUNT_TAIL.sub("", label))
    if place or _GROUP_WORD.match(label) or stated_count(text) is not None:
        return True
    return bool(number) and not number.isdecimal()


def place_group(text: str) -> bool:
    """Tell whether a numbered line is only a unit: "1 | Xã Bảo Hà"."""
    return bool(_UNIT.match(_COUNT_TAIL.sub("", text)))


def _roman(text: str) -> int:
    values = [_ROMAN[char] for char in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(value if value >= following else -value for value, following in pairs)


def _styles(numbering: str) -> list[Numbering]:
    """All readings of a group's number: "C" is the third letter or a hundred."""
    if re.fullmatch(r"\d+(?:\.\d+)*", numbering):
        return [
            Numbering(f"number{numbering.count('.')}", int(numbering.rsplit(".", maxsplit=1)[-1]))
        ]
    readings = []
    if len(numbering) == 1 and numbering.isalpha():
        style = "letter" if numbering.isupper() else "small"
        readings.append(Numbering(style, ord(numbering)))
    if re.fullmatch(r"[IVXLC]+", numbering):
        readings.append(Numbering("roman", _roman(numbering)))
    return readings


class Nesting:
    """The groups a row stands in, outermost first."""

    def __init__(self) -> None:
        self._stack: list[tuple[Numbering, Group]] = []

    @property
    def groups(self) -> tuple[Group, ...]:
        """Groups open at this row."""
        return tuple(group for _, group in self._stack)

    def enter(self, group: Group) -> None:
        """Open a group; it closes those of its own style and all within them."""
        readings = _styles(group.numbering) or [Numbering(group.level)]
        for reading in readings:
            for depth, (open_one, _) in enumerate(self._stack):
                if open_one.style == reading.style and reading.order in {0, open_one.order + 1}:
                    del self._stack[depth:]
                    self._stack.append((reading, group))
                    return
        reading = next((r for r in readings if r.order == 1), readings[0])
        for depth, (open_one, _) in enumerate(self._stack):
            if open_one.style == reading.style:
                del self._stack[depth:]
                break
        self._stack.append((reading, group))
