"""Looks dated in the future: a wrong clock's, and as "the newer wins" they would win for years.

What comes in with such a date is refused. What a wrong clock wrote down while nobody could know
stays in the log, which is append-only, but is left out whenever the log is folded again.
"""

from datetime import datetime, timedelta

CODE = "look_in_future"
"""The catalogue's code of a look that was refused."""
AHEAD = timedelta(minutes=5)
"""Clocks of machines that work together differ by less; floors refuse signatures beyond it."""


def latest(now: datetime) -> datetime:
    """The latest moment that a look may bear now."""
    return now + AHEAD
