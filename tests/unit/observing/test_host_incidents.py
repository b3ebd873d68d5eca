"""The verdict on a host of public pages, by its newest looks and its manners, on both backends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from catalog import page_watch
from catalog.contract import Seen
from catalog.db import Database
from catalog.hosts import host_in, host_of, host_scope
from catalog.models import HostPace, Listing, PageWatch
from catalog.observing import HostVerdict, close_incident, judge_channel, judge_host, record
from catalog.observing.incident_kinds import INCIDENT_FACTS, IncidentKind
from catalog.status import Method, Observed
from tests.unit.observing.conftest import LISTINGS, at, incidents, listing, look

EVERY = range(1, LISTINGS + 1)
HOST, OTHER = "san.vn", "khac.vn:8443"
PROBE = timedelta(minutes=15)


def page(
    number: int, minutes: float, code: str | None = None, status: Observed = Observed.LIVE
) -> Seen:
    """A look at a page: with a code it told nothing."""
    seen = Observed.UNKNOWN if code else status
    return look(number, minutes, seen, Method.PAGE, code=code, confidence=0.0 if code else 0.95)


def see(
    database: Database, minutes: float, *looks: Seen, paused_until: datetime | None = None
) -> HostVerdict:
    """Record looks at pages as a turn at the host does; the verdict."""
    with database.write() as session:
        record(session, looks, now=at(minutes))
        for one in looks:
            watch = session.get_one(PageWatch, one.listing_id)
            watch.looked_at, watch.code = at(minutes), one.code
            watch.told_at = watch.told_at if one.code else at(minutes)
            session.add(watch)
        session.flush()
        return judge_host(
            session, HOST, now=at(minutes), probe_every=PROBE, paused_until=paused_until
        )


def stop(database: Database, **pace: Any) -> None:
    with database.write() as session:
        session.merge(HostPace(host=HOST, **pace))


@pytest.fixture
def pages(world: Database) -> Database:
    """Twelve pages of one host and channel, all read and on sale an hour ago."""
    with world.write() as session:
        for number in EVERY:
            url = f"https://{HOST}/p/{number}"
            session.get_one(Listing, number).public_url = url
            session.add(PageWatch(listing_id=number, url=url, host=HOST, due_at=at(0)))
    verdict = see(world, -60, *(page(number, -60) for number in EVERY))
    assert (verdict.looked, verdict.kind) == (12, None)
    return world


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("page_blocked", "blocked"),
        ("rate_limited", "blocked"),
        ("page_unreadable", "redesign"),
        ("host_not_allowed", "redesign"),
        ("channel_down", "outage"),
        ("timeout", "outage"),
        ("certificate_invalid", "certificate"),
        ("robots_changed", "robots"),
    ],
)
def test_most_of_the_newest_looks_name_the_kind(pages: Database, code: str, kind: str) -> None:
    early = see(pages, 0, *(page(number, 0, code) for number in range(1, 3)))
    assert not early.opened
    verdict = see(pages, 1, *(page(number, 1, code) for number in range(3, 7)))
    assert (verdict.opened, verdict.kind) == (True, kind)
    (row,) = incidents(pages)
    assert (row.scope, row.opened_at, row.noticed_at) == (f"host:{HOST}", at(0), at(1))
    assert row.probe_at == at(16)
    assert not see(pages, 2, page(7, 2, code)).opened


@pytest.mark.parametrize(
    ("code", "opened"), [("timeout", True), ("page_blocked", True), ("page_unreadable", False)]
)
def test_five_failures_in_a_row_are_enough_where_each_slows_us_down(
    pages: Database, code: str, opened: bool
) -> None:
    see(pages, 0, *(page(number, 0) for number in EVERY))
    verdicts = [see(pages, number, page(number, number, code)) for number in range(1, 6)]
    assert [verdict.opened for verdict in verdicts] == [False] * 4 + [opened]


def test_failures_with_good_looks_between_them_are_the_pages_own(pages: Database) -> None:
    see(pages, 0, *(page(number, 0) for number in EVERY))
    for number in range(1, 6):
        see(pages, number, page(number, number, "timeout"))
        assert see(pages, number + 0.5, page(number + 6, number + 0.5)).kind is None


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["timeout", "page_blocked", "timeout", "channel_down", "rate_limited"], "outage"),
        (["page_blocked", "timeout", "page_blocked", "rate_limited", "timeout"], "blocked"),
        (["timeout", "page_unreadable", "timeout", "timeout", "timeout"], None),
    ],
)
def test_failures_of_the_host_in_a_row_count_alike(
    pages: Database, codes: list[str], kind: str | None
) -> None:
    see(pages, 0, *(page(number, 0) for number in EVERY))
    last = [see(pages, n, page(n, n, code)) for n, code in enumerate(codes, start=1)][-1]
    assert last.kind == kind


def test_one_slow_page_is_its_own_trouble_however_often_it_is_tried(pages: Database) -> None:
    see(pages, 0, *(page(number, 0) for number in EVERY))
    for minutes in range(1, 13):
        slow = page(1 + minutes % 2, minutes, "timeout")
        assert see(pages, minutes, slow).kind is None


def test_too_few_pages_prove_nothing_but_rules_do(pages: Database) -> None:
    with pages.write() as session:
        for number in range(3, LISTINGS + 1):
            session.get_one(PageWatch, number).host = OTHER
    looks = [page(number, 1, "page_blocked") for number in (1, 2)]
    assert see(pages, 1, *looks).kind is None
    looks = [page(number, 2, "robots_changed") for number in (1, 2)]
    assert see(pages, 2, *looks).kind is IncidentKind.ROBOTS


@pytest.mark.parametrize(
    ("pace", "kind"),
    [
        ({"stopped_until": at(60), "blocks": 5, "last_code": "http_403"}, "blocked"),
        ({"stopped_until": at(60), "blocks": 5, "last_code": "http_503"}, "outage"),
        ({"asleep_until": at(60), "failures": 2, "last_code": "connect_failed"}, "outage"),
        ({"asleep_until": at(60), "failures": 2, "last_code": "robots_503"}, "outage"),
        ({"asleep_until": at(60), "failures": 2, "last_code": "robots_200"}, "blocked"),
        ({"asleep_until": at(60), "failures": 3, "last_code": "certificate"}, "certificate"),
        ({"asleep_until": at(60), "failures": 2, "last_code": "malformed_answer"}, "redesign"),
        ({"asleep_until": at(60), "failures": 1, "last_code": "connect_failed"}, None),
        ({"stopped_until": at(-1), "blocks": 5, "last_code": "http_403"}, None),
    ],
)
def test_manners_tell_of_a_host_that_nobody_looks_at(
    pages: Database, pace: dict[str, Any], kind: str | None
) -> None:
    stop(pages, **pace)
    verdict = see(pages, 0)
    assert (verdict.opened, verdict.kind) == (kind is not None, kind)


def test_a_wrong_link_is_no_sign_of_trouble(pages: Database) -> None:
    with pages.write() as session:
        for number in range(1, 10):
            session.get_one(PageWatch, number).told_at = None
    looks = [page(number, 1, "page_unreadable") for number in range(1, 10)]
    assert see(pages, 1, *looks).kind is None


def test_a_hosts_trouble_is_not_its_channels(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_blocked") for number in EVERY))
    with pages.write() as session:
        assert judge_channel(session, "shopee", now=at(2)).looked == 0
    assert [row.scope for row in incidents(pages)] == [host_scope(HOST)]


def test_only_looks_at_pages_are_held(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_blocked") for number in EVERY))
    see(pages, 2, page(1, 2, status=Observed.SUSPENDED), look(2, 2, Observed.SUSPENDED))
    assert [listing(pages, number).observed for number in (1, 2)] == ["live", "suspended"]
    assert listing(pages, 1).held_incident_id == 1


def test_another_hosts_pages_are_not_held(pages: Database) -> None:
    with pages.write() as session:
        session.get_one(Listing, 12).public_url = f"https://{OTHER}/p/12"
        session.get_one(PageWatch, 12).host = OTHER
    see(pages, 1, *(page(number, 1, "page_blocked") for number in range(1, 12)))
    see(pages, 2, page(12, 2, status=Observed.SUSPENDED))
    assert listing(pages, 12).observed == "suspended"


def test_mass_change_gives_statuses_back_from_its_first_look_on(pages: Database) -> None:
    see(pages, 0, page(1, 0, status=Observed.HIDDEN_BY_SELLER))
    assert listing(pages, 1).observed == "hidden_by_seller"
    looks = [page(n, n, status=Observed.HIDDEN_BY_SELLER) for n in range(2, 9)]
    assert see(pages, 10, *looks).kind is IncidentKind.MASS_CHANGE
    assert {listing(pages, number).observed for number in EVERY} == {"live"}
    with pages.write() as session:
        assert close_incident(session, 1, "lan", looks_were_true=True, now=at(20))
    assert {listing(pages, number).observed for number in range(1, 9)} == {"hidden_by_seller"}
    # The next looks say the same, and are no new incident.
    looks = [page(n, 30, status=Observed.HIDDEN_BY_SELLER) for n in range(1, 9)]
    assert not see(pages, 30, *looks).opened


def test_tries_that_tell_something_end_it_and_all_in_doubt_are_due(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_blocked") for number in EVERY))
    with pages.write() as session:
        for watch in session.exec(select(PageWatch)):
            watch.due_at, watch.failures = at(500), 3
    again = see(pages, 20, *(page(number, 20, "page_blocked") for number in range(1, 6)))
    assert (again.closed, incidents(pages)[0].probe_at) == (False, at(35))
    one_bad = [page(number, 40, "page_blocked" if number == 6 else None) for number in range(6, 11)]
    assert see(pages, 40, *one_bad).closed
    with pages.read() as session:
        found = session.exec(select(PageWatch).order_by(col(PageWatch.listing_id))).all()
    # Those that told something just now keep their turn.
    assert {watch.listing_id for watch in found if watch.due_at == at(40)} == {
        1,
        2,
        3,
        4,
        5,
        6,
        11,
        12,
    }
    assert not see(pages, 41).opened


@pytest.mark.parametrize(("code", "gap"), [("timeout", 0.0), ("page_blocked", 64.0)])
def test_a_host_that_only_broke_gets_its_usual_gap_back(
    pages: Database, code: str, gap: float
) -> None:
    see(pages, 1, *(page(number, 1, code) for number in EVERY))
    stop(pages, gap_seconds=64.0, last_code=code)
    assert see(pages, 20, *(page(number, 20) for number in range(1, 6))).closed
    with pages.read() as session:
        assert session.get_one(HostPace, HOST).gap_seconds == gap


def test_tries_that_only_the_pace_held_up_go_on_as_soon_as_it_allows(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "timeout") for number in EVERY))
    assert incidents(pages)[0].probe_at == at(16)
    see(pages, 16, page(1, 16), paused_until=at(18))
    assert incidents(pages)[0].probe_at == at(18)
    see(pages, 18, page(2, 18), paused_until=at(100))
    assert incidents(pages)[0].probe_at == at(33)


def test_four_of_five_that_were_refused_keep_it_open(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_blocked") for number in EVERY))
    looks = [page(number, 20, None if number == 1 else "page_unreadable") for number in range(1, 6)]
    assert not see(pages, 20, *looks).closed
    assert len(incidents(pages)) == 1


def test_a_host_in_trouble_waits_and_is_tried_in_turns(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_blocked") for number in EVERY))
    with pages.read() as session:
        assert page_watch.hosts_due(session, at(15), 100) == []
        assert page_watch.next_turn(session, HOST, at(15), 100) is None
        assert page_watch.hosts_due(session, at(16), 100) == [HOST]
        assert page_watch.choose_probes(session, HOST, at(16), 5) == [1, 2, 3, 4, 5]
    see(pages, 16, *(page(number, 16, "page_blocked") for number in range(1, 6)))
    with pages.read() as session:
        assert page_watch.choose_probes(session, HOST, at(31), 5) == [6, 7, 8, 9, 10]
        assert page_watch.hosts_due(session, at(30), 100) == []
        assert page_watch.hosts_due(session, at(31), 100) == [HOST]


def test_a_stopped_host_is_not_even_tried(pages: Database) -> None:
    stop(pages, stopped_until=at(1440), blocks=5, last_code="http_403")
    see(pages, 1)
    with pages.read() as session:
        assert page_watch.hosts_due(session, at(60), 100) == []
        assert page_watch.hosts_due(session, at(1441), 100) == [HOST]


def test_what_a_person_ended_does_not_come_back_by_the_same_looks(pages: Database) -> None:
    see(pages, 1, *(page(number, 1, "page_unreadable") for number in EVERY))
    with pages.write() as session:
        assert close_incident(session, 1, "lan", now=at(10))
    assert not see(pages, 20, *(page(number, 20, "page_unreadable") for number in EVERY)).opened
    see(pages, 30, *(page(number, 30) for number in EVERY))
    assert see(pages, 40, *(page(number, 40, "page_unreadable") for number in EVERY)).opened


def test_a_person_lets_a_stopped_host_be_asked_again(pages: Database) -> None:
    stop(pages, stopped_until=at(1440), blocks=5, gap_seconds=64.0, last_code="http_403")
    see(pages, 1)
    with pages.write() as session:
        assert close_incident(session, 1, "lan", now=at(10))
        assert not close_incident(session, 1, "lan", now=at(11))
    with pages.read() as session:
        pace = session.get_one(HostPace, HOST)
    assert (pace.stopped_until, pace.blocks, pace.gap_seconds) == (None, 0, 64.0)


def test_every_kind_has_words() -> None:
    assert set(INCIDENT_FACTS) == set(IncidentKind)
    assert all(facts.text_vi and facts.advice_vi for facts in INCIDENT_FACTS.values())


def test_scopes_name_hosts_and_channels_apart() -> None:
    assert host_of("https://A.vn:8443/x?y#z") == "a.vn:8443"
    assert host_in(host_scope("a.vn:8443")) == "a.vn:8443"
    assert host_in("shopee") is None
