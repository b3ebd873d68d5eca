"""The public rows of Lào Cai and Yên Bái that come with the package (see their `nguon`).

Only rows recognised with stars (`cong_nhan`) become recognitions; the others are names for
search and are never counted. Rows join into one product only when name, producer and commune are
the same; suspected doubles (Bưởi Múc, Quả bưởi Múc) stay apart for a person to judge.
"""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from catalog.importing.store import Entry, write_entries
from catalog.seed.kinds import group_of
from catalog.seed.tables import package_rows

Row = dict[str, str]

_DECIDED = re.compile(r"(?:quyết định ngày|kể từ) (\d\d)/(\d\d)/(\d{4})")
_STATE_VI = {
    "cong_nhan": "",
    "danh_gia": "Đã chấm điểm, nguồn không nêu hạng sao.",
    "dang_ky": "Mới đăng ký, chưa được công nhận khi nguồn đăng.",
    "danh_muc": "Có trong danh mục của năm, nguồn không nêu kết quả.",
    "danh_gia_lai_khong_dat": "Đánh giá lại không đạt.",
}
_GROUP_NOTE = "Nhóm sản phẩm do chương trình xếp theo tên."
_ACTOR = "seed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were new."""

    producers: int
    products: int
    recognitions: int


def load_bundled_catalog(session: Session) -> Loaded:
    """Store the bundled rows as far as they are missing. Loading again writes nothing."""
    rows = package_rows("ocop_lao_cai.csv")
    # Recognised rows first: they say most of a product that stands in a list as well.
    rows.sort(key=lambda row: row["tinh_trang"] != "cong_nhan")
    written = write_entries(session, [_entry(row) for row in rows], _ACTOR, update=False)
    return Loaded(written.producers.new, written.products.new, written.recognitions.new)


def _entry(row: Row) -> Entry:
    recognised = row["tinh_trang"] == "cong_nhan" and bool(row["hang_sao"])
    notes = (
        _STATE_VI[row["tinh_trang"]],
        row["ghi_chu"],
        "" if row["nhom_san_pham"] else _GROUP_NOTE,
    )
    return Entry(
        name=row["ten_san_pham"],
        producer=row["chu_the"],
        kind=row["loai_chu_the"],
        xa=row["xa"],
        huyen=row["huyen"],
        tinh=row["tinh"],
        stars=int(row["hang_sao"]) if recognised else None,
        decision_no=row["so_quyet_dinh"],
        decision_date=_decided(row["ghi_chu"]),
        year=int(row["nam"]) if row["nam"] else None,
        group=group_of(row["ten_san_pham"], row["nhom_san_pham"]),
        group_written=row["nhom_san_pham"],
        source=row["nguon"],
        note=" ".join(note for note in notes if note),
    )


def _decided(note: str) -> date | None:
    found = _DECIDED.search(note)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None
