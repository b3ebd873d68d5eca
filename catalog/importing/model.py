"""What reading an annex (phụ lục quyết định) yields: rows, problems, or a refusal."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Severity = Literal["warning", "error"]
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on an upload; sizes in bytes. Beyond them a file is refused whole."""

    file_size: int = 25 * MIB
    entries: int = 2_000
    unpacked: int = 150 * MIB
    ratio: int = 150
    ratio_from: int = 10 * MIB
    """unpacked size below which a high compression ratio is harmless"""
    rows: int = 100_000
    columns: int = 256
    cells: int = 3_000_000


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One product recognised in an annex; text is NFC with single spaces, unknown is "".

    `row` is the Excel row number. `loai_chu_the` is HTX, DN, THT, Hộ KD, Cơ sở SX or "";
    `hang_sao` 3 to 5 or None. `nhom` is the product group or the group row above.
    """

    sheet: str
    row: int
    ten_san_pham: str
    chu_the: str = ""
    loai_chu_the: str = ""
    xa: str = ""
    huyen: str = ""
    tinh: str = ""
    hang_sao: int | None = None
    so_quyet_dinh: str = ""
    ngay_quyet_dinh: date | None = None
    nhom: str = ""
    diem: str = ""
    ghi_chu: str = ""

    def to_json(self) -> dict[str, str | int | None]:
        """The contract's keys only; the date in ISO form."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "ten_san_pham": self.ten_san_pham,
            "chu_the": self.chu_the,
            "loai_chu_the": self.loai_chu_the,
            "xa": self.xa,
            "huyen": self.huyen,
            "tinh": self.tinh,
            "hang_sao": self.hang_sao,
            "so_quyet_dinh": self.so_quyet_dinh,
            "ngay_quyet_dinh": self.ngay_quyet_dinh.isoformat() if self.ngay_quyet_dinh else None,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know; `row` None means the whole sheet."""

    sheet: str
    row: int | None
    code: str
    severity: Severity
    detail: str

    def to_json(self) -> dict[str, str | int | None]:
        """The contract's keys."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "code": self.code,
            "severity": self.severity,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Annex:
    """A whole file read."""

    rows: tuple[AnnexRow, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, list[dict[str, str | int | None]]]:
        """The object `chophien import --dry-run --json` prints."""
        return {
            "rows": [row.to_json() for row in self.rows],
            "problems": [problem.to_json() for problem in self.problems],
        }


class AnnexRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of ours
    """The file is not read at all; `code` is too_large, unsafe_file or unreadable."""

    def __init__(self, code: str, text_vi: str) -> None:
        super().__init__(f"{code}: {text_vi}")
        self.code = code
        self.text_vi = text_vi

    def to_json(self) -> dict[str, dict[str, str]]:
        """The error object of the command line."""
        return {"error": {"code": self.code, "text_vi": self.text_vi}}
