"""The Vietnamese words for every status; pages and the command line take them from here."""

from collections.abc import Mapping

from catalog.status import (
    Action,
    Dispatch,
    Intent,
    Method,
    NoticeClass,
    NoticeWay,
    Observed,
    PaymentKind,
    PaymentState,
    ProducerKind,
    ProductGroup,
    RunState,
    ShopSeen,
    ShopState,
    TaskState,
)

INTENT_VI: Mapping[Intent, str] = {
    Intent.NOT_WANTED: "không đưa lên",
    Intent.LIST: "đưa lên sàn",
    Intent.UPDATE: "cập nhật lại",
    Intent.WITHDRAW: "rút khỏi sàn",
}

DISPATCH_VI: Mapping[Dispatch, str] = {
    Dispatch.IDLE: "chưa gửi",
    Dispatch.QUEUED: "chờ gửi",
    Dispatch.SENDING: "đang gửi",
    Dispatch.ACCEPTED: "sàn đã nhận",
    Dispatch.REJECTED: "sàn từ chối",
    Dispatch.FAILED_RETRYABLE: "lỗi, sẽ thử lại",
    Dispatch.FAILED_PERMANENT: "lỗi, cần người xử lý",
    Dispatch.UNKNOWN_OUTCOME: "chưa rõ kết quả, sẽ tra lại",
    Dispatch.BLOCKED: "đang chờ điều kiện",
}

OBSERVED_VI: Mapping[Observed, str] = {
    Observed.UNKNOWN: "chưa có thông tin",
    Observed.NOT_FOUND: "không thấy trên sàn",
    Observed.DRAFT: "bản nháp",
    Observed.IN_REVIEW: "chờ sàn duyệt",
    Observed.LIVE: "đang bán",
    Observed.LIVE_OUT_OF_STOCK: "hết hàng",
    Observed.HIDDEN_BY_SELLER: "chủ gian hàng đang ẩn",
    Observed.REJECTED: "không được duyệt",
    Observed.SUSPENDED: "bị sàn khóa",
    Observed.REMOVED: "đã bị gỡ",
}

METHOD_VI: Mapping[Method, str] = {
    Method.API: "qua API",
    Method.PAGE: "đọc trang công khai",
    Method.PERSON: "người ghi",
    Method.FILE: "từ tệp",
}

ACTION_VI: Mapping[Action, str] = {
    Action.CREATE: "đăng mới",
    Action.UPDATE: "sửa nội dung",
    Action.PRICE: "đổi giá",
    Action.STOCK: "đổi tồn kho",
    Action.UNLIST: "ẩn",
    Action.RELIST: "hiện lại",
    Action.DELETE: "xóa",
    Action.EXPORT: "xuất hồ sơ",
}

TASK_VI: Mapping[TaskState, str] = {
    TaskState.WAITING: "đang chờ",
    TaskState.RUNNING: "đang chạy",
    TaskState.DONE: "xong",
    TaskState.DEAD: "dừng, cần người xử lý",
    TaskState.CANCELLED: "đã bỏ",
}

SHOP_VI: Mapping[ShopState, str] = {
    ShopState.UNKNOWN: "chưa có thông tin",
    ShopState.ACTIVE: "đang mở",
    ShopState.SUSPENDED: "bị sàn khóa",
    ShopState.CLOSED: "đã đóng",
}

SHOP_SEEN_VI: Mapping[ShopSeen, str] = {
    ShopSeen.UNKNOWN: "chưa đọc được trang",
    ShopSeen.OPEN: "trang đang mở",
    ShopSeen.EMPTY: "không bày sản phẩm nào",
    ShopSeen.RESTING: "đang tạm nghỉ",
    ShopSeen.SUSPENDED: "bị sàn khóa",
    ShopSeen.CLOSED: "đã đóng",
    ShopSeen.NOT_FOUND: "không thấy trang gian hàng",
}

NOTICE_VI: Mapping[NoticeClass, str] = {
    NoticeClass.INCIDENT: "sự cố",
    NoticeClass.AUTHORISATION: "ủy quyền",
    NoticeClass.CERTIFICATE: "công nhận OCOP",
    NoticeClass.COUNT: "số việc đang chờ",
    NoticeClass.SHOP: "gian hàng",
    NoticeClass.LISTING: "tin bán",
}

WAY_VI: Mapping[NoticeWay, str] = {
    NoticeWay.EMAIL: "e-mail",
    NoticeWay.TELEGRAM: "Telegram",
    NoticeWay.WEBHOOK: "webhook",
}

PAYMENT_VI: Mapping[PaymentState, str] = {
    PaymentState.DECLARED: "đã khai, chưa xác minh",
    PaymentState.VERIFIED: "đã xác minh",
    PaymentState.LAPSED: "không còn dùng",
}

