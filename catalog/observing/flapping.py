"""Flapping: a listing that comes and goes is told once, not at every turn.

A *turn* is a change of status into or out of `live` (a first sighting is none, nor are the steps
of a moderation). Four turns within 72 hours make a listing flapping; it stays so until its status
has stood for 24 hours. Its status is still the newest that was seen: only the telling is damped,
to one difference with the number of turns, and no notice of each change.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.status import Observed

Turns = tuple[int, ...]
"""The newest turns as whole epoch seconds, oldest first."""

MOST_KEPT = 12


@dataclass(frozen=True, slots=True)
class Damping:
    """So many turns within `window` are flapping, until a status has stood for `calm`."""

    turns: int = 4
    window: timedelta = timedelta(hours=72)
    calm: timedelta = timedelta(hours=24)


def is_turn(before: Observed, after: Observed) -> bool:
    """Whether a change of status counts."""
    return (
        before is not after
        and before is not Observed.UNKNOWN
        and Observed.LIVE
        in (
            before,
            after,
        )
    )


def turned(turns: Turns, at: datetime, damping: Damping) -> Turns:
    """The turns within the window after one more at `at`."""
    newest = int(at.timestamp())
    oldest = newest - damping.window.total_seconds()
    return (*(turn for turn in turns if turn > oldest), newest)[-MOST_KEPT:]


def flapping(
    since: datetime | None, turns: Turns, at: datetime, damping: Damping
) -> datetime | None:
    """Since when the listing flaps, as of a look at `at`; None when it doesn't (any more)."""
    if since is None:
        return at if len(turns) >= damping.turns else None
    stood = at.timestamp() - (turns[-1] if turns else since.timestamp())
    return None if stood >= damping.calm.total_seconds() else since
