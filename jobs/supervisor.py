"""Keeps sandbox, worker and web server alive; started by ``chophien up``.

Children hold a lifeline to this process (see `jobs.engine.lifeline`): however it ends, they
end too. Stopping goes from the outside in: first who takes work, then the marketplaces.
"""

import threading
import time
from collections.abc import Callable, Sequence

from jobs.engine.process import Child
from jobs.engine.stopping import STOP_SECONDS

_POLL_SECONDS = 0.2
_RESERVE_SECONDS = 4.0


class Supervisor:
    """Runs children until `stop` is set; `say` gets one Vietnamese line for each event."""

    def __init__(self, stop: threading.Event, say: Callable[[str], None]) -> None:
        """No child yet."""
        self.stop = stop
        self._say = say
        self._children: list[Child] = []

    def start(self, child: Child) -> Child:
        """Start a child and keep it alive from now on."""
        child.start()
        self._children.append(child)
        return child

    def watch(self) -> None:
        """Restart who dies, with growing pauses, until a stop is asked for."""
        while not self.stop.wait(_POLL_SECONDS):
            self.tend()

    def tend(self) -> None:
        """One look at every child."""
        for child in self._children:
            if child.running():
                continue
            if child.restart_at is None:
                self._report(child, child.note_death())
            elif time.monotonic() >= child.restart_at:
                child.start()
                self._say(f"Đã khởi động lại {child.spec.label_vi}.")

    def shut_down(self) -> None:
        """End every child within `STOP_SECONDS`: politely, last started first; then by force."""
        end = time.monotonic() + STOP_SECONDS - _RESERVE_SECONDS
        workers, markets = self._children[1:], self._children[:1]
        for group in (workers, markets):
            _end_politely(group, end)
        for child in self._children:
            if child.running():
                self._say(f"{child.spec.label_vi} không dừng kịp, buộc dừng.")
            child.kill()

    def _report(self, child: Child, pause: float) -> None:
        self._say(
            f"{child.spec.label_vi} đã dừng bất ngờ (mã {child.exit_code()}), "
            f"khởi động lại sau {pause:.0f} giây. Nhật ký: {child.spec.log}"
        )
        for line in child.log_tail():
            self._say(f"    {line}")


def _end_politely(children: Sequence[Child], end: float) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait(end - time.monotonic())
