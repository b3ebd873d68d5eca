"""When a person may be told: quiet hours and the hour of the digest.

All by the clock in Vietnam; pure, so that every rule can be tried at any minute of a day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.timing import ZONE

DAY = 1440


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A person's hours; `quiet_from` and `quiet_until` are minutes of the day, equal: never quiet.

    `urgent_any_time` lets urgent notices through quiet hours; digests always wait.
    """

    digest_hour: int = 7
    quiet_from: int = 21 * 60
    quiet_until: int = 6 * 60 + 30
    urgent_any_time: bool = False

    def is_quiet(self, now: datetime) -> bool:
        """Whether `now` (aware) lies in the quiet hours, which may reach over midnight."""
        return self._is_quiet_at(_minute(now))

    def may_tell_urgent(self, now: datetime) -> bool:
        """Whether an urgent notice may go out at `now`."""
        return self.urgent_any_time or not self.is_quiet(now)

    @property
    def digest_at(self) -> int:
        """The minute of the day at which the digest comes: its hour, or when the quiet ends.

        An hour within a quiet night would never come: all of that day after it is quiet.
        """
        wished = self.digest_hour * 60
        return self.quiet_until if self._is_quiet_at(wished) else wished

    def digest_due(self, now: datetime, last: date | None) -> bool:
        """Whether today's digest is due: its time has come, and it wasn't made yet."""
        made = last is not None and last >= now.astimezone(ZONE).date()
        return not made and _minute(now) >= self.digest_at and not self.is_quiet(now)

    def _is_quiet_at(self, minute: int) -> bool:
        return (minute - self.quiet_from) % DAY < (self.quiet_until - self.quiet_from) % DAY


def _minute(now: datetime) -> int:
    local = now.astimezone(ZONE)
    return local.hour * 60 + local.minute


def minutes(clock: str) -> int:
    """HH:MM as minutes from midnight; raises ValueError for anything else."""
    hour, _, minute = clock.partition(":")
    value = int(hour) * 60 + int(minute)
    if not (0 <= int(minute) < 60 and 0 <= value < DAY):
        raise ValueError(f"no time of day: {clock}")
    return value


def clock(minute_of_day: int) -> str:
    """Minutes from midnight as HH:MM."""
    return f"{minute_of_day // 60:02}:{minute_of_day % 60:02}"
