"""Producers (chủ thể) for staff: a list to find one in, and one with all that is kept of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, col

from catalog import payments, producers
from catalog.models import PaymentAccount, Place, Producer, Product, Shop
from catalog.status import PaymentKind, PaymentState, ProducerKind
from catalog.vault import Vault, VaultError
from storefront.readmodels import asked
from storefront.readmodels.producer import PublicShop, public_shops

PAGE_SIZE = 40
MOST_MATCHES = 20
MOST_PRODUCTS = 200


@dataclass(frozen=True, slots=True)
class ProducersQuery:
    """Which producers are listed; a value that makes no sense is dropped."""

    q: str = ""
    thieu: str = ""
    trang: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the query string."""
        lacking = args.get("thieu", "")
        return cls(
            q=asked.text(args.get("q")),
            thieu=lacking if lacking in {"tai-khoan", "gian-hang"} else "",
            trang=asked.page(args.get("trang")),
        )

    def args(self, **changes: str | int) -> dict[str, str | int]:
        """The query string with some values changed; empty ones are left out."""
        return asked.changed(self, changes)


@dataclass(frozen=True, slots=True)
class ProducerLine:
    """One producer with how much there is of it."""

    id: int
    name: str
    kind: ProducerKind
    place: str
    products: int = 0
    shops: int = 0
    payment: PaymentState | None = None
    payment_is_sample: bool = False


@dataclass(frozen=True, slots=True)
class ProducerList:
    """One page of producers; `without_account` and `without_shop` count those to be helped."""

    all: int
    without_account: int
    without_shop: int
    total: int
    page: int
    pages: int
    producers: tuple[ProducerLine, ...]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A payment account as staff see it: the number only by its last characters."""

    id: int
    kind: PaymentKind
    provider: str
    state: PaymentState
    masked: str
    verified_by: str
    verified_at: datetime | None
    created_at: datetime
    is_sample: bool


@dataclass(frozen=True, slots=True)
class StaffProducer:
    """Everything about one producer that staff keep."""

    line: ProducerLine
    phone: str
    website: str
    consent_at: datetime | None
    needs_consent: bool
    accounts: tuple[AccountLine, ...]
    shops: tuple[PublicShop, ...]
    products: tuple[tuple[int, str], ...]


def producer_list(session: Session, query: ProducersQuery) -> ProducerList:
    """The producers that fit, by name: seven statements at any size."""
    text = producers.named(query.q)
    lacking = {"tai-khoan": _without_account(), "gian-hang": _without_shop()}
    conditions = [*text, *([lacking[query.thieu]] if query.thieu else [])]
    total = _count(session, conditions)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.trang, pages)
    return ProducerList(
        all=_count(session, text),
        without_account=_count(session, [*text, lacking["tai-khoan"]]),
        without_shop=_count(session, [*text, lacking["gian-hang"]]),
        total=total,
        page=page,
        pages=pages,
        producers=_lines(session, conditions, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    )


def matches(session: Session, text: str) -> tuple[ProducerLine, ...]:
    """The first producers whose name has these words; none for an empty text."""
    return _lines(session, producers.named(text), MOST_MATCHES, 0) if text.strip() else ()


def staff_producer(session: Session, vault: Vault, producer_id: int) -> StaffProducer | None:
    """The page of one producer; None when there is no such one."""
    row = session.get(Producer, producer_id)
    if row is None:
        return None
    (line,) = _lines(session, [col(Producer.id) == producer_id], 1, 0)
    accounts = session.scalars(
        select(PaymentAccount)
        .where(col(PaymentAccount.producer_id) == producer_id)
        .order_by(col(PaymentAccount.state).desc(), col(PaymentAccount.id))
    )
    goods = session.execute(
        select(col(Product.id), col(Product.name))
        .where(col(Product.producer_id) == producer_id)
        .order_by(col(Product.name_sort))
        .limit(MOST_PRODUCTS)
    )
    return StaffProducer(
        line=line,
        phone=row.phone or "",
        website=row.website or "",
        consent_at=row.contact_consent_at,
        needs_consent=payments.needs_consent(row),
        accounts=tuple(_account(vault, account) for account in accounts),
        shops=public_shops(session, producer_id),
        products=tuple((one.id, one.name) for one in goods),
    )


def _account(vault: Vault, row: PaymentAccount) -> AccountLine:
    return AccountLine(
        id=row.id or 0,
        kind=PaymentKind(row.kind),
        provider=row.provider,
        state=PaymentState(row.state),
        masked=_masked(vault, row),
        verified_by=row.verified_by or "",
        verified_at=row.verified_at,
        created_at=row.created_at,
        is_sample=row.is_sample,
    )


def _masked(vault: Vault, row: PaymentAccount) -> str:
    try:
        return payments.masked(vault, row)
    except VaultError:
        # Sealed under a key that is gone: the page still has to open.
        return "••••"


def _without_account() -> ColumnElement[bool]:
    return ~exists().where(
        col(PaymentAccount.producer_id) == Producer.id,
        col(PaymentAccount.state) != PaymentState.LAPSED,
    )


def _without_shop() -> ColumnElement[bool]:
    return ~exists().where(col(Shop.producer_id) == Producer.id)


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(Producer).where(*conditions)) or 0


def _lines(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> tuple[ProducerLine, ...]:
    rows = session.execute(
        select(Producer, Place)
        .outerjoin(Place, col(Place.id) == col(Producer.place_now_id))
        .where(*conditions)
        .order_by(col(Producer.name_key), col(Producer.id))
        .limit(limit)
        .offset(offset)
    ).all()
    ids = [row[0].id for row in rows]
    products, shops = _by_producer(session, Product, ids), _by_producer(session, Shop, ids)
    paid = _payments(session, ids)
    return tuple(
        ProducerLine(
            producer.id,
            producer.name,
            ProducerKind(producer.kind),
            f"{place.name}, {place.province}" if place else producer.commune or producer.province,
            products.get(producer.id, 0),
            shops.get(producer.id, 0),
            *paid.get(producer.id, (None, False)),
        )
        for producer, place in rows
    )


def _by_producer(
    session: Session, model: type[Product] | type[Shop], ids: Collection[int]
) -> dict[int, int]:
    owner: Any = col(model.producer_id)
    rows = session.execute(select(owner, func.count()).where(owner.in_(ids)).group_by(owner))
    return {row[0]: row[1] for row in rows}


_RANK = (PaymentState.LAPSED, PaymentState.DECLARED, PaymentState.VERIFIED)


def _payments(session: Session, ids: Collection[int]) -> dict[int, tuple[PaymentState, bool]]:
    """Each producer's best account, a real one before a sample."""
    rows = session.execute(
        select(
            col(PaymentAccount.producer_id),
            col(PaymentAccount.state),
            col(PaymentAccount.is_sample),
        ).where(col(PaymentAccount.producer_id).in_(ids))
    )
    best: dict[int, tuple[PaymentState, bool]] = {}
    for owner, word, sample in rows:
        state, known = PaymentState(word), best.get(owner)
        rank = (_RANK.index(state), not sample)
        if known is None or (_RANK.index(known[0]), not known[1]) < rank:
            best[owner] = (state, sample)
    return best
