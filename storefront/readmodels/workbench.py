"""The error list: what stopped and what was seen to differ, with whose move it is and advice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import observing
from catalog.errors import ErrorEntry, Owner, entry
from catalog.hosts import host_in
from catalog.models import Channel, Incident, Listing, Product, Shop, Task
from catalog.observing import INCIDENT_FACTS, Difference, IncidentKind, Kind
from catalog.observing.differences import CODED
from catalog.observing.incident_kinds import IncidentFacts
from catalog.observing.kinds import FACTS
from catalog.status import Dispatch, TaskState
from storefront.readmodels.waiting import Waiting, waiting, waiting_counts

PAGE_SIZE = 40
OF_SENDING = frozenset(
    {Kind.REFUSED, Kind.STOPPED, Kind.NEEDS_PERSON, Kind.BLOCKED, Kind.UNKNOWN_OUTCOME}
)
"""Kinds that are about what we sent; the others are about what was seen."""
WITH_SIDES = frozenset(
    {
        Kind.PRICE_DRIFT,
        Kind.OVERSELLING,
        Kind.TITLE_DRIFT,
        Kind.PICTURE_CHANGED,
        Kind.PICTURE_GONE,
        Kind.STARS_LAPSED,
        Kind.STARS_TOO_HIGH,
    }
)
"""Kinds that are told by what the page says beside what the catalog says."""
OF_PICTURE = frozenset({Kind.PICTURE_CHANGED, Kind.PICTURE_GONE})
OF_CONSENT = frozenset({Kind.AUTH_EXPIRED, Kind.AUTH_EXPIRING})
RETRYABLE_BY_HAND = frozenset(
    {Dispatch.REJECTED, Dispatch.FAILED_PERMANENT, Dispatch.UNKNOWN_OUTCOME}
)
"""States in which "try again" does something; the others move on by themselves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference between wish and reality; no listing where a whole shop is concerned.

    `said` are the channel's own words; the prices are there for a price that drifted. `picture`
    is the name of our own picture of the product.
    """

    kind: Kind
    owner: Owner
    shop_id: int
    listing_id: int | None
    product: str
    channel: str
    shop: str
    is_sandbox: bool
    dispatch: str
    observed: str
    text_vi: str
    error: ErrorEntry | None
    advice_vi: str
    said: str
    since: datetime | None
    observed_at: datetime | None
    price_vnd: int | None
    observed_price_vnd: int | None
    public_url: str | None
    seen: str = ""
    wanted: str = ""
    picture: str | None = None
    picture_is_sample: bool = False

    @property
    def is_of_sending(self) -> bool:
        """Whether it is about what we sent, not about what was seen."""
        return self.kind in OF_SENDING

    @property
    def is_of_consent(self) -> bool:
        """Whether the seller's consent is the matter."""
        return self.kind in OF_CONSENT

    @property
    def is_of_picture(self) -> bool:
        """Whether a person has to say which picture is right."""
        return self.kind in OF_PICTURE

    @property
    def can_retry(self) -> bool:
        """Whether a person may send it again now."""
        return self.is_of_sending and self.dispatch in RETRYABLE_BY_HAND

    @property
    def is_worst(self) -> bool:
        """Whether sales are stopped for good until somebody acts."""
        return self.kind not in (Kind.UNKNOWN_OUTCOME, Kind.AUTH_EXPIRING, Kind.STALE)


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
    """Trouble that is still going on: of a channel or a host, or a lapsing consent.

    `facts` are None for a consent; `held` counts the listings whose newest change is held.
    """

    incident_id: int
    scope: str
    facts: IncidentFacts | None
    opened_at: datetime
    next_try_at: datetime | None
    looked: int
    affected: int
    held: int
    detail: str


@dataclass(frozen=True, slots=True)
class Workbench:
    """One page of the error list."""

    owners: Mapping[Owner, int]
    total: int
    page: int
    pages: int
    problems: tuple[Problem, ...]
    waiting: tuple[Waiting, ...]
    dead: tuple[DeadTask, ...]
    incidents: tuple[OpenIncident, ...]


