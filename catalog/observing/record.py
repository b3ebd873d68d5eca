"""Recording looks: appended to the log with their evidence, folded onto the listings."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from catalog.contract import Seen
from catalog.models import utc_now
from catalog.observing import evidence, log
from catalog.observing.confirming import Brief, briefs, move_times
from catalog.observing.rules import RULES, Rules, State, order_of_seen, step
from catalog.observing.states import (
    Holds,
    Known,
    Update,
    all_holds,
    load,
    look_from,
    refold,
    store,
)
from catalog.outbox.rows import chunks
from catalog.status import Observed

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """A listing whose status these looks changed; one that flaps is not told at every turn."""

    listing_id: int
    before: Observed
    after: Observed
    at: datetime | None
    is_flapping: bool = False


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What became of the looks.

    `counts`: recorded, repeated (already in the log), unknown_listing, unreadable (status
    `unknown`), held (an incident is open), changed.
    """

    counts: Mapping[str, int]
    changes: tuple[Change, ...]


def record(
    session: Session,
    seen: Sequence[Seen],
    run_id: int | None = None,
    *,
    rules: Rules = RULES,
    look_again: timedelta | None = None,
    now: datetime | None = None,
) -> RecordResult:
    """Append looks and bring the listings up to date, in the caller's (writing) transaction.

    Looks may come late, twice, and in any order: the outcome is the same. With `look_again` the
    listings are due that long after `now`; without, a request for a look is marked as served.
    """
    at = now or utc_now()
    due_at = at + look_again if look_again is not None else None
    holds = all_holds(session)
    by_key = {log.key(look): look for look in seen}
    counts: Counter[str] = Counter(repeated=len(seen) - len(by_key))
    changes: list[Change] = []
    for part in chunks(sorted(by_key.values(), key=order_of_seen), BATCH):
        looks = _sort_out(session, part, due_at, rules)
        log.append(session, looks.new, run_id, at)
        move_times(session, looks.confirming, looks.known, due_at)
        counts += looks.counts
        if not looks.telling:
            continue
        known = load(session, (look.listing_id for look in looks.telling))
        states = _fold(session, looks.telling, known, looks.late, holds, rules)
        store(session, _updates(looks.telling, known, states, due_at))
        changes += _changes(known, states)
        counts["held"] += sum(state.held is not None for state in states.values())
    counts["changed"] = len(changes)
    return RecordResult(dict(+counts), tuple(changes))


@dataclass(frozen=True, slots=True)
class _Looks:
    """A batch sorted out: the looks `new` to the log, in the fold's order, and their listings.

    `confirming` holds the newest look at each listing whose looks all show what was known,
    `telling` the new looks at all others, `late` the listings with looks older than a known one.
    """

    known: Mapping[int, Brief]
    new: Sequence[Seen]
    confirming: Mapping[int, Seen]
    telling: Sequence[Seen]
    late: Collection[int]
    counts: Counter[str]


def _sort_out(
    session: Session, part: Sequence[Seen], due_at: datetime | None, rules: Rules
) -> _Looks:
    known = briefs(session, (look.listing_id for look in part), due_at)
    present = [look for look in part if look.listing_id in known]
    late = {look.listing_id for look in present if known[look.listing_id].is_late(look)}
    new = _new(session, present, late)
    confirming: dict[int, Seen] = {}
    others: set[int] = set()
    for look in new:
        if look.listing_id not in late and known[look.listing_id].is_confirmed(look, rules):
            confirming[look.listing_id] = look
        else:
            others.add(look.listing_id)
    counts = Counter(
        recorded=len(new),
        repeated=len(present) - len(new),
        unknown_listing=len(part) - len(present),
        unreadable=sum(look.status is Observed.UNKNOWN for look in new),
    )
    telling = [look for look in new if look.listing_id in others]
    settled = {key: look for key, look in confirming.items() if key not in others}
    return _Looks(known, new, settled, telling, late, counts)


def _new(session: Session, looks: Sequence[Seen], late: Collection[int]) -> Sequence[Seen]:
    """The looks that the log doesn't have; only listings with late looks may have some there."""
    if not late:
        return looks
    doubtful = [look for look in looks if look.listing_id in late]
    fresh = {log.key(look) for look in log.not_logged(session, doubtful)}
    return [look for look in looks if look.listing_id not in late or log.key(look) in fresh]


def _fold(
    session: Session,
    new: Sequence[Seen],
    known: Mapping[int, Known],
    late: Collection[int],
    holds: Holds,
    rules: Rules,
) -> dict[int, State]:
    """The new states; a late look makes its listing's whole log be read again."""
    changed = {look.listing_id for look in new}
    read_again = {key: known[key] for key in late if key in changed}
    states = refold(session, read_again, holds, rules)
    for look in new:
        if look.listing_id not in read_again:
            item = known[look.listing_id]
            before = states.get(look.listing_id, item.state)
            spans = item.spans(holds)
            states[look.listing_id] = step(before, look_from(look), spans, rules)
    return states


def _updates(
    new: Sequence[Seen],
    known: Mapping[int, Known],
    states: Mapping[int, State],
    due_at: datetime | None,
) -> list[Update]:
    ids: dict[int, str] = {}
    urls: dict[int, str] = {}
    for look in new:
        if look.status is Observed.UNKNOWN or look.observed_at != states[look.listing_id].at:
            continue
        if look.external_id:
            ids[look.listing_id] = look.external_id
        if look.url:
            urls[look.listing_id] = evidence.safe_url(look.url)
    return [
        Update(
            known[key],
            state,
            ids.get(key, known[key].external_id),
            urls.get(key, known[key].public_url),
            due_at,
        )
        for key, state in states.items()
    ]


def _changes(known: Mapping[int, Known], states: Mapping[int, State]) -> list[Change]:
    return [
        Change(
            key, known[key].state.status, state.status, state.at, state.flapping_since is not None
        )
        for key, state in states.items()
        if known[key].state.status is not state.status
    ]
