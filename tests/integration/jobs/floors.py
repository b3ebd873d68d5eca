"""Floors of a test's own making on 127.0.0.1, and an installation that reads their pages."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import col, select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import (
    Channel,
    HostPace,
    Listing,
    Observation,
    Shop,
    Task,
    utc_now,
)
from catalog.status import Observed, TaskState
from catalog.vault import Vault
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.looking import look_now
from jobs.observe_page import observe_page
from jobs.results import Done
from tests.support import facts
from tests.support.working import work_off
from tests.unit.http.server import Asked, LocalServer, Reply, local_server

HTML = {"Content-Type": "text/html; charset=utf-8"}
ROBOTS = "User-agent: *\nDisallow: /gio-hang\n"


def page(name: str, price: int = 185_000, stock: str = "InStock") -> bytes:
    return (
        f"<!doctype html><html lang=vi><head><title>{name}</title>"
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
        f'"name":"{name}","offers":{{"@type":"Offer","price":"{price}","priceCurrency":"VND",'
        f'"availability":"https://schema.org/{stock}"}}}}</script></head>'
        f"<body><h1>{name}</h1><p>{price} đ</p></body></html>"
    ).encode()


@dataclass
class Floor:
    """A floor of our own making: what it answers is set by the test."""

    server: LocalServer
    name: str
    robots: str = ROBOTS
    robots_status: int = 200
    rules: Reply | None = None
    etag: str = ""
    price: int = 185_000
    special: dict[str, Reply] = field(default_factory=dict)
    listings: list[int] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            if self.rules is not None:
                return self.rules
            return Reply(self.robots_status, self.robots.encode(), {"Content-Type": "text/plain"})
        if asked.path in self.special:
            return self.special[asked.path]
        headers = HTML | ({"ETag": self.etag} if self.etag else {})
        if self.etag and asked.headers.get("if-none-match") == self.etag:
            return Reply(304, b"", headers)
        return Reply(200, page(f"Chè {asked.path[3:]}", self.price), headers)

    @property
    def pages_asked(self) -> list[str]:
        return [asked.path for asked in self.server.asked if asked.path != "/robots.txt"]


@dataclass
class Market:
    """An installation and the floors that it reads."""

    settings: Settings
    database: Database
    vault: Vault
    floors: list[Floor]

    def run(self, times: int = 1) -> None:
        """Everything due now, `times` over; between them all pages are asked for again."""
        for number in range(times):
            if number:
                self.ask_again()
            asyncio.run(self._whole())

    def look(self, listing_id: int) -> Any:
        return asyncio.run(self._with(lambda context: look_now(context, listing_id)))

    def ask_again(self) -> None:
        with self.database.write() as session:
            for row in session.exec(select(Listing)):
                row.due_at = utc_now()

    def rows(self, model: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(model)))

    def looks(self) -> list[Observation]:
        with self.database.read() as session:
            return list(session.exec(select(Observation).order_by(col(Observation.id))))

    def plan(self) -> Done:
        """Queue what is due."""

        async def only(context: JobContext) -> Done:
            return observe_page(context)

        done: Done = asyncio.run(self._with(only))
        return done

    async def _whole(self) -> None:
        async def work(context: JobContext) -> None:
            observe_page(context)
            await work_off(context)

        await self._with(work)

    async def _with(self, work: Callable[[JobContext], Any]) -> Any:
        clients = Clients(self.settings, self.database, self.vault)
        context = JobContext(self.database, self.settings, self.vault, clients, utc_now)
        try:
            return await work(context)
        finally:
            await clients.close()


@pytest.fixture
def market(
    settings: Settings, database: Database, vault: Vault, request: pytest.FixtureRequest
) -> Iterator[Market]:
    """Floors on 127.0.0.1, as many as the test asks for by indirect parameter (default one)."""
    number = getattr(request, "param", 1)
    settings.http.page_gap_seconds = 0
    settings.http.page_deadline_seconds = 1.0
    with ExitStack() as stack:
        servers = [stack.enter_context(local_server()) for _ in range(number)]
        floors = [Floor(server, f"san{n}") for n, server in enumerate(servers)]
        settings.http.private_hosts = [f"127.0.0.1:{server.port}" for server in servers]
        for floor in floors:
            floor.server.answer = floor.answer
        opened = Market(settings, database, vault, floors)
        _stock_up(opened)
        yield opened


def _stock_up(market: Market, pages: int = 3) -> None:
    with market.database.write() as session:
        session.add(Channel(kind="buudien", label="Bưu điện"))
        session.flush()
        for floor in market.floors:
            shop = Shop(channel="buudien", name=floor.name, external_id=floor.name)
            session.add(shop)
            session.flush()
            for n in range(pages):
                product = facts.add_product(session, f"Chè {floor.name}-{n}", "HTX Suối Giàng")
                listing = facts.add_listing(session, product, shop, Observed.UNKNOWN)
                listing.public_url = f"{floor.server.url}/p/{floor.name}-{n}"
                floor.listings.append(listing.id or 0)


def wait_out_the_gap(market: Market) -> None:
    """The gap between two looks at a host doubles with each wall: nobody waits for it here."""
    with market.database.write() as session:
        for row in session.exec(select(HostPace)):
            row.next_at, row.gap_seconds = None, 0.0


def wait_for_turn(market: Market) -> None:
    """The host's next moment has come; how slow it is stays."""
    with market.database.write() as session:
        for row in session.exec(select(HostPace)):
            row.next_at = None
        for task in session.exec(select(Task).where(Task.state == TaskState.WAITING)):
            task.run_at = utc_now()
