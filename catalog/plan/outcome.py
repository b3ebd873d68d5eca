"""What came of a push: the task and the listing written together, by the holder of the lease."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col

from catalog import outbox
from catalog.drafts import OFF, Fingerprint
from catalog.models import Listing, utc_now
from catalog.observing import picture
from catalog.status import Action, Dispatch, TaskState

NEVER_SENT = Fingerprint("0", 0, 0)
"""Stands for the content of a listing that somebody else had put up."""


class Result(StrEnum):
    """How a push ended."""

    ACCEPTED = "accepted"
    NOT_WANTED = "not_wanted"
    REJECTED = "rejected"
    RETRY = "retry"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one try.

    `fingerprint` is what was really sent (newest draft). `code` and `detail` explain anything
    but ACCEPTED. `retry_at` is when to go on after RETRY, UNKNOWN or BLOCKED; without it the
    task stops and waits for a person.
    """

    claimed: outbox.Claimed
    listing_id: int
    action: Action
    result: Result
    fingerprint: str | None = None
    external_id: str | None = None
    public_url: str | None = None
    code: str | None = None
    detail: str | None = None
    retry_at: datetime | None = None


_WITH_PICTURES = (Action.CREATE, Action.UPDATE)
_DISPATCH = {
    Result.ACCEPTED: Dispatch.ACCEPTED,
    Result.NOT_WANTED: Dispatch.IDLE,
    Result.REJECTED: Dispatch.REJECTED,
    Result.RETRY: Dispatch.FAILED_RETRYABLE,
    Result.UNKNOWN: Dispatch.UNKNOWN_OUTCOME,
    Result.BLOCKED: Dispatch.BLOCKED,
}


def mark_sending(
    session: Session, listing_ids: Sequence[int], *, now: datetime | None = None
) -> None:
    """Show that these listings are being sent; commit this before the network is touched."""
    session.execute(
        update(Listing)
        .where(col(Listing.id).in_(listing_ids))
        .values(dispatch=Dispatch.SENDING, dispatch_at=now or utc_now())
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def settle(
    session: Session, outcomes: Sequence[Outcome], *, now: datetime | None = None
) -> list[Outcome]:
    """Write outcomes to tasks and listings; returns those that counted.

    An outcome whose lease was lost is dropped whole: somebody else has the task by now. A
    refusal ends the task as done: it is a result, and stands on the listing with its code.
    """
    at = now or utc_now()
    ended = [o for o in outcomes if _ends(o)]
    paused = [o for o in outcomes if o.result is Result.BLOCKED and not _ends(o)]
    failed = [o for o in outcomes if o.result in (Result.RETRY, Result.UNKNOWN)]
    ours = outbox.finish_many(session, [(o.claimed, o.code or o.result) for o in ended], now=at)
    ours |= {
        o.claimed.task_id
        for o in paused
        if outbox.release(session, o.claimed, o.retry_at, o.code, now=at)
    }
    states = outbox.fail_many(session, [_failure(o) for o in failed], now=at)
    counted = [o for o in outcomes if o.claimed.task_id in ours or o.claimed.task_id in states]
    for outcome in counted:
        _write(session, outcome, states.get(outcome.claimed.task_id), at)
    session.flush()
    return counted


def _ends(outcome: Outcome) -> bool:
    """Whether the task is over. Blocked without a time: the plan asks again when it may."""
    if outcome.result is Result.BLOCKED:
        return outcome.retry_at is None
    return outcome.result in (Result.ACCEPTED, Result.NOT_WANTED, Result.REJECTED)


def _failure(outcome: Outcome) -> outbox.Failure:
    code = outcome.code or "internal"
    return outbox.Failure(outcome.claimed, code, outcome.detail or "", outcome.retry_at)


def _dispatch(result: Result, state: TaskState | None) -> Dispatch:
    """Where the listing stands; an unknown outcome stays unknown, however long nobody can tell."""
    if state is TaskState.CANCELLED:
        return Dispatch.QUEUED
    if state is TaskState.DEAD and result is Result.RETRY:
        return Dispatch.FAILED_PERMANENT
    return _DISPATCH[result]


def _write(session: Session, outcome: Outcome, state: TaskState | None, at: datetime) -> None:
    listing = session.get(Listing, outcome.listing_id)
    if listing is None:
        return
    listing.dispatch = _dispatch(outcome.result, state)
    listing.dispatch_code = outcome.code
    listing.dispatch_detail = outcome.detail
    listing.dispatch_at = at
    listing.next_attempt_at = None if state is TaskState.DEAD else outcome.retry_at
    if outcome.result is Result.ACCEPTED:
        listing.dispatched_hash = _accepted_hash(listing.dispatched_hash, outcome)
        if outcome.action in _WITH_PICTURES:
            picture.begin_anew(listing, at)
        listing.external_id = outcome.external_id or listing.external_id
        listing.public_url = outcome.public_url or listing.public_url
        listing.due_at = at
    session.add(listing)


def _accepted_hash(before: str | None, outcome: Outcome) -> str | None:
    """The fingerprint that the channel shows now: a price call changes the price only."""
    known = Fingerprint.parse(before) if before else None
    sent = Fingerprint.parse(outcome.fingerprint) if outcome.fingerprint else None
    match outcome.action:
        case Action.UNLIST | Action.DELETE:
            return str(replace(known or sent or NEVER_SENT, off=True))
        case Action.RELIST:
            return before.removesuffix(OFF) if before else outcome.fingerprint
        case Action.PRICE if known and sent:
            return str(replace(known, price_vnd=sent.price_vnd))
        case Action.STOCK if known and sent:
            return str(replace(known, stock=sent.stock))
    return outcome.fingerprint
