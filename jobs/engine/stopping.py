"""Stop requests: SIGTERM, SIGINT, Windows' Ctrl-C and Ctrl-Break, all into one event."""

import signal
import threading

STOP_SECONDS = 20.0
"""Within this time everything has ended, however busy it was (promises.md)."""


def on_stop_signals(event: threading.Event) -> None:
    """Set `event` at the first stop signal; only from the main thread.

    The event is waited for with a timeout: an endless wait would not notice Ctrl-C on Windows.
    """
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: event.set())
