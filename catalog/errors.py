"""The catalogue of errors: every failure has an owner, says if waiting helps, and gives advice.

A channel's own codes map into these in that channel's folder; nothing else is ever shown.
"""

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """Whose move it is."""

    PRODUCER = "producer"
    STAFF = "staff"
    CHANNEL = "channel"
    US = "us"


OWNER_VI = {
    Owner.PRODUCER: "chủ thể",
    Owner.STAFF: "cán bộ",
    Owner.CHANNEL: "sàn",
    Owner.US: "Chợ Phiên",
}


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One known failure: code, owner, whether a retry may help, text and advice in Vietnamese."""

    code: str
    owner: Owner
    retryable: bool
    text_vi: str
    advice_vi: str


class ChoPhienError(Exception):
    """Base of our own errors: `code` stands in the catalogue, `text_vi` is for the reader."""

    code = "internal"

    def __init__(self, text_vi: str, code: str | None = None) -> None:
        """Keep the Vietnamese sentence; `code` overrides the class's own."""
        super().__init__(text_vi)
        self.text_vi = text_vi
        if code is not None:
            self.code = code


def _entries() -> dict[str, ErrorEntry]:
    rows = (
        ("rate_limited", Owner.CHANNEL, True, "Sàn yêu cầu gửi chậm lại",
         "Không cần làm gì: hệ thống tự giãn nhịp và gửi lại."),
        ("quota_exhausted", Owner.CHANNEL, True, "Đã hết hạn mức gọi trong ngày của sàn",
         "Không cần làm gì: hệ thống gửi tiếp khi hạn mức mở lại."),
        ("channel_down", Owner.CHANNEL, True, "Sàn đang gặp sự cố hoặc không trả lời",
         "Không cần làm gì: hệ thống tự thử lại; trạng thái cũ được giữ nguyên."),
        ("timeout", Owner.CHANNEL, True, "Sàn không trả lời kịp thời hạn",
         "Không cần làm gì: hệ thống tra mã SKU trên sàn rồi mới gửi lại."),
        ("unknown_outcome", Owner.US, True, "Đã gửi nhưng không nhận được trả lời",
         "Không cần làm gì: hệ thống tra mã SKU trên sàn trước khi gửi lại, để không đăng trùng."),
        ("auth_expired", Owner.STAFF, False, "Giấy ủy quyền của gian hàng đã hết hạn",
         "Mở trang Gian hàng, bấm “Ủy quyền lại” và để chủ gian hàng đăng nhập đồng ý."),
        ("shop_blocked", Owner.PRODUCER, False, "Gian hàng bị sàn khóa hoặc tạm ngưng",
         "Chủ gian hàng mở Kênh người bán của sàn để xem lý do và khiếu nại."),
        ("permission_missing", Owner.STAFF, False, "Ứng dụng chưa được sàn cấp quyền này",
         "Kiểm tra quyền của ứng dụng trong trang đối tác của sàn."),
        ("signature_invalid", Owner.STAFF, False, "Sàn không nhận chữ ký hoặc đồng hồ máy sai giờ",
         "Chỉnh giờ máy chủ, kiểm tra mã và khóa đối tác trong cấu hình."),
        ("config_missing", Owner.STAFF, False, "Kênh chưa được cấu hình đủ",
         "Điền các mục còn thiếu trong config.toml rồi chạy “chophien doctor”."),
        ("name_invalid", Owner.STAFF, False, "Tên sản phẩm không hợp quy định của sàn",
         "Sửa tên cho đúng độ dài và từ ngữ mà sàn cho phép."),
        ("description_invalid", Owner.STAFF, False, "Mô tả không hợp quy định của sàn",
         "Bổ sung hoặc rút gọn mô tả sản phẩm."),
        ("price_invalid", Owner.PRODUCER, False, "Giá không hợp lệ hoặc ngoài khung của sàn",
         "Cập nhật giá bán (đồng, số nguyên) của sản phẩm."),
        ("price_missing", Owner.PRODUCER, False, "Sản phẩm chưa có giá bán",
         "Nhập giá bán để có thể đưa lên sàn."),
        ("stock_invalid", Owner.PRODUCER, False, "Tồn kho không hợp lệ",
         "Cập nhật số lượng tồn kho."),
        ("picture_missing", Owner.PRODUCER, False, "Sản phẩm chưa có ảnh",
         "Tải lên ít nhất một ảnh JPG hoặc PNG rõ nét."),
        ("picture_invalid", Owner.PRODUCER, False, "Ảnh không được sàn chấp nhận",
         "Thay ảnh JPG hoặc PNG, dưới 10 MB."),
        ("category_invalid", Owner.STAFF, False, "Ngành hàng không dùng được",
         "Chọn lại ngành hàng lá phù hợp cho nhóm sản phẩm."),
        ("attribute_missing", Owner.STAFF, False, "Thiếu thuộc tính bắt buộc của ngành hàng",
         "Mở trang của gian hàng (mục Gian hàng), ghi thuộc tính ấy ở phần “Thuộc tính chung”."),
        ("weight_missing", Owner.PRODUCER, False, "Sản phẩm chưa có khối lượng",
         "Mở trang thông tin của sản phẩm, ghi khối lượng cả bao bì (gam)."),
        ("weight_invalid", Owner.PRODUCER, False, "Khối lượng không hợp lệ",
         "Ghi khối lượng cả bao bì bằng số gam nguyên."),
        ("item_locked", Owner.CHANNEL, False, "Sàn đang khóa sửa sản phẩm này",
         "Chờ sàn duyệt xong hoặc gỡ khỏi chương trình khuyến mại rồi thử lại."),
        ("item_duplicate", Owner.STAFF, False, "Sàn cho rằng sản phẩm đã được đăng",
         "Kiểm tra gian hàng; nhập liên kết của sản phẩm đã có để hệ thống nhận lại."),
        ("item_not_found", Owner.STAFF, False, "Không thấy sản phẩm trên sàn",
         "Kiểm tra gian hàng; nếu đã bị gỡ, đưa lại lên sàn."),
        ("papers_missing", Owner.PRODUCER, False, "Sàn yêu cầu giấy tờ của sản phẩm",
         "Tải giấy chứng nhận (an toàn thực phẩm, OCOP) lên Kênh người bán rồi gửi duyệt lại."),
        ("content_violation", Owner.PRODUCER, False, "Sàn cho rằng nội dung vi phạm quy định",
         "Xem lý do của sàn, sửa nội dung rồi gửi lại."),
        ("data_invalid", Owner.STAFF, False, "Sàn từ chối dữ liệu của sản phẩm",
         "Xem chi tiết của sàn, sửa sản phẩm rồi bấm “Gửi lại”."),
        ("answer_changed", Owner.US, False, "Trả lời của sàn không đúng dạng đã biết",
         "Báo người phụ trách kỹ thuật: có thể sàn đã đổi giao diện lập trình."),
        ("page_blocked", Owner.CHANNEL, True, "Trang của sàn chặn máy đọc",
         "Không cần làm gì: trạng thái cũ được giữ, hệ thống hỏi lại thưa hơn."),
        ("page_unreadable", Owner.CHANNEL, True, "Trang của sàn không đọc được",
         "Không cần làm gì: hệ thống đọc lại sau; nếu kéo dài, mở trang xem bằng mắt."),
        ("robots_disallowed", Owner.STAFF, False, "Sàn không cho phép máy đọc trang (robots.txt)",
         "Xin thỏa thuận với sàn, hoặc ghi trạng thái bằng tay."),
        ("robots_changed", Owner.STAFF, False, "Sàn vừa đổi robots.txt, không cho máy đọc trang",
         "Xin thỏa thuận với sàn, hoặc ghi trạng thái bằng tay."),
        ("certificate_invalid", Owner.CHANNEL, True, "Chứng thư bảo mật của trang không hợp lệ",
         "Báo sàn gia hạn chứng thư; kiểm tra giờ của máy chủ này nếu nhiều sàn cùng bị."),
        ("host_not_allowed", Owner.STAFF, False, "Địa chỉ không thuộc danh sách được phép",
         "Kiểm tra liên kết; nếu đúng, thêm tên miền vào cấu hình của kênh."),
        ("address_taken", Owner.STAFF, False, "Địa chỉ đã được ghi cho một tin khác",
         "Mở trang xem là sản phẩm nào; ghi đúng địa chỉ của từng tin."),
        ("shop_simulated", Owner.STAFF, False, "Gian hàng mở trên sàn thử, không gửi lên sàn thật",
         "Mở lại gian hàng thật ở trang Gian hàng rồi ủy quyền; gian hàng thử giữ lại để xem."),
        ("shop_taken", Owner.STAFF, False, "Gian hàng này đã có",
         "Tìm gian hàng ấy ở trang Gian hàng; không mở lần thứ hai."),
        ("account_taken", Owner.STAFF, False, "Tài khoản thanh toán này đã khai",
         "Xem các tài khoản của chủ thể; xác minh hoặc ghi ngừng tài khoản đã có."),
        ("look_in_future", Owner.STAFF, False, "Lượt xem ghi giờ ở tương lai, không nhận",
         "Chỉnh giờ (NTP) của máy đã xem, hoặc sửa giờ trong tệp, rồi xem lại."),
        ("consent_missing", Owner.STAFF, False, "Chưa có sự đồng ý của chủ thể",
         "Hỏi chủ thể; đánh dấu là đã đồng ý rồi mới lưu dữ liệu cá nhân."),
        ("needs_person", Owner.STAFF, False, "Kênh không có API: cần người thực hiện",
         "Xuất bộ hồ sơ tải lên, bàn giao, rồi dán liên kết trang bán của sản phẩm."),
        ("recognition_missing", Owner.STAFF, False, "Sản phẩm không có công nhận OCOP còn hiệu lực",
         "Nhập quyết định công nhận hoặc đánh giá lại; chưa có thì không đưa lên sàn."),
        ("approval_needed", Owner.STAFF, False, "Kế hoạch đổi quá nhiều sản phẩm, chờ duyệt",
         "Người thứ hai xem và duyệt kế hoạch ở trang Kế hoạch."),
        ("notice_undelivered", Owner.STAFF, True, "Không gửi được thông báo",
         "Hệ thống tự gửi lại; nếu kéo dài, kiểm tra máy chủ thư, khóa bot và mạng của máy chủ."),
        ("notice_refused", Owner.STAFF, False, "Nơi nhận từ chối thông báo",
         "Nhờ người nhận xem lại địa chỉ ở trang Thông báo rồi bấm “Gửi thử”."),
        ("notice_address", Owner.STAFF, False, "Địa chỉ nhận thông báo không dùng được",
         "Xem lại e-mail, mã Telegram hoặc địa chỉ webhook (https, máy công khai)."),
        ("attempts_exhausted", Owner.STAFF, False, "Đã thử nhiều lần không được",
         "Xem lịch sử việc, rồi chọn “Thử lại” hoặc “Bỏ”."),
        ("internal", Owner.US, False, "Lỗi của chương trình",
         "Báo người phụ trách kỹ thuật kèm mã việc; dữ liệu chưa bị thay đổi."),
    )  # fmt: skip
    return {row[0]: ErrorEntry(*row) for row in rows}


CATALOGUE = _entries()
"""Every error code that a page, a report or the command line may show."""


def entry(code: str | None) -> ErrorEntry:
    """The catalogue's entry; a code that nobody listed is our own fault and reads `internal`."""
    return CATALOGUE.get(code or "internal", CATALOGUE["internal"])
