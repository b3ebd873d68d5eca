"""Calls per second and per day, counted for each shop."""

import threading
import time
from collections import Counter, deque
from datetime import datetime, timedelta, timezone

_QUOTA_ZONE = timezone(timedelta(hours=8))  # Shopee's daily quota resets at 00:00 UTC+8


class Pace:
    """The calls of the last second of real time and of the marketplace's day."""

    def __init__(self) -> None:
        self._recent: dict[int, deque[float]] = {}
        self._daily: Counter[tuple[int, str]] = Counter()
        self._lock = threading.Lock()

    def admit(self, shop_id: int, limit: int) -> bool:
        """True and counted, or False when the last second already holds ``limit`` calls."""
        now = time.monotonic()
        with self._lock:
            calls = self._recent.setdefault(shop_id, deque())
            while calls and calls[0] <= now - 1.0:
                calls.popleft()
            if len(calls) >= limit:
                return False
            calls.append(now)
            return True

    def use_quota(self, shop_id: int, unix_time: float, quota: int) -> bool:
        """True and counted, or False when the day's quota is used up."""
        day = datetime.fromtimestamp(unix_time, _QUOTA_ZONE).date().isoformat()
        with self._lock:
            if self._daily[shop_id, day] >= quota:
                return False
            self._daily[shop_id, day] += 1
            return True

    def reset(self) -> None:
        """Forget all counts."""
        with self._lock:
            self._recent.clear()
            self._daily.clear()
