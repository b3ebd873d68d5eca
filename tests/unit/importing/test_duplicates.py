"""Which rows are duplicates, conflicts or suspects, and which only look like it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from catalog.importing import AnnexRow
from catalog.importing.draft import Draft
from catalog.importing.duplicates import mark_duplicates

BASE = AnnexRow(
    sheet="S",
    row=1,
    ten_san_pham="Tinh dầu sả",
    chu_the="HTX Minh Ngọc",
    loai_chu_the="HTX",
    huyen="huyện Bảo Yên",
    tinh="Lào Cai",
    hang_sao=3,
    so_quyet_dinh="1/QĐ-UBND",
    ngay_quyet_dinh=date(2021, 12, 20),
)


def judge(later: AnnexRow, earlier: AnnexRow = BASE) -> str:
    drafts = [Draft(row, (), 1) for row in (earlier, replace(later, row=2))]
    found = mark_duplicates(drafts)
    assert [draft.row.row for draft, _, _ in found] in ([], [2])
    code = found[0][1] if found else ""
    assert drafts[1].dropped == (code in {"duplicate_exact", "duplicate_conflict"})
    assert not drafts[0].dropped
    return code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "duplicate_exact"),
        ({"ten_san_pham": "TINH DẦU SẢ", "huyen": "Bảo Yên"}, "duplicate_exact"),
        ({"chu_the": "Hợp tác xã minh ngọc", "ghi_chu": "mới"}, "duplicate_exact"),
        ({"hang_sao": 4}, "duplicate_conflict"),
        ({"hang_sao": 4, "so_quyet_dinh": "9/QĐ-UBND"}, "duplicate_suspect"),
        ({"so_quyet_dinh": "9/QĐ-UBND"}, "duplicate_suspect"),
        ({"hang_sao": None}, "duplicate_suspect"),
        ({"ten_san_pham": "Tinh dầu xả"}, "duplicate_suspect"),
        ({"chu_the": "", "so_quyet_dinh": ""}, "duplicate_suspect"),
        ({"chu_the": "HTX Khác"}, ""),
        ({"huyen": "huyện Văn Bàn"}, ""),
        ({"ten_san_pham": "Tinh dầu quế"}, ""),
        ({"ten_san_pham": "Tinh dầu sả Bảo Yên"}, ""),
    ],
)
def test_pairs(change: dict[str, Any], code: str) -> None:
    assert judge(replace(BASE, **change)) == code


def test_classifier_words() -> None:
    bare = replace(BASE, ten_san_pham="Bưởi Múc", chu_the="")
    assert judge(replace(BASE, ten_san_pham="Quả bưởi Múc"), bare) == "duplicate_suspect"
    assert judge(replace(BASE, ten_san_pham="Quả lê"), replace(bare, ten_san_pham="Lê")) == ""
    tea = replace(BASE, ten_san_pham="Chè Bát Tiên", xa="xã Nga Quán", chu_the="")
    assert judge(replace(BASE, ten_san_pham="Trà Bát tiên", xa="xã Bảo Hưng"), tea) == ""


def test_duplicates_across_sheets_name_the_other_sheet() -> None:
    found = mark_duplicates([Draft(BASE, (), 1), Draft(replace(BASE, sheet="T"), (), 1)])
    assert [(draft.row.sheet, code) for draft, code, _ in found] == [("T", "duplicate_exact")]
    assert "trang “S”" in found[0][2]
