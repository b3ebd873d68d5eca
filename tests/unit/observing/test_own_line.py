"""Our own line (đường truyền): one incident of it, which ends by itself, and none of the hosts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.hosts import OWN_LINE, host_scope
from catalog.models import HostPace, Incident, Listing, PageWatch
from catalog.observing import HostVerdict, judge_channel, judge_host, own_line, record
from catalog.observing.incident_kinds import IncidentKind
from catalog.status import Observed
from tests.unit.observing.conftest import LISTINGS, at, incidents, look

EVERY = range(1, LISTINGS + 1)
HOST, OTHER = "san.vn", "khac.vn:8443"
PROBE = timedelta(minutes=15)


@pytest.fixture
def pages(world: Database) -> Database:
    """Twelve pages of one host, all read an hour ago."""
    with world.write() as session:
        for number in EVERY:
            url = f"https://{HOST}/p/{number}"
            session.get_one(Listing, number).public_url = url
            watch = PageWatch(listing_id=number, url=url, host=HOST, due_at=at(0))
            watch.looked_at = watch.told_at = at(-60)
            session.add(watch)
    return world


def unreachable(host: str, failures: int, sleeps: float = 1) -> HostPace:
    return HostPace(
        host=host, failures=failures, last_code="connect_failed", asleep_until=at(sleeps)
    )


def turn(database: Database, host: str, minutes: float, failures: int) -> HostVerdict:
    """A turn at the host that failed so many times in a row by then."""
    sleeps = 0.5 * 2 ** (failures - 1)
    with database.write() as session:
        session.merge(unreachable(host, failures, minutes + sleeps))
        session.flush()
        return judge_host(session, host, now=at(minutes), probe_every=PROBE)


def test_our_own_line_is_no_hosts_outage(pages: Database) -> None:
    """Nobody answers since this host failed first, half a minute ago; then another host does."""
    assert turn(pages, HOST, 0, 2).kind is IncidentKind.OUTAGE
    with pages.write() as session:
        session.delete(session.exec(select(Incident)).one())
        session.merge(unreachable("a.vn", 1))
        session.merge(unreachable("b.vn", 1))
    assert turn(pages, HOST, 0, 2).kind is None
    with pages.write() as session:
        watch = session.get_one(PageWatch, 12)
        watch.host, watch.looked_at, watch.code = OTHER, at(-0.6), None
    assert turn(pages, HOST, 0, 2).kind is None
    with pages.write() as session:
        session.get_one(PageWatch, 12).looked_at = at(-0.4)
    assert turn(pages, HOST, 0, 2).kind is IncidentKind.OUTAGE


SILENT = (HOST, "a.vn", "b.vn", "c.vn")


def line_down(database: Database, until: int = 12) -> None:
    """All hosts out of reach, in turn, for hours."""
    for failures in range(1, until + 1):
        for number, host in enumerate(SILENT):
            turn(database, host, failures + number / 10, failures)


def test_our_own_line_down_for_hours_is_one_incident(pages: Database) -> None:
    line_down(pages)
    (incident,) = incidents(pages)
    assert (incident.scope, incident.kind) == (OWN_LINE, IncidentKind.OWN_LINE)
    assert incident.noticed_at == at(4)
    with pages.read() as session:
        asleep = [session.get_one(HostPace, host).asleep_until for host in SILENT]
        assert all(end is not None and end <= at(13) + PROBE for end in asleep)
    looks = [look(number, 12, Observed.UNKNOWN, code="timeout") for number in EVERY]
    with pages.write() as session:
        record(session, looks, now=at(12))
        assert judge_channel(session, "shopee", now=at(12)).opened is False


def test_a_short_break_of_our_line_is_nothing(pages: Database) -> None:
    line_down(pages, 3)
    assert incidents(pages) == []


@pytest.mark.parametrize("by_api", [False, True])
def test_the_first_answer_ends_it_and_wakes_the_hosts(pages: Database, by_api: bool) -> None:
    line_down(pages)
    if by_api:
        with pages.write() as session:
            record(session, [look(1, 20)], now=at(20))
    else:
        with pages.write() as session:
            session.get_one(PageWatch, 1).looked_at = at(20)
    with pages.write() as session:
        judge_host(session, HOST, now=at(20), probe_every=PROBE)
    (incident,) = incidents(pages)
    assert incident.closed_at == at(20)
    with pages.read() as session:
        pace = session.get_one(HostPace, "c.vn")
        assert (pace.failures, pace.asleep_until) == (0, None)
    for failures in (1, 2):
        turn(pages, "c.vn", 20 + failures, failures)
    kinds = [(row.scope, row.kind) for row in incidents(pages)[1:]]
    assert kinds == [(host_scope("c.vn"), IncidentKind.OUTAGE)]


@pytest.mark.postgres
def test_two_turns_at_once_tell_of_it_once(postgres_database: Database) -> None:
    with postgres_database.write() as session:
        session.add_all(unreachable(host, 4, 8) for host in SILENT)
    gate = Barrier(2)

    def turn_at(host: str) -> bool:
        with postgres_database.write() as session:
            gate.wait(timeout=30)
            return own_line.judge(session, host, at(4), PROBE)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(turn_at, SILENT[:2])) == [True, True]
    assert len(incidents(postgres_database)) == 1


def test_hosts_long_in_trouble_of_their_own_prove_nothing(pages: Database) -> None:
    with pages.write() as session:
        for host in ("a.vn", "b.vn"):
            session.add(unreachable(host, 30, 300))
            session.add(Incident(scope=host_scope(host), kind=IncidentKind.OUTAGE))
    assert turn(pages, HOST, 0, 2).kind is IncidentKind.OUTAGE
