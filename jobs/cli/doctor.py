"""`doctor`: what is wrong with this installation, and what to do."""

from typing import Annotated

import typer


def doctor(
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Kiểm tra cài đặt: khóa, đĩa, cơ sở dữ liệu, lịch chạy, các sàn; mã thoát 1 nếu có lỗi."""
    from dataclasses import asdict

    from catalog.config import load_settings
    from catalog.db import Database
    from jobs.checkup import examine
    from jobs.cli.common import print_json

    settings = load_settings()
    database = Database(settings.database_url)
    try:
        findings = list(examine(settings, database))
    finally:
        database.dispose()
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "✓" if finding.ok else "✗"
            advice = f" → {finding.advice_vi}" if finding.advice_vi else ""
            typer.echo(f"{mark} {finding.text_vi}{advice}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
