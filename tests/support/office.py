"""An office that is told things: real mail and web servers, a clock that the test sets."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from catalog.config import Settings
from catalog.db import Database
from catalog.models import (
    Incident,
    Listing,
    Notice,
    User,
)
from catalog.notices.addresses import Addresses, save, setting_of
from catalog.status import Intent, Observed, Role
from catalog.vault import Vault
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.notify import notice_sweep, notify
from tests.support import facts
from tests.support.mailbox import Mailbox, open_mailbox
from tests.support.working import work_off
from tests.unit.http.server import LocalServer, local_server

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam, a Monday."""


@dataclass
class Office:
    """An installation with its mail server, a webhook and a clock that the test sets."""

    settings: Settings
    database: Database
    vault: Vault
    box: Mailbox
    hook: LocalServer
    now: datetime = MORNING
    people: dict[str, int] = field(default_factory=dict)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def told(self, login: str, *, digest: bool = True, **hours: Any) -> None:
        """Let this person be told by e-mail; without `digest` today's was made already."""
        with self.database.write() as session:
            user_id = self.people[login]
            setting = setting_of(session, user_id, self.settings.notices)
            for name, value in hours.items():
                setattr(setting, name, value)
            if not digest:
                setting.last_digest_on = self.now.date()
            save(session, self.vault, setting, Addresses(f"{login}@example.vn"), self.now)

    def incident(self, **values: Any) -> int:
        with self.database.write() as session:
            row = Incident(
                scope="shopee", kind="mass_change", opened_at=self.now, detail="9 trên 10", **values
            )
            session.add(row)
            session.flush()
            return row.id or 0

    def close(self, incident_id: int) -> None:
        with self.database.write() as session:
            session.get_one(Incident, incident_id).closed_at = self.now

    def see(self, listing_id: int, status: Observed) -> None:
        with self.database.write() as session:
            row = session.get_one(Listing, listing_id)
            row.observed, row.observed_at, row.observed_since = status, self.now, self.now
            row.look_status, row.look_at = status, self.now

    def run(self, *, sweep: bool = True) -> None:
        """One round of the schedule, with every delivery that is due."""
        asyncio.run(self._with(lambda context: self._round(context, sweep)))

    def compose(self) -> None:
        """The round without its deliveries: as if the process had died before them."""
        asyncio.run(self._with(self._composed))

    def work(self) -> None:
        asyncio.run(self._with(work_off))

    def rows(self, model: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(model)))

    def notices(self, of: str) -> list[Notice]:
        """The rows whose subject starts so."""
        return [row for row in self.rows(Notice) if row.subject.startswith(of)]

    async def _round(self, context: JobContext, sweep: bool) -> None:
        await self._composed(context, sweep)
        await work_off(context)

    async def _composed(self, context: JobContext, sweep: bool = True) -> None:
        if sweep:
            await asyncio.to_thread(notice_sweep, context)
        await asyncio.to_thread(notify, context)

    async def _with(self, act: Callable[[JobContext], Awaitable[Any]]) -> None:
        clients = Clients(self.settings, self.database, self.vault)
        try:
            await act(
                JobContext(self.database, self.settings, self.vault, clients, lambda: self.now)
            )
        finally:
            await clients.close()


@dataclass(frozen=True)
class Goods:
    """Two producers with a listing each."""

    alice: int
    bob: int
    shop: int


@pytest.fixture
def office(settings: Settings, database: Database, vault: Vault) -> Iterator[Office]:
    with open_office(settings, database, vault) as opened:
        yield opened


@contextmanager
def open_office(settings: Settings, database: Database, vault: Vault) -> Iterator[Office]:
    """A mail server, a web server, and `thu` of the staff."""
    with open_mailbox() as box, local_server() as hook:
        notices = settings.notices
        notices.email_host, notices.email_port = "127.0.0.1", box.port
        notices.email_security, notices.email_from = "none", "thong-bao@chophien.example.vn"
        settings.http.private_hosts = [f"127.0.0.1:{hook.port}"]
        opened = Office(settings, database, vault, box, hook)
        with database.write() as session:
            opened.people["thu"] = _user(session, "thu", Role.STAFF, None)
        yield opened


@pytest.fixture
def goods(office: Office) -> Goods:
    with office.database.write() as session:
        made = []
        for name in ("alice", "bob"):
            producer = facts.add_producer(session, f"HTX {name}")
            shop = facts.add_shop(session, producer, "buudien")
            shop.name = f"Gian hàng {name}"
            product = facts.add_product(session, f"Chè của {name}", producer.name)
            listing = facts.add_listing(session, product, shop, Observed.LIVE, office.now)
            listing.intent, listing.intent_at = Intent.LIST, office.now - timedelta(hours=1)
            listing.dispatched_hash = "a:b:c"
            office.people[name] = _user(session, name, Role.PRODUCER, producer.id)
            made.append((listing.id or 0, shop.id or 0))
    return Goods(made[0][0], made[1][0], made[0][1])


def _user(session: Session, login: str, role: Role, producer_id: int | None) -> int:
    # Nobody signs in here, so the slow hash is left out.
    user = User(login=login, name=login, role=role, producer_id=producer_id, password_hash="-")
    session.add(user)
    session.flush()
    return user.id or 0


def use(office: Office, addresses: Addresses) -> None:
    """Let `thu` be told at these addresses; today's digest was made already."""
    with office.database.write() as session:
        setting = setting_of(session, office.people["thu"], office.settings.notices)
        setting.last_digest_on = office.now.date()
        save(session, office.vault, setting, addresses, office.now)
