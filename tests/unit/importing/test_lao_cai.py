"""The public example annex must be read exactly as its expected outcome says."""

import json
import unicodedata
from pathlib import Path

from catalog.importing import read_annex

DATA = Path(__file__).parents[2] / "data"


def normal(value: object) -> object:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    return value


def test_example_is_read_exactly() -> None:
    expected = json.loads((DATA / "phu_luc_lao_cai.expected.json").read_text(encoding="utf-8"))
    read = read_annex(DATA / "phu_luc_lao_cai.xlsx").to_json()
    wanted = [{key: normal(value) for key, value in row.items()} for row in expected["rows"]]
    assert read["rows"] == wanted
    keys = ("sheet", "row", "code", "severity")
    assert sorted(str([p[k] for k in keys]) for p in read["problems"]) == sorted(
        str([p[k] for k in keys]) for p in expected["problems"]
    )


def test_details_are_specific() -> None:
    problems = read_annex(DATA / "phu_luc_lao_cai.xlsx").problems
    details = {problem.code: problem.detail for problem in problems}
    assert details["total_mismatch"] == "ghi 46, thực tế 45"
    assert details["stt_gap"] == "nhảy từ 19 lên 21"
    assert details["encoding_tcvn3"] == "dòng 35, 36"
    assert "Bưởi Múc" in details["duplicate_suspect"]
    assert all(problem.detail for problem in problems)
