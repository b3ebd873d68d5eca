"""How far a channel's clock is from ours, learned from its `Date` header when it refuses the time.

Signatures carry a time and hold for minutes only. Whose clock is wrong doesn't matter: the
channel's is the one that is asked.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.base import Response
from connectors.http.clock import Clock

LEAST = timedelta(seconds=5)
"""A smaller difference explains no refusal: `Date` is whole seconds, and an answer takes time."""


class ClockSkew:
    """The time to sign with, by channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: dict[str, timedelta] = {}

    def now(self, channel: str) -> datetime:
        """The channel's time as far as we know it (aware UTC)."""
        return self._clock.now() + self._ahead.get(channel, timedelta())

    def learn(self, channel: str, response: Response, signed_at: datetime) -> bool:
        """Take the channel's time over; whether it is another than the one signed with.

        Only then may a repeat help. An answer without a readable `Date` teaches nothing.
        """
        stated = _date(response)
        if stated is None:
            return False
        self._ahead[channel] = stated - response.received_at
        return abs(stated - signed_at) >= LEAST


def _date(response: Response) -> datetime | None:
    try:
        stated = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)
