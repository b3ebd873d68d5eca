"""Child processes: started under a lifeline, restarted with growing pauses, ended whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
LOG_LIMIT = 5_000_000
_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Windows' way of what a session of its own is elsewhere; 0 where there is no such flag."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """What to run: `python -m MODULE ARGUMENTS…`, under which name, logging where."""

    name: str
    label_vi: str
    module: str
    arguments: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One supervised process; `failures` counts quick deaths in a row."""

    def __init__(self, spec: ChildSpec) -> None:
        """Nothing runs before `start`."""
        self.spec = spec
        self.failures = 0
        self.restart_at: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    @property
    def pid(self) -> int | None:
        """Process id while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start (again); the log is appended to, and cut when it has grown too large."""
        command = [sys.executable, "-m", "jobs.engine.lifeline", self.spec.module]
        self.restart_at = None
        self._started = time.monotonic()
        with _open_log(self.spec.log) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module and arguments
                [*command, *self.spec.arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.spec.environment},
                creationflags=_NEW_GROUP,
                # Ctrl-C in the terminal must reach only the supervisor, which stops all in order.
                start_new_session=True,
            )

    def running(self) -> bool:
        """Whether the process is alive now."""
        return self._process is not None and self._process.poll() is None

    def note_death(self) -> float:
        """Count a death and return the pause (seconds) before the next start."""
        if time.monotonic() - self._started > STEADY_SECONDS:
            self.failures = 0
        self.failures += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self.failures - 1))
        self.restart_at = time.monotonic() + pause
        return pause

    def exit_code(self) -> int | None:
        """The code it ended with, None while it runs or before it was started."""
        return self._process.poll() if self._process else None

    def ask_to_stop(self) -> None:
        """Close the lifeline: the child stops by itself."""
        if self._process and self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False when it still runs after `seconds`."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the process and what it started."""
        if self._process is None:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            _kill_group(self._process.pid)
        self._process.wait()

    def log_tail(self, lines: int = 5) -> list[str]:
        """The last lines of its log, for the person in front of the terminal."""
        try:
            text = self.spec.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return text.splitlines()[-lines:]


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # the whole group had ended already


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")
