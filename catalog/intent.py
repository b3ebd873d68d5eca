"""What people ask for: written with an audit line; the next plan and the jobs pick it up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from catalog import audit, outbox
from catalog.errors import ChoPhienError
from catalog.models import Listing, Product, Task, utc_now
from catalog.outbox.rows import chunks
from catalog.plan.applying import push_key
from catalog.status import Dispatch, Intent, TaskState


class NothingStoppedError(ChoPhienError):
    """The listing has nothing that stopped and could be retried or given up."""

    code = "internal"


def ensure_listings(
    session: Session,
    shop_id: int,
    product_ids: Iterable[int],
    actor: str = "scheduler",
    intent: Intent = Intent.NOT_WANTED,
) -> dict[int, int]:
    """A listing row for each product in the shop, made where missing; product id → listing id.

    New rows carry the product's SKU as seller SKU. Existing rows keep their intent.
    """
    wanted = sorted(set(product_ids))
    known = _listings_of(session, shop_id, wanted)
    missing = [product_id for product_id in wanted if product_id not in known]
    at = utc_now()
    rows: list[dict[str, Any]] = [
        {
            "product_id": product_id,
            "shop_id": shop_id,
            "seller_sku": sku,
            "intent": intent.value,
            "intent_at": at,
        }
        for product_id, sku in _skus(session, missing)
    ]
    if rows:
        session.execute(insert(Listing), rows)
        known = _listings_of(session, shop_id, wanted)
        made = {known[row["product_id"]]: {"to": intent.value} for row in rows}
        audit.write_many(session, actor, "intent", "listing", made)
    return known


def _listings_of(session: Session, shop_id: int, product_ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in chunks(product_ids):
        query = select(col(Listing.product_id), col(Listing.id)).where(
            col(Listing.shop_id) == shop_id, col(Listing.product_id).in_(part)
        )
        found |= {row.product_id: row.id for row in session.execute(query)}
    return found


def _skus(session: Session, product_ids: list[int]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for part in chunks(product_ids):
        query = select(col(Product.id), col(Product.sku)).where(col(Product.id).in_(part))
        found += [(row.id, row.sku) for row in session.execute(query)]
    return found


def set_intent(
    session: Session,
    listing_ids: Iterable[int],
    intent: Intent,
    actor: str,
    *,
    now: datetime | None = None,
) -> int:
    """Set what is wanted of listings; the next plan acts on it. Returns how many rows there were.

    What still waits to be sent for the old intent is cancelled; what is being sent ends first.
    """
    at = now or utc_now()
    before = _intents(session, listing_ids)
    for part in chunks(sorted(before)):
        session.execute(
            update(Listing)
            .where(col(Listing.id).in_(part))
            .values(intent=intent.value, intent_at=at)
            .execution_options(synchronize_session=False)
        )
    turned = [key for key, old in before.items() if _turned(old, intent)]
    _unqueue(session, turned, actor, at)
    changes = {key: {"from": old, "to": intent.value} for key, old in before.items()}
    audit.write_many(session, actor, "intent", "listing", changes)
    session.expire_all()
    return len(before)


def _intents(session: Session, listing_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(sorted(set(listing_ids))):
        query = select(col(Listing.id), col(Listing.intent)).where(col(Listing.id).in_(part))
        found |= {row.id: row.intent for row in session.execute(query)}
    return found


def _turned(old: str, new: Intent) -> bool:
    on_shelf = (Intent.LIST, Intent.UPDATE)
    return (old in on_shelf) != (new in on_shelf)


def _unqueue(session: Session, listing_ids: list[int], actor: str, at: datetime) -> None:
    cancelled = outbox.cancel(session, map(push_key, listing_ids), actor, now=at)
    ids = [int(key.removeprefix("push:")) for key in cancelled]
    for part in chunks(ids):
        session.execute(
            update(Listing)
            .where(col(Listing.id).in_(part), col(Listing.dispatch) != Dispatch.SENDING)
            .values(dispatch=Dispatch.IDLE, dispatch_code=None, attempted_hash=None)
            .execution_options(synchronize_session=False)
        )


def request_look(
    session: Session, listing_ids: Iterable[int], actor: str, *, now: datetime | None = None
) -> int:
    """Ask for the listings to be looked at as soon as there is a free slot; returns how many."""
    at = now or utc_now()
    ids = sorted(_intents(session, listing_ids))
    for part in chunks(ids):
        session.execute(
            update(Listing)
            .where(col(Listing.id).in_(part))
            .values(due_at=at)
            .execution_options(synchronize_session=False)
        )
    audit.write_many(session, actor, "look_requested", "listing", {key: {} for key in ids})
    session.expire_all()
    return len(ids)


def retry(session: Session, listing_id: int, actor: str, *, now: datetime | None = None) -> None:
    """Try a stopped or refused listing again: its dead task is revived, else the plan redoes it.

    Raises NothingStoppedError when the listing neither stopped nor was refused.
    """
    at = now or utc_now()
    listing = session.get(Listing, listing_id)
    task_id = _dead_task(session, listing_id)
    stopped = (Dispatch.REJECTED, Dispatch.FAILED_PERMANENT, Dispatch.UNKNOWN_OUTCOME)
    if listing is None or (task_id is None and listing.dispatch not in stopped):
        raise NothingStoppedError("Tin này không có việc nào đang dừng")
    if task_id is not None and outbox.revive(session, task_id, actor, now=at):
        listing.dispatch = Dispatch.QUEUED
    listing.intent_at = at
    session.add(listing)
    session.flush()
    audit.write(session, actor, "retry", "listing", listing_id, task=task_id)


def give_up(session: Session, listing_id: int, actor: str, *, now: datetime | None = None) -> None:
    """Close the listing's dead task for good; the listing is no longer wanted on the channel.

    Raises NothingStoppedError when there is no dead task.
    """
    at = now or utc_now()
    task_id = _dead_task(session, listing_id)
    listing = session.get(Listing, listing_id)
    if task_id is None or listing is None:
        raise NothingStoppedError("Tin này không có việc nào đang dừng")
    outbox.give_up(session, task_id, actor, now=at)
    listing.intent = Intent.NOT_WANTED
    listing.intent_at = at
    session.add(listing)
    session.flush()
    audit.write(session, actor, "give_up", "listing", listing_id, task=task_id)


def _dead_task(session: Session, listing_id: int) -> int | None:
    query = (
        select(col(Task.id))
        .where(col(Task.key) == push_key(listing_id), col(Task.state) == TaskState.DEAD)
        .order_by(col(Task.id).desc())
        .limit(1)
    )
    return session.scalar(query)
