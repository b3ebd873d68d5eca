"""What was imported can be exported and read again without a difference."""

import csv
import itertools
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.db import Database
from catalog.importing import read_annex
from catalog.importing.store import import_annex
from tests.integration.importing.annexes import export, snapshot

COLUMNS = {
    "ten_san_pham": "Tên sản phẩm",
    "chu_the": "Chủ thể",
    "loai_chu_the": "Loại hình",
    "xa": "Xã",
    "huyen": "Huyện",
    "tinh": "Tỉnh",
    "hang_sao": "Hạng sao",
    "so_quyet_dinh": "Số quyết định",
    "ngay_quyet_dinh": "Ngày quyết định",
}
numbers = itertools.count(1)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "ten_san_pham": st.sampled_from(["Gạo Séng Cù", "Mật ong", "Chè Shan “cổ thụ”"]),
            "chu_the": st.sampled_from(["HTX Ong", "ông Vàng A Sử", "Công ty TNHH Chè, Rượu"]),
            "xa": st.sampled_from(["", "xã Tả Phìn", "xã Suối Giàng", "xã Không Có"]),
            "huyen": st.sampled_from(["", "thị xã Sa Pa", "huyện Văn Chấn"]),
            "tinh": st.sampled_from(["Lào Cai", "Yên Bái"]),
            "hang_sao": st.sampled_from([3, 4, 5]),
            "so_quyet_dinh": st.sampled_from(["", "1/QĐ-UBND", "2/QĐ-BNN-VPĐP"]),
            "ngay_quyet_dinh": st.one_of(
                st.none(), st.dates(date(2019, 1, 1), date(2026, 12, 31)).map(date.isoformat)
            ),
        }
    ),
    min_size=1,
    max_size=6,
)


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS.values())
        writer.writerows([row.get(key) or "" for key in COLUMNS] for row in rows)
    return path


def bare(path: Path) -> list[dict[str, object]]:
    rows = [row.to_json() for row in read_annex(path).rows]
    return [{key: row[key] for key in COLUMNS} for row in rows]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_export_equals_import(
    seeded_database: Database, tmp_path: Path, rows: list[dict[str, object]]
) -> None:
    # Every example has names of its own, so that one database serves them all.
    unique = [row | {"ten_san_pham": f"{row['ten_san_pham']} số {next(numbers)}"} for row in rows]
    names = {row["ten_san_pham"] for row in unique}
    file = write(tmp_path / f"{next(numbers)}.csv", unique)
    import_annex(seeded_database, file, "Lan")
    stored = [row for row in export(seeded_database) if row["ten_san_pham"] in names]
    assert stored == bare(file)
    assert bare(write(tmp_path / "again.csv", stored)) == stored
    before = snapshot(seeded_database)
    import_annex(seeded_database, file, "Lan")
    assert snapshot(seeded_database) == before
