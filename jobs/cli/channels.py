"""`channels`: what each channel can do, and how it is doing."""

from typing import Annotated, Any

import typer


def channels(
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Các kênh: gửi được không, quan sát bằng cách nào, giới hạn, tình trạng."""
    from jobs.channel_report import channel_rows
    from jobs.cli.common import database, print_json

    with database() as opened, opened.read() as session:
        rows = channel_rows(session)
    if json:
        print_json(rows)
    else:
        _show(rows)


def _show(rows: list[dict[str, Any]]) -> None:
    from catalog.labels import METHOD_VI
    from catalog.status import Method
    from jobs.cli.common import show, table

    shown = table("Kênh", "Mã", "Tên", "Gửi", "Quan sát", "Gian hàng", "Tin đang bán", "Mạch ngắt")
    for row in rows:
        health = row["health"]
        shown.add_row(
            row["kind"],
            row["label_vi"],
            "có" if row["push"] else "không, cần người",
            ", ".join(METHOD_VI[Method(method)] for method in row["observe"]),
            str(health["shops"]),
            f"{health['live']} / {health['listings']}",
            ", ".join(health["open_circuits"]) or "không",
        )
    show(shown)
