"""Recording looks: appended to the log with their evidence, folded onto the listings."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from catalog.contract import Seen
from catalog.models import utc_now
from catalog.observing import batch, evidence, log, standing
from catalog.observing.ahead import latest
from catalog.observing.batch import Looks
from catalog.observing.rules import RULES, Rules, State, step
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
from catalog.status import ON_SALE, Method, Observed


class Change(NamedTuple):
    """A listing whose status these looks changed; one that flaps is not told at every turn.

    A tuple, for a first pass over a country makes one for every listing.
    """

    listing_id: int
    before: Observed
    after: Observed
    at: datetime | None
    is_flapping: bool = False


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What became of the looks.

    `counts`: recorded, repeated (already in the log), unknown_listing, unreadable (status
    `unknown`), held (an incident is open), changed, in_future (refused: dated ahead of our clock).
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
    Looks dated in the future are refused (`catalog.observing.ahead`).
    """
    at = now or utc_now()
    sound = [look for look in seen if look.observed_at <= latest(at)]
    due_at = at + look_again if look_again is not None else None
    recording = _Recording(session, run_id, rules, at, due_at, all_holds(session))
    counts: Counter[str] = Counter()
    changes: dict[int, Change] = {}
    for looks in batch.batches(sound):
        for change in recording.batch(looks, counts):
            earlier = changes.get(change.listing_id)
            told = change if earlier is None else change._replace(before=earlier.before)
            changes[change.listing_id] = told
    lasting = tuple(change for change in changes.values() if change.before is not change.after)
    counts["in_future"] = len(seen) - len(sound)
    counts["repeated"] = len(sound) - counts["recorded"] - counts["unknown_listing"]
    counts["changed"] = len(lasting)
    return RecordResult(dict(+counts), lasting)


@dataclass(frozen=True, slots=True)
class _Recording:
    """What all batches of one call share."""

    session: Session
    run_id: int | None
    rules: Rules
    at: datetime
    due_at: datetime | None
    holds: Holds

    def batch(self, looks: Looks, counts: Counter[str]) -> list[Change]:
        """Record a batch, count what became of it; returns the changes of status."""
        batch.stage(self.session, looks, self.rules)
        batch.lock(self.session)
        others = standing.others(self.session, calm=self._is_calm(looks.values()))
        new = looks
        if others.strange:
            counts["unknown_listing"] += len(others.strange)
            new = _without(new, batch.drop(self.session, logged=False))
        if others.late:
            new = _without(new, batch.drop(self.session, logged=True))
        if not new:
            return []
        counts["recorded"] += len(new)
        log.append(self.session, new, self.run_id, self.at)
        standing.go_on(self.session, self.due_at)
        if others.first:
            standing.begin(self.session, self.due_at)
        standing.fold_titles(self.session, others.titles)
        late = others.late & new.keys()
        telling = {key: new[key] for key in sorted(late | others.rest)}
        known, states = self._fold(telling, late)
        counts["unreadable"] += sum(look.status is Observed.UNKNOWN for look in telling.values())
        counts["held"] += sum(state.held is not None for state in states.values())
        return [*_begun(new, others.first), *_changes(known, states)]

    def _is_calm(self, looks: Iterable[Seen]) -> bool:
        """Whether no incident, of whatever channel or host, spans any of the looks."""
        spans = [hold for holds in self.holds.values() for hold in holds]
        if not spans:
            return True
        times = {look.observed_at for look in looks}
        oldest, newest = min(times), max(times)
        return not any(
            hold.since <= newest and (hold.until is None or oldest < hold.until) for hold in spans
        )

    def _fold(
        self, telling: Looks, late: Collection[int]
    ) -> tuple[dict[int, Known], dict[int, State]]:
        """Fold looks one by one; a late one makes its listing's whole log be read again."""
        if not telling:
            return {}, {}
        known = load(self.session, telling)
        again = {key: known[key] for key in late}
        states = refold(self.session, again, self.holds, self.rules, until=latest(self.at))
        for key in telling.keys() - states.keys():
            item = known[key]
            spans = item.spans(self.holds)
            states[key] = step(item.state, look_from(telling[key]), spans, self.rules)
        store(
            self.session,
            [
                _update(telling[key], known[key], state, self.due_at)
                for key, state in states.items()
            ],
        )
        return known, states


def _without(looks: Looks, gone: Collection[int]) -> Looks:
    return {key: look for key, look in looks.items() if key not in gone}


def _update(look: Seen, known: Known, state: State, due_at: datetime | None) -> Update:
    external_id, url = known.external_id, known.public_url
    if look.status is not Observed.UNKNOWN and look.observed_at == state.at:
        external_id = look.external_id or external_id
        url = _address(look, evidence.safe_url(look.url), url) if look.url else url
    return Update(known, state, external_id, url, due_at)


def _address(look: Seen, found: str, known: str | None) -> str | None:
    """Where the listing stands: where the API says, or where a page of goods on sale moved to.

    Goods that are gone may be led anywhere, and the log's form of an address with a query has lost
    what looked like a secret (`?code=SP01`): neither leads back to the page. `standing` has the
    same rule.
    """
    if look.method is not Method.PAGE or known is None:
        return found
    is_plain = "?" not in found and "?" not in known and "#" not in known
    return found if look.status in ON_SALE and is_plain else known


def _begun(looks: Looks, first: Iterable[int]) -> list[Change]:
    return [
        Change(key, Observed.UNKNOWN, looks[key].status, looks[key].observed_at)
        for key in sorted(first)
    ]


def _changes(known: Mapping[int, Known], states: Mapping[int, State]) -> list[Change]:
    return [
        Change(
            key, known[key].state.status, state.status, state.at, state.flapping_since is not None
        )
        for key, state in states.items()
        if known[key].state.status is not state.status
    ]
