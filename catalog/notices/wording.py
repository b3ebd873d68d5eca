"""A message in words: plain text, Vietnamese, read on a small phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.notices.telling import Content, Line
from catalog.status import LineWhat
from catalog.timing import ZONE

MOST_LINES = 30
"""Lines of a section written out; Telegram takes 4,096 characters, a tired clerk fewer."""


@dataclass(frozen=True, slots=True)
class Text:
    """Subject line and body."""

    title: str
    body: str


def text_of(content: Content, site_name: str, site_url: str) -> Text:
    """The message as it is sent; links only where the installation says its address."""
    if content.is_test:
        return Text(
            f"[{site_name}] Tin thử",
            f"Chào {content.name},\n\nĐây là tin thử của {site_name}. Nhận được tin này nghĩa là "
            "địa chỉ đã đúng; không cần làm gì.",
        )
    opened = _open(content.lines)
    calm = [one for one in opened if not one.urgent]
    sections = [
        ("KHẨN", [one for one in opened if one.urgent]),
        ("Việc mới", [one for one in calm if not one.told_before]),
        ("Vẫn chưa xong", [one for one in calm if one.told_before]),
        ("Đã trở lại bình thường", [one for one in content.lines if one.what is LineWhat.OVER]),
    ]
    body = [f"Chào {content.name},"]
    for heading, lines in sections:
        if lines:
            body += ["", heading, *_written(lines, site_url)]
    if site_url:
        body += ["", f"Xem tất cả: {site_url.rstrip('/')}/thong-bao"]
    body += ["", f"Giờ nhận tin đặt ở trang Thông báo của {site_name}."]
    return Text(f"[{site_name}] {_title(content.lines)}", "\n".join(body))


def _open(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.what is LineWhat.OPEN]


def _title(lines: Sequence[Line]) -> str:
    """The most pressing first: one line is quoted, several are counted."""
    opened, over = _open(lines), [line for line in lines if line.what is LineWhat.OVER]
    urgent = [line for line in opened if line.urgent]
    if len(urgent) == 1:
        return f"Khẩn: {urgent[0].text_vi}"
    if urgent:
        return f"Khẩn: {len(urgent)} sự cố"
    if not opened:
        said = over[0].text_vi if len(over) == 1 else f"{len(over)} việc"
        return f"Đã trở lại bình thường: {said}"
    return opened[0].text_vi if len(opened) == 1 else f"{len(opened)} việc cần xem"


def _written(lines: Sequence[Line], site_url: str) -> Iterable[str]:
    for line in lines[:MOST_LINES]:
        yield f"• {line.text_vi}" + (f" ({line.detail})" if line.detail else "")
        if line.what is LineWhat.OPEN:
            yield f"  Từ {line.began_at.astimezone(ZONE):%H:%M %d/%m/%Y}."
            if line.advice_vi:
                yield f"  → {line.advice_vi}"
            if site_url and line.path:
                yield f"  {site_url.rstrip('/')}{line.path}"
    if len(lines) > MOST_LINES:
        yield f"… và {len(lines) - MOST_LINES} việc khác, xem ở trang Thông báo."
