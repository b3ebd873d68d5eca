"""The error list: everything that stopped, with whose move it is and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from catalog.errors import CATALOGUE, ErrorEntry, Owner, entry
from catalog.models import Channel, Incident, Listing, Product, Shop, Task
from catalog.status import Dispatch, TaskState

PAGE_SIZE = 40
STOPPED = (
    Dispatch.REJECTED,
    Dispatch.FAILED_PERMANENT,
    Dispatch.UNKNOWN_OUTCOME,
    Dispatch.BLOCKED,
    Dispatch.FAILED_RETRYABLE,
)
RETRYABLE_BY_HAND = frozenset(
    {Dispatch.REJECTED, Dispatch.FAILED_PERMANENT, Dispatch.UNKNOWN_OUTCOME}
)
"""States in which "try again" does something; the others move on by themselves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One listing that stopped."""

    listing_id: int
    product_id: int
    slug: str
    product: str
    channel: str
    shop: str
    is_sandbox: bool
    dispatch: str
    error: ErrorEntry
    detail: str
    since: datetime | None
    next_at: datetime | None

    @property
    def can_retry(self) -> bool:
        """Whether a person may send it again now."""
        return Dispatch(self.dispatch) in RETRYABLE_BY_HAND


@dataclass(frozen=True, slots=True)
class DeadTask:
    """A task other than a push that stopped for good."""

    task_id: int
    job: str
    error: ErrorEntry
    detail: str
    attempts: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A mass change on a channel that is still going on."""

    scope: str
    opened_at: datetime
    looked: int
    affected: int
    detail: str


@dataclass(frozen=True, slots=True)
class Workbench:
    """One page of the error list."""

    owners: Mapping[Owner, int]
    total: int
    page: int
    pages: int
    problems: tuple[Problem, ...]
    dead: tuple[DeadTask, ...]
    incidents: tuple[OpenIncident, ...]


def workbench(session: Session, owner: Owner | None, page: int) -> Workbench:
    """What stopped, newest first; of one owner or of all."""
    counts = _owner_counts(session)
    total = counts.get(owner, 0) if owner else sum(counts.values())
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    return Workbench(
        owners=counts,
        total=total,
        page=shown,
        pages=pages,
        problems=_problems(session, owner, shown),
        dead=_dead(session),
        incidents=_incidents(session),
    )


def _owner_counts(session: Session) -> dict[Owner, int]:
    counts: dict[Owner, int] = {}
    rows = session.execute(
        select(col(Listing.dispatch_code), func.count())
        .where(col(Listing.dispatch).in_(STOPPED))
        .group_by(col(Listing.dispatch_code))
    )
    for code, count in rows:
        owner = entry(code).owner
        counts[owner] = counts.get(owner, 0) + count
    return counts


def _of_owner(owner: Owner) -> ColumnElement[bool]:
    mine = [code for code, known in CATALOGUE.items() if known.owner is owner]
    code = col(Listing.dispatch_code)
    if owner is entry(None).owner:
        # A code that nobody listed reads as our own fault, so it is looked for here.
        return or_(code.is_(None), code.in_(mine), code.not_in(list(CATALOGUE)))
    return code.in_(mine)


def _problems(session: Session, owner: Owner | None, page: int) -> tuple[Problem, ...]:
    conditions: list[ColumnElement[bool]] = [col(Listing.dispatch).in_(STOPPED)]
    if owner is not None:
        conditions.append(_of_owner(owner))
    rows = session.execute(
        select(Listing, col(Product.slug), col(Product.name), Shop, col(Channel.label))
        .join(Product, col(Product.id) == Listing.product_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(*conditions)
        .order_by(col(Listing.dispatch_at).desc(), col(Listing.id))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return tuple(_problem(row) for row in rows)


def _problem(row: Any) -> Problem:
    listing, slug, product, shop, channel = row
    return Problem(
        listing_id=listing.id,
        product_id=listing.product_id,
        slug=slug,
        product=product,
        channel=channel,
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        dispatch=listing.dispatch,
        error=entry(listing.dispatch_code),
        detail=listing.dispatch_detail or "",
        since=listing.dispatch_at,
        next_at=listing.next_attempt_at,
    )


def _dead(session: Session) -> tuple[DeadTask, ...]:
    rows = session.scalars(
        select(Task)
        .where(col(Task.state) == TaskState.DEAD, ~col(Task.key).startswith("push:"))
        .order_by(col(Task.ended_at).desc())
        .limit(PAGE_SIZE)
    )
    return tuple(
        DeadTask(
            task_id=row.id or 0,
            job=row.job,
            error=entry(row.error_code),
            detail=row.error_detail or "",
            attempts=row.attempt,
            ended_at=row.ended_at,
        )
        for row in rows
    )


def _incidents(session: Session) -> tuple[OpenIncident, ...]:
    rows = session.scalars(
        select(Incident)
        .where(col(Incident.closed_at).is_(None))
        .order_by(col(Incident.opened_at).desc())
        .limit(PAGE_SIZE)
    )
    return tuple(
        OpenIncident(row.scope, row.opened_at, row.looked, row.affected, row.detail) for row in rows
    )
