"""`chophien up`: prepare, start sandbox, worker and web server, and watch over them."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from catalog.config import Settings
    from jobs.preparation import Prepared


def up(
    port: Annotated[
        int | None, typer.Option(help="Cổng của trang web, thay cho cấu hình.", min=1, max=65535)
    ] = None,
    sandbox_port: Annotated[
        int | None,
        typer.Option(help="Cổng đầu của sàn mô phỏng (dùng hai cổng liền nhau).", min=1, max=65534),
    ] = None,
) -> None:
    """Chạy tất cả: chuẩn bị dữ liệu, sàn mô phỏng, tiến trình làm việc, trang web."""
    from rich.console import Console

    from catalog.config import load_settings
    from jobs.engine.stopping import on_stop_signals
    from jobs.launch import override_ports

    stop = threading.Event()
    on_stop_signals(stop)
    override_ports(port, sandbox_port)
    _run(load_settings(), Console(), stop)


def _run(settings: "Settings", console: "Console", stop: threading.Event) -> None:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from jobs.launch import Launch

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    launch = Launch(settings, stop, console.print)
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("Bắt đầu…", total=None)
            prepared = launch.start(lambda text: progress.update(bar, description=text))
        if prepared is not None:
            _welcome(console, settings, prepared)
            launch.watch()
    finally:
        console.print("Đang dừng…")
        launch.shut_down()
        console.print("Đã dừng.")


def _welcome(console: "Console", settings: "Settings", prepared: "Prepared") -> None:
    from rich.panel import Panel

    lines = [f"Mở trình duyệt:  http://{settings.web.host}:{settings.web.port}/"]
    lines += [
        f"  {account.role:9} {account.login} / {account.password}" for account in prepared.accounts
    ]
    if prepared.sandbox:
        lines.append("Các sàn ở đây là sàn mô phỏng: gian hàng, giá, trạng thái đều là giả định.")
        lines += [f"  {label}: {url}" for label, url in prepared.sandbox]
    lines.append("Dừng: nhấn Ctrl-C.")
    console.print(Panel("\n".join(lines), title=settings.site.name, expand=False))
