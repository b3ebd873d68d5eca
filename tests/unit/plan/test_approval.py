"""Blast radius: a large plan waits for a second person, and what was approved is what runs."""

import pytest
from sqlalchemy import update

from catalog import outbox
from catalog.config import PlanSettings
from catalog.db import Database
from catalog.intent import set_intent
from catalog.models import Listing, PlanRecord, Product
from catalog.plan import (
    Plan,
    PlanRefusedError,
    apply,
    approval_reason,
    approve,
    compute,
    save_plan,
)
from catalog.status import Intent
from tests.unit.plan.conftest import NOW, add_listing, add_product

LIMITS = PlanSettings(approval_share=0.2, approval_least=3)


@pytest.fixture
def shelf(world: Database) -> Database:
    """Ten products on the shelf, four of which Lan wants withdrawn."""
    for number in range(1, 11):
        add_listing(world, add_product(world, number), external_id=str(number))
    with world.write() as session:
        for action in compute(session, NOW).actions:
            session.get_one(Listing, action.listing_id).dispatched_hash = action.desired
        set_intent(session, [1, 2, 3, 4], Intent.WITHDRAW, "lan", now=NOW)
    return world


def planned(database: Database, created_by: str = "scheduler") -> Plan:
    with database.write() as session:
        plan = compute(session, NOW)
        save_plan(session, plan, created_by, LIMITS)
    return plan


def approved_by(database: Database, plan: Plan, who: str) -> PlanRecord:
    with database.write() as session:
        record = approve(session, plan.plan_hash, who, NOW)
        session.expunge(record)
        return record


def applied(database: Database, plan: Plan) -> int:
    with database.write() as session:
        return apply(session, plan, LIMITS, now=NOW).queued


def test_a_large_withdrawal_waits_and_says_why(shelf: Database) -> None:
    plan = planned(shelf)
    assert plan.on_channel == 10
    assert "rút 4 và đổi giá 0 trong 10 tin" in approval_reason(plan, LIMITS)
    with pytest.raises(PlanRefusedError, match="chờ người thứ hai duyệt"):
        applied(shelf, plan)


def test_nothing_is_queued_by_a_refused_plan(shelf: Database) -> None:
    plan = planned(shelf)
    with pytest.raises(PlanRefusedError):
        applied(shelf, plan)
    with shelf.read() as session:
        assert sum(outbox.summary(session).values()) == 0


def test_a_second_person_lets_exactly_that_plan_run(shelf: Database) -> None:
    plan = planned(shelf)
    record = approved_by(shelf, plan, "minh")
    assert (record.approved_by, record.needs_approval) == ("minh", True)
    assert applied(shelf, plan) == 4


@pytest.mark.parametrize(("made_by", "approver"), [("minh", "minh"), ("scheduler", "lan")])
def test_who_made_or_asked_for_it_cannot_approve(
    shelf: Database, made_by: str, approver: str
) -> None:
    plan = planned(shelf, made_by)
    with pytest.raises(PlanRefusedError, match="không tự duyệt"):
        approved_by(shelf, plan, approver)


def test_a_catalog_that_changed_needs_a_new_approval(shelf: Database) -> None:
    plan = planned(shelf)
    with shelf.write() as session:
        set_intent(session, [5], Intent.WITHDRAW, "lan", now=NOW)
    with pytest.raises(PlanRefusedError, match="đã thay đổi"):
        approved_by(shelf, plan, "minh")
    newer = planned(shelf)
    with pytest.raises(PlanRefusedError, match="mới hơn"):
        approved_by(shelf, plan, "minh")
    approved_by(shelf, newer, "minh")


def test_an_approval_does_not_carry_over_to_a_changed_plan(shelf: Database) -> None:
    approved_by(shelf, planned(shelf), "minh")
    with shelf.write() as session:
        set_intent(session, [5], Intent.WITHDRAW, "lan", now=NOW)
    with pytest.raises(PlanRefusedError):
        applied(shelf, planned(shelf))


def test_an_approval_is_used_up_by_applying(shelf: Database) -> None:
    plan = planned(shelf)
    approved_by(shelf, plan, "minh")
    applied(shelf, plan)
    with pytest.raises(PlanRefusedError):
        applied(shelf, plan)


def test_the_same_open_plan_keeps_its_row(shelf: Database) -> None:
    with shelf.write() as session:
        plan = compute(session, NOW)
        first = save_plan(session, plan, "scheduler", LIMITS)
        again = save_plan(session, plan, "scheduler", LIMITS)
        assert first is not None
        assert again is first


def test_price_changes_count_too(shelf: Database) -> None:
    with shelf.write() as session:
        set_intent(session, [1, 2, 3, 4], Intent.LIST, "lan", now=NOW)
        session.execute(update(Product).values(price_vnd=70_000))
    reason = approval_reason(planned(shelf), LIMITS)
    assert "rút 0 và đổi giá 10" in reason


def test_a_small_plan_runs_by_itself(shelf: Database) -> None:
    with shelf.write() as session:
        set_intent(session, [1, 2], Intent.LIST, "lan", now=NOW)
    assert applied(shelf, planned(shelf)) == 2


def test_an_empty_plan_is_not_written(world: Database) -> None:
    with world.write() as session:
        assert save_plan(session, compute(session, NOW), "scheduler", LIMITS) is None
