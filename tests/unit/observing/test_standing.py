"""Looks under which a status stands or begins: told apart, and with the outcome of the fold."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Incident, Listing, Observation
from catalog.observing import batch, record
from catalog.observing.picture import VARIES
from catalog.observing.rules import RULES
from catalog.observing.standing import Others, others
from catalog.observing.states import all_holds, load, refold
from catalog.status import Method, Observed
from tests.unit.observing.conftest import LATER, at, listing, look

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
    url=st.sampled_from([None, None, "https://x.vn/1?token=abc&p=2", "https://x.vn/2"]),
    proof=st.sampled_from([None, Proof(b"x", "text/html")]),
)
LOGS = st.lists(
    LOOKS, max_size=14, unique_by=lambda seen: (seen.listing_id, seen.method, seen.observed_at)
)
FAST = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)

NOBODY = Others(set(), set(), set(), set(), {})


def told_apart(world: Database, *looks: Seen, calm: bool = True) -> Others:
    """What the database says of these looks, which are then forgotten."""
    with world.write() as session:
        batch.stage(session, {seen.listing_id: seen for seen in looks}, RULES)
        found = others(session, calm=calm)
        session.rollback()
    return found


KNOWN: dict[str, Any] = {"title": "Chè", "price_vnd": 50_000, "stock": 4, "stars": 4}


@pytest.fixture
def seen_once(world: Database) -> Database:
    """The first listing was seen on sale, by the API."""
    with world.write() as session:
        record(session, [look(1, 0, **KNOWN, external_id="99")], now=LATER)
    return world


@pytest.mark.parametrize(
    "difference",
    [
        {},
        {"method": Method.PAGE},
        {"confidence": 0.9},
        {"reason": "UNLIST"},
        {"title": None},
        {"price_vnd": 51_000},
        {"stock": 3},
        {"stars": 3},
        {"code": "page_blocked"},
        {"external_id": "99"},
        {"url": "https://x.vn/1"},
        {"picture": "https://a.vn/tra.jpg", "method": Method.PAGE},
    ],
)
def test_a_status_that_stands_needs_no_fold(
    seen_once: Database, difference: dict[str, Any]
) -> None:
    again = replace(look(1, 10, **KNOWN), **difference)
    assert told_apart(seen_once, again) == NOBODY


@pytest.mark.parametrize(
    "difference",
    [
        {"status": Observed.LIVE_OUT_OF_STOCK},
        {"status": Observed.UNKNOWN},
        {"status": Observed.NOT_FOUND},
        {"status": Observed.REMOVED, "method": Method.PAGE},
        {"method": Method.PAGE, "confidence": 0.5},
        {"external_id": "100"},
        {"picture": "https://a.vn/tra.jpg"},
        {"picture": ""},
    ],
)
def test_all_else_is_folded(seen_once: Database, difference: dict[str, Any]) -> None:
    again = replace(look(1, 10, **KNOWN), **difference)
    assert told_apart(seen_once, again) == replace(NOBODY, rest={1})


@pytest.mark.parametrize(
    "column", [{"missed_looks": 1, "missed_at": at(1)}, {"flapping_since": at(1)}]
)
def test_a_listing_that_misses_or_flaps_is_folded(
    seen_once: Database, column: dict[str, Any]
) -> None:
    with seen_once.write() as session:
        session.execute(update(Listing).where(col(Listing.id) == 1).values(**column))
    assert told_apart(seen_once, look(1, 10, **KNOWN)).rest == {1}


@pytest.mark.parametrize(
    ("column", "is_folded"),
    [
        ({"observed_picture": "https://a.vn/che.jpg"}, False),
        ({"observed_picture": VARIES}, False),
        ({"observed_picture": "https://a.vn/tra.jpg"}, True),
        ({"observed_picture": "https://a.vn/che.jpg", "api_seen_at": None}, True),
        ({"observed_picture": "https://a.vn/che.jpg", "picture_next_at": at(1)}, True),
    ],
)
def test_a_picture_that_is_known_needs_no_fold(
    seen_once: Database, column: dict[str, Any], is_folded: bool
) -> None:
    with seen_once.write() as session:
        session.execute(update(Listing).where(col(Listing.id) == 1).values(**column))
    found = told_apart(seen_once, look(1, 10, **KNOWN, picture="https://a.vn/che.jpg"))
    assert (found == replace(NOBODY, rest={1})) is is_folded


@pytest.mark.parametrize("column", ["picture_from", "api_seen_at", "picture_next_at"])
def test_a_first_look_where_pictures_were_counted_is_folded(world: Database, column: str) -> None:
    pictured = look(2, 0, picture="https://a.vn/che.jpg")
    assert told_apart(world, pictured).first == {2}
    with world.write() as session:
        session.execute(update(Listing).where(col(Listing.id) == 2).values(**{column: at(-9)}))
    assert told_apart(world, pictured) == replace(NOBODY, rest={2})


def test_looks_late_strange_and_first_are_told_apart(seen_once: Database) -> None:
    looks = [look(1, -5, **KNOWN), look(2, 0), look(99, 0), look(3, 0, Observed.NOT_FOUND)]
    found = told_apart(seen_once, *looks)
    assert (found.late, found.first, found.strange, found.rest) == ({1}, {2}, {99}, {3})


def test_during_an_incident_a_first_status_is_folded_like_any_change(world: Database) -> None:
    assert told_apart(world, look(2, 0)).first == {2}
    assert told_apart(world, look(2, 0), calm=False) == replace(NOBODY, rest={2})


def test_a_new_title_is_to_be_folded(seen_once: Database) -> None:
    found = told_apart(seen_once, look(1, 10, title="Chè Shan"), look(2, 0, title="Mật ong"))
    assert found.titles == {1: "Chè Shan", 2: "Mật ong"}


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
            record(session, part, now=LATER)
        _equals_its_log(session, log)
        session.rollback()


def _equals_its_log(session: Session, log: list[Seen]) -> None:
    known = load(session, {seen.listing_id for seen in log})
    folded = refold(session, known, all_holds(session), until=LATER)
    for listing_id, item in known.items():
        assert item.state == folded[listing_id]
        assert item.state.title is None or item.is_folded
    assert session.scalar(select(func.count(col(Observation.id)))) == len(log)


def test_several_confirming_looks_in_one_batch_leave_the_newest_times(world: Database) -> None:
    facts: dict[str, Any] = {"title": "Chè", "price_vnd": 50_000}
    with world.write() as session:
        record(session, [look(1, 0, **facts), look(2, 0, **facts)], now=LATER)
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
        record(session, [look(1, 0)], now=LATER)
    with world.write() as session:
        record(
            session, [look(1, 10, url="https://x.vn/1?token=abc&p=2", external_id="99")], now=LATER
        )
    row = listing(world)
    assert (row.public_url, row.external_id) == ("https://x.vn/1?p=2", "99")


def test_a_title_without_its_folded_form_gets_it_when_it_is_seen_again(world: Database) -> None:
    with world.write() as session:
        record(session, [look(1, 0, title="Chè Shan")], now=LATER)
        session.execute(update(Listing).values(title_folded=None))
    with world.write() as session:
        record(session, [look(1, 10, title="Chè Shan")], now=LATER)
    assert listing(world).title_folded == "che shan"


def test_a_look_that_confirms_may_bring_the_channels_id(world: Database) -> None:
    for seen in (look(1, 0), look(1, 10, external_id="99")):
        with world.write() as session:
            record(session, [seen], now=LATER)
    assert listing(world).external_id == "99"


def test_a_page_that_confirms_is_no_answer_of_the_api(world: Database) -> None:
    for minutes in (0, 10):
        with world.write() as session:
            record(session, [look(1, minutes, Observed.LIVE, Method.PAGE)], now=LATER)
    row = listing(world)
    assert (row.observed_at, row.last_live_at, row.api_seen_at) == (at(10), at(10), None)


def test_a_confirming_look_ends_flapping_after_a_calm_day(world: Database) -> None:
    turns = [Observed.LIVE, Observed.HIDDEN_BY_SELLER] * 2 + [Observed.LIVE]
    for minutes, status in enumerate(turns):
        with world.write() as session:
            record(session, [look(1, minutes, status)], now=LATER)
    assert listing(world).flapping_since is not None
    with world.write() as session:
        record(session, [look(1, 25 * 60)], now=LATER)
    assert listing(world).flapping_since is None
