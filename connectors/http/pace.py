"""How fast a host may be asked: a pure rule from what it answered last (contract "Politeness").

Refusals double the gap up to a day, failures up to minutes, and Retry-After is honoured; slow
answers lengthen it; nothing but clean answers shortens it, a little each time. After five refusals
in a row the host is left alone; a host that can't be reached sleeps, twice as long each time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

DAY = 86_400.0
LEAST_AFTER_TROUBLE = 1.0
BACK_OFF = 2.0
RECOVERY = 0.8
SLOW_FACTOR = 2.0
MOST_BLOCKS = 5
LONGEST_SLEEP = 21_600.0
LONGEST_AFTER_FAILURE = 300.0
"""Seconds: a host that hangs or errs didn't ask us to stay away, and is to be seen well again."""


class Outcome(StrEnum):
    """What one request says about the host, whatever it says about the goods."""

    CLEAN = "clean"
    REACHED = "reached"
    """Somebody is there; it doesn't say that pages may be asked for sooner (robots.txt, 400)."""
    BLOCKED = "blocked"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Answer:
    """One request's end: seconds it took, the word for it, and Retry-After in seconds."""

    outcome: Outcome
    seconds: float = 0.0
    code: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Manners:
    """`gap` is the least number of seconds between two requests (ours or the host's crawl-delay).

    `stop` is how long a host that keeps refusing is left alone, `sleep` the first sleep of one
    that can't be reached; both in seconds.
    """

    gap: float = 3.0
    stop: float = DAY
    sleep: float = 30.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a host stands; `not_before` is the earliest moment of the next request."""

    gap: float = 0.0
    blocks: int = 0
    failures: int = 0
    not_before: datetime | None = None
    stopped_until: datetime | None = None
    asleep_until: datetime | None = None
    code: str = ""

    def closed_until(self, now: datetime) -> datetime | None:
        """The end of the host's stop or sleep when it lies ahead."""
        ends = [one for one in (self.stopped_until, self.asleep_until) if one and one > now]
        return max(ends, default=None)


def after(pace: Pace, answer: Answer, now: datetime, manners: Manners) -> Pace:
    """The pace after one more answer; the gap never shrinks unless the answer was clean."""
    gap = max(pace.gap, manners.gap)
    if answer.outcome is Outcome.CLEAN:
        return Pace(_recovered(gap, answer.seconds, manners.gap), not_before=now)
    if answer.outcome is Outcome.REACHED:
        code = pace.code if pace.blocks else ""
        again = now + timedelta(seconds=min(DAY, answer.retry_after or 0.0))
        return replace(pace, gap=gap, failures=0, not_before=again, asleep_until=None, code=code)
    if answer.outcome is Outcome.UNREACHABLE:
        return _unreachable(replace(pace, gap=gap), answer, now, manners)
    blocked = answer.outcome is Outcome.BLOCKED
    most = DAY if blocked else LONGEST_AFTER_FAILURE
    doubled = max(gap, answer.seconds, LEAST_AFTER_TROUBLE) * BACK_OFF
    slower = min(DAY, max(gap, min(most, doubled)))
    wait = min(DAY, max(slower, answer.retry_after or 0.0))
    blocks = pace.blocks + 1 if blocked else pace.blocks
    stop = blocked and blocks >= MOST_BLOCKS
    return replace(
        pace,
        gap=slower,
        blocks=blocks,
        failures=0,
        not_before=now + timedelta(seconds=wait),
        stopped_until=now + timedelta(seconds=max(wait, manners.stop)) if stop else None,
        asleep_until=None,
        code=answer.code,
    )


def _recovered(gap: float, seconds: float, least: float) -> float:
    wanted = min(DAY, max(least, SLOW_FACTOR * seconds))
    return wanted if wanted >= gap else max(wanted, gap * RECOVERY)


def _unreachable(pace: Pace, answer: Answer, now: datetime, manners: Manners) -> Pace:
    failures = pace.failures + 1
    sleep = min(LONGEST_SLEEP, manners.sleep * BACK_OFF ** min(pace.failures, 40))
    until = now + timedelta(seconds=max(sleep, answer.retry_after or 0.0))
    return replace(pace, failures=failures, not_before=until, asleep_until=until, code=answer.code)
