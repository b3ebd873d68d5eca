"""Small facts for tests: products, producers, recognitions, shops and listings in one call each."""

from datetime import UTC, date, datetime
from itertools import count

from sqlmodel import Session, select

from catalog.identity import identity_key, producer_key, sku_for, slug_for
from catalog.models import Channel, Listing, Producer, Product, Recognition, Shop
from catalog.recognition import valid_to
from catalog.status import Observed, ProducerKind, ShopState
from catalog.text_vi import collation_key, fold

_numbers = count(1)


def add_producer(session: Session, name: str, kind: str = ProducerKind.HTX) -> Producer:
    """A producer of Lào Cai; the same name gives the same one."""
    key = producer_key(name)
    found = session.exec(select(Producer).where(Producer.name_key == key)).first()
    if found is None:
        found = Producer(name=name, name_key=key, kind=kind, province="Lào Cai")
        session.add(found)
        session.flush()
    return found


def add_product(
    session: Session, name: str, producer: str = "", *, xa: str = "", kind: str = ProducerKind.HTX
) -> Product:
    """A product without stars, of the producer named."""
    key = identity_key(name, producer, xa)
    product = Product(
        sku=sku_for(key),
        identity_key=key,
        slug=slug_for(name, sku_for(key)),
        name=name,
        name_folded=fold(name),
        name_sort=collation_key(name),
        producer_id=add_producer(session, producer, kind).id if producer else None,
        xa=xa,
        tinh="Lào Cai",
    )
    session.add(product)
    session.flush()
    return product


def recognise(
    session: Session, product: Product, day: date | None, stars: int = 4, year: int | None = None
) -> Recognition:
    """A decision of that day (or of a year alone) for the product."""
    row = Recognition(
        product_id=product.id or 0,
        stars=stars,
        decision_no=f"{next(_numbers)}/QĐ-UBND",
        decision_date=day,
        year=day.year if day else year,
        valid_to=valid_to(day) if day else None,
    )
    session.add(row)
    session.flush()
    return row


def add_shop(
    session: Session,
    producer: Producer | None,
    channel: str = "shopee",
    state: str = ShopState.ACTIVE,
) -> Shop:
    """A shop on a channel: the producer's own, or the province's."""
    if session.get(Channel, channel) is None:
        session.add(Channel(kind=channel, label=channel))
        session.flush()
    shop = Shop(
        channel=channel,
        producer_id=producer.id if producer else None,
        name="gian hàng",
        external_id=str(next(_numbers)),
        state=state,
    )
    session.add(shop)
    session.flush()
    return shop


def add_listing(
    session: Session,
    product: Product,
    shop: Shop,
    observed: str = Observed.LIVE,
    at: datetime | None = None,
) -> Listing:
    """A listing last seen in a state, by default just now."""
    seen = None if observed == Observed.UNKNOWN else at or datetime.now(UTC)
    listing = Listing(
        product_id=product.id or 0,
        shop_id=shop.id or 0,
        seller_sku=product.sku,
        observed=observed,
        observed_at=seen,
    )
    session.add(listing)
    session.flush()
    return listing
