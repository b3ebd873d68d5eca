"""Shops' pages read from the simulated floor: open, shut, renamed, and a wall that says nothing."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, update
from sqlmodel import col, select

from catalog import observing
from catalog.models import Channel, HostPace, Shop, ShopObservation, ShopPage, utc_now
from catalog.observing import Kind
from catalog.observing.evidence import CUT_OFF
from catalog.shop_pages import prune, verify
from catalog.status import ShopSeen, ShopState
from connectors.sandbox.misbehave import WALL_PAGE
from jobs.cli.app import run
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.shop_pages import observe_shops
from tests.support import facts
from tests.support.stall import Stall, complete
from tests.support.working import work_off


class Street:
    """A shop on the floor, its row here, and a clock that runs ahead between looks."""

    def __init__(self, stall: Stall) -> None:
        self.stall = stall
        self.ahead = timedelta(0)
        made = stall.floor.post(
            "/shops", {"name": "HTX Chè Suối Giàng", "owner": "HTX Chè Suối Giàng"}
        )
        self.number = int(made["shop_id"])
        with stall.database.write() as session:
            session.add(Channel(kind="buudien", label="Bưu điện", assisted=True))
            producer = facts.add_producer(session, "HTX Chè Suối Giàng")
            session.flush()
            shop = Shop(
                channel="buudien",
                producer_id=producer.id,
                name="Gian hàng Suối Giàng",
                external_id=str(self.number),
                url=f"{stall.floor.base_url}/gian-hang/suoi-giang-s{self.number}",
            )
            session.add(shop)
            session.flush()
            self.shop_id = shop.id or 0
        # The floor's own Crawl-delay would be waited out for nothing.
        stall.floor.post("/rules", {"robots": "User-agent: *\nDisallow: /ban-hang\n"})
        stall.settings.http.page_gap_seconds = 0.0

    def put_up(self, number: int) -> None:
        rows = [
            {
                "sku": f"SG-{n}",
                "name": f"Chè loại {n}",
                "price": "185000",
                "stock": "5",
                "description": "Chè búp",
            }
            for n in range(number)
        ]
        self.stall.floor.post("/upload", {"shop_id": self.number, "rows": rows})
        for item in self.stall.floor.get("/items")["items"]:
            self.stall.floor.post(f"/items/{item['item_id']}", {"status": "live"})

    def change(self, **values: str) -> None:
        self.stall.floor.post(f"/shops/{self.number}", values)

    def look(self) -> ShopPage:
        """One round a while after the last one."""
        with self.stall.database.write() as session:
            for page in session.exec(select(ShopPage)):
                page.due_at = utc_now()
                # The looks carry the real time: what waits is moved back instead.
                page.doubt_at = page.doubt_at and page.doubt_at - timedelta(minutes=11)
            for pace in session.exec(select(HostPace)):
                pace.next_at, pace.gap_seconds, pace.blocks = None, 0.0, 0
        asyncio.run(self._round())
        with self.stall.database.read() as session:
            return session.get_one(ShopPage, self.shop_id)

    async def _round(self) -> None:
        stall = self.stall
        clients = Clients(stall.settings, stall.database, stall.vault)
        context = JobContext(stall.database, stall.settings, stall.vault, clients, utc_now)
        try:
            observe_shops(context)
            await work_off(context)
        finally:
            await clients.close()

    def kinds(self) -> set[Kind]:
        with self.stall.database.read() as session:
            found = observing.differences(session, now=utc_now())
        return {line.kind for line in found}

    def rows(self, model: Any) -> list[Any]:
        with self.stall.database.read() as session:
            return list(session.exec(select(model)))


@pytest.fixture
def street(stall: Stall) -> Street:
    return Street(stall)


def test_an_open_shop_is_seen_with_its_goods_and_its_owners_name(street: Street) -> None:
    street.put_up(3)
    page = street.look()
    assert (page.status, page.products, page.name_fits) == (ShopSeen.OPEN, 3, True)
    assert street.kinds() == set()
    (look,) = street.rows(ShopObservation)
    assert (look.status, look.http_status, look.body is not None) == ("open", 200, True)
    (shop,) = street.rows(Shop)
    assert (shop.state, shop.state_at) == (ShopState.ACTIVE, page.seen_at)


@pytest.mark.parametrize(
    ("status", "seen", "kind", "state"),
    [
        ("CLOSED", ShopSeen.CLOSED, Kind.SHOP_CLOSED, ShopState.CLOSED),
        ("BANNED", ShopSeen.SUSPENDED, Kind.SHOP_SUSPENDED, ShopState.SUSPENDED),
        ("GONE", ShopSeen.NOT_FOUND, Kind.SHOP_NOT_FOUND, ShopState.CLOSED),
    ],
)
def test_a_shut_shop_is_believed_after_two_looks(
    street: Street, status: str, seen: ShopSeen, kind: Kind, state: ShopState
) -> None:
    street.put_up(1)
    street.look()
    street.change(status=status)
    first = street.look()
    assert (first.status, first.doubt) == (ShopSeen.OPEN, seen)
    assert street.kinds() == set()
    second = street.look()
    assert (second.status, second.doubt) == (seen, None)
    assert kind in street.kinds()
    assert street.rows(Shop)[0].state == state
    street.change(status="NORMAL")
    assert street.look().status == ShopSeen.OPEN
    assert street.kinds() == set()


def test_a_shop_at_rest_is_told_at_once_and_stays_active(street: Street) -> None:
    street.change(status="RESTING")
    assert street.look().status == ShopSeen.RESTING
    assert street.kinds() == {Kind.SHOP_RESTING}
    assert street.rows(Shop)[0].state == ShopState.ACTIVE


def test_an_empty_shop_is_a_difference_only_where_goods_are_wanted(street: Street) -> None:
    assert street.look().status == ShopSeen.EMPTY
    assert street.kinds() == set()
    with street.stall.database.write() as session:
        shop = session.get_one(Shop, street.shop_id)
        product = facts.add_product(session, "Chè", "HTX Chè Suối Giàng")
        complete(product, "che.jpg")
        facts.add_listing(session, product, shop, "unknown").intent = "list"
    assert Kind.SHOP_EMPTY in street.kinds()


def test_a_name_that_is_neither_ours_nor_the_producers_is_told(street: Street) -> None:
    street.put_up(1)
    street.change(name="Điện máy Hoàng Long", owner="Công ty Hoàng Long")
    page = street.look()
    assert (page.name, page.name_fits) == ("Điện máy Hoàng Long", False)
    assert street.kinds() == {Kind.SHOP_RENAMED}


def test_the_provinces_own_shop_is_told_as_renamed_too(street: Street) -> None:
    street.put_up(1)
    with street.stall.database.write() as session:
        session.get_one(Shop, street.shop_id).producer_id = None
    street.change(name="Điện máy Hoàng Long", owner="Công ty Hoàng Long")
    assert street.look().name_fits is False
    assert Kind.SHOP_RENAMED in street.kinds()


def test_the_owners_name_on_the_page_is_enough(street: Street) -> None:
    street.put_up(1)
    street.change(name="Trà sạch vùng cao")
    assert street.look().name_fits is True


@pytest.mark.parametrize("text", [WALL_PAGE, "<html><body><div id=root></div></body></html>"])
def test_a_wall_or_a_shell_never_closes_a_shop(street: Street, text: str) -> None:
    street.put_up(1)
    street.look()
    street.stall.floor.post("/faults", {"kind": "wall", "match": "/gian-hang/", "text": text})
    for _ in range(3):
        page = street.look()
    assert (page.status, page.look_status) == (ShopSeen.OPEN, ShopSeen.UNKNOWN)
    assert street.kinds() == set()


def test_what_robots_forbid_is_not_read(street: Street) -> None:
    street.stall.floor.post("/rules", {"robots": "User-agent: *\nDisallow: /gian-hang\n"})
    page = street.look()
    assert (page.status, page.look_status) == (ShopSeen.UNKNOWN, ShopSeen.UNKNOWN)
    assert street.rows(ShopObservation)[0].flags == ["robots_disallowed"]


def test_an_address_off_the_list_is_not_asked(street: Street) -> None:
    with street.stall.database.write() as session:
        session.get_one(Shop, street.shop_id).url = "https://la.example.org/gian-hang/x-s1"
    page = street.look()
    assert page.look_status == ShopSeen.UNKNOWN
    assert "host_not_allowed" in street.rows(ShopObservation)[0].flags


def test_another_address_starts_from_nothing(street: Street) -> None:
    street.put_up(1)
    street.look()
    with street.stall.database.write() as session:
        session.get_one(
            Shop, street.shop_id
        ).url = f"{street.stall.floor.base_url}/gian-hang/moi-s999"
    page = street.look()
    assert (page.status, page.doubt) == (ShopSeen.UNKNOWN, ShopSeen.NOT_FOUND)


def test_pruning_empties_old_bodies_and_keeps_the_chain(street: Street) -> None:
    street.look()
    street.look()
    with street.stall.database.write() as session:
        assert prune(session, utc_now()) == 2
        assert prune(session, utc_now()) == 0
        assert verify(session, street.shop_id) == []


def test_the_command_line_checks_shops_too(
    street: Street, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    street.look()
    monkeypatch.setenv("CHOPHIEN_DATA_DIR", str(street.stall.settings.data_dir))
    assert run(["evidence", "verify"]) == 0
    assert "1 gian hàng, 0 chỗ" in capsys.readouterr().out
    with street.stall.database.write() as session:
        session.exec(select(ShopObservation)).one().chain_hash = "0" * 64
    assert run(["evidence", "verify"]) == 1


@pytest.mark.parametrize(
    "altered",
    [
        {"body": b"junk"},
        {"status": "closed"},
        {"name": "Tên khác"},
        {"url": "https://khac.example/"},
    ],
)
def test_an_altered_answer_is_found(street: Street, altered: dict[str, Any]) -> None:
    street.look()
    with street.stall.database.write() as session:
        session.execute(update(ShopObservation).values(altered))
    with street.stall.database.read() as session:
        assert len(verify(session, street.shop_id)) == 1


def test_a_newest_look_taken_out_is_missed(street: Street) -> None:
    street.look()
    street.look()
    with street.stall.database.write() as session:
        newest = select(func.max(ShopObservation.id)).scalar_subquery()
        session.execute(delete(ShopObservation).where(col(ShopObservation.id) == newest))
    with street.stall.database.read() as session:
        assert [fault.reason_vi for fault in verify(session, street.shop_id)] == [CUT_OFF]


def test_the_evidence_is_chained_and_an_altered_look_is_found(street: Street) -> None:
    for _ in range(3):
        street.look()
    with street.stall.database.read() as session:
        assert verify(session, street.shop_id) == []
    with street.stall.database.write() as session:
        rows = session.exec(select(ShopObservation).order_by(col(ShopObservation.id))).all()
        altered = rows[1].id
        rows[1].sha256 = "0" * 64
    with street.stall.database.read() as session:
        assert [fault.evidence_id for fault in verify(session, street.shop_id)] == [altered]
