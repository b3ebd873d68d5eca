"""Every kind of difference between wish and reality: whose move it is, in what words."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import Owner


class Kind(StrEnum):
    """Kinds in the order in which staff should see them."""

    AUTH_EXPIRED = "auth_expired"
    SHOP_SUSPENDED = "shop_suspended"
    SHOP_CLOSED = "shop_closed"
    SHOP_NOT_FOUND = "shop_not_found"
    REFUSED = "refused"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    STILL_ON_SALE = "still_on_sale"
    NEEDS_PERSON = "needs_person"
    BLOCKED = "blocked"
    UNKNOWN_OUTCOME = "unknown_outcome"
    HIDDEN = "hidden"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_DRIFT = "price_drift"
    OVERSELLING = "overselling"
    TITLE_DRIFT = "title_drift"
    PICTURE_CHANGED = "picture_changed"
    PICTURE_GONE = "picture_gone"
    STARS_LAPSED = "stars_lapsed"
    STARS_TOO_HIGH = "stars_too_high"
    FLAPPING = "flapping"
    SHOP_RESTING = "shop_resting"
    SHOP_EMPTY = "shop_empty"
    SHOP_RENAMED = "shop_renamed"
    AUTH_EXPIRING = "auth_expiring"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """How a kind is told. `owner` None: the error code on the listing says whose move it is."""

    owner: Owner | None
    text_vi: str
    advice_vi: str


CODED = (Kind.REFUSED, Kind.STOPPED, Kind.BLOCKED)
"""Kinds of a sending: the error code says what is the matter, and mostly whose move it is."""
BY_STATED_FACTS = (Kind.OUT_OF_STOCK, Kind.PRICE_DRIFT, Kind.OVERSELLING)
"""What only the producer can settle, whoever's shop it is: price and stock are the producer's word.

Everything else that is a producer's move is made in the seller's pages of the marketplace.
"""
BY_STATED_CODES = (
    "price_missing", "price_invalid", "stock_invalid", "picture_missing", "picture_invalid",
    "weight_missing", "weight_invalid",
)  # fmt: skip
"""Error codes of a sending that the product's sheet settles in the same way."""