def workbench(session: Session, owner: Owner | None, page: int, now: datetime) -> Workbench:
    """What differs, the most pressing first; of one owner or of all."""
    counts: dict[Owner, int] = {}
    for (_kind, who), count in observing.difference_counts(session, now=now).items():
        counts[who] = counts.get(who, 0) + count
    total = counts.get(owner, 0) if owner else sum(counts.values())
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    found = observing.differences(
        session, now=now, owner=owner, limit=PAGE_SIZE, offset=(shown - 1) * PAGE_SIZE
    )
    for who, count in waiting_counts(session, now).items():
        counts[who] = counts.get(who, 0) + count
    return Workbench(
        owners={who: counts[who] for who in Owner if who in counts},
        total=total,
        page=shown,
        pages=pages,
        problems=_problems(session, found.items),
        waiting=waiting(session, owner, now) if shown == 1 else (),
        dead=_dead(session),
        incidents=_incidents(session),
    )


def _problems(session: Session, found: Collection[Difference]) -> tuple[Problem, ...]:
    """The differences with what stands beside them: two more statements for a page."""
    listed = session.execute(
        select(
            Listing,
            col(Product.price_vnd),
            col(Product.picture),
            col(Product.picture_is_sample),
        )
        .join(Product, col(Product.id) == Listing.product_id)
        .where(col(Listing.id).in_({line.listing_id for line in found} - {None}))
    )
    listings = {row[0].id: tuple(row) for row in listed}
    opened = session.execute(
        select(col(Shop.id), col(Channel.label), col(Shop.is_sandbox), col(Shop.url))
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Shop.id).in_({line.shop_id for line in found}))
    )
    shops = {row[0]: (row[1], row[2], row[3]) for row in opened}
    return tuple(
        _problem(line, listings.get(line.listing_id, _NOTHING), shops[line.shop_id])
        for line in found
    )


_NOTHING = (None, None, None, False)


def _problem(
    line: Difference,
    beside: tuple[Listing | None, int | None, str | None, bool],
    shop: tuple[str, bool, str | None],
) -> Problem:
    listing, price, picture, is_sample = beside
    drifted = line.kind is Kind.PRICE_DRIFT and listing is not None
    error = entry(listing.dispatch_code) if listing and line.kind in CODED else None
    return Problem(
        kind=line.kind,
        owner=line.owner,
        shop_id=line.shop_id,
        listing_id=line.listing_id,
        product=line.product_name,
        channel=shop[0],
        shop=line.shop_name,
        is_sandbox=shop[1],
        dispatch=listing.dispatch if listing else "",
        observed=listing.observed if listing else "",
        text_vi=FACTS[line.kind].text_vi,
        error=error,
        advice_vi=error.advice_vi if error else line.advice_vi,
        said="" if line.kind in WITH_SIDES else line.detail,
        since=line.since,
        observed_at=listing.observed_at if listing else None,
        price_vnd=price if drifted else None,
        observed_price_vnd=listing.observed_price_vnd if drifted and listing else None,
        public_url=listing.public_url if listing else shop[2],
        seen=line.seen,
        wanted=line.wanted,
        picture=picture,
        picture_is_sample=is_sample,
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
    held = dict(
        session.execute(
            select(col(Listing.held_incident_id), func.count())
            .where(col(Listing.held_incident_id).is_not(None))
            .group_by(col(Listing.held_incident_id))
        ).all()
    )
    return tuple(_incident(row, held.get(row.id, 0)) for row in rows)


def _incident(row: Incident, held: int) -> OpenIncident:
    known = row.kind in set(IncidentKind)
    return OpenIncident(
        row.id or 0,
        host_in(row.scope) or row.scope,
        INCIDENT_FACTS[IncidentKind(row.kind)] if known else None,
        row.opened_at,
        row.probe_at,
        row.looked,
        row.affected,
        held,
        row.detail,
    )
