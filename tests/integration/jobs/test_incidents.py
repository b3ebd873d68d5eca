"""Trouble of a host: one incident, statuses held, a few pages tried, the truth found afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from catalog.hosts import host_of, host_scope
from catalog.models import HostPace, Incident, PageWatch
from catalog.observing import close_incident, news
from catalog.observing.host_incidents import HOST_LIMITS
from catalog.observing.incident_rows import News
from catalog.status import Observed
from tests.support.floor_watch import FloorWatch, open_floor
from tests.support.stall import Stall

Trouble = Callable[[FloorWatch], object]

PAGES = 7
TROUBLES: dict[str, tuple[str, Trouble]] = {
    "wall": ("blocked", lambda floor: floor.disturb("wall")),
    "403": ("blocked", lambda floor: floor.disturb("status", status=403)),
    "429": ("blocked", lambda floor: floor.disturb("status", status=429, retry_after="60")),
    "500": ("outage", lambda floor: floor.disturb("status", status=500)),
    "503": ("outage", lambda floor: floor.disturb("status", status=503)),
    "silent robots": (
        "outage",
        lambda floor: floor.stall.floor.post("/rules", {"robots_status": 503}),
    ),
    "shell": ("redesign", lambda floor: floor.disturb("shell")),
    "to the front page": ("redesign", lambda floor: floor.disturb("redirect")),
    "robots": (
        "robots",
        lambda floor: floor.stall.floor.post(
            "/rules", {"robots": "User-agent: *\nDisallow: /p/\n"}
        ),
    ),
    "all gone": ("mass_change", lambda floor: floor.disturb("status", status=404)),
}


@pytest.fixture
def floor(stall: Stall) -> FloorWatch:
    """Seven products on sale on the simulated floor, read and found so."""
    opened = open_floor(stall, PAGES)
    opened.round()
    assert set(opened.statuses.values()) == {Observed.LIVE}
    # Rules are read once a day: let the next look read them anew.
    opened.time.pass_by(hours=25)
    return opened


def told(floor: FloorWatch, since: datetime) -> list[News]:
    with floor.stall.database.read() as session:
        return news(session, since)


def pages_tried(floor: FloorWatch, before: int) -> set[int]:
    return {look.listing_id for look in floor.looks[before:]}


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_is_one_incident_and_truth_follows(floor: FloorWatch, name: str) -> None:
    kind, begin = TROUBLES[name]
    began, ages = floor.time.now(), [floor.listing(one).observed_at for one in floor.ids]
    begin(floor)
    removed = floor.ids[-1]
    floor.take_down(removed)

    # It opens once, and every status stays as it was, with its age.
    floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
    (incident,) = floor.incidents
    host = host_of(floor.listing(removed).public_url or "")
    assert (incident.kind, incident.scope) == (kind, host_scope(host))
    assert incident.opened_at >= began
    assert set(floor.statuses.values()) == {Observed.LIVE}
    assert [floor.listing(one).observed_at for one in floor.ids] == ages

    # Nobody hammers the host: its pages wait although they are due.
    before = len(floor.looks)
    floor.ask_again()
    floor.round()
    assert len(floor.looks) == before

    # A few are tried, it goes on, nothing changes.
    floor.time.pass_by(hours=25)
    floor.round()
    assert len(pages_tried(floor, before)) <= HOST_LIMITS.probes
    assert [row.closed_at for row in floor.incidents] == [None]
    assert set(floor.statuses.values()) == {Observed.LIVE}

    # When it is over, one cycle finds the truth of each product, the removal too.
    floor.repair()
    floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, hours=25)
    floor.round()
    floor.time.pass_by(hours=7)
    floor.round()
    now_there = {one: Observed.LIVE for one in floor.ids} | {removed: Observed.NOT_FOUND}
    assert floor.statuses == now_there
    assert all(row.held_incident_id is None for row in map(floor.listing, floor.ids))
    assert len(floor.incidents) == 1
    assert [one.key for one in told(floor, began)] == ["incident:1:opened", "incident:1:closed"]


def test_one_host_of_a_channel_is_held_and_the_other_is_not(floor: FloorWatch) -> None:
    stranger = floor.ids[0]
    with floor.stall.database.write() as session:
        watch = session.get_one(PageWatch, stranger)
        row = session.get_one(type(floor.listing(stranger)), stranger)
        # The same server under its other name: another host for us.
        row.public_url = (row.public_url or "").replace("127.0.0.1", "localhost")
        floor.stall.settings.http.private_hosts = [host_of(row.public_url)]
        assert watch.host != host_of(row.public_url)
