"""The shop as its own process on a free port: prepared once, copied, started, killed by its id."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.network import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
_SERVE = (
    *("-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1"),
    *("--blocking-threads", "2", "--no-ws", "--host", "127.0.0.1"),
)


def make_template(folder: Path) -> None:
    """A shop without products in an empty folder."""
    command = [sys.executable, "-m", "tests.oscar.shop.prepare"]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _environment(folder: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
        "OSCAR_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.oscar.shop.settings",
        "PYTHONPATH": str(ROOT),
    }


@dataclass
class ShopServer:
    """One shop; it keeps its port and its data when it is killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @classmethod
    def copy_of(cls, template: Path, folder: Path) -> "ShopServer":
        """A shop of its own over a copy of a prepared one; not started yet."""
        shutil.copytree(template, folder)
        return cls(folder)

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, *_SERVE, "--port", str(self.port)),
                    "django.core.wsgi:get_wsgi_application",
                ],
                cwd=ROOT,
                env=_environment(self.folder),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.1)

    def kill(self) -> None:
        """End it and its worker at once, as a power cut would."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "server.log").read_text("utf-8", "replace")

    def products(self, sku: str = "") -> list[dict[str, object]]:
        """What the shop really holds, by its public list."""
        answer = httpx.get(f"{self.url}/api/products/", trust_env=False, timeout=30)
        answer.raise_for_status()
        return [one for one in answer.json() if not sku or one["upc"] == sku]

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/", trust_env=False, timeout=5).is_success
        except httpx.TransportError:
            return False
