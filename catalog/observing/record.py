"""Recording looks: appended to the log with their evidence, folded onto the listings."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from catalog.contract import Seen
from catalog.models import Evidence, Observation, utc_now
from catalog.observing import evidence
from catalog.observing.rules import RULES, Look, Rules, State, order, step
from catalog.observing.states import Holds, Known, Update, all_holds, load, refold, store
from catalog.outbox.rows import chunks
from catalog.status import Observed

Key = tuple[int, str, datetime]
BATCH = 2000
TEXT_LIMIT = 500


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
    by_key = {_key(look): look for look in seen}
    counts: Counter[str] = Counter(repeated=len(seen) - len(by_key))
    changes: list[Change] = []
    for part in chunks(sorted(by_key.values(), key=lambda look: look.listing_id), BATCH):
        known = load(session, (look.listing_id for look in part))
        present = [look for look in part if look.listing_id in known]
        late = {look.listing_id for look in present if _is_late(look, known)}
        new = _not_logged(session, present, late)
        _append(session, new, run_id, at)
        states = _fold(session, new, known, late, holds, rules)
        store(session, _updates(new, known, states, due_at))
        changes += _changes(known, states)
        counts += _count(part, present, new, states)
    counts["changed"] = len(changes)
    return RecordResult(dict(+counts), tuple(changes))


def _key(look: Seen) -> Key:
    return look.listing_id, look.method.value, look.observed_at


def _is_late(look: Seen, known: Mapping[int, Known]) -> bool:
    newest = known[look.listing_id].state.look_at
    return newest is not None and look.observed_at <= newest


def _not_logged(session: Session, looks: Sequence[Seen], late: Collection[int]) -> list[Seen]:
    """Looks that the log doesn't have yet, in the fold's order; only late ones may be in it."""
    oldest = min((look.observed_at for look in looks), default=None)
    logged: set[Key] = set()
    for part in chunks(sorted(late)):
        query = select(
            col(Observation.listing_id), col(Observation.method), col(Observation.observed_at)
        ).where(col(Observation.listing_id).in_(part), col(Observation.observed_at) >= oldest)
        logged |= {(row[0], row[1], row[2]) for row in session.execute(query)}
    new = [look for look in looks if _key(look) not in logged]
    return sorted(new, key=lambda look: (look.listing_id, order(_look(look))))


def _append(session: Session, new: Sequence[Seen], run_id: int | None, at: datetime) -> None:
    links = _chain(session, new)
    rows = [
        {
            "listing_id": look.listing_id,
            "observed_at": look.observed_at,
            "method": look.method.value,
            "status": look.status.value,
            "confidence": look.confidence,
            "reason": look.reason,
            "title": look.title[:TEXT_LIMIT] if look.title else None,
            "price_vnd": look.price_vnd,
            "stock": look.stock,
            "stars": look.stars,
            "code": look.code,
            "url": evidence.safe_url(look.url) if look.url else None,
            "flags": list(look.flags),
            "evidence_id": links.get(_key(look)),
            "run_id": run_id,
            "recorded_at": at,
        }
        for look in new
    ]
    if rows:
        session.connection().execute(insert(Observation), rows)


def _chain(session: Session, new: Sequence[Seen]) -> dict[Key, int]:
    """Keep the proofs; the id of each look's evidence."""
    proven = {_key(look): look.proof for look in new if look.proof is not None}
    if not proven:
        return {}
    before = session.scalar(select(func.max(col(Evidence.id)))) or 0
    links = evidence.append(
        session, [evidence.NewEvidence(key[0], key[2], proof) for key, proof in proven.items()]
    )
    ids: dict[str, int] = {}
    for part in chunks(links):
        query = select(col(Evidence.chain_hash), col(Evidence.id)).where(
            col(Evidence.id) > before, col(Evidence.chain_hash).in_(part)
        )
        ids |= {row.chain_hash: row.id for row in session.execute(query)}
    return {key: ids[link] for key, link in zip(proven, links, strict=True)}


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
            states[look.listing_id] = step(before, _look(look), spans, rules)
    return states


def _look(seen: Seen) -> Look:
    return Look(
        at=seen.observed_at,
        method=seen.method,
        status=seen.status,
        confidence=seen.confidence,
        reason=seen.reason,
        title=seen.title[:TEXT_LIMIT] if seen.title else None,
        price_vnd=seen.price_vnd,
        stock=seen.stock,
        flags=seen.flags,
        code=seen.code,
        stars=seen.stars,
    )


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


def _count(
    part: Sequence[Seen],
    present: Sequence[Seen],
    new: Sequence[Seen],
    states: Mapping[int, State],
) -> Counter[str]:
    return Counter(
        recorded=len(new),
        repeated=len(present) - len(new),
        unknown_listing=len(part) - len(present),
        unreadable=sum(look.status is Observed.UNKNOWN for look in new),
        held=sum(state.held is not None for state in states.values()),
    )
