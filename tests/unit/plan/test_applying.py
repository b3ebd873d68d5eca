"""From plan to outbox to outcome: task and listing always change together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from catalog import outbox
from catalog.config import PlanSettings
from catalog.db import Database
from catalog.intent import NothingStoppedError, ensure_listings, give_up, request_look, retry
from catalog.intent import set_intent as ask
from catalog.models import Listing
from catalog.outbox import Claimed
from catalog.plan import (
    Outcome,
    Plan,
    Result,
    apply,
    compute,
    mark_sending,
    settle,
    still_wanted,
)
from catalog.status import Action, Dispatch, Intent, TaskState
from tests.unit.plan.conftest import NOW, add_listing, add_product, get_listing

LIMITS = PlanSettings()
LATER = NOW + timedelta(minutes=10)


def run_plan(database: Database) -> Plan:
    with database.write() as session:
        plan = compute(session, NOW)
        apply(session, plan, LIMITS, now=NOW)
    return plan


def take(database: Database) -> Claimed:
    with database.write() as session:
        (claimed,) = outbox.claim(session, "w", now=NOW)
        mark_sending(session, [claimed.args["listing_id"]], now=NOW)
    return claimed


def settled(database: Database, claimed: Claimed, result: Result, **facts: Any) -> bool:
    outcome = Outcome(
        claimed,
        claimed.args["listing_id"],
        Action(claimed.args["action"]),
        result,
        fingerprint=claimed.args["desired"],
        **facts,
    )
    with database.write() as session:
        return bool(settle(session, [outcome], now=NOW))


def task_states(database: Database) -> dict[TaskState, int]:
    with database.read() as session:
        return {state: n for state, n in outbox.summary(session).items() if n}


@pytest.fixture
def sent(world: Database) -> Database:
    """One listing whose creation is queued."""
    add_listing(world, add_product(world, 1))
    run_plan(world)
    return world


def test_apply_marks_and_queues_once(sent: Database) -> None:
    row = get_listing(sent, 1)
    assert (row.dispatch, row.dispatch_at) == ("queued", NOW)
    claimed = take(sent)
    assert (claimed.key, claimed.lane, claimed.job) == ("push:1", "shop:1", "push")
    assert claimed.args == {
        "listing_id": 1, "action": "create", "desired": row.attempted_hash,
    }  # fmt: skip
    assert get_listing(sent, 1).dispatch == Dispatch.SENDING
    assert run_plan(sent).actions == ()


def test_a_floor_without_api_waits_for_a_person(world: Database) -> None:
    add_listing(world, add_product(world, 1), shop_id=2)
    run_plan(world)
    row = get_listing(world, 1)
    assert (row.dispatch, row.dispatch_code) == ("blocked", "needs_person")
    assert task_states(world) == {}


def test_acceptance_is_remembered_and_a_look_is_due(sent: Database) -> None:
    claimed = take(sent)
    assert settled(sent, claimed, Result.ACCEPTED, external_id="77", public_url="https://s.vn/77")
    row = get_listing(sent, 1)
    assert (row.dispatch, row.dispatched_hash) == ("accepted", claimed.args["desired"])
    assert (row.external_id, row.public_url, row.due_at) == ("77", "https://s.vn/77", NOW)
    assert task_states(sent) == {TaskState.DONE: 1}
    assert run_plan(sent).actions == ()


@pytest.mark.parametrize(
    ("result", "facts", "dispatch", "state"),
    [
        (Result.REJECTED, {"code": "name_invalid"}, Dispatch.REJECTED, TaskState.DONE),
        (Result.RETRY, {"code": "timeout", "retry_at": LATER}, Dispatch.FAILED_RETRYABLE,
         TaskState.WAITING),
        (Result.RETRY, {"code": "internal"}, Dispatch.FAILED_PERMANENT, TaskState.DEAD),
        (Result.UNKNOWN, {"code": "unknown_outcome", "retry_at": LATER},
         Dispatch.UNKNOWN_OUTCOME, TaskState.WAITING),
        (Result.UNKNOWN, {"code": "unknown_outcome"}, Dispatch.UNKNOWN_OUTCOME, TaskState.DEAD),
        (Result.BLOCKED, {"code": "rate_limited", "retry_at": LATER}, Dispatch.BLOCKED,
         TaskState.WAITING),
        (Result.BLOCKED, {"code": "auth_expired"}, Dispatch.BLOCKED, TaskState.DONE),
        (Result.NOT_WANTED, {}, Dispatch.IDLE, TaskState.DONE),
    ],
)  # fmt: skip
def test_every_result_leaves_task_and_listing_in_agreement(
    sent: Database,
    result: Result,
    facts: dict[str, Any],
    dispatch: Dispatch,
    state: TaskState,
) -> None:
    assert settled(sent, take(sent), result, **facts)
    row = get_listing(sent, 1)
    assert (row.dispatch, row.dispatch_code) == (dispatch, facts.get("code"))
    assert row.dispatched_hash is None
    assert row.next_attempt_at == facts.get("retry_at")
    assert task_states(sent) == {state: 1}


def test_the_result_of_a_lost_lease_touches_nothing(sent: Database) -> None:
    slow = take(sent)
    with sent.write() as session:
        outbox.reclaim_expired(session, NOW + timedelta(hours=1))
    assert not settled(sent, slow, Result.ACCEPTED, external_id="77")
    row = get_listing(sent, 1)
    assert (row.external_id, row.dispatched_hash) == (None, None)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        (Action.PRICE, "c:1:5", "c:9:5"),
        (Action.STOCK, "c:1:5", "c:1:8"),
        (Action.UPDATE, "c:1:5", "new:9:8"),
        (Action.CREATE, None, "new:9:8"),
        (Action.UNLIST, "c:1:5", "c:1:5:off"),
        (Action.UNLIST, None, "new:9:8:off"),
        (Action.RELIST, "c:1:5:off", "c:1:5"),
    ],
)
def test_only_what_was_sent_is_taken_as_shown(
    sent: Database, action: Action, before: str | None, after: str
) -> None:
    claimed = take(sent)
    with sent.write() as session:
        session.get_one(Listing, 1).dispatched_hash = before
    outcome = Outcome(claimed, 1, action, Result.ACCEPTED, fingerprint="new:9:8")
    with sent.write() as session:
        settle(session, [outcome], now=NOW)
    assert get_listing(sent, 1).dispatched_hash == after


def test_changing_the_mind_takes_waiting_work_back(sent: Database) -> None:
    with sent.write() as session:
        assert ask(session, [1], Intent.WITHDRAW, "lan", now=NOW) == 1
    row = get_listing(sent, 1)
    assert (row.intent, row.dispatch, row.attempted_hash) == ("withdraw", "idle", None)
    assert task_states(sent) == {TaskState.CANCELLED: 1}
    assert run_plan(sent).actions == ()


def test_a_job_asks_whether_its_step_is_still_wanted() -> None:
    assert still_wanted(Action.PRICE, Intent.LIST)
    assert still_wanted(Action.UNLIST, Intent.WITHDRAW)
    assert not still_wanted(Action.CREATE, Intent.WITHDRAW)
    assert not still_wanted(Action.UNLIST, Intent.LIST)


def test_retry_revives_the_dead_task(sent: Database) -> None:
    settled(sent, take(sent), Result.RETRY, code="internal")
    with sent.write() as session:
        retry(session, 1, "lan", now=NOW)
    assert get_listing(sent, 1).dispatch == Dispatch.QUEUED
    assert take(sent).attempt == 2


def test_retry_of_a_refusal_lets_the_plan_send_it_again(sent: Database) -> None:
    settled(sent, take(sent), Result.REJECTED, code="name_invalid")
    assert run_plan(sent).actions == ()
    with sent.write() as session:
        retry(session, 1, "lan", now=LATER)
    assert [action.action for action in run_plan(sent).actions] == [Action.CREATE]


def test_giving_up_ends_the_wish(sent: Database) -> None:
    settled(sent, take(sent), Result.RETRY, code="internal")
    with sent.write() as session:
        give_up(session, 1, "lan", now=NOW)
    assert get_listing(sent, 1).intent == Intent.NOT_WANTED
    assert task_states(sent) == {TaskState.CANCELLED: 1}


@pytest.mark.parametrize("deed", [retry, give_up])
def test_nothing_stopped_means_nothing_to_decide(sent: Database, deed: Callable[..., None]) -> None:
    with sent.write() as session, pytest.raises(NothingStoppedError):
        deed(session, 1, "lan")


def test_listings_are_made_once_with_the_products_sku(world: Database) -> None:
    ids = [add_product(world, number) for number in (1, 2)]
    with world.write() as session:
        first = ensure_listings(session, 1, ids[:1], "lan", Intent.LIST)
        both = ensure_listings(session, 1, ids, "lan")
    assert both[ids[0]] == first[ids[0]]
    rows = [get_listing(world, both[key]) for key in ids]
    assert [row.seller_sku for row in rows] == ["LC-0001", "LC-0002"]
    assert [row.intent for row in rows] == ["list", "not_wanted"]


def test_a_look_can_be_asked_for(sent: Database) -> None:
    with sent.write() as session:
        assert request_look(session, [1, 999], "lan", now=LATER) == 1
    assert get_listing(sent, 1).due_at == LATER
