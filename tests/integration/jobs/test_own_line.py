"""Our own line down for hours: sockets that nobody opens, under a clock that the test moves."""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.hosts import OWN_LINE
from catalog.models import HostPace, Incident, Listing
from catalog.status import Observed
from connectors.http.clock import Clock
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.observe_page import observe_page
from tests.integration.jobs.floors import Floor, Market
from tests.support.floor_watch import Time
from tests.support.working import work_off
from tests.unit.http.server import LocalServer


def live(market: Market, time: Time, **span: float) -> None:
    """So much time goes by, with a round every ten minutes; every page is wanted each hour."""
    end = time.now() + timedelta(**span)
    while time.now() < end:
        with market.database.write() as session:
            for row in session.exec(select(Listing)):
                row.due_at = time.now()
        asyncio.run(_round(market, time))
        time.pass_by(minutes=10)


async def _round(market: Market, time: Time) -> None:
    clock = Clock(time.now, time.sleep)
    clients = Clients(market.settings, market.database, market.vault, clock)
    context = JobContext(market.database, market.settings, market.vault, clients, time.now)
    try:
        observe_page(context)
        await work_off(context)
    finally:
        await clients.close()


def cut(floor: Floor) -> None:
    floor.server.shutdown()
    floor.server.server_close()


def mend(floor: Floor) -> LocalServer:
    """The same floor under the same address again."""
    server = LocalServer(floor.server.port)
    server.answer = floor.answer
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server


@pytest.mark.parametrize("market", [4], indirect=True)
def test_hours_without_a_line_are_one_incident_that_ends_by_itself(market: Market) -> None:
    time = Time()
    live(market, time, minutes=10)
    assert {row.observed for row in market.rows(Listing)} == {Observed.LIVE}
    for floor in market.floors:
        cut(floor)
    live(market, time, hours=9)
    (incident,) = market.rows(Incident)
    assert (incident.scope, incident.closed_at) == (OWN_LINE, None)
    assert {row.observed for row in market.rows(Listing)} == {Observed.LIVE}

    servers = [mend(floor) for floor in market.floors]
    try:
        live(market, time, hours=1)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
    (incident,) = market.rows(Incident)
    assert incident.closed_at is not None
    assert {row.failures for row in market.rows(HostPace)} == {0}
    assert all(len(server.asked) > 0 for server in servers)
