"""How looks at a shop's page become its status: pure, like the fold of listings.

- `unknown` (walls, shells, faults) changes nothing.
- Closed, suspended and not found need two looks apart in time that say the same; 410 counts at
  once. Open, empty and resting are what the page itself shows, and count at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from catalog.status import ShopSeen

DOUBTED = frozenset({ShopSeen.CLOSED, ShopSeen.SUSPENDED, ShopSeen.NOT_FOUND})
GONE_FLAG = "gone"


@dataclass(frozen=True, slots=True)
class State:
    """What is believed of a shop's page; `doubt` was seen once, at `doubt_at`."""

    status: ShopSeen = ShopSeen.UNKNOWN
    since: datetime | None = None
    seen_at: datetime | None = None
    doubt: ShopSeen | None = None
    doubt_at: datetime | None = None


def step(
    state: State, status: ShopSeen, at: datetime, flags: tuple[str, ...], gap: timedelta
) -> State:
    """The state after one more look; looks come in the order of their times."""
    if status is ShopSeen.UNKNOWN:
        return state
    if status is state.status:
        return replace(state, seen_at=at, doubt=None, doubt_at=None)
    if status not in DOUBTED or GONE_FLAG in flags:
        return State(status, at, at)
    if state.doubt is not status or state.doubt_at is None:
        return replace(state, doubt=status, doubt_at=at)
    if at - state.doubt_at < gap:
        return state
    return State(status, state.doubt_at, at)
