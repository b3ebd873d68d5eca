"""What a post-office clerk does with an upload pack: read the sheet, put the goods up."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from flask import request
from python_calamine import CalamineError, CalamineWorkbook
from werkzeug.datastructures import FileStorage

from connectors.sandbox.floor.moderation import page_path, put_up, settle, slug
from connectors.sandbox.items import find_one
from connectors.sandbox.world import World

_HEADINGS = {
    "sku": ("sku", "ma sku", "ma san pham", "ma hang"),
    "name": ("name", "ten san pham", "ten", "ten hang"),
    "price": ("price", "price vnd", "gia", "gia ban", "gia vnd", "gia ban vnd", "gia ban dong"),
    "stock": ("stock", "ton kho", "so luong", "so luong ton"),
    "description": ("description", "mo ta", "mo ta chi tiet", "mo ta dai", "long description"),
    "image": ("image", "images", "anh", "hinh anh", "ten tep anh", "picture", "pictures"),
}
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class Goods:
    """One readable row; price in đồng."""

    sku: str
    values: dict[str, Any]


class RowError(ValueError):
    """A row the clerk sends back, with the reason in Vietnamese."""


def named(row: dict[str, Any]) -> dict[str, str]:
    """The row under our own field names, whatever its headings are called."""
    found: dict[str, str] = {}
    for heading, value in row.items():
        field = _FIELD_OF.get(slug(str(heading)).replace("-", " "))
        if field and field not in found and value is not None:
            found[field] = str(value).strip()
    return found


def amount(text: str) -> int | None:
    """Whole đồng or pieces as people write them ("120.000 đ", "40.0"); None when unclear."""
    bare = text.casefold().removesuffix("vnd").rstrip(" đ₫").removesuffix(".0")
    digits = "".join(sign for sign in bare if sign not in "., \u00a0")
    return int(digits) if digits.isdecimal() and digits.isascii() else None


def read_row(row: dict[str, Any]) -> Goods:
    """Goods from a row; raises RowError."""
    cells = named(row)
    sku, name = cells.get("sku", ""), cells.get("name", "")
    price, stock = amount(cells.get("price", "")), amount(cells.get("stock", "0"))
    if not sku:
        raise RowError("Thiếu mã SKU")
    if not name:
        raise RowError("Thiếu tên sản phẩm")
    if not price:
        raise RowError("Giá bán không đọc được")
    if stock is None:
        raise RowError("Số lượng tồn không đọc được")
    payload = {"description": cells.get("description", ""), "image": cells.get("image", "")}
    return Goods(sku, {"name": name, "price": price, "stock": stock, "payload": payload})


def read_sheet(file: FileStorage) -> list[dict[str, Any]]:
    """Rows of a CSV (UTF-8) or spreadsheet; raises ValueError when it can't be read."""
    content = file.read()
    if (file.filename or "").casefold().endswith(".csv"):
        return [dict(row) for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    try:
        cells = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        )
    except CalamineError as error:
        raise ValueError(str(error)) from error
    headings, *rows = cells or [[]]
    return [dict(zip(map(str, headings), row, strict=False)) for row in rows]


def put_up_rows(world: World, shop_id: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Put up every readable row; the others come back with a reason (row 1 is the first)."""
    accepted: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    with world.store.transaction():
        for number, row in enumerate(rows, 1):
            try:
                accepted.append(_put_up_row(world, shop_id, read_row(row)))
            except RowError as error:
                sku = named(row).get("sku", "")
                refused.append({"row": number, "sku": sku, "reason": str(error)})
        settle(world)
    return {"accepted": accepted, "refused": refused}


def _put_up_row(world: World, shop_id: int, goods: Goods) -> dict[str, Any]:
    item_id, new = put_up(world, shop_id, goods.sku, goods.values)
    found = find_one(world, item_id)
    if found is None:
        raise LookupError(item_id)
    return {
        "sku": goods.sku,
        "item_id": item_id,
        "url": f"{request.host_url.rstrip('/')}{page_path(found)}",
        "new": new,
    }
