"""Trouble of a host: one incident, statuses held, a few pages tried, the truth found afterwards."""

import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalog.hosts import host_of, host_scope
from catalog.models import Listing
from catalog.observing import close_incident
from catalog.observing.host_incidents import HOST_LIMITS
from catalog.status import Observed
from connectors.http.transport import tls_context
from jobs.channel_report import channel_rows
from jobs.observe_page import ENOUGH_TRIES
from jobs.observing import DEMO_RULES
from tests.support.certificates import Authority
from tests.support.floor_watch import FloorWatch, open_floor
from tests.support.stall import Stall
from tests.unit.http.server import Asked, Reply, local_server

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
    floor.live_on(hours=8)
    now_there = dict.fromkeys(floor.ids, Observed.LIVE) | {removed: Observed.NOT_FOUND}
    assert floor.statuses == now_there
    assert all(row.held_incident_id is None for row in map(floor.listing, floor.ids))
    assert len(floor.incidents) == 1


def test_a_host_that_hangs_in_the_middle_of_a_turn_is_one_outage(stall: Stall) -> None:
    """Every request gets a connection and never an end; the share of bad looks stays small."""
    floor = open_floor(stall, 16)
    floor.round()
    stall.settings.http.page_deadline_seconds = 0.4
    gone = floor.ids[-1]
    floor.time.pass_by(hours=7)
    before, ages = len(floor.looks), {one: floor.listing(one).observed_at for one in floor.ids}
    floor.disturb("delay", seconds=1.5, skip=8)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
    floor.take_down(gone)
    (incident,) = floor.incidents
    assert incident.kind == "outage"
    told = [look for look in floor.looks[before:] if look.code is None]
    hung = [look for look in floor.looks[before:] if look.code == "timeout"]
    assert (len(told), len(hung)) == (8, HOST_LIMITS.least)
    # Each failure was written down and judged before the next request.
    assert len({look.recorded_at for look in hung}) == len(hung)
    assert all(look.observed_at < incident.opened_at for look in told)
    read = {look.listing_id for look in told}
    kept = {one for one in floor.ids if one not in read}
    assert {one: floor.listing(one).observed_at for one in kept} == {one: ages[one] for one in kept}

    # Tries fail too, few at a time, and change nothing.
    floor.time.pass_by(minutes=20)
    before = len(floor.looks)
    floor.rounds_until(lambda: len(floor.looks) > before, minutes=1)
    assert len(pages_tried(floor, before)) <= ENOUGH_TRIES
    assert set(floor.statuses.values()) == {Observed.LIVE}

    floor.repair()
    # Minutes, not hours, although the gap had been doubled again and again.
    floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, minutes=5)
    floor.ask_again()
    floor.live_on(hours=8)
    assert floor.statuses == dict.fromkeys(floor.ids, Observed.LIVE) | {gone: Observed.NOT_FOUND}
    assert len(floor.incidents) == 1


def test_two_slow_pages_are_no_incident(floor: FloorWatch) -> None:
    floor.stall.settings.http.page_deadline_seconds = 0.4
    for one in floor.ids[:2]:
        path = urlsplit(floor.listing(one).public_url or "").path
        floor.stall.floor.post("/faults", {"kind": "delay", "match": path, "seconds": 1.5})
    for _ in range(4):
        floor.ask_again()
        floor.round()
        floor.time.pass_by(minutes=7)
    assert [look.code for look in floor.looks].count("timeout") > HOST_LIMITS.least
    assert floor.incidents == []
    assert set(floor.statuses.values()) == {Observed.LIVE}


