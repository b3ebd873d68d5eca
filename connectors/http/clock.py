"""Time as the policies see it: injected, so that tests move it by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import utc_now


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` gives aware UTC; `sleep` waits that many seconds."""

    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
