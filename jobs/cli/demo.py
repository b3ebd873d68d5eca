"""`demo reset`: start the demo over."""

from typing import Annotated

import typer


def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Xóa dữ liệu của bản thử để bắt đầu lại từ đầu; chỉ khi không có gì đang chạy."""
    from catalog.config import load_settings
    from jobs.demo.resetting import reset_demo

    settings = load_settings()
    if not yes:
        typer.confirm(f"Xóa toàn bộ dữ liệu thử trong {settings.data_dir}?", abort=True)
    for path in reset_demo(settings):
        typer.echo(f"Đã xóa {path}")
    typer.echo("Chạy lại: chophien up")
