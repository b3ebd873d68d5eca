"""Whatever stands in the cells, reading answers; it never raises."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.importing.draft import SheetDraft
from catalog.importing.duplicates import mark_duplicates
from catalog.importing.grid import Grid, Marks, Merge, Value
from catalog.importing.repair import repair
from catalog.importing.sheet import SheetReader

WORDS = st.sampled_from(
    [
        *("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "3 sao", "4*", "x", "I", "A.", "(1)"),
        *("Huyện Bảo Yên (3 sản phẩm)", "Tổng cộng: 4", "Gạo\nChè", "1. A 2. B", "TP.", "tỉnh "),
        *("s¶n phÈm", "Teân saûn phaåm", "31/02/2020", "Quyết định số", "kèm theo", "xã , huyện"),
        *(
            "Quyết định số ngày",
            "*",
            "tiềm năng",
            "ngày tháng năm",
            "- ; -",
            "\u00a0",
            "𝟛 sao",
            "³",
        ),
    ]
)
CELLS = st.one_of(
    st.just(""),
    WORDS,
    st.text(max_size=12),
    st.integers(-5, 60000).map(float),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=12)
HEADER: list[Value] = ["STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Quyết định"]
MERGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)),
    max_size=4,
)


def read(rows: list[list[Value]], merges: tuple[Merge, ...]) -> SheetDraft:
    return SheetReader(repair(Grid("T", rows, Marks(merges=merges)))).read()


@settings(max_examples=300, deadline=None)
@given(ROWS, MERGES, st.booleans())
def test_reading_never_raises(
    rows: list[list[str | float | bool | date | datetime]],
    corners: list[tuple[int, int, int, int]],
    headed: bool,
) -> None:
    grid: list[list[Value]] = [list(row) for row in rows]
    merges = tuple(Merge(t, left, t + h, left + w) for t, left, h, w in corners)
    sheet = read([list(HEADER), *grid] if headed else grid, merges)
    mark_duplicates(sheet.drafts)
    for draft in sheet.drafts:
        assert draft.row.ten_san_pham.strip()
        assert draft.row.hang_sao in {None, 3, 4, 5}
        assert " ".join(draft.row.chu_the.split()) == draft.row.chu_the
