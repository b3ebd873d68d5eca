"""Looks that only confirm: told by a comparison, and with the outcome of the plain fold."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Incident, Listing, Observation
from catalog.observing import record
from catalog.observing.confirming import Standing, confirms
from catalog.observing.rules import EMPTY, RULES, State, fold, step
from catalog.observing.states import all_holds, load, look_from, refold
from catalog.status import ON_SALE, Method, Observed
from tests.unit.observing.conftest import at, listing, look

# Few values, so that looks often repeat what is known.
LOOKS = st.builds(
    look,
    st.integers(1, 3),
    st.integers(0, 40).map(lambda number: number * 4),
    st.sampled_from([*[Observed.LIVE] * 12, *Observed]),
    st.sampled_from([*[Method.API] * 4, *Method]),
    confidence=st.sampled_from([1.0, 1.0, 1.0, 0.5]),
    title=st.sampled_from(["Chè Shan", "Chè Shan", None, "Chè", "c" * 501]),
    price_vnd=st.sampled_from([50_000, 50_000, 50_000, None, 60_000]),
    stars=st.sampled_from([None, None, 4]),
    picture=st.sampled_from(
        [None, None, "https://a.vn/che.jpg", "https://b.vn/che_tn.jpg", "https://a.vn/tra.jpg", ""]
    ),
    reason=st.sampled_from([None, None, None, "NORMAL"]),
    code=st.sampled_from([None, None, None, "page_blocked"]),
    flags=st.sampled_from([(), (), ("gone",)]),
    external_id=st.sampled_from([None, None, "99"]),
    url=st.sampled_from([None, None, "https://x.vn/1?token=abc&p=2"]),
    proof=st.sampled_from([None, Proof(b"x", "text/html")]),
)
LOGS = st.lists(
    LOOKS, max_size=14, unique_by=lambda seen: (seen.listing_id, seen.method, seen.observed_at)
)
FAST = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def standing(state: State) -> Standing:
    return Standing(*(getattr(state, name) for name in Standing._fields))


def moved(state: State, seen: Seen) -> State:
    """The state of which only times are new."""
    newest = seen.observed_at
    return state._replace(
        at=newest,
        look_at=newest,
        api_at=newest if seen.method is Method.API else state.api_at,
        last_live_at=newest if seen.status in ON_SALE else state.last_live_at,
    )


@settings(max_examples=400)
@given(LOGS, LOOKS, st.booleans())
def test_a_confirming_look_moves_nothing_but_times(
    log: list[Seen], last: Seen, repeats: bool
) -> None:
    state = fold(look_from(seen) for seen in log)
    if repeats and log:
        last = max(log, key=lambda seen: seen.observed_at)
    last = replace(last, observed_at=at(500))
    calm = state.missed_at is None and state.flapping_since is None
    settled = state.since is not None and calm and state.picture_next_at is None
    if settled and confirms(standing(state), last, RULES):
        event("confirming")
        assert step(state, look_from(last)) == moved(state, last)


@pytest.mark.parametrize(
    "difference",
    [
        {"status": Observed.LIVE_OUT_OF_STOCK},
        {"status": Observed.UNKNOWN},
        {"method": Method.PAGE},
        {"confidence": 0.9},
        {"reason": "UNLIST"},
        {"title": "Chè khác"},
        {"price_vnd": 51_000},
        {"stock": 3},
        {"stars": 3},
        {"code": "page_blocked"},
        {"picture": "https://a.vn/tra.jpg"},
        {"picture": ""},
    ],
)
def test_every_difference_is_told(difference: dict[str, Any]) -> None:
    seen = look(1, 0, title="Chè", price_vnd=50_000, stock=4, stars=4)
    state = step(EMPTY, look_from(seen))._replace(picture="https://a.vn/che.jpg")
    again = replace(seen, observed_at=at(10), picture="https://b.vn/che_tn.jpg")
    assert confirms(standing(state), again, RULES)
    assert not confirms(standing(state), replace(again, **difference), RULES)
    assert step(state, look_from(replace(again, **difference))) != moved(state, again)


@FAST
@given(log=LOGS, sizes=st.lists(st.integers(1, 5), min_size=14, max_size=14), held=st.booleans())
def test_any_batches_give_what_folding_the_whole_log_gives(
    world: Database, log: list[Seen], sizes: list[int], held: bool
) -> None:
    with world.write() as session:
        if held:
            session.add(
                Incident(scope="shopee", kind="outage", opened_at=at(60), closed_at=at(100))
            )
            session.flush()
        rest = list(log)
        for size in sizes:
            part, rest = rest[:size], rest[size:]
            record(session, part)
        _equals_its_log(session, log)
        session.rollback()


def _equals_its_log(session: Session, log: list[Seen]) -> None:
    known = load(session, {seen.listing_id for seen in log})
    folded = refold(session, known, all_holds(session))
    for listing_id, item in known.items():
        assert item.state == folded[listing_id]
        assert item.state.title is None or item.is_folded
    assert session.scalar(select(func.count(col(Observation.id)))) == len(log)


def test_several_confirming_looks_in_one_batch_leave_the_newest_times(world: Database) -> None:
    facts: dict[str, Any] = {"title": "Chè", "price_vnd": 50_000}
    with world.write() as session:
        record(session, [look(1, 0, **facts), look(2, 0, **facts)])
    with world.write() as session:
        again = timedelta(hours=1)
        looks = [look(1, minutes, **facts) for minutes in (30, 10, 20)]
        result = record(session, looks, look_again=again, now=at(31))
    row = listing(world)
    assert {row.observed_at, row.look_at, row.api_seen_at, row.last_live_at} == {at(30)}
    assert (row.observed_since, row.due_at) == (at(0), at(91))
    assert (result.counts, result.changes) == ({"recorded": 3}, ())
    assert listing(world, 2).observed_at == at(0)


def test_a_look_that_confirms_may_bring_an_address(world: Database) -> None:
    with world.write() as session:
        record(session, [look(1, 0)])
    with world.write() as session:
        record(session, [look(1, 10, url="https://x.vn/1?token=abc&p=2", external_id="99")])
    row = listing(world)
    assert (row.public_url, row.external_id) == ("https://x.vn/1?p=2", "99")


def test_a_title_without_its_folded_form_gets_it_when_it_is_seen_again(world: Database) -> None:
    with world.write() as session:
        record(session, [look(1, 0, title="Chè Shan")])
        session.execute(update(Listing).values(title_folded=None))
    with world.write() as session:
        record(session, [look(1, 10, title="Chè Shan")])
    assert listing(world).title_folded == "che shan"


def test_a_look_that_confirms_may_bring_the_channels_id(world: Database) -> None:
    for seen in (look(1, 0), look(1, 10, external_id="99")):
        with world.write() as session:
            record(session, [seen])
    assert listing(world).external_id == "99"


def test_a_page_that_confirms_is_no_answer_of_the_api(world: Database) -> None:
    for minutes in (0, 10):
        with world.write() as session:
            record(session, [look(1, minutes, Observed.LIVE, Method.PAGE)])
    row = listing(world)
    assert (row.observed_at, row.last_live_at, row.api_seen_at) == (at(10), at(10), None)


def test_a_confirming_look_ends_flapping_after_a_calm_day(world: Database) -> None:
    turns = [Observed.LIVE, Observed.HIDDEN_BY_SELLER] * 2 + [Observed.LIVE]
    for minutes, status in enumerate(turns):
        with world.write() as session:
            record(session, [look(1, minutes, status)])
    assert listing(world).flapping_since is not None
    with world.write() as session:
        record(session, [look(1, 25 * 60)])
    assert listing(world).flapping_since is None
