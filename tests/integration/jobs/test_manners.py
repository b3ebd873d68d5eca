"""Manners over real HTTP: hosts that refuse, fail, hang, move away or ask us to wait."""

from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.models import (
    HostPace,
    HostRobots,
    Incident,
    Listing,
    utc_now,
)
from catalog.status import Observed
from tests.integration.jobs.floors import HTML, Market, page, wait_for_turn, wait_out_the_gap
from tests.unit.http.server import Reply


def test_five_walls_stop_the_host_and_no_more_is_asked(market: Market) -> None:
    (floor,) = market.floors
    floor.special = {f"/p/san0-{n}": Reply(403, b"<p>Access Denied</p>", HTML) for n in range(3)}
    for _ in range(7):
        market.ask_again()
        wait_out_the_gap(market)
        market.run()
    assert len(floor.pages_asked) == 5
    (pace,) = market.rows(HostPace)
    assert (pace.blocks, pace.last_code) == (5, "http_403")
    assert pace.stopped_until > utc_now() + timedelta(hours=23)
    told = market.plan()
    assert told.counts == {"hosts": 0}
    assert told.failures == {"page_blocked": 1}
    assert "chặn 5 lần liền (http_403)" in told.detail


def test_a_server_at_work_on_itself_is_not_left_alone_for_a_day(market: Market) -> None:
    """503 is no refusal: what it asks for stands in Retry-After."""
    (floor,) = market.floors
    closed = Reply(503, b"<p>Bao tri</p>", HTML | {"Retry-After": "600"})
    floor.special = {f"/p/san0-{n}": closed for n in range(3)}
    market.run()
    (pace,) = market.rows(HostPace)
    assert pace.next_at > utc_now() + timedelta(seconds=500)
    for _ in range(6):
        market.ask_again()
        wait_out_the_gap(market)
        market.run()
    (pace,) = market.rows(HostPace)
    assert (pace.blocks, pace.stopped_until) == (0, None)


def test_rules_read_between_refusals_do_not_speed_us_up(market: Market) -> None:
    (floor,) = market.floors
    floor.special = {f"/p/san0-{n}": Reply(403, b"<p>Access Denied</p>", HTML) for n in range(3)}
    for _ in range(6):
        market.ask_again()
        wait_out_the_gap(market)
        with market.database.write() as session:
            for rules in session.exec(select(HostRobots)):
                rules.read_at = utc_now() - timedelta(hours=25)
        market.run()
    (pace,) = market.rows(HostPace)
    assert (len(floor.pages_asked), pace.blocks) == (5, 5)
    assert pace.stopped_until > utc_now() + timedelta(hours=23)


@pytest.mark.parametrize("status", [429, 503])
def test_robots_that_ask_us_to_wait_are_heard(market: Market, status: int) -> None:
    (floor,) = market.floors
    floor.rules = Reply(status, b"", {"Retry-After": "7200"})
    market.run()
    assert floor.pages_asked == []
    (pace,) = market.rows(HostPace)
    assert pace.asleep_until > utc_now() + timedelta(seconds=7000)


@pytest.mark.parametrize(
    ("status", "code"), [(408, "channel_down"), (425, "channel_down"), (400, "page_unreadable")]
)
def test_an_error_is_no_reason_to_ask_faster(market: Market, status: int, code: str) -> None:
    (floor,) = market.floors
    market.run()
    with market.database.write() as session:
        session.exec(select(HostPace)).one().gap_seconds = 40.0
    failing = Reply(status, b"<p>?</p>", HTML)
    floor.special = dict.fromkeys(["/", *(f"/p/san0-{n}" for n in range(3))], failing)
    market.ask_again()
    wait_for_turn(market)
    market.run()
    assert market.rows(HostPace)[0].gap_seconds >= 40.0
    assert market.looks()[-1].code == code


@pytest.mark.parametrize("market", [2], indirect=True)
def test_a_page_that_moved_to_another_host_is_read_at_its_pace(market: Market) -> None:
    """The other host asked for a delay, then it was stopped: both are heard."""
    old, new = market.floors
    new.robots = "User-agent: *\nCrawl-delay: 45\n"
    old.special = {
        f"/p/san0-{n}": Reply(301, b"", {"Location": f"{new.server.url}/p/san0-{n}"})
        for n in range(3)
    }
    with market.database.write() as session:
        for listing_id in new.listings:
            session.get_one(Listing, listing_id).public_url = None
    market.run()
    for number in range(1, 4):
        # No page of the new host came before its delay was over.
        assert new.pages_asked == [f"/p/san0-{n}" for n in range(number)]
        wait_for_turn(market)
        market.run()
    assert {look.status for look in market.looks()} == {Observed.LIVE}
    assert market.rows(Incident) == []

    with market.database.write() as session:
        row = session.get_one(HostPace, new.server.url.removeprefix("http://"))
        row.stopped_until, row.next_at = utc_now() + timedelta(hours=20), None
        for n, listing_id in enumerate(old.listings):
            # Goods on sale take their address along; a person gives the old one again.
            session.get_one(Listing, listing_id).public_url = f"{old.server.url}/p/san0-{n}"
    market.ask_again()
    market.run()
    assert len(new.pages_asked) == 3
    assert {row.look_code for row in market.rows(Listing) if row.look_code} == {"page_blocked"}


def test_one_dead_host_is_one_failure(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    before = [(row.observed, row.look_at) for row in market.rows(Listing)]
    floor.server.shutdown()
    floor.server.server_close()
    market.ask_again()
    for _ in range(3):
        market.run()
    assert len(market.looks()) == 3
    assert [(row.observed, row.look_at) for row in market.rows(Listing)] == before
    (pace,) = market.rows(HostPace)
    assert (pace.failures, pace.last_code) == (1, "connect_failed")
    assert pace.asleep_until > utc_now()


def test_unreadable_robots_make_the_host_wait_not_the_pages_unknown(market: Market) -> None:
    (floor,) = market.floors
    floor.robots_status = 503
    market.run()
    assert floor.pages_asked == []
    assert market.looks() == []
    assert market.rows(HostPace)[0].asleep_until > utc_now()


def test_rules_that_turn_against_us_are_told_as_a_change(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    floor.robots = "User-agent: *\nDisallow: /p/\n"
    with market.database.write() as session:
        for row in session.exec(select(HostRobots)):
            row.read_at = utc_now() - timedelta(hours=25)
    market.ask_again()
    market.run()
    newest = market.looks()[-3:]
    assert {look.status for look in newest} == {Observed.UNKNOWN}
    assert all(look.flags == ["robots_disallowed", "robots_changed"] for look in newest)
    assert {row.observed for row in market.rows(Listing)} == {Observed.LIVE}


@pytest.mark.parametrize("market", [3], indirect=True)
def test_a_hanging_host_costs_its_own_lane_only(market: Market) -> None:
    hanging, *others = market.floors
    hanging.special = {f"/p/san0-{n}": Reply(body=page("Chè"), drip=30.0) for n in range(3)}
    market.settings.http.page_deadline_seconds = 2.0
    market.run()
    looks = market.looks()
    quick = {one for floor in others for one in floor.listings}
    seen = [look for look in looks if look.listing_id in quick]
    assert {look.status for look in seen} == {Observed.LIVE}
    assert len(seen) == 6
    # The others were done while the first page of the hanging host was still coming in.
    first_hang = min(look.observed_at for look in looks if look.listing_id not in quick)
    assert all(look.observed_at < first_hang for look in seen)
    assert {look.status for look in looks if look.listing_id not in quick} == {Observed.UNKNOWN}
