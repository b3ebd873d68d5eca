"""Kinds of incidents: what happened, whose move it is, and what a clerk should do."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import Owner

LAPSING = "authorisation_lapsing"
"""Kind of the warning that a consent ends soon: told of its shop, never as an incident."""


class IncidentKind(StrEnum):
    """What kind of trouble a whole channel or host has."""

    BLOCKED = "blocked"
    REDESIGN = "redesign"
    OUTAGE = "outage"
    CERTIFICATE = "certificate"
    ROBOTS = "robots"
    SITE_GONE = "site_gone"
    MASS_CHANGE = "mass_change"
    MASS_FAILURE = "mass_failure"
    OWN_LINE = "own_line"


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """How a kind of incident is told."""

    owner: Owner
    text_vi: str
    advice_vi: str


INCIDENT_FACTS: dict[IncidentKind, IncidentFacts] = {
    IncidentKind.BLOCKED: IncidentFacts(
        Owner.CHANNEL,
        "Trang chặn máy đọc",
        "Không cần làm gì: hệ thống thử lại thưa; nếu kéo dài, xin sàn cho phép máy đọc.",
    ),
    IncidentKind.REDESIGN: IncidentFacts(
        Owner.US,
        "Trang vẫn mở nhưng không còn đọc ra sản phẩm (có thể vừa đổi giao diện)",
        "Mở thử vài trang bằng mắt, rồi báo người phụ trách kỹ thuật cập nhật cách đọc.",
    ),
    IncidentKind.OUTAGE: IncidentFacts(
        Owner.CHANNEL,
        "Trang không kết nối được hoặc báo lỗi máy chủ",
        "Không cần làm gì: hệ thống tự thử lại, lúc đầu nhanh rồi thưa dần.",
    ),
    IncidentKind.CERTIFICATE: IncidentFacts(
        Owner.CHANNEL,
        "Chứng thư bảo mật (TLS) của trang không hợp lệ",
        "Báo sàn gia hạn chứng thư; kiểm tra giờ của máy chủ này nếu nhiều sàn cùng bị.",
    ),
    IncidentKind.ROBOTS: IncidentFacts(
        Owner.STAFF,
        "Trang vừa đổi robots.txt, không cho máy đọc những trang ta đang đọc",
        "Xin thỏa thuận với sàn, hoặc ghi trạng thái bằng tay trong lúc chờ.",
    ),
    IncidentKind.SITE_GONE: IncidentFacts(
        Owner.PRODUCER,
        "Cả website không còn như cũ: trang chủ cũng mất hoặc đã thành trang khác",
        "Hỏi chủ thể: tên miền, hosting có hết hạn không; nếu thôi dùng website thì rút các tin.",
    ),
    IncidentKind.MASS_CHANGE: IncidentFacts(
        Owner.STAFF,
        "Nhiều sản phẩm cùng lúc chuyển xấu",
        "Mở thử vài trang: gỡ thật thì bấm “Đúng như sàn báo”, không thì chờ hệ thống thử lại.",
    ),
    IncidentKind.MASS_FAILURE: IncidentFacts(
        Owner.CHANNEL,
        "Phần lớn lượt hỏi sàn bị lỗi",
        "Không cần làm gì: hệ thống tự thử lại; trạng thái cũ được giữ nguyên.",
    ),
    IncidentKind.OWN_LINE: IncidentFacts(
        Owner.STAFF,
        "Không kết nối được tới nơi nào: có lẽ mạng của chính máy chủ này đang đứt",
        "Từ máy chủ mở thử một trang bất kỳ: không được thì báo nhà mạng; có mạng lại là tự hết.",
    ),
}
"""The words of each kind; a test asks for all of them."""

_BY_CODE = {
    "page_blocked": IncidentKind.BLOCKED,
    "rate_limited": IncidentKind.BLOCKED,
    "channel_down": IncidentKind.OUTAGE,
    "timeout": IncidentKind.OUTAGE,
    "certificate_invalid": IncidentKind.CERTIFICATE,
    "robots_changed": IncidentKind.ROBOTS,
    "robots_disallowed": IncidentKind.ROBOTS,
}


def kind_of_code(code: str | None) -> IncidentKind:
    """The kind that looks with this code hint at; pages that come but tell nothing: a redesign."""
    return _BY_CODE.get(code or "", IncidentKind.REDESIGN)
