"""A small market for the storefront's tests: producers, people who sign in, every kind of state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from catalog import accounts, search
from catalog.contract import Proof, Seen
from catalog.models import (
    Channel,
    Heartbeat,
    Listing,
    PaymentAccount,
    Producer,
    Product,
    Run,
    Shop,
    Task,
    TaskEvent,
    User,
)
from catalog.observing import record
from catalog.status import (
    Dispatch,
    Intent,
    Method,
    Observed,
    PaymentKind,
    PaymentState,
    ProducerKind,
    ProductGroup,
    Role,
    RunState,
    TaskState,
)
from tests.support import facts

PASSWORD = "mat-khau-thu-123"
HOSTILE = "<script>alert('x')</script><b>Kẹo</b>"


@dataclass(frozen=True, slots=True)
class Market:
    """Ids that tests name. Alice, Bob: two producers; staff: `thu`, `hai`; Alice's tea is live."""

    tea: int
    tea_slug: str
    honey: int
    cloth: int
    alice: int
    bob: int
    alice_shop: int
    tea_listing: int
    honey_listing: int
    stopped_listing: int
    dead_task: int
    run: int


def build_market(session: Session) -> Market:
    """Fill an empty, migrated database."""
    now = datetime.now(UTC)
    alice = facts.add_producer(session, "HTX Trà Shan Tuyết Suối Giàng")
    bob = facts.add_producer(session, "Hộ kinh doanh Giàng A Tủa", ProducerKind.HOUSEHOLD)
    bob.phone = "0900000001"
    tea = _product(session, "Trà Shan tuyết cổ thụ", alice, ProductGroup.FOOD, 180_000)
    honey = _product(session, "Mật ong bạc hà", bob, ProductGroup.FOOD, 250_000)
    cloth = _product(session, "Khăn thổ cẩm", alice, ProductGroup.CRAFT, None)
    facts.recognise(session, tea, _days_ago(200), stars=4)
    facts.recognise(session, tea, _days_ago(1700), stars=3)
    facts.recognise(session, honey, None, stars=3, year=date.today().year - 3)  # noqa: DTZ011
    session.add(Channel(kind="shopee", label="Shopee"))
    session.add(Channel(kind="buudien", label="Nông sản Bưu điện", assisted=True))
    session.flush()
    alice_shop = _shop(session, alice, "shopee", "Gian hàng Suối Giàng")
    bob_shop = _shop(session, bob, "buudien", "Mật ong Giàng A Tủa")
    tea_listing = facts.add_listing(session, tea, alice_shop, Observed.UNKNOWN)
    cloth_listing = facts.add_listing(session, cloth, alice_shop, Observed.UNKNOWN)
    honey_listing = facts.add_listing(session, honey, bob_shop, Observed.UNKNOWN)
    for listing in (tea_listing, cloth_listing, honey_listing):
        listing.intent = Intent.LIST
    _stop(cloth_listing, now)
    dead = _dead_task(session, cloth_listing, now)
    record(session, [_seen(tea_listing, now)])
    session.add(
        PaymentAccount(
            producer_id=alice.id or 0,
            kind=PaymentKind.BANK,
            state=PaymentState.VERIFIED,
            is_sample=True,
        )
    )
    session.add(Heartbeat(name="scheduler", at=now))
    run = Run(
        job="observe_api",
        state=RunState.PARTIAL,
        started_at=now - timedelta(seconds=30),
        ended_at=now,
        counts={"seen": 12},
        failures={"rate_limited": 1},
    )
    session.add(run)
    _people(session, alice, bob)
    session.flush()
    search.reindex(session)
    return Market(
        tea=tea.id or 0,
        tea_slug=tea.slug,
        honey=honey.id or 0,
        cloth=cloth.id or 0,
        alice=alice.id or 0,
        bob=bob.id or 0,
        alice_shop=alice_shop.id or 0,
        tea_listing=tea_listing.id or 0,
        honey_listing=honey_listing.id or 0,
        stopped_listing=cloth_listing.id or 0,
        dead_task=dead.id or 0,
        run=run.id or 0,
    )


def _days_ago(days: int) -> date:
    return date.today() - timedelta(days=days)  # noqa: DTZ011


def _product(
    session: Session, name: str, producer: Producer, group: ProductGroup, price: int | None
) -> Product:
    product = facts.add_product(session, name, producer.name, xa="Suối Giàng")
    product.producer_id = producer.id
    product.product_group = group
    product.huyen = "Văn Chấn"
    product.price_vnd = price
    product.price_is_sample = price is not None
    product.stock, product.weight_g = 20, 500
    product.description = "Hái tay trên núi cao."
    session.add(product)
    session.flush()
    return product


def _shop(session: Session, producer: Producer, channel: str, name: str) -> Shop:
    shop = facts.add_shop(session, producer, channel)
    shop.name, shop.is_sandbox = name, True
    shop.state_at = datetime.now(UTC)
    session.add(shop)
    session.flush()
    return shop


def _stop(listing: Listing, now: datetime) -> None:
    listing.dispatch = Dispatch.FAILED_PERMANENT
    listing.dispatch_code = "price_missing"
    listing.dispatch_detail = HOSTILE
    listing.dispatch_at = now - timedelta(hours=2)


def _dead_task(session: Session, listing: Listing, now: datetime) -> Task:
    task = Task(
        key=f"push:{listing.id}",
        job="push",
        args={"listing_id": listing.id},
        state=TaskState.DEAD,
        attempt=3,
        error_code="price_missing",
        created_at=now - timedelta(hours=3),
        ended_at=now - timedelta(hours=2),
    )
    session.add(task)
    session.flush()
    session.add(TaskEvent(task_id=task.id or 0, at=now, attempt=3, event="dead", detail=HOSTILE))
    return task


def _seen(listing: Listing, now: datetime) -> Seen:
    return Seen(
        listing_id=listing.id or 0,
        status=Observed.LIVE,
        observed_at=now - timedelta(minutes=3),
        method=Method.PAGE,
        confidence=0.9,
        title="Trà Shan tuyết",
        price_vnd=185_000,
        stock=12,
        url="https://shopee.vn/tra-i.1.2",
        proof=Proof(HOSTILE.encode(), "text/html", "https://shopee.vn/tra-i.1.2", 200),
    )


def _people(session: Session, alice: Producer, bob: Producer) -> None:
    first = accounts.create_user(session, "thu", PASSWORD, Role.STAFF, name="Thu")
    for login, role, producer in (
        ("hai", Role.STAFF, None),
        ("alice", Role.PRODUCER, alice.id),
        ("bob", Role.PRODUCER, bob.id),
    ):
        # The same hash for all: making one is slow on purpose.
        session.add(
            User(
                login=login,
                name=login.title(),
                role=role,
                producer_id=producer,
                password_hash=first.password_hash,
            )
        )
