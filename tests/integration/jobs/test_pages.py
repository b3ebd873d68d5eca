"""Reading pages over real HTTP: short looks, hosts that wall, fail or hang, fair lanes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import (
    Channel,
    HostPace,
    HostRobots,
    Incident,
    Listing,
    Observation,
    PageValidator,
    PageWatch,
    Product,
    Shop,
    Task,
    utc_now,
)
from catalog.status import Observed, TaskState
from catalog.vault import Vault
from connectors.sandbox.misbehave import WALL_PAGE
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


def test_an_unchanged_page_is_confirmed_without_reading_it(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = 'W/"ban-1"'
    market.run(times=2)
    first, second = market.looks()[:3], market.looks()[3:]
    assert [look.status for look in first + second] == [Observed.LIVE] * 6
    assert all("unchanged" in look.flags for look in second)
    assert [(a.price_vnd, a.title) for a in first] == [(b.price_vnd, b.title) for b in second]
    sent = [asked.headers.get("if-none-match") for asked in floor.server.asked[-3:]]
    assert sent == ['W/"ban-1"'] * 3
    for row in market.rows(Listing):
        assert row.observed_at == max(one.observed_at for one in second if one.listing_id == row.id)


def test_the_same_body_without_validators_is_not_parsed_again(market: Market) -> None:
    market.run(times=2)
    assert ["unchanged" in look.flags for look in market.looks()] == [False] * 3 + [True] * 3
    market.floors[0].price = 199_000
    market.ask_again()
    market.run()
    newest = market.looks()[-3:]
    assert {look.price_vnd for look in newest} == {199_000}
    assert not any("unchanged" in look.flags for look in newest)
    assert all(watch.changed_at for watch in market.rows(PageWatch))


def test_a_304_is_not_trusted_for_ever(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = '"1"'
    market.run()
    with market.database.write() as session:
        old, renamed, held = session.exec(select(Listing).order_by(col(Listing.id))).all()
        for row in session.exec(select(PageValidator)):
            if row.listing_id == old.id:
                row.full_at = utc_now() - timedelta(days=8)
        session.get_one(Product, renamed.product_id).price_vnd = 99_000
        held.missed_looks = 1
    market.ask_again()
    market.run()
    assert not any("unchanged" in look.flags for look in market.looks())
    assert [asked.headers.get("if-none-match") for asked in floor.server.asked[-3:]] == [None] * 3


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


def test_a_walls_etag_is_never_kept(market: Market) -> None:
    (floor,) = market.floors
    wall = Reply(200, WALL_PAGE.encode(), HTML | {"ETag": '"tuong"'})
    floor.special = {f"/p/san0-{n}": wall for n in range(3)}
    for _ in range(3):
        market.run()
        wait_out_the_gap(market)
    assert [look.status for look in market.looks()] == [Observed.UNKNOWN] * 3
    assert market.rows(PageValidator) == []


def test_a_validator_too_long_to_be_kept_is_not_cut(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = f'"{"e" * 400}"'
    market.run(times=2)
    assert {row.etag for row in market.rows(PageValidator)} == {""}
    assert {look.status for look in market.looks()} == {Observed.LIVE}
    asked = [one.headers for one in floor.server.asked]
    assert not any("if-none-match" in headers for headers in asked)


def test_a_304_that_nobody_asked_for_says_nothing(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    floor.special = {"/p/san0-0": Reply(304, b"", {})}
    market.ask_again()
    market.run()
    looks = [look for look in market.looks() if look.listing_id == floor.listings[0]]
    assert [(look.status, look.flags) for look in looks][-1] == (Observed.UNKNOWN, ["unasked_304"])
    assert market.rows(Listing)[0].observed == Observed.LIVE
    assert floor.listings[0] not in {row.listing_id for row in market.rows(PageValidator)}


def test_a_page_that_is_gone_drops_what_was_kept(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    floor.special = {"/p/san0-1": Reply(404, b"<h1>404</h1>", HTML)}
    market.ask_again()
    market.run()
    assert floor.listings[1] not in {row.listing_id for row in market.rows(PageValidator)}
    (missing,) = [row for row in market.rows(PageWatch) if row.listing_id == floor.listings[1]]
    assert missing.every_seconds == market.settings.cadence.soon_seconds


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


def test_a_person_looks_now_in_the_hosts_turn(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    seen = market.look(floor.listings[0])
    assert (seen.status, "unchanged" in seen.flags) == (Observed.LIVE, False)
    assert market.rows(HostPace)[0].looked == 5


def test_the_budget_of_a_day_is_kept(market: Market) -> None:
    market.settings.cadence.pages_per_host_per_day = 3
    market.run(times=2)
    # robots.txt is a request too.
    assert len(market.floors[0].server.asked) == 3


def test_the_stars_that_a_page_claims_are_noted_until_it_stops(market: Market) -> None:
    (floor,) = market.floors
    claim = Reply(200, page("Chè san0-0 đạt OCOP 4 sao"), HTML)
    floor.special = {"/p/san0-0": claim}
    market.run(times=2)
    assert [row.observed_stars for row in market.rows(Listing)] == [4, 0, 0]
    assert [look.stars for look in market.looks() if "unchanged" in look.flags] == [4, 0, 0]
    floor.special = {}
    market.ask_again()
    market.run()
    assert [row.observed_stars for row in market.rows(Listing)] == [0, 0, 0]


def test_an_unchanged_page_still_shows_its_picture(market: Market) -> None:
    (floor,) = market.floors
    drawn = page("Chè san0-0").replace(
        b"</h1>", b"</h1><img src=/anh/che.jpg alt='Ch\xc3\xa8 san0-0'>"
    )
    floor.special = {"/p/san0-0": Reply(200, drawn, HTML)}
    market.run(times=2)
    shown = [look.picture or "" for look in market.looks() if "unchanged" in look.flags]
    assert [address.rpartition("/")[2] for address in shown] == ["che.jpg", "", ""]


def test_a_look_that_told_nothing_says_whose_move_it_is_by_code(market: Market) -> None:
    (floor,) = market.floors
    answers = (
        Reply(403, b"<p>Access Denied</p>", HTML),
        Reply(500, b"", HTML),
        Reply(200, b'<html><div id="root"></div></html>', HTML),
    )
    floor.special = {f"/p/san0-{n}": answer for n, answer in enumerate(answers)}
    market.run()
    codes = ["page_blocked", "channel_down", "page_unreadable"]
    assert [look.code for look in market.looks()] == codes
    assert [row.look_code for row in market.rows(Listing)] == codes
    assert [row.code for row in market.rows(PageWatch)] == codes