def page(name: str) -> Reply:
    product = (
        f'{{"@context":"https://schema.org","@type":"Product","name":"{name}","offers":{{"@type":'
        '"Offer","price":"185000","priceCurrency":"VND",'
        '"availability":"https://schema.org/InStock"}}'
    )
    text = (
        f"<!doctype html><html lang=vi><head><title>{name}</title>"
        f'<script type="application/ld+json">{product}</script></head>'
        f"<body><h1>{name}</h1><p>185.000 đ</p></body></html>"
    )
    return Reply(200, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def goods(asked: Asked) -> Reply:
    """A well floor of our own making: `/p/7` is the page of product 7."""
    if asked.path == "/robots.txt":
        return Reply(200, b"User-agent: *\nAllow: /\n", {"Content-Type": "text/plain"})
    return page(f"Chè {asked.path.rpartition('/')[2]}")


def move(floor: FloorWatch, ids: list[int], url: str) -> None:
    """These listings stand on another host from now on."""
    with floor.stall.database.write() as session:
        for one in ids:
            session.get_one(Listing, one).public_url = f"{url}/p/{one}"
    floor.stall.settings.http.private_hosts = [host_of(url)]


def test_one_host_of_a_channel_is_held_and_the_other_is_not(stall: Stall) -> None:
    floor = open_floor(stall, 12)
    other, walled = floor.ids[:6], floor.ids[6:]
    with local_server() as server:
        server.answer = goods
        move(floor, other, server.url)
        floor.round()
        assert set(floor.statuses.values()) == {Observed.LIVE}

        floor.disturb("wall")
        floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
        gone = f"/p/{other[0]}"
        server.answer = lambda asked: Reply(410) if asked.path == gone else goods(asked)
        floor.ask_again()
        floor.round()
        assert floor.statuses[other[0]] == Observed.NOT_FOUND
        assert {floor.statuses[one] for one in walled} == {Observed.LIVE}
        host = host_of(floor.listing(walled[0]).public_url or "")
        assert [row.scope for row in floor.incidents] == [host_scope(host)]
        with floor.stall.database.read() as session:
            health = {row["kind"]: row["health"]["incident"] for row in channel_rows(session)}
        assert (health["buudien"], health["shopee"]) == ("blocked", None)


def test_a_person_ends_it_and_the_host_is_asked_again_at_once(floor: FloorWatch) -> None:
    floor.disturb("wall")
    floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
    assert floor.read_pace().stopped_until is not None
    floor.repair()
    with floor.stall.database.write() as session:
        assert close_incident(session, 1, "lan", now=floor.time.now())
    floor.round()
    assert [row.closed_by for row in floor.incidents] == ["lan"]
    assert floor.read_pace().stopped_until is None
    assert [look for look in floor.looks if look.observed_at > closed_at(floor)]
    # The gap that the refusals made is still kept, and shrinks with each clean answer.
    floor.rounds_until(lambda: not [row for row in floor.read_watch() if row.code], minutes=2)
    assert len(floor.incidents) == 1


def test_a_person_may_say_that_everything_is_really_gone(floor: FloorWatch) -> None:
    floor.disturb("status", status=410)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
    floor.time.pass_by(hours=1)
    floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}
    with floor.stall.database.write() as session:
        assert close_incident(
            session, 1, "lan", looks_were_true=True, now=floor.time.now(), rules=DEMO_RULES
        )
    assert set(floor.statuses.values()) == {Observed.NOT_FOUND, Observed.REMOVED}
    floor.ask_again()
    floor.round()
    assert len(floor.incidents) == 1


def test_rules_are_read_again_while_they_are_the_trouble(floor: FloorWatch) -> None:
    TROUBLES["robots"][1](floor)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
    floor.repair()
    floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, most=3, minutes=20)


def test_pages_that_never_told_anything_are_no_incident(stall: Stall) -> None:
    floor = open_floor(stall, PAGES)
    floor.disturb("shell")
    for _ in range(4):
        floor.ask_again()
        floor.round()
        floor.time.pass_by(hours=1)
    assert floor.incidents == []
    assert set(floor.statuses.values()) == {Observed.UNKNOWN}


def test_a_host_that_fails_to_connect_once_is_no_incident(floor: FloorWatch) -> None:
    floor.stall.floor.post("/rules", {"robots_status": 503})
    floor.ask_again()
    floor.round()
    floor.repair()
    floor.time.pass_by(minutes=2)
    floor.round()
    assert floor.incidents == []
    assert set(floor.statuses.values()) == {Observed.LIVE}


def test_a_certificate_that_is_not_valid(
    floor: FloorWatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, unknown = Authority(tmp_path / "known"), Authority(tmp_path / "unknown")
    monkeypatch.setenv("SSL_CERT_FILE", str(known.file))
    tls_context.cache_clear()
    with local_server() as server:
        server.answer = goods
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(known.server_chain())
        server.socket = context.wrap_socket(server.socket, server_side=True)
        move(floor, floor.ids, f"https://127.0.0.1:{server.port}")
        floor.ask_again()
        floor.round()
        assert {look.url for look in floor.looks[-PAGES:]} == {
            f"https://127.0.0.1:{server.port}/p/{one}" for one in floor.ids
        }
        context.load_cert_chain(unknown.server_chain())
        floor.rounds_until(lambda: bool(floor.incidents), minutes=5)
        assert [row.kind for row in floor.incidents] == ["certificate"]
        assert set(floor.statuses.values()) == {Observed.LIVE}
        context.load_cert_chain(known.server_chain())
        floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, hours=7)
    tls_context.cache_clear()


def closed_at(floor: FloorWatch) -> datetime:
    found = floor.incidents[0].closed_at
    assert found is not None
    return found
