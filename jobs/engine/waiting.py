"""Waiting for a server to answer, without being blind to its death or to a stop."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from catalog.errors import ChoPhienError


class NotReadyError(ChoPhienError):
    """A server did not answer in time."""

    code = "channel_down"


def wait_for(
    url: str,
    what_vi: str,
    *,
    stop: threading.Event,
    headers: Mapping[str, str] | None = None,
    seconds: float = 60.0,
    tend: Callable[[], None] = lambda: None,
) -> bool:
    """Ask `url` until it answers 200; False when `stop` came first, NotReadyError when too late."""
    end = time.monotonic() + seconds
    while not answers(url, headers):
        if stop.wait(0.1):
            return False
        tend()
        if time.monotonic() > end:
            raise NotReadyError(f"{what_vi} chưa trả lời sau {seconds:.0f} giây ({url})")
    return True


def answers(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """Whether one GET is answered with 200."""
    request = urllib.request.Request(url, headers=dict(headers or {}))  # noqa: S310 - our own http address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