PAYMENT_KIND_VI: Mapping[PaymentKind, str] = {
    PaymentKind.BANK: "tài khoản ngân hàng",
    PaymentKind.WALLET: "ví điện tử",
    PaymentKind.GATEWAY: "cổng thanh toán",
    PaymentKind.FLOOR: "đối soát qua sàn",
}

PRODUCER_KIND_VI: Mapping[ProducerKind, str] = {
    ProducerKind.HTX: "hợp tác xã",
    ProducerKind.DN: "doanh nghiệp",
    ProducerKind.THT: "tổ hợp tác",
    ProducerKind.HOUSEHOLD: "hộ kinh doanh",
    ProducerKind.FACILITY: "cơ sở sản xuất",
    ProducerKind.UNKNOWN: "chưa có thông tin",
}

GROUP_VI: Mapping[ProductGroup, str] = {
    ProductGroup.FOOD: "thực phẩm",
    ProductGroup.DRINK: "đồ uống",
    ProductGroup.HERBAL: "dược liệu và sản phẩm từ dược liệu",
    ProductGroup.CRAFT: "thủ công mỹ nghệ",
    ProductGroup.ORNAMENTAL: "sinh vật cảnh",
    ProductGroup.TOURISM: "du lịch cộng đồng, sinh thái, điểm du lịch",
    ProductGroup.UNKNOWN: "chưa có thông tin",
}

RUN_VI: Mapping[RunState, str] = {
    RunState.RUNNING: "đang chạy",
    RunState.SUCCEEDED: "xong",
    RunState.PARTIAL: "xong một phần",
    RunState.FAILED: "không xong",
}

JOB_VI: Mapping[str, str] = {
    "plan_push": "Lập kế hoạch và xếp việc gửi",
    "push": "Gửi một tin lên sàn",
    "observe_api": "Xếp việc hỏi trạng thái qua API",
    "observe_shop": "Hỏi trạng thái các tin của một gian hàng",
    "observe_listing": "Xem lại một tin",
    "observe_page": "Xếp việc đọc trang công khai",
    "read_pages": "Đọc các trang đến lượt của một tên miền",
    "observe_shops": "Xếp việc đọc trang gian hàng",
    "read_shops": "Đọc các trang gian hàng đến lượt của một tên miền",
    "token_refresh": "Gia hạn ủy quyền gian hàng",
    "certificate_watch": "Theo dõi hạn công nhận",
    "notice_sweep": "Xem có gì phải báo cho ai",
    "notify": "Báo sự cố, soạn thông báo",
    "deliver_notice": "Gửi một thông báo",
    "housekeeping": "Dọn dữ liệu cũ",
    "demo_director": "Kịch bản của bản thử",
    "import": "Nhập phụ lục",
}

COUNT_VI: Mapping[str, str] = {
    **{action.value: word for action, word in ACTION_VI.items()},
    "held": "giữ lại",
    "needs_person": "cần người làm",
    "queued": "xếp hàng gửi",
    "blocked": "chờ điều kiện",
    "refreshed": "đã gia hạn",
    "warned": "sắp hết hạn",
    "ending": "giấy sắp hết hạn",
    "outdated_claims": "tin ghi sao hết hạn",
    "tasks": "việc cũ",
    "evidence": "bằng chứng cũ",
    "shop_evidence": "bằng chứng cũ về gian hàng",
    "reports": "lời báo sai cũ của khách xem",
    "notices": "thông báo cũ",
    "sessions": "phiên cũ",
    "runs": "nhật ký cũ",
    "traces": "dấu vết cũ",
    "pictures": "ảnh không còn dùng",
    "shops": "gian hàng",
    "hosts": "tên miền",
    "opened": "việc mới phải báo",
    "ended": "việc đã hết",
    "messages": "thông báo đã soạn",
    "delivered": "đã gửi đi",
    "dropped": "không còn gì để báo",
    "looked": "đã xem",
    "recorded": "đã ghi",
    "repeated": "đã có",
    "unreadable": "không đọc được",
    "changed": "thay đổi",
    "new": "mới",
    "same": "như cũ",
    "sent": "đã gửi",
    "unchanged": "không đổi từ lần trước",
    "scan": "đọc lướt",
    "slice": "đọc một phần",
    "full": "đọc cả trang",
}


def counts_vi(counts: Mapping[str, object]) -> str:
    """The counts of a run as a clerk reads them; noughts are left out."""
    shown = [f"{COUNT_VI.get(name, name)}: {number}" for name, number in counts.items() if number]
    return ", ".join(shown) or "không có gì"
