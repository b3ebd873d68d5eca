"""Several products in one cell: when a cell is a list and when it is one name on two lines.

A cell is a list when its lines are numbered or bulleted, when it holds semicolons, when another
cell of the row (stars, numbers) lists as many values, or when each line begins like a product
(Gạo …, Chè …) and is no place name. A comma alone never splits: "trà gừng, mật ong" is one
product; it does only when the stars are listed one by one beside it.
"""

import itertools
import re
from typing import Final

from catalog.places import Missing, gazetteer
from catalog.text_vi import clean, fold

_BULLET: Final = re.compile(r"^\s*(?:[-–+•*●▪◦·]|\(?\d{1,2}[.)/](?!\d)|[a-zđ][.)])\s*")
_INLINE: Final = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)](?!\d)\s*")
_HEADS: Final = frozenset(
    fold(
        "gạo nếp xôi cốm bún phở miến mì bánh kẹo mứt chè trà cà cacao rượu bia nước sữa mật ong "
        "tinh dầu dấm giấm mắm tương muối bột ngũ hạt đậu lạc vừng ngô khoai sắn rau củ quả trái "
        "bưởi cam quýt chanh chuối xoài ổi mận đào lê nhãn vải dứa dưa bí cải măng nấm mộc hành "
        "tỏi gừng nghệ ớt tiêu quế hồi thảo atiso actiso sâm cao viên thịt lạp xúc giò chả ruốc "
        "chà nem trứng gà vịt lợn heo bò trâu dê cá tôm cua mực ếch khô bộ túi khăn thổ tranh "
        "tượng chiếu nón giỏ gốm mây tre điểm du lịch homestay xà dung serum nến hương nhang cây "
        "chậu lan mai yến na mít sầu bơ mãng táo nho hồng khẩu yaourt chocolate socola"
    ).split()
)
_OPEN_END: Final = (",", "-", "–", "và", "của", "từ", "với", "&", "+", "/", "(")


def lines_of(text: str) -> list[str]:
    """Non-empty lines of a cell, each clean."""
    return [line for raw in text.splitlines() if (line := clean(raw))]


def _strip_bullet(line: str) -> str:
    return _BULLET.sub("", line).strip(" ;,.")


def _is_place(line: str) -> bool:
    return not isinstance(gazetteer().find_commune(line), Missing) or not isinstance(
        gazetteer().find_district(line), Missing
    )


def _starts_product(line: str, previous: str) -> bool:
    words = fold(line).split()
    if not words or not line[0].isupper() or previous.casefold().endswith(_OPEN_END):
        return False
    return words[0].strip(",.()") in _HEADS and not _is_place(line)


def _inline_numbers(text: str) -> list[str]:
    """Split "1. Gạo nếp 2. Gạo tẻ"; the numbers must count up from 1."""
    marks = list(_INLINE.finditer(text))
    if len(marks) < 2 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return []
    if clean(text[: marks[0].start()]):
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _by_lines(lines: list[str], beside: int) -> list[str]:
    bulleted = [bool(_BULLET.match(line)) for line in lines]
    if all(bulleted):
        return lines
    if len(lines) == beside or all(
        _starts_product(line, before) for before, line in itertools.pairwise(lines)
    ):
        return lines
    return []


def _by_semicolons(text: str) -> list[str]:
    parts = [clean(part) for part in text.split(";") if clean(part)]
    return parts if len(parts) > 1 and all(map(_may_be_product, parts)) else []


def _may_be_product(part: str) -> bool:
    """A part in small letters is only a product when it begins like one: not "hộp 200g"."""
    name = _strip_bullet(part)
    return bool(name) and (name[0].isupper() or fold(name).split()[0] in _HEADS)


def split_products(text: str, beside: int = 0) -> list[str]:
    """Return the products a name cell lists, or one name; `beside` is how many stars stand beside.

    The text has been cleaned line by line. The parts are clean, without bullets and numbers.
    """
    if ";" not in text and "\n" not in text and not text[:1].isdecimal() and beside < 2:
        return [text]
    lines = lines_of(text)
    parts = _by_lines(lines, beside) if len(lines) > 1 else []
    parts = parts or _inline_numbers(clean(text)) or _by_semicolons(text)
    if not parts and beside > 1:
        commas = [part for part in text.split(",") if clean(part)]
        parts = commas if len(commas) == beside else []
    if not parts:
        return [clean(text)]
    flat = [piece for part in parts for piece in (_by_semicolons(part) or [part])]
    return [name for part in flat if (name := _strip_bullet(clean(part)))] or [clean(text)]
