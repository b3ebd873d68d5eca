"""Reading and storing an annex of national size; prints one run's ratios, asserts nothing.

Run: `python -m tests.bench.bench_import [sqlite|postgres]`. The peers: openpyxl (default and
read-only) reading the same cells, and the ORM writing the same products one by one.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import openpyxl
import xlsxwriter
from psycopg import sql

from catalog.db import Database
from catalog.identity import identity_key, sku_for, slug_for
from catalog.importing import Annex, read_annex
from catalog.importing.store import import_annex
from catalog.migrate import upgrade
from catalog.models import Product, Recognition
from catalog.places.stored import load_places
from catalog.text_vi import fold
from tests.bench.ratios import tell
from tests.support.postgres import running_postgres

ROWS = 17_000
ROW_BY_ROW = 1_000
T = TypeVar("T")
_GOODS = ("Chè Shan tuyết", "Mật ong bạc hà", "Gạo Séng Cù", "Thịt trâu gác bếp", "Miến dong")
_PLACES = (
    ("xã Suối Giàng", "huyện Văn Chấn", "Yên Bái"),
    ("xã Tả Phìn", "thị xã Sa Pa", "Lào Cai"),
    ("xã Bản Liền", "huyện Bắc Hà", "Lào Cai"),
)


def lines(changed: int = 0) -> Iterable[tuple[object, ...]]:
    """A header and 17,000 rows; the first `changed` of them with another star."""
    yield ("STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Tỉnh", "Hạng sao", "Số QĐ", "Ngày QĐ")
    for number in range(1, ROWS + 1):
        yield (
            number,
            f"{_GOODS[number % 5]} {number}",
            f"HTX số {number % 5000}",
            *_PLACES[number % 3],
            f"{3 + (number % 2) ^ (number <= changed)} sao",
            f"{number % 300}/QĐ-UBND",
            f"{13 + number % 15}/12/{2020 + number % 5}",
        )


def write(path: Path, changed: int = 0) -> Path:
    """The annex as .xlsx."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    for number, line in enumerate(lines(changed)):
        sheet.write_row(number, 0, line)
    book.close()
    return path


def timed(label: str, work: Callable[[], T], than: float | None = None) -> tuple[T, float]:
    """Run once and print seconds, and how many times the seconds of a peer that is."""
    start = time.perf_counter()
    result = work()
    taken = time.perf_counter() - start
    ratio = f"{taken / than:>9.2f} ×" if than else ""
    sys.stdout.write(f"{label:<52}{taken:>8.2f} s{ratio}\n")
    return result, taken


def with_openpyxl(path: Path, *, read_only: bool) -> int:
    """Only the cells, nothing understood."""
    book = openpyxl.load_workbook(path, read_only=read_only)
    count = sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if row)
    book.close()
    return count


def row_by_row(database: Database, annex: Annex) -> None:
    """A product and its recognition at a time, each looked up and committed by itself."""
    for row in annex.rows[:ROW_BY_ROW]:
        key = identity_key(f"ORM {row.ten_san_pham}", row.chu_the, row.xa)
        sku = sku_for(key)
        with database.write() as session:
            product = Product(
                sku=sku,
                identity_key=key,
                slug=slug_for(row.ten_san_pham, sku),
                name=row.ten_san_pham,
                name_folded=fold(row.ten_san_pham),
            )
            session.add(product)
            session.flush()
            session.add(Recognition(product_id=product.id or 0, stars=row.hang_sao or 3))


@contextmanager
def empty_database(backend: str) -> Iterator[Database]:
    """A database without tables, thrown away at the end."""
    with ExitStack() as stack:
        if backend == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        else:
            server = stack.enter_context(running_postgres())
            server.execute(sql.SQL("CREATE DATABASE bench"))
            database = Database(server.url("bench"))
        stack.callback(database.dispose)
        yield database


def main(backend: str) -> None:
    """Write the annex, then measure."""
    with tempfile.TemporaryDirectory() as folder, empty_database(backend) as database:
        first = write(Path(folder) / "annex.xlsx")
        second = write(Path(folder) / "changed.xlsx", changed=100)
        upgrade(database)
        with database.write() as session:
            load_places(session)
        sys.stdout.write(f"{ROWS} rows, {backend}\n")
        _, peer = timed("openpyxl, cells only", lambda: with_openpyxl(first, read_only=False))
        timed("openpyxl read-only, cells only", lambda: with_openpyxl(first, read_only=True), peer)
        annex, read = timed("read_annex: rows, places, problems", lambda: read_annex(first), peer)
        _, new = timed("import, all new", lambda: import_annex(database, first, "bench"), peer)
        _, again = timed(
            "import again, no change", lambda: import_annex(database, first, "bench"), peer
        )
        timed("import, 100 stars changed", lambda: import_annex(database, second, "bench"), peer)
        _, some = timed(f"ORM row by row, {ROW_BY_ROW} rows", lambda: row_by_row(database, annex))
        plain = some * ROWS / ROW_BY_ROW
        sys.stdout.write(f"ORM row by row for {ROWS} rows: {plain:.1f} s\n")
        tell("import: read_annex / openpyxl reading only the cells", read / peer, 1, at_most=True)
        tell("import: ORM row by row / import of all, reading included", plain / new, 1)
        tell("import: all new / again without a change", new / again, 1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
