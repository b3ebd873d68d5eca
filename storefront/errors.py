"""Error pages in the reader's language: what happened, and what to do next."""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from catalog.errors import ChoPhienError
from storefront.i18n import gettext

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """An error as the reader sees it."""

    status: int
    title: str
    advice: str


def _notice(status: int) -> Notice:
    texts = {
        400: (
            gettext("Yêu cầu không hợp lệ"),
            gettext("Quay lại trang trước, tải lại trang rồi thử lần nữa."),
        ),
        401: (
            gettext("Cần đăng nhập"),
            gettext("Phiên làm việc đã hết. Đăng nhập lại rồi làm tiếp."),
        ),
        403: (
            gettext("Không được phép"),
            gettext("Tài khoản của bạn không có quyền này. Hỏi người quản trị nếu bạn cần."),
        ),
        404: (
            gettext("Không có trang này"),
            gettext("Liên kết có thể đã cũ. Tìm sản phẩm theo tên ở trang Sản phẩm."),
        ),
        405: (
            gettext("Không làm được theo cách này"),
            gettext("Quay lại trang trước và dùng nút trên trang."),
        ),
        413: (
            gettext("Nội dung gửi quá lớn"),
            gettext("Rút ngắn nội dung, hoặc chọn ảnh dưới 10 MB, rồi gửi lại."),
        ),
        429: (
            gettext("Bạn thử quá nhanh"),
            gettext("Chờ một phút rồi thử lại."),
        ),
    }
    ours = (
        gettext("Lỗi của chương trình"),
        gettext("Thử lại sau ít phút. Nếu còn lỗi, báo người phụ trách kỹ thuật."),
    )
    title, advice = texts.get(status, ours)
    return Notice(status, title, advice)


def _page(notice: Notice) -> Response:
    return make_response(render_template("error.html", notice=notice), notice.status)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _page(_notice(status))
    for name, value in error.get_headers():
        if name.lower() in {"retry-after", "allow"}:
            response.headers[name] = value
    return response


def _foreign_host(_error: SecurityError) -> Response:
    # No address of ours can be built for a host that is not ours: a page would need some.
    response = make_response(gettext("Tên máy chủ này không thuộc trang."), 400)
    response.mimetype = "text/plain"
    return response


def _csrf(_error: CSRFError) -> Response:
    title = gettext("Trang đã mở quá lâu")
    advice = gettext("Để an toàn, hãy quay lại, tải lại trang rồi bấm lần nữa.")
    return _page(Notice(400, title, advice))


def _known(error: ChoPhienError) -> Response:
    advice = gettext("Quay lại trang trước, sửa rồi thử lại.")
    return _page(Notice(400, error.text_vi, advice))


def _crash(error: InternalServerError) -> Response:
    log.error("page failed", error=repr(error.original_exception))
    return _page(_notice(500))


def install(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _crash)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(ChoPhienError, _known)
