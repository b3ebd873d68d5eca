"""``python -m jobs.engine.lifeline MODULE …``: a child that never outlives who started it.

The parent holds the other end of our standard input and never writes to it. When that end
closes, on purpose or because the parent was killed, the child is asked to stop, and ended
when it does not. This works alike on Windows, where no signal could be sent instead.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 16.0


def watch(grace: float = GRACE_SECONDS) -> None:
    """Start watching standard input; at its end stop politely, after `grace` seconds by force."""
    threading.Thread(target=_watch, args=(grace,), name="lifeline", daemon=True).start()


def _watch(grace: float) -> None:
    while _parent_holds():
        continue
    _ask_to_stop()
    time.sleep(grace)
    os._exit(1)


def _parent_holds() -> bool:
    try:
        return os.read(0, 1) != b""
    except OSError:
        return False


def _ask_to_stop() -> None:
    # On Windows os.kill would end the process at once; raise_signal runs our handler.
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGTERM)
    else:
        os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> None:
    """Run the module named first with the remaining arguments, as `python -m` would."""
    watch()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
