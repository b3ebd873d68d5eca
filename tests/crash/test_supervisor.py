"""`chophien up` as a whole: it starts, restarts who dies, stops in time, and leaves no orphans."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.config import Settings
from jobs.engine.ports import is_free
from jobs.engine.waiting import answers
from tests.crash.conftest import wait_until
from tests.crash.processes import listener

pytestmark = pytest.mark.crash

Start = Callable[..., "subprocess.Popen[bytes]"]
SLOW = 180.0


def _ports(settings: Settings) -> tuple[int, int, int]:
    return settings.web.port, settings.sandbox.shopee_port, settings.sandbox.floor_port


def _all_closed(settings: Settings) -> bool:
    return all(is_free("127.0.0.1", port) for port in _ports(settings))


@pytest.fixture
def running(config: Path, settings: Settings, start: Start) -> "subprocess.Popen[bytes]":
    """An installation that says it is ready."""
    assert config.exists()
    process = start("up", stdout=subprocess.DEVNULL)
    health = f"http://127.0.0.1:{settings.web.port}/healthz"
    wait_until(lambda: answers(health) or process.poll() is not None, SLOW, "sẵn sàng")
    assert process.poll() is None
    return process


def test_it_stops_in_time_and_starts_again_with_its_data(
    running: "subprocess.Popen[bytes]", settings: Settings, start: Start
) -> None:
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
    wait_until(lambda: _all_closed(settings), 2, "mọi cổng đã đóng")
    again = start("up", stdout=subprocess.DEVNULL)
    health = f"http://127.0.0.1:{settings.web.port}/healthz"
    wait_until(lambda: answers(health), SLOW, "sẵn sàng lần hai")
    again.send_signal(signal.SIGINT)
    assert again.wait(20) == 0


def test_a_killed_supervisor_leaves_no_orphans(
    running: "subprocess.Popen[bytes]", settings: Settings
) -> None:
    running.kill()
    running.wait()
    wait_until(lambda: _all_closed(settings), 20, "các tiến trình con tự dừng")


def test_a_killed_child_is_started_again(
    running: "subprocess.Popen[bytes]", settings: Settings
) -> None:
    web = listener(settings.web.port)
    assert web is not None
    os.kill(web, signal.SIGKILL)
    health = f"http://127.0.0.1:{settings.web.port}/healthz"
    wait_until(lambda: answers(health) and listener(settings.web.port) != web, SLOW, "web trở lại")
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0


@pytest.mark.usefixtures("config")
def test_a_port_in_use_is_told_with_another(settings: Settings, start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.web.port))
        taken.listen()
        process = start("up", stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        with process:
            _out, error = process.communicate(timeout=SLOW)
    assert process.returncode == 2
    assert f"Cổng {settings.web.port}" in error.decode()
    assert "chophien up --port" in error.decode()
