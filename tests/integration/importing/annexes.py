"""Small annexes for the store tests, and what the database says after importing them."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from catalog.db import Database
from catalog.models import Counter, Producer, Product, Recognition

HEADER = (
    "STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Tỉnh", "Hạng sao", "Số quyết định",
    "Ngày quyết định", "Nhóm sản phẩm", "Ghi chú",
)  # fmt: skip
BASE = {
    "name": "Chè Shan tuyết",
    "producer": "HTX Suối Giàng",
    "xa": "xã Suối Giàng",
    "huyen": "huyện Văn Chấn",
    "tinh": "Yên Bái",
    "stars": "4 sao",
    "decision": "2585/QĐ-UBND",
    "day": "28/12/2023",
    "group": "",
    "note": "",
}
HONEY = BASE | {"name": "Mật ong bạc hà", "producer": "HTX Ong", "xa": "", "stars": "3 sao"}


def annex(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write one sheet of full rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(list(HEADER))
    for number, row in enumerate(rows, 1):
        sheet.append([number, *(row[column] for column in BASE)])
    book.save(path)
    return path


def snapshot(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that an import may write, but for the ledger itself."""
    tables = SQLModel.metadata.tables
    names = ("product", "producer", "recognition", "audit_entry", "import_problem", "counter")
    with database.read() as session:
        return {
            name: [tuple(row) for row in session.execute(select(tables[name]).order_by("id"))]
            if "id" in tables[name].c
            else [tuple(row) for row in session.execute(select(tables[name]))]
            for name in names
        }


def count(database: Database, model: type[SQLModel]) -> int:
    """How many rows a table holds."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def version(database: Database) -> int:
    """The catalogue version."""
    with database.read() as session:
        counter = session.get(Counter, "catalogue")
        return counter.value if counter else 0


def export(database: Database) -> list[dict[str, Any]]:
    """The stored catalog in the contract's columns, one line per recognition."""
    columns = {
        "ten_san_pham": col(Product.name),
        "chu_the": func.coalesce(col(Producer.name), ""),
        "loai_chu_the": func.coalesce(col(Producer.kind), ""),
        "xa": col(Product.xa),
        "huyen": col(Product.huyen),
        "tinh": col(Product.tinh),
        "hang_sao": col(Recognition.stars),
        "so_quyet_dinh": func.coalesce(col(Recognition.decision_no), ""),
        "ngay_quyet_dinh": col(Recognition.decision_date),
    }
    chosen = (
        select(*columns.values())
        .select_from(Product)
        .outerjoin(Producer, col(Producer.id) == col(Product.producer_id))
        .outerjoin(Recognition, col(Recognition.product_id) == col(Product.id))
        .order_by(col(Product.id), col(Recognition.id))
    )
    with database.read() as session:
        rows = [dict(zip(columns, row, strict=True)) for row in session.execute(chosen)]
    for row in rows:
        day = row["ngay_quyet_dinh"]
        row["ngay_quyet_dinh"] = day.isoformat() if isinstance(day, date) else None
    return rows
