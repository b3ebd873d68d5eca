"""Why nothing could be read from a page's server, in words for a clerk."""

from catalog.text_vi import storable

TRANSPORT_VI = {
    "timeout": "máy chủ quá lâu không trả lời",
    "connection_lost": "kết nối đứt giữa chừng",
    "connect_failed": "không kết nối được",
    "certificate": "chứng thư bảo mật không hợp lệ",
    "malformed_answer": "máy chủ trả lời sai dạng HTTP: phần đầu quá nhiều dòng, quá dài hoặc hỏng",
    "too_large": "trang quá lớn",
    "bad_encoding": "nội dung nén bị hỏng",
    "too_many_redirects": "địa chỉ chuyển đi quá nhiều lần",
    "redirect_refused": "địa chỉ chuyển sang tên miền ngoài danh sách",
    "redirect_disallowed": "địa chỉ chuyển sang trang không cho máy đọc",
    "address_refused": "địa chỉ không được phép hỏi",
    "bad_address": "địa chỉ viết sai",
}
"""Each word of `FetchedPage.transport_error`; a test asks for all that the fetcher says."""


def not_loaded(error: str) -> str:
    """The reason of a look at a page that did not come."""
    return f"Không tải được trang: {TRANSPORT_VI.get(error, storable(error))}"
