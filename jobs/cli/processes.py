"""`worker`, `web`, `sandbox`: single processes, for an installation run by a service manager."""

from typing import Annotated

import typer


def worker() -> None:
    """Chạy tiến trình làm việc: theo lịch, gửi lên sàn, đọc lại sàn. Dừng bằng Ctrl-C."""
    from catalog.config import load_settings
    from jobs.engine.logs import set_up
    from jobs.engine.service import serve

    set_up()
    serve(load_settings())


def web(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.", min=1, max=65535)] = None,
) -> None:
    """Chạy trang web (granian, WSGI). Dừng bằng Ctrl-C."""
    from catalog.config import load_settings
    from jobs.engine.logs import set_up
    from jobs.web import serve

    set_up()
    settings = load_settings()
    serve(host or settings.web.host, port or settings.web.port)


def sandbox() -> None:
    """Chạy riêng các sàn mô phỏng theo cấu hình. Dừng bằng Ctrl-C."""
    from catalog.config import load_settings
    from connectors.sandbox.__main__ import main
    from jobs.demo.sandbox import sandbox_arguments

    raise typer.Exit(main(list(sandbox_arguments(load_settings()))))
