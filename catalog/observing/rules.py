"""How looks become a status: a pure fold, the same whatever the order in which looks arrive.

- The newer look wins; `unknown` (blocked, unreadable, timed out) changes no status.
- "Not found" needs two looks apart in time; 410 (flag `gone`) or a person's word counts at once.
- Once it was on sale, a third miss means `removed`; else only the API or a person says removed.
- A page read with little confidence doesn't overrule the API's fresh answer.
- While its channel has an incident, looks that would change a status are held; so are looks at
  its page while the page's host has one.
- A listing that comes and goes is flapping (`catalog.observing.flapping`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple

from catalog.contract import Seen
from catalog.observing import picture
from catalog.observing.flapping import Damping, Turns, flapping, is_turn, turned
from catalog.status import ON_SALE, Method, Observed

GONE_FLAG = "gone"
TEXT_LIMIT = 500
CONFIRMED = 2
GONE_FOR_GOOD = 3
_BY_PAGE = (Method.PAGE, Method.FILE)
_RANK = {Method.FILE: 0, Method.PAGE: 1, Method.API: 2, Method.PERSON: 3}


@dataclass(frozen=True, slots=True)
class Rules:
    """Spans and thresholds of the fold.

    `miss_gap` parts two looks that may both count as missing; `api_fresh` is how long the API's
    answer outweighs page looks of less than `weak` confidence.
    """

    miss_gap: timedelta = timedelta(minutes=10)
    api_fresh: timedelta = timedelta(hours=6)
    weak: float = 0.8
    damping: Damping = field(default_factory=Damping)


RULES = Rules()


@dataclass(frozen=True, slots=True)
class Look:
    """One look as the fold sees it; `at` is aware UTC."""

    at: datetime
    method: Method
    status: Observed
    confidence: float = 1.0
    reason: str | None = None
    title: str | None = None
    price_vnd: int | None = None
    stock: int | None = None
    flags: tuple[str, ...] = ()
    code: str | None = None
    stars: int | None = None
    picture: str | None = None

    @property
    def misses(self) -> bool:
        """Whether the listing wasn't there."""
        return is_miss(self.status, self.method)


class State(NamedTuple):
    """What the looks so far say; a tuple, for every look makes a new one."""

    status: Observed = Observed.UNKNOWN
    at: datetime | None = None
    since: datetime | None = None
    method: str | None = None
    confidence: float | None = None
    reason: str | None = None
    title: str | None = None
    price_vnd: int | None = None
    stock: int | None = None
    stars: int | None = None
    last_live_at: datetime | None = None
    missed: int = 0
    missed_at: datetime | None = None
    api_at: datetime | None = None
    look_at: datetime | None = None
    look_status: str | None = None
    look_reason: str | None = None
    look_method: str | None = None
    look_code: str | None = None
    held: int | None = None
    turns: Turns = ()
    flapping_since: datetime | None = None
    picture: str | None = None
    picture_base: str | None = None
    picture_since: datetime | None = None
    picture_from: datetime | None = None
    picture_start: str | None = None
    picture_next: str | None = None
    picture_next_at: datetime | None = None
    picture_strays: int | None = None


EMPTY = State()
"""Nothing seen yet."""


def beginning(known: State) -> State:
    """What the whole log is folded onto: nothing but what staff and our pushes decided."""
    return EMPTY._replace(**picture.start(known))


@dataclass(frozen=True, slots=True)
class Hold:
    """An incident's span; `until` None means it is still open.

    `method` limits it to looks made in that way: a host's incident holds looks at pages only.
    """

    incident_id: int
    since: datetime
    until: datetime | None = None
    method: Method | None = None

    def covers(self, look: Look) -> bool:
        """Whether that look is held; a person's word never is."""
        if look.method is Method.PERSON or self.method not in (None, look.method):
            return False
        return self.since <= look.at and (self.until is None or look.at < self.until)


def fold(
    looks: Iterable[Look], state: State = EMPTY, holds: Sequence[Hold] = (), rules: Rules = RULES
) -> State:
    """The state after all looks, put in order of time (at one time the API before a page)."""
    return reduce(
        lambda so_far, look: step(so_far, look, holds, rules), sorted(looks, key=order), state
    )


