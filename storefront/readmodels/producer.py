"""A producer (chủ thể) as the public may see it: never more than the decision and consent allow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Channel, PaymentAccount, Place, Producer, Product, Shop
from catalog.status import PaymentState, ProducerKind


@dataclass(frozen=True, slots=True)
class PublicShop:
    """A digital shop (gian hàng số) of the producer."""

    id: int
    channel: str
    name: str
    state: str
    state_at: datetime | None
    url: str | None
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class ProducerPage:
    """The public values.

    `phone` is empty without recorded consent, `website` too for a household (Luật 91/2025); a
    payment account is only verified, declared or not known, never its number or its bank.
    """

    id: int
    name: str
    kind: ProducerKind
    place: str
    phone: str
    website: str
    payment: PaymentState | None
    payment_is_sample: bool
    shops: tuple[PublicShop, ...]
    product_ids: tuple[int, ...]


def producer_page(session: Session, producer_id: int) -> ProducerPage | None:
    """The page's values; None when there is no such producer."""
    producer = session.get(Producer, producer_id)
    if producer is None:
        return None
    payment, sample = payment_of(session, producer_id)
    consented = producer.contact_consent_at is not None
    business = producer.kind in {ProducerKind.HTX, ProducerKind.DN}
    return ProducerPage(
        id=producer_id,
        name=producer.name,
        kind=ProducerKind(producer.kind),
        place=_commune(session, producer),
        phone=(producer.phone or "") if consented else "",
        website=(producer.website or "") if consented or business else "",
        payment=payment,
        payment_is_sample=sample,
        shops=public_shops(session, producer_id),
        product_ids=_product_ids(session, producer_id),
    )


def payment_of(session: Session, producer_id: int) -> tuple[PaymentState | None, bool]:
    """The best state of the producer's payment accounts, and whether that one is a sample."""
    rows = session.execute(
        select(col(PaymentAccount.state), col(PaymentAccount.is_sample)).where(
            col(PaymentAccount.producer_id) == producer_id
        )
    ).all()
    for state in (PaymentState.VERIFIED, PaymentState.DECLARED, PaymentState.LAPSED):
        fitting = [bool(row[1]) for row in rows if row[0] == state]
        if fitting:
            return state, all(fitting)
    return None, False


def public_shops(session: Session, producer_id: int) -> tuple[PublicShop, ...]:
    """The producer's own shops."""
    rows = session.execute(
        select(Shop, col(Channel.label))
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Shop.producer_id) == producer_id)
        .order_by(col(Channel.label))
    ).all()
    return tuple(
        PublicShop(shop.id, label, shop.name, shop.state, shop.state_at, shop.url, shop.is_sandbox)
        for shop, label in rows
    )


def _commune(session: Session, producer: Producer) -> str:
    place = session.get(Place, producer.place_now_id) if producer.place_now_id else None
    if place is not None:
        return f"{place.name}, {place.province}"
    return ", ".join(filter(None, (producer.commune, producer.province)))


def _product_ids(session: Session, producer_id: int) -> tuple[int, ...]:
    return tuple(
        session.scalars(
            select(col(Product.id))
            .where(col(Product.producer_id) == producer_id)
            .order_by(col(Product.name_sort))
        )
    )
