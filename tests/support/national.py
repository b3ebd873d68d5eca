"""A made-up database of national size: 17,000 products in 10 channels, 170,000 listings.

Rows follow from their numbers alone, so two databases of one size are the same. Written with Core
inserts in blocks; the caller gives a migrated, empty database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from catalog.db import Database
from catalog.identity import identity_key, producer_key, sku_for, slug_for
from catalog.models import (
    Channel,
    Listing,
    PaymentAccount,
    Producer,
    Product,
    Recognition,
    Shop,
)
from catalog.recognition import valid_to
from catalog.search import reindex
from catalog.status import (
    Intent,
    Observed,
    PaymentKind,
    PaymentState,
    ProducerKind,
    ProductGroup,
    ShopState,
)
from catalog.text_vi import fold

_BLOCK = 5000
_GOODS = ("Chè Shan tuyết", "Mật ong bạc hà", "Gạo Séng Cù", "Thịt trâu gác bếp", "Miến dong",
          "Cá hồi hun khói", "Bưởi Múc", "Rượu ngô", "Tinh dầu quế", "Khăn thổ cẩm")  # fmt: skip
_PLACES = (
    "Suối Giàng",
    "Bản Liền",
    "Y Tý",
    "Mường Hum",
    "Nậm Đét",
    "Tả Van",
    "Cao Phạ",
    "Púng Luông",
)
_OBSERVED = (*[Observed.LIVE] * 6, Observed.LIVE_OUT_OF_STOCK, Observed.UNKNOWN,
             Observed.HIDDEN_BY_SELLER, Observed.REJECTED)  # fmt: skip
_KINDS = (ProducerKind.HTX, ProducerKind.DN, ProducerKind.HOUSEHOLD, ProducerKind.THT)


@dataclass(frozen=True, slots=True)
class NationalSize:
    """How many of each; the defaults are the country's."""

    products: int = 17_000
    producers: int = 5_000
    channels: int = 10

    @property
    def listings(self) -> int:
        """Every product on every channel."""
        return self.products * self.channels


def fill_national(
    database: Database, size: NationalSize | None = None, now: datetime | None = None
) -> NationalSize:
    """Fill an empty database; the search index included."""
    size, now = size or NationalSize(), now or datetime.now(UTC)
    with database.write() as session:
        _write(session, Channel, _channels(size))
        _write(session, Producer, _producers(size, now))
        _write(session, PaymentAccount, _accounts(size, now))
        _write(session, Shop, _shops(size, now))
        _write(session, Product, _products(size, now))
        _write(session, Recognition, _recognitions(size, now))
        _write(session, Listing, _listings(size, now))
        _advance_sequences(session)
        reindex(session)
        # A fresh bulk load has no statistics yet; a living database has.
        session.execute(text("ANALYZE"))
    return size


def _write(session: Session, model: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    pending = iter(rows)
    while block := list(islice(pending, _BLOCK)):
        session.execute(insert(table), block)


def _advance_sequences(session: Session) -> None:
    """PostgreSQL does not notice ids given by hand: the next insert would repeat them."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for model in (Producer, Shop, Product):
        table = str(model.__tablename__)
        newest = select(func.max(SQLModel.metadata.tables[table].c.id)).scalar_subquery()
        session.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), newest)))


def _channels(size: NationalSize) -> Iterator[dict[str, Any]]:
    for number in range(size.channels):
        yield {"kind": f"san_{number}", "label": f"Sàn số {number}"}


def _producer_name(number: int) -> str:
    return f"HTX {_PLACES[number % len(_PLACES)]} số {number}"


def _producers(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, size.producers + 1):
        name = _producer_name(number)
        yield {
            "id": number,
            "name": name,
            "name_key": producer_key(name),
            "kind": _KINDS[number % len(_KINDS)].value,
            "province": "Lào Cai",
            "website": None if number % 3 else f"https://www.{number}.example.vn",
            "created_at": now,
            "updated_at": now,
        }


def _accounts(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, size.producers + 1, 2):
        yield {
            "producer_id": number,
            "kind": PaymentKind.BANK.value,
            "provider": "Agribank",
            "state": PaymentState.VERIFIED.value,
            "is_sample": True,
            "created_at": now,
        }


def _shops(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    """A producer has a shop of its own on every channel."""
    for channel in range(size.channels):
        for producer in range(1, size.producers + 1):
            yield {
                "id": channel * size.producers + producer,
                "channel": f"san_{channel}",
                "producer_id": producer,
                "name": f"Gian hàng {producer}",
                "external_id": str(producer),
                "state": ShopState.ACTIVE.value,
                "is_sandbox": True,
                "created_at": now,
            }


def _owner(size: NationalSize, product: int) -> int:
    return product % size.producers + 1


def _products(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, size.products + 1):
        name = f"{_GOODS[number % len(_GOODS)]} {_PLACES[number // 7 % len(_PLACES)]} {number}"
        key = identity_key(name, _producer_name(_owner(size, number)), "")
        sku = sku_for(key)
        yield {
            "id": number,
            "sku": sku,
            "identity_key": key,
            "slug": slug_for(name, sku),
            "name": name,
            "name_folded": fold(name),
            "producer_id": _owner(size, number),
            "product_group": ProductGroup.FOOD.value,
            "xa": f"xã {_PLACES[number % len(_PLACES)]}",
            "tinh": "Lào Cai",
            "description": f"{name}, đóng gói theo tiêu chuẩn.",
            "price_vnd": 10_000 + number % 500 * 1000,
            "stock": number % 90,
            "weight_g": 100 + number % 1000,
            "created_at": now,
            "updated_at": now,
        }


def _recognitions(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    """One decision each, five of six current; every tenth product was re-evaluated."""
    for number in range(1, size.products + 1):
        newest = now.date() - timedelta(days=number % 1300)
        yield _recognition(number, 3 + number % 3, newest, now)
        if number % 10 == 0:
            yield _recognition(number, 3, newest - timedelta(days=1095), now)


def _recognition(product: int, stars: int, day: date, now: datetime) -> dict[str, Any]:
    return {
        "product_id": product,
        "stars": stars,
        "decision_no": f"{day:%m%d}/QĐ-UBND",
        "decision_date": day,
        "year": day.year,
        "valid_to": valid_to(day),
        "created_at": now,
    }


def _listings(size: NationalSize, now: datetime) -> Iterator[dict[str, Any]]:
    """Seen within the last fortnight or a little longer; one in ten never."""
    ages = [now - timedelta(hours=8 * step) for step in range(50)]
    for product in range(1, size.products + 1):
        for channel in range(size.channels):
            number = product * size.channels + channel
            observed = _OBSERVED[number * 7 % len(_OBSERVED)]
            seen = None if observed is Observed.UNKNOWN else ages[number % len(ages)]
            yield {
                "product_id": product,
                "shop_id": channel * size.producers + _owner(size, product),
                "seller_sku": f"OCOP-{product}",
                "external_id": str(number),
                "intent": Intent.LIST.value,
                "intent_at": now,
                "observed": observed.value,
                "observed_at": seen,
            }
