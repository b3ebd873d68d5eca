"""Whose page is read next: every shop with an address on a channel whose pages are read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlmodel import Session, col

from catalog.cadence import SPREAD, spread
from catalog.config import CadenceSettings
from catalog.hosts import host_of
from catalog.models import HostPace, Producer, Shop, ShopPage
from catalog.status import ShopSeen


@dataclass(frozen=True, slots=True)
class Turn:
    """A shop's page to look at, and the names under which we know the shop."""

    shop_id: int
    url: str
    name: str
    producer: str


def sync(session: Session, main: Collection[str], sampled: Collection[str], now: datetime) -> int:
    """Bring the table up to date, in a writing transaction; how many rows came, moved or went.

    `main` are channels known by their pages alone. On `sampled` ones an API tells of a shop, so
    only shops without an authorisation are read.
    """
    wanted = {
        row[0]: row[1]
        for row in session.execute(
            select(col(Shop.id), col(Shop.url)).where(_is_read(main, sampled))
        )
    }
    known = {row.shop_id: row for row in session.scalars(select(ShopPage))}
    lost = [shop_id for shop_id in known if shop_id not in wanted]
    for shop_id in lost:
        session.execute(delete(ShopPage).where(col(ShopPage.shop_id) == shop_id))
    changed = len(lost)
    for shop_id, url in wanted.items():
        changed += _put(session, known.get(shop_id), shop_id, url, now)
    session.flush()
    return changed


def _put(session: Session, row: ShopPage | None, shop_id: int, url: str, now: datetime) -> bool:
    if row is not None and row.url == url:
        return False
    if row is not None:
        # Another page: what the old one showed says nothing of it.
        session.delete(row)
        session.flush()
    session.add(ShopPage(shop_id=shop_id, url=url, host=host_of(url), due_at=now))
    return True


def _is_read(main: Collection[str], sampled: Collection[str]) -> ColumnElement[bool]:
    by_page = or_(
        col(Shop.channel).in_(main),
        and_(col(Shop.channel).in_(sampled), col(Shop.credentials_sealed).is_(None)),
    )
    return and_(col(Shop.url).is_not(None), col(Shop.url) != "", by_page)


def hosts_due(session: Session, now: datetime) -> list[str]:
    """Hosts with shop pages whose turn has come, that are neither stopped nor asleep."""
    pace = HostPace
    query = (
        select(col(ShopPage.host))
        .outerjoin(pace, col(pace.host) == col(ShopPage.host))
        .where(col(ShopPage.due_at) <= now)
        .where(or_(col(pace.stopped_until).is_(None), col(pace.stopped_until) <= now))
        .where(or_(col(pace.asleep_until).is_(None), col(pace.asleep_until) <= now))
        .distinct()
    )
    return list(session.scalars(query))


def choose(session: Session, host: str, now: datetime, limit: int) -> list[Turn]:
    """The shops of a host to look at next, the longest due first."""
    query = (
        select(col(ShopPage.shop_id), col(ShopPage.url), col(Shop.name), col(Producer.name))
        .join(Shop, col(Shop.id) == col(ShopPage.shop_id))
        .outerjoin(Producer, col(Producer.id) == col(Shop.producer_id))
        .where(col(ShopPage.host) == host, col(ShopPage.due_at) <= now)
        .order_by(col(ShopPage.due_at), col(ShopPage.shop_id))
        .limit(limit)
    )
    return [Turn(row[0], row[1], row[2], row[3] or "") for row in session.execute(query)]


def next_due(page: ShopPage, cadence: CadenceSettings, now: datetime) -> datetime:
    """When the page is read again: doubts and faults soon, a shop that stands daily."""
    seconds = cadence.usual_seconds
    if page.failures:
        seconds = min(seconds, cadence.retry_seconds * 2.0 ** min(page.failures - 1, 20))
    elif page.doubt is not None or page.status != ShopSeen.OPEN:
        seconds = min(seconds, cadence.soon_seconds)
    return now + timedelta(seconds=seconds * (1.0 + SPREAD * spread(page.shop_id)))
