"""Keeping authorisations alive: renew tokens before they end, warn before a consent lapses."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlmodel import col, select

from catalog import ledger
from catalog.contract import ShopRef
from catalog.errors import ChoPhienError
from catalog.models import Incident, Shop
from catalog.observing.incident_kinds import LAPSING
from connectors import registry
from connectors.base import Consenting
from jobs.clients import shop_ref
from jobs.context import JobContext
from jobs.results import Done

AHEAD = timedelta(minutes=20)
"""Renewed this long before the access token's end, so that no push has to wait for it."""

WARN_BEFORE = timedelta(days=7)


async def token_refresh(context: JobContext) -> Done:
    """Renew every token that ends soon; open a warning for each consent about to lapse."""
    shops = await asyncio.to_thread(_ending, context)
    failures: Counter[str] = Counter()
    outcomes = await asyncio.gather(*(_renew(context, shop) for shop in shops))
    failures.update(code for code in outcomes if code)
    warned = await asyncio.to_thread(_warn, context)
    counts = {"refreshed": outcomes.count(None), "warned": warned}
    if shops or warned:
        await asyncio.to_thread(_write_down, context, counts, failures)
    return Done(counts, failures)


def _ending(context: JobContext) -> list[ShopRef]:
    """Shops whose token ends soon and whose consent still holds."""
    now = context.clock()
    with context.database.read() as session:
        rows = session.exec(
            select(Shop).where(
                col(Shop.credentials_sealed).is_not(None), col(Shop.access_expires_at) < now + AHEAD
            )
        ).all()
    return [
        shop_ref(row)
        for row in rows
        if (row.authorised_until is None or row.authorised_until > now) and _renewable(row.channel)
    ]


def _renewable(kind: str) -> bool:
    return kind in registry.CHANNELS and isinstance(registry.get(kind), Consenting)


async def _renew(context: JobContext, shop: ShopRef) -> str | None:
    """The catalogue code of what went wrong, or None."""
    try:
        context.clients.connector(shop.channel)
        await context.clients.channel.refresh(shop)
    except ChoPhienError as error:
        return error.code
    return None


def _warn(context: JobContext) -> int:
    """One open warning for each consent that ends within seven days; closed when renewed."""
    now = context.clock()
    soon = now + WARN_BEFORE
    with context.database.write() as session:
        opened = {
            row.scope: row
            for row in session.exec(
                select(Incident).where(Incident.kind == LAPSING, col(Incident.closed_at).is_(None))
            )
        }
        lapsing = {
            f"shop:{shop.id}": shop
            for shop in session.exec(select(Shop).where(col(Shop.authorised_until) < soon))
        }
        for scope, shop in lapsing.items():
            if scope not in opened and shop.authorised_until is not None:
                day = f"{shop.authorised_until:%d/%m/%Y}"
                detail = f"Ủy quyền của gian hàng {shop.name} hết hạn ngày {day}"
                session.add(Incident(scope=scope, kind=LAPSING, opened_at=now, detail=detail))
        for scope in opened.keys() - lapsing.keys():
            opened[scope].closed_at = now
        return len(lapsing.keys() - opened.keys())


def _write_down(context: JobContext, counts: dict[str, int], failures: Counter[str]) -> None:
    with ledger.run(context.database, "token_refresh", context.actor) as run:
        run.counts.update(counts)
        run.failures.update(failures)
