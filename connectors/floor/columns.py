"""The columns of an upload pack: our fields, and the headings that a floor's template wants.

`channels.<floor>.columns` of config.toml renames headings, leaves columns out (an empty
heading) and sets their order; without it every column stands under its own heading.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog.contract import ListingDraft

Cell = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our field name, its heading, and how it is read off a draft."""

    field: str
    heading: str
    value: Callable[[ListingDraft], Cell]


def picture_names(draft: ListingDraft) -> list[str]:
    """File names of a draft's pictures in the pack: by SKU, numbered when there are several."""
    names: list[str] = []
    for number, picture in enumerate(draft.pictures, 1):
        ending = "png" if picture.content_type == "image/png" else "jpg"
        suffix = f"-{number}" if len(draft.pictures) > 1 else ""
        names.append(f"{_file_name(draft.seller_sku)}{suffix}.{ending}")
    return names


def _file_name(text: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in text)


def _attribute(name: str) -> Callable[[ListingDraft], Cell]:
    return lambda draft: draft.attributes.get(name, "")


def _decided(draft: ListingDraft) -> Cell:
    return f"{draft.decision_date:%d/%m/%Y}" if draft.decision_date else ""


DEFAULT = (
    Column("sku", "Mã SKU", lambda draft: draft.seller_sku),
    Column("name", "Tên sản phẩm", lambda draft: draft.name),
    Column("group", "Nhóm sản phẩm", lambda draft: draft.group),
    Column("description", "Mô tả", lambda draft: draft.description),
    Column("price", "Giá bán", lambda draft: draft.price_vnd),
    Column("unit", "Đơn vị tính", _attribute("Đơn vị tính")),
    Column("weight", "Khối lượng đóng gói (g)", lambda draft: draft.weight_g),
    Column("stock", "Tồn kho", lambda draft: draft.stock),
    Column("stars", "Hạng sao OCOP", lambda draft: draft.stars or ""),
    Column("decision_no", "Số quyết định", lambda draft: draft.decision_no),
    Column("decision_date", "Ngày quyết định", _decided),
    Column("producer", "Chủ thể", lambda draft: draft.producer),
    Column("place", "Địa chỉ sản xuất", lambda draft: draft.place),
    Column("shelf_life", "Hạn sử dụng", _attribute("Hạn sử dụng")),
    Column("storage", "Bảo quản", _attribute("Điều kiện bảo quản")),
    Column("pictures", "Hình ảnh", lambda draft: ", ".join(picture_names(draft))),
)
_BY_FIELD = {column.field: column for column in DEFAULT}


class UnknownColumnError(ValueError):
    """The configuration names a column that we don't have."""


def columns(headings: Mapping[str, str]) -> Sequence[Column]:
    """The columns of a floor, configured ones first; raises UnknownColumnError."""
    unknown = [field for field in headings if field not in _BY_FIELD]
    if unknown:
        raise UnknownColumnError(", ".join(unknown))
    named = [Column(field, heading, _BY_FIELD[field].value) for field, heading in headings.items()]
    rest = [column for column in DEFAULT if column.field not in headings]
    return [column for column in (*named, *rest) if column.heading]