def order(look: Look) -> tuple[datetime, int]:
    """What looks are sorted by: time, and at one time file, page, API, person."""
    return look.at, _RANK[look.method]


def order_of_seen(look: Seen) -> tuple[int, datetime, int]:
    """The same for looks at many listings, one listing after the other."""
    return look.listing_id, look.observed_at, _RANK[look.method]


def is_miss(status: Observed, method: Method) -> bool:
    """Whether a look found nothing. A page can't tell removed from not found."""
    return status is Observed.NOT_FOUND or (status is Observed.REMOVED and method in _BY_PAGE)


def is_weak(look: Look | Seen, rules: Rules) -> bool:
    """Whether a page was read with so little confidence that the API's answer may outweigh it."""
    return look.confidence < rules.weak and look.method in _BY_PAGE


def step(state: State, look: Look, holds: Sequence[Hold] = (), rules: Rules = RULES) -> State:
    """The state after one more look, which must not be older than those before it."""
    decides = look.status is not Observed.UNKNOWN and not _outweighed(state, look, rules)
    after = state._replace(
        look_at=look.at,
        look_status=look.status.value,
        look_reason=look.reason,
        look_method=look.method.value,
        look_code=look.code,
        api_at=look.at if decides and look.method is Method.API else state.api_at,
    )
    if not decides:
        return after
    decided = _missed(after, look, rules) if look.misses else _seen(after, look)
    hold = next((hold for hold in holds if hold.covers(look)), None)
    if hold is not None and _changes(state, decided):
        return after._replace(held=hold.incident_id if hold.until is None else None)
    if hold is None and look.picture is not None and not look.misses:
        shown = picture.seen(state, look.picture, look.at, look.method, rules.miss_gap)
        decided = decided._replace(**shown)
    return _damped(state, decided, look, rules.damping)


def _damped(before: State, after: State, look: Look, damping: Damping) -> State:
    turns, since = before.turns, before.flapping_since
    if is_turn(before.status, after.status):
        turns = turned(turns, look.at, damping)
    elif since is None:
        return after
    return after._replace(turns=turns, flapping_since=flapping(since, turns, look.at, damping))


def _outweighed(state: State, look: Look, rules: Rules) -> bool:
    since = state.api_at
    return is_weak(look, rules) and since is not None and look.at - since <= rules.api_fresh


def _changes(before: State, after: State) -> bool:
    return before.status is not after.status or before.missed != after.missed


def _missed(state: State, look: Look, rules: Rules) -> State:
    counted = _count_miss(state, look, rules)
    if counted.missed < CONFIRMED:
        return counted
    was_on_sale = state.last_live_at is not None
    removed = state.status is Observed.REMOVED or (was_on_sale and counted.missed >= GONE_FOR_GOOD)
    return _with_status(counted, look, Observed.REMOVED if removed else Observed.NOT_FOUND)


def _count_miss(state: State, look: Look, rules: Rules) -> State:
    at_once = GONE_FLAG in look.flags or look.method is Method.PERSON
    apart = state.missed_at is None or look.at - state.missed_at >= rules.miss_gap
    missed = state.missed + 1 if apart else state.missed
    return state._replace(
        missed=max(missed, CONFIRMED) if at_once else missed,
        missed_at=look.at if apart else state.missed_at,
    )


def _seen(state: State, look: Look) -> State:
    on_sale = look.status in ON_SALE
    return _with_status(
        state,
        look,
        look.status,
        missed=0,
        missed_at=None,
        last_live_at=look.at if on_sale else state.last_live_at,
        title=look.title if look.title is not None else state.title,
        price_vnd=look.price_vnd if look.price_vnd is not None else state.price_vnd,
        stock=look.stock if look.stock is not None else state.stock,
        stars=look.stars if look.stars is not None else state.stars,
    )


def _with_status(state: State, look: Look, status: Observed, **facts: Any) -> State:
    return state._replace(
        status=status,
        at=look.at,
        since=state.since if status is state.status and state.since else look.at,
        method=look.method.value,
        confidence=look.confidence,
        reason=look.reason,
        held=None,
        **facts,
    )
