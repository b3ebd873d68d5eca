"""Real processes over one installation: started as the supervisor starts them, killed with -9."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.config import Settings
from catalog.db import Database
from catalog.vault import Vault
from tests.support.stall import Stall, open_stall

ROOT = Path(__file__).parents[2]
CONFIG = """\
mode = "demo"
data_dir = "{data_dir}"
[web]
port = {web}
[sandbox]
shopee_port = {shopee}
floor_port = {floor}
[schedule]
plan_push = 3600
observe_api = 3600
observe_page = 3600
token_refresh = 3600
certificate_watch = 3600
housekeeping = 3600
"""


@pytest.fixture
def config(settings: Settings, tmp_path: Path) -> Path:
    """The test's settings as a file, for processes of their own; nothing comes due by itself."""
    file = tmp_path / "config.toml"
    text = CONFIG.format(
        data_dir=settings.data_dir.as_posix(),
        web=settings.web.port,
        shopee=settings.sandbox.shopee_port,
        floor=settings.sandbox.floor_port,
    )
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def stall(config: Path, settings: Settings, database: Database, vault: Vault) -> Iterator[Stall]:
    """Marketplaces in this process; workers are processes of their own."""
    assert config.exists()
    with open_stall(settings, database, vault) as opened:
        yield opened


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start `chophien …`; whatever still runs at the end of the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str, **how: Any) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "jobs.cli.main", *arguments]
        process: subprocess.Popen[bytes] = subprocess.Popen(command, cwd=ROOT, **how)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_until(
    condition: Callable[[], bool], seconds: float, what: str, pause: float = 0.2
) -> None:
    """Poll until the condition holds; fail when it doesn't within the time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"không đạt sau {seconds} giây: {what}")
        time.sleep(pause)
