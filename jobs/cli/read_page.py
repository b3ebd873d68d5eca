"""`chophien read-page`: what one product page says, as JSON or in words."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from connectors.page import FetchedPage, PageReading

MISSING_VI = "Không mở được tệp {source}. Hãy kiểm tra lại đường dẫn, hoặc lưu lại trang."


def read_page(
    source: Annotated[str, typer.Argument(help="Tệp HTML đã lưu, hoặc địa chỉ được phép.")],
    url: Annotated[str, typer.Option(help="Địa chỉ gốc của trang đã lưu.")] = "",
    http_status: Annotated[int | None, typer.Option(help="Mã HTTP khi tải trang.")] = None,
    content_type: Annotated[str, typer.Option(help="Kiểu nội dung máy chủ đã báo.")] = "",
    sku: Annotated[str, typer.Option(help="Mã hàng của sản phẩm cần tìm.")] = "",
    title: Annotated[str, typer.Option(help="Tên sản phẩm cần tìm.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="In ra một đối tượng JSON.")] = False,
) -> None:
    """Đọc một trang sản phẩm: còn hàng hay không, giá bao nhiêu, dựa vào đâu."""
    from connectors.page import Wanted, read

    page = _page(source, url, http_status, content_type)
    want = Wanted(sku=sku or None, title=title or None, url=url or None)
    reading = read(page, want)
    typer.echo(_as_json(reading) if as_json else _in_words(reading))


def _page(source: str, url: str, status: int | None, content_type: str) -> "FetchedPage":
    from connectors.page import FetchedPage

    if source.lower().startswith(("http://", "https://")):
        return _fetched(source)
    try:
        body = Path(source).read_bytes()
    except OSError as error:
        typer.echo(MISSING_VI.format(source=source), err=True)
        raise typer.Exit(2) from error
    return FetchedPage(
        url=url, final_url=url, status=status, body=body, content_type=content_type or None
    )


def _fetched(url: str) -> "FetchedPage":
    """The page as its server sends it now; exit 2 with a sentence when it may not be asked."""
    import asyncio

    from catalog.config import load_settings
    from connectors.page.fetch import FetchRefusedError, fetch

    try:
        return asyncio.run(fetch(url, user_agent=load_settings().user_agent))
    except FetchRefusedError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from refused


def _as_json(reading: "PageReading") -> str:
    import json

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return json.dumps(
        {
            "status": reading.status,
            "price": text(reading.price),
            "currency": reading.currency,
            "title": reading.title,
            "evidence": [
                {"source": e.source, "raw": e.raw, "weight": e.weight} for e in reading.evidence
            ],
            "flags": list(reading.flags),
            "final_url": reading.final_url,
            "canonical": reading.canonical,
            "price_low": text(reading.price_low),
            "price_high": text(reading.price_high),
            "unit": reading.unit,
            "rung": reading.rung,
            "picture": reading.picture,
        },
        ensure_ascii=False,
        indent=2,
    )


STATUS_VI = {
    "in_stock": "Còn hàng",
    "out_of_stock": "Hết hàng",
    "discontinued": "Ngừng kinh doanh",
    "not_found": "Không thấy trang",
    "moved": "Đã chuyển đi nơi khác",
    "blocked": "Bị chặn (tường chống robot hoặc trang đăng nhập)",
    "unreadable": "Không đọc được nội dung",
    "needs_javascript": "Trang cần chạy mã mới hiện nội dung",
    "not_a_product_page": "Không phải trang sản phẩm",
    "unknown": "Chưa rõ",
}


def _in_words(reading: "PageReading") -> str:
    lines = [f"Tình trạng: {STATUS_VI[reading.status]}", f"Tên: {reading.title or '—'}"]
    if reading.price is not None:
        lines.append(f"Giá: {reading.price} {reading.currency or ''}".rstrip())
    elif reading.price_low is not None:
        high = reading.price_high or "…"
        lines.append(f"Giá: {reading.price_low}–{high} {reading.currency or ''}".rstrip())
    if reading.picture is not None:
        lines.append(f"Ảnh: {reading.picture or 'không có'}")
    lines += [f"Căn cứ: {e.source} ({e.weight}): {e.raw}" for e in reading.evidence]
    if reading.flags:
        lines.append(f"Lưu ý: {', '.join(reading.flags)}")
    return "\n".join(lines)
