"""Starting an installation: checks, preparation, then one process after another."""

import os
import threading
from collections.abc import Callable

from catalog.config import Settings
from jobs.demo.sandbox import control_token, floor_url, sandbox_arguments, shopee_url
from jobs.engine.ports import wait_until_free
from jobs.engine.process import Child, ChildSpec
from jobs.engine.waiting import wait_for
from jobs.preparation import Prepared, prepare, prepare_demo
from jobs.supervisor import Supervisor

Say = Callable[[str], None]
MAIN = "jobs.cli.main"


def override_ports(port: int | None, sandbox_port: int | None) -> None:
    """Put ports from the command line where this process and its children read settings."""
    if port is not None:
        os.environ["CHOPHIEN_WEB__PORT"] = str(port)
    if sandbox_port is not None:
        os.environ["CHOPHIEN_SANDBOX__SHOPEE_PORT"] = str(sandbox_port)
        os.environ["CHOPHIEN_SANDBOX__FLOOR_PORT"] = str(sandbox_port + 1)


class Launch:
    """One run of ``chophien up``; `say` prints lasting lines, `start` reports passing ones."""

    def __init__(self, settings: Settings, stop: threading.Event, say: Say) -> None:
        """Nothing is started yet."""
        self._settings = settings
        self._stop = stop
        self._supervisor = Supervisor(stop, say)

    def start(self, step: Say) -> Prepared | None:
        """Prepare and start everything; None when a stop was asked for meanwhile."""
        settings = self._settings
        step("Kiểm tra cổng…")
        self._check_ports()
        prepared = prepare(settings, step)
        if settings.sandbox.enabled and not self._start_sandbox(step):
            return None
        if settings.sandbox.enabled and settings.mode == "demo":
            step("Dựng gian hàng trên sàn mô phỏng…")
            prepared = prepare_demo(settings, prepared, step)
        step("Khởi động tiến trình làm việc và trang web…")
        self._supervisor.start(self._child("worker", "Tiến trình làm việc", MAIN, ("worker",)))
        self._supervisor.start(self._child("web", "Trang web", MAIN, ("web",)))
        web = f"http://{settings.web.host}:{settings.web.port}/healthz"
        ready = wait_for(web, "Trang web", stop=self._stop, seconds=90, tend=self._supervisor.tend)
        return prepared if ready else None

    def watch(self) -> None:
        """Keep everything alive until a stop is asked for."""
        self._supervisor.watch()

    def shut_down(self) -> None:
        """End every process that was started."""
        self._supervisor.shut_down()

    def _check_ports(self) -> None:
        settings = self._settings
        wait_until_free(settings.web.host, settings.web.port, "trang web", "--port")
        if settings.sandbox.enabled:
            for port in (settings.sandbox.shopee_port, settings.sandbox.floor_port):
                wait_until_free("127.0.0.1", port, "sàn mô phỏng", "--sandbox-port")

    def _start_sandbox(self, step: Say) -> bool:
        settings = self._settings
        step("Khởi động sàn mô phỏng…")
        arguments = sandbox_arguments(settings)
        spec = self._child("sandbox", "Sàn mô phỏng", "connectors.sandbox", arguments)
        self._supervisor.start(spec)
        headers = {"X-Control-Token": control_token(settings)}
        return all(
            wait_for(
                f"{url}/_control/health",
                "Sàn mô phỏng",
                stop=self._stop,
                headers=headers,
                tend=self._supervisor.tend,
            )
            for url in (shopee_url(settings), floor_url(settings))
        )

    def _child(self, name: str, label_vi: str, module: str, arguments: tuple[str, ...]) -> Child:
        log = self._settings.data_dir / "log" / f"{name}.log"
        return Child(ChildSpec(name, label_vi, module, arguments, log))