FACTS: dict[Kind, KindFacts] = {
    Kind.AUTH_EXPIRED: KindFacts(
        Owner.STAFF,
        "Gian hàng chưa ủy quyền, hoặc giấy ủy quyền đã hết hạn",
        "Mở trang Gian hàng, bấm “Ủy quyền lại” và để chủ gian hàng đăng nhập đồng ý.",
    ),
    Kind.SHOP_SUSPENDED: KindFacts(
        Owner.PRODUCER,
        "Trang gian hàng ghi bị sàn khóa",
        "Chủ gian hàng mở Kênh người bán xem lý do và khiếu nại với sàn.",
    ),
    Kind.SHOP_CLOSED: KindFacts(
        Owner.PRODUCER,
        "Trang gian hàng ghi đã đóng",
        "Nếu còn bán thì mở lại gian hàng trên sàn, nếu thôi bán thì rút các tin.",
    ),
    Kind.SHOP_NOT_FOUND: KindFacts(
        Owner.STAFF,
        "Không thấy trang gian hàng trên sàn",
        "Mở liên kết gian hàng để kiểm tra; sửa địa chỉ nếu gian hàng đã chuyển.",
    ),
    Kind.SHOP_RESTING: KindFacts(
        Owner.PRODUCER,
        "Gian hàng đang tạm nghỉ",
        "Tắt chế độ nghỉ trên sàn khi bán lại.",
    ),
    Kind.SHOP_EMPTY: KindFacts(
        Owner.PRODUCER,
        "Gian hàng không bày sản phẩm nào",
        "Đưa sản phẩm lên gian hàng, hoặc bật hiện lại các tin đang ẩn.",
    ),
    Kind.SHOP_RENAMED: KindFacts(
        Owner.STAFF,
        "Tên trên trang khác tên gian hàng và tên chủ thể",
        "Mở liên kết xem có đúng gian hàng không, rồi sửa tên hoặc địa chỉ.",
    ),
    Kind.REFUSED: KindFacts(None, "Sàn từ chối nội dung đã gửi", ""),
    Kind.STOPPED: KindFacts(None, "Việc gửi đã dừng sau nhiều lần thử", ""),
    Kind.SUSPENDED: KindFacts(
        Owner.PRODUCER,
        "Sàn đã khóa sản phẩm",
        "Mở Kênh người bán xem lý do, sửa theo yêu cầu của sàn rồi gửi duyệt lại.",
    ),
    Kind.REJECTED: KindFacts(
        Owner.PRODUCER,
        "Sàn không duyệt sản phẩm",
        "Xem lý do của sàn, sửa nội dung hoặc bổ sung giấy tờ rồi gửi lại.",
    ),
    Kind.NOT_FOUND: KindFacts(
        Owner.STAFF,
        "Không còn thấy sản phẩm trên sàn",
        "Mở liên kết để kiểm tra; nếu đã bị gỡ, bấm “Đưa lên sàn lại”.",
    ),
    Kind.STILL_ON_SALE: KindFacts(
        Owner.STAFF,
        "Đã quyết định rút nhưng sàn vẫn đang bán",
        "Bấm “Gửi lại lệnh rút”; vẫn còn bán thì nhờ chủ gian hàng ẩn sản phẩm trên sàn.",
    ),
    Kind.NEEDS_PERSON: KindFacts(
        Owner.STAFF,
        "Kênh không có API: chờ người thực hiện",
        "Xuất bộ hồ sơ tải lên, bàn giao, rồi dán liên kết trang bán của sản phẩm.",
    ),
    Kind.BLOCKED: KindFacts(None, "Việc gửi đang chờ điều kiện", ""),
    Kind.UNKNOWN_OUTCOME: KindFacts(
        Owner.US,
        "Đã gửi nhưng chưa rõ kết quả",
        "Không cần làm gì: hệ thống tra mã SKU trên sàn trước khi gửi lại.",
    ),
    Kind.HIDDEN: KindFacts(
        Owner.PRODUCER,
        "Chủ gian hàng đang ẩn sản phẩm",
        "Nếu còn bán thì hiện lại trên sàn, nếu thôi bán thì rút tin.",
    ),
    Kind.OUT_OF_STOCK: KindFacts(
        Owner.PRODUCER,
        "Sàn đang báo hết hàng",
        "Cập nhật số lượng còn; nếu đã hết mùa thì rút khỏi sàn.",
    ),
    Kind.PRICE_DRIFT: KindFacts(
        Owner.PRODUCER,
        "Giá trên sàn khác giá đã khai",
        "Chốt một giá: sửa giá trong danh mục, hoặc gửi lại giá lên sàn.",
    ),
    Kind.OVERSELLING: KindFacts(
        Owner.PRODUCER,
        "Sàn đang chào bán nhiều hơn số tồn kho đã khai",
        "Cập nhật tồn kho để không nhận đơn quá số hàng có.",
    ),
    Kind.TITLE_DRIFT: KindFacts(
        Owner.STAFF,
        "Tên trên sàn khác tên trong danh mục",
        "Kiểm tra liên kết có đúng sản phẩm không, rồi gửi lại nội dung.",
    ),
    Kind.PICTURE_CHANGED: KindFacts(
        Owner.STAFF,
        "Ảnh trên sàn khác ảnh đã ghi nhận sau lần gửi gần nhất",
        "Mở hai ảnh để so: đúng sản phẩm thì bấm “Ảnh mới là đúng”, sai thì gửi lại nội dung.",
    ),
    Kind.PICTURE_GONE: KindFacts(
        Owner.STAFF,
        "Trang trên sàn không còn ảnh sản phẩm",
        "Mở trang bán xem lại: mất ảnh thì gửi lại nội dung hoặc nhờ chủ gian hàng thêm ảnh.",
    ),
    Kind.STARS_LAPSED: KindFacts(
        Owner.PRODUCER,
        "Trang vẫn ghi hạng sao OCOP đã hết hiệu lực",
        "Bỏ hạng sao khỏi tên và mô tả trên sàn, hoặc nhập quyết định công nhận mới.",
    ),
    Kind.STARS_TOO_HIGH: KindFacts(
        Owner.PRODUCER,
        "Trang ghi hạng sao OCOP cao hơn công nhận đang có",
        "Sửa hạng sao trên sàn cho đúng quyết định, hoặc nhập quyết định nâng hạng.",
    ),
    Kind.FLAPPING: KindFacts(
        None,
        "Trạng thái trên sàn đổi qua đổi lại nhiều lần",
        "Xem lại tồn kho có đủ không, có ai đang ẩn hiện sản phẩm không.",
    ),
    Kind.AUTH_EXPIRING: KindFacts(
        Owner.STAFF,
        "Giấy ủy quyền của gian hàng sắp hết hạn",
        "Nhắc chủ gian hàng ủy quyền lại trước ngày hết hạn.",
    ),
    Kind.STALE: KindFacts(
        None,
        "Lâu chưa xem được trạng thái trên sàn",
        "Bấm “Kiểm tra lại ngay”; trạng thái cũ vẫn được giữ kèm ngày.",
    ),
}
"""The words of each kind; a test asks for all of them."""
