"""The plan names the smallest step for each difference, and nothing for the unchanged."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from catalog.db import Database
from catalog.drafts import Fingerprint, prepare
from catalog.models import Channel, Listing, Product, Recognition, Shop
from catalog.plan import Plan, compute
from catalog.plan.model import OFF_MARK
from catalog.status import Action, Dispatch, Intent, Observed
from tests.unit.plan.conftest import NOW, add_listing, add_product


def plan_of(database: Database) -> Plan:
    with database.read() as session:
        return compute(session, NOW)


def only_action(database: Database) -> Action:
    (action,) = plan_of(database).actions
    return action.action


def fingerprint(database: Database, product_id: int) -> Fingerprint:
    with database.read() as session:
        (prepared,) = prepare(session, NOW.date(), [product_id])
        return prepared.fingerprint("1")


def change(database: Database, model: Any, row_id: object, **values: object) -> None:
    key = model.__table__.primary_key.columns[0]
    with database.write() as session:
        session.execute(update(model).where(key == row_id).values(**values))


def test_a_wanted_listing_that_was_never_sent_is_created(world: Database) -> None:
    listing_id = add_listing(world, add_product(world, 1))
    (action,) = plan_of(world).actions
    assert (action.listing_id, action.action) == (listing_id, Action.CREATE)
    assert action.reason_vi == "Chưa có trên sàn: đăng mới"


def test_an_unchanged_listing_needs_nothing(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id, dispatched_hash=str(fingerprint(world, product_id)))
    plan = plan_of(world)
    assert (plan.actions, plan.held, plan.on_channel) == ((), (), 1)


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({"price_vnd": 60_000}, Action.PRICE),
        ({"stock": 3}, Action.STOCK),
        ({"price_vnd": 60_000, "stock": 3}, Action.UPDATE),
        ({"description": "Mới"}, Action.UPDATE),
        ({"picture": "khac.jpg"}, Action.UPDATE),
        ({"picture": "khac.jpg", "price_vnd": 60_000}, Action.UPDATE),
    ],
)
def test_the_smallest_step_is_taken(
    world: Database, changes: dict[str, object], action: Action
) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id, dispatched_hash=str(fingerprint(world, product_id)))
    change(world, Product, product_id, **changes)
    assert only_action(world) is action


def test_a_new_price_is_told_with_both_amounts(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id, dispatched_hash=str(fingerprint(world, product_id)))
    change(world, Product, product_id, price_vnd=1_250_000)
    (action,) = plan_of(world).actions
    assert action.reason_vi == "Giá đổi từ 50.000 đ thành 1.250.000 đ"
    assert action.reprices


def test_a_new_mapping_version_sends_every_listing_anew(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id, dispatched_hash=str(fingerprint(world, product_id)))
    change(world, Channel, "shopee", mapping_version="2")
    assert only_action(world) is Action.UPDATE


def test_lapsed_stars_are_taken_off_the_listing_but_it_stays(world: Database) -> None:
    product_id = add_product(world, 1)
    before = fingerprint(world, product_id)
    add_listing(world, product_id, dispatched_hash=str(before))
    change(
        world,
        Recognition,
        1,
        valid_to=date(2026, 11, 1),
        decision_date=date(2023, 11, 1),
        year=2023,
    )
    assert only_action(world) is Action.UPDATE
    with world.read() as session:
        (prepared,) = prepare(session, NOW.date(), [product_id])
    assert "OCOP" not in prepared.draft.name + prepared.draft.description
    assert prepared.draft.stars == 0


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda db: change(db, Product, 1, price_vnd=None), "price_missing"),
        (lambda db: change(db, Product, 1, picture=None), "picture_missing"),
        (lambda db: change(db, Product, 1, stock=None), "stock_invalid"),
        (lambda db: change(db, Product, 1, weight_g=None), "weight_missing"),
        (lambda db: change(db, Shop, 1, credentials_sealed=None), "auth_expired"),
        (lambda db: change(db, Shop, 1, authorised_until=NOW), "auth_expired"),
        (lambda db: change(db, Shop, 1, state="suspended"), "shop_blocked"),
        (lambda db: change(db, Channel, "shopee", enabled=False), "config_missing"),
        (lambda db: change(db, Recognition, 1, state="revoked"), "recognition_missing"),
    ],
)
def test_what_cannot_be_sent_is_held_with_its_reason(
    world: Database, break_it: Callable[[Database], None], code: str
) -> None:
    add_listing(world, add_product(world, 1))
    break_it(world)
    plan = plan_of(world)
    assert plan.actions == ()
    assert [held.code for held in plan.held] == [code]
    assert plan.held[0].reason_vi


def test_a_floor_without_api_gets_an_export_for_a_person(world: Database) -> None:
    add_listing(world, add_product(world, 1), shop_id=2)
    (action,) = plan_of(world).actions
    assert (action.action, action.assisted) == (Action.EXPORT, True)
    assert "cần người làm" in action.reason_vi


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"intent": Intent.NOT_WANTED}, []),
        ({"intent": Intent.WITHDRAW}, []),
        ({"intent": Intent.WITHDRAW, "external_id": "9"}, [Action.UNLIST]),
        ({"intent": Intent.WITHDRAW, "dispatched_hash": "a:1:1"}, [Action.UNLIST]),
        ({"intent": Intent.WITHDRAW, "dispatched_hash": "a:1:1:off"}, []),
        ({"intent": Intent.LIST, "dispatched_hash": "a:1:1:off"}, [Action.RELIST]),
        ({"intent": Intent.LIST, "external_id": "9"}, [Action.UPDATE]),
    ],
)
def test_intents_against_what_was_sent(
    world: Database, facts: dict[str, Any], expected: list[Action]
) -> None:
    add_listing(world, add_product(world, 1), **facts)
    assert [action.action for action in plan_of(world).actions] == expected


def test_a_listing_already_hidden_is_not_withdrawn_again(world: Database) -> None:
    add_listing(
        world,
        add_product(world, 1),
        intent=Intent.WITHDRAW,
        external_id="9",
        observed=Observed.HIDDEN_BY_SELLER,
        observed_at=NOW,
    )
    assert plan_of(world).actions == ()


@pytest.mark.parametrize(
    ("dispatch", "asked_after", "planned"),
    [
        (Dispatch.QUEUED, False, False),
        (Dispatch.SENDING, False, False),
        (Dispatch.FAILED_RETRYABLE, False, False),
        (Dispatch.UNKNOWN_OUTCOME, True, False),
        (Dispatch.REJECTED, False, False),
        (Dispatch.REJECTED, True, True),
        (Dispatch.FAILED_PERMANENT, True, True),
        (Dispatch.IDLE, False, True),
    ],
)
def test_a_step_under_way_or_refused_is_not_planned_again(
    world: Database, dispatch: Dispatch, asked_after: bool, planned: bool
) -> None:
    product_id = add_product(world, 1)
    add_listing(
        world,
        product_id,
        dispatch=dispatch,
        dispatch_at=NOW - timedelta(hours=1),
        intent_at=NOW - timedelta(hours=0 if asked_after else 2),
        attempted_hash=str(fingerprint(world, product_id)),
    )
    assert bool(plan_of(world).actions) is planned


def test_a_refused_listing_is_planned_again_when_its_content_changes(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(
        world,
        product_id,
        dispatch=Dispatch.REJECTED,
        dispatch_at=NOW,
        attempted_hash=str(fingerprint(world, product_id)),
    )
    change(world, Product, product_id, name="Tên đã sửa cho đúng")
    assert only_action(world) is Action.CREATE


@pytest.mark.parametrize(
    ("observed", "asked_after", "expected"),
    [
        (Observed.REMOVED, True, [Action.CREATE]),
        (Observed.NOT_FOUND, True, [Action.CREATE]),
        (Observed.HIDDEN_BY_SELLER, True, [Action.RELIST]),
        (Observed.REMOVED, False, []),
        (Observed.HIDDEN_BY_SELLER, False, []),
        (Observed.LIVE, True, []),
    ],
)
def test_what_vanished_comes_back_only_when_a_person_asks(
    world: Database, observed: Observed, asked_after: bool, expected: list[Action]
) -> None:
    product_id = add_product(world, 1)
    sent = str(fingerprint(world, product_id))
    add_listing(
        world,
        product_id,
        dispatch=Dispatch.ACCEPTED,
        dispatched_hash=sent,
        attempted_hash=sent,
        dispatch_at=NOW - timedelta(hours=1),
        intent_at=NOW - timedelta(hours=0 if asked_after else 2),
        observed=observed,
        observed_at=NOW,
    )
    assert [action.action for action in plan_of(world).actions] == expected


@pytest.mark.parametrize(
    ("observed", "seen_after", "asked_after", "expected"),
    [
        (Observed.LIVE, True, True, [Action.UNLIST]),
        (Observed.LIVE_OUT_OF_STOCK, True, True, [Action.UNLIST]),
        (Observed.LIVE, True, False, []),
        (Observed.LIVE, False, True, []),
        (Observed.HIDDEN_BY_SELLER, True, True, []),
        (Observed.REMOVED, True, True, []),
    ],
)
def test_what_is_still_on_sale_is_withdrawn_again_when_a_person_asks(
    world: Database,
    observed: Observed,
    seen_after: bool,
    asked_after: bool,
    expected: list[Action],
) -> None:
    add_listing(
        world,
        add_product(world, 1),
        intent=Intent.WITHDRAW,
        intent_at=NOW - timedelta(hours=0 if asked_after else 3),
        dispatch=Dispatch.ACCEPTED,
        dispatched_hash="a:1:1:off",
        attempted_hash=OFF_MARK,
        dispatch_at=NOW - timedelta(hours=2),
        observed=observed,
        observed_at=NOW - timedelta(hours=1 if seen_after else 2),
    )
    assert [action.action for action in plan_of(world).actions] == expected


def test_a_block_for_want_of_authorisation_ends_with_the_authorisation(world: Database) -> None:
    product_id = add_product(world, 1)
    facts: dict[str, Any] = {
        "dispatch": Dispatch.BLOCKED,
        "attempted_hash": str(fingerprint(world, product_id)),
    }
    add_listing(world, product_id, dispatch_code="auth_expired", **facts)
    add_listing(world, product_id, shop_id=2, dispatch_code="needs_person", **facts)
    assert [action.shop_id for action in plan_of(world).actions] == [1]


def test_equal_catalogs_give_equal_hashes_and_scope_limits(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id)
    add_listing(world, product_id, shop_id=2)
    first, second = plan_of(world), plan_of(world)
    assert first.plan_hash == second.plan_hash
    assert [action.shop_id for action in first.actions] == [1, 2]
    with world.read() as session:
        part = compute(session, NOW, [2])
    assert [action.shop_id for action in part.actions] == [2]
    assert part.plan_hash != first.plan_hash
    change(world, Product, product_id, price_vnd=51_000)
    assert plan_of(world).plan_hash != first.plan_hash


def test_two_plans_in_one_session_do_not_meet(world: Database) -> None:
    add_listing(world, add_product(world, 1))
    with world.write() as session:
        first = compute(session, NOW)
        session.execute(update(Listing).values(intent=Intent.NOT_WANTED))
        second = compute(session, NOW)
    assert (len(first.actions), len(second.actions)) == (1, 0)


def test_the_day_is_the_day_in_viet_nam(world: Database) -> None:
    product_id = add_product(world, 1)
    add_listing(world, product_id)
    change(world, Recognition, 1, valid_to=date(2026, 11, 20))
    evening = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
    with world.read() as session:
        assert len(compute(session, evening).actions) == 1
        assert len(compute(session, evening + timedelta(minutes=1)).actions) == 0
