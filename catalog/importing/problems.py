"""Catalogue of problem codes: how bad, whose move, what it means, what to do (in Vietnamese)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from catalog.importing.model import Problem, Severity

Move = Literal["staff", "nobody"]
"""Whose move a problem is: staff of the centre, or nobody (the program has settled it)."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One code of the contract with its texts for the clerk."""

    code: str
    severity: Severity
    move: Move
    text_vi: str
    advice_vi: str


_KINDS = (
    ProblemKind(
        "duplicate_exact",
        "warning",
        "nobody",
        "Dòng lặp lại nguyên văn; đã giữ dòng đầu.",
        "Không cần làm gì; nên xóa dòng lặp trong tệp gốc.",
    ),
    ProblemKind(
        "duplicate_conflict",
        "warning",
        "staff",
        "Cùng sản phẩm, cùng chủ thể nhưng khác hạng sao; đã giữ dòng đầu.",
        "Đối chiếu quyết định và cho biết hạng sao đúng.",
    ),
    ProblemKind(
        "duplicate_suspect",
        "warning",
        "staff",
        "Có thể là một sản phẩm dưới hai tên hoặc hai lần công nhận; đã giữ cả hai.",
        "Xác nhận là một hay hai sản phẩm.",
    ),
    ProblemKind(
        "missing_producer",
        "warning",
        "staff",
        "Thiếu tên chủ thể; sản phẩm vẫn được nhập.",
        "Bổ sung chủ thể theo quyết định.",
    ),
    ProblemKind(
        "missing_name",
        "error",
        "staff",
        "Thiếu tên sản phẩm; dòng không được nhập.",
        "Điền tên sản phẩm rồi nhập lại tệp.",
    ),
    ProblemKind(
        "star_unparsed",
        "warning",
        "staff",
        "Không đọc được hạng sao; để trống.",
        "Ghi hạng sao dạng “3 sao”, “4 sao” hoặc “5 sao”.",
    ),
    ProblemKind(
        "star_conflict_marks",
        "warning",
        "staff",
        "Đánh dấu ở nhiều cột hạng sao; để trống.",
        "Chỉ để lại một dấu ở cột hạng sao đúng.",
    ),
    ProblemKind(
        "star_out_of_range",
        "warning",
        "staff",
        "Hạng sao ngoài khoảng 3 đến 5; để trống.",
        "Kiểm tra lại hạng sao trong quyết định.",
    ),
    ProblemKind(
        "star_potential",
        "warning",
        "staff",
        "“Tiềm năng 5 sao” chưa phải 5 sao; nhập theo hạng đã công nhận.",
        "Chờ quyết định của Bộ trước khi ghi 5 sao.",
    ),
    ProblemKind(
        "date_invalid",
        "warning",
        "staff",
        "Ngày không hợp lệ; để trống.",
        "Ghi lại ngày dạng dd/mm/yyyy.",
    ),
    ProblemKind(
        "date_two_digit_year",
        "warning",
        "staff",
        "Năm chỉ có hai chữ số; đọc là 20xx.",
        "Kiểm tra năm và ghi đủ bốn chữ số.",
    ),
    ProblemKind(
        "date_ambiguous",
        "warning",
        "staff",
        "Ngày có thể hiểu hai cách; đọc ngày trước, tháng sau.",
        "Kiểm tra lại ngày theo quyết định.",
    ),
    ProblemKind(
        "decision_missing",
        "warning",
        "staff",
        "Không có số quyết định công nhận.",
        "Bổ sung số quyết định.",
    ),
    ProblemKind(
        "encoding_tcvn3",
        "warning",
        "nobody",
        "Chữ mã TCVN3 (ABC), đã chuyển sang Unicode.",
        "Đọc lướt lại các dòng được nêu; nên lưu tệp bằng phông Unicode.",
    ),
    ProblemKind(
        "encoding_vni",
        "warning",
        "nobody",
        "Chữ mã VNI, đã chuyển sang Unicode.",
        "Đọc lướt lại các dòng được nêu; nên lưu tệp bằng phông Unicode.",
    ),
    ProblemKind(
        "unicode_nfd",
        "warning",
        "nobody",
        "Unicode tổ hợp (NFD), đã chuẩn hóa thành NFC.",
        "Không cần làm gì.",
    ),
    ProblemKind(
        "hidden_char",
        "warning",
        "nobody",
        "Có ký tự ẩn hoặc dấu cách lạ; đã bỏ.",
        "Không cần làm gì.",
    ),
    ProblemKind(
        "multi_product_cell",
        "warning",
        "staff",
        "Nhiều sản phẩm trong một ô; đã tách thành nhiều dòng.",
        "Kiểm tra các sản phẩm được tách.",
    ),
    ProblemKind(
        "hidden_row",
        "warning",
        "staff",
        "Dòng hoặc trang bị ẩn trong tệp; vẫn được nhập.",
        "Xác nhận dữ liệu ẩn còn đúng.",
    ),
    ProblemKind(
        "stt_gap",
        "warning",
        "staff",
        "Số thứ tự nhảy cóc hoặc lặp.",
        "Kiểm tra có thiếu dòng nào không.",
    ),
    ProblemKind(
        "group_count_mismatch",
        "warning",
        "staff",
        "Số sản phẩm ghi ở dòng nhóm khác số dòng thật.",
        "Đếm lại sản phẩm của nhóm.",
    ),
    ProblemKind(
        "total_mismatch",
        "warning",
        "staff",
        "Dòng tổng khác số dòng thật.",
        "Đếm lại tổng số sản phẩm.",
    ),
    ProblemKind(
        "place_unknown",
        "warning",
        "staff",
        "Không tìm thấy xã hoặc huyện; giữ như đã viết.",
        "Kiểm tra tên xã, huyện, hoặc chọn đơn vị đúng.",
    ),
    ProblemKind(
        "place_ambiguous",
        "warning",
        "staff",
        "Nhiều xã hoặc huyện cùng tên; giữ như đã viết.",
        "Chọn đơn vị đúng hoặc ghi thêm huyện, tỉnh.",
    ),
    ProblemKind(
        "formula_cell",
        "warning",
        "nobody",
        "Ô là công thức; dùng giá trị đã lưu.",
        "Kiểm tra giá trị; nên dán thành giá trị.",
    ),
    ProblemKind(
        "cell_error",
        "warning",
        "staff",
        "Ô báo lỗi; coi như trống.",
        "Sửa ô lỗi trong tệp rồi nhập lại.",
    ),
    ProblemKind(
        "column_missing",
        "error",
        "staff",
        "Không tìm thấy cột cần thiết trong trang.",
        "Đặt tên cột rõ ràng: Tên sản phẩm, Chủ thể, Hạng sao.",
    ),
    ProblemKind(
        "text_too_long",
        "warning",
        "staff",
        "Ô quá dài so với danh mục; đã cắt bớt phần cuối.",
        "Rút gọn nội dung ô rồi nhập lại tệp.",
    ),
    ProblemKind(
        "too_large",
        "error",
        "staff",
        "Tệp vượt giới hạn; không nhập.",
        "Chia nhỏ tệp hoặc bỏ phần không cần.",
    ),
    ProblemKind(
        "unsafe_file",
        "error",
        "staff",
        "Tệp có macro, mật khẩu hoặc cấu trúc nguy hiểm; không nhập.",
        "Mở tệp, chép bảng sang một tệp .xlsx mới rồi nhập lại.",
    ),
    ProblemKind(
        "unreadable",
        "error",
        "staff",
        "Tệp không phải bảng tính đọc được.",
        "Lưu lại dưới dạng .xlsx, .xls, .ods hoặc .csv.",
    ),
)

PROBLEM_KINDS = MappingProxyType({kind.code: kind for kind in _KINDS})
"""Every code of the contract → its kind."""


def problem(sheet: str, row: int | None, code: str, detail: str = "") -> Problem:
    """Build a problem of a known code; KeyError for an unknown one."""
    return Problem(sheet, row, code, PROBLEM_KINDS[code].severity, detail)
