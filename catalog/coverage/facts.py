"""What the database says as of a day, as sets of ids; figures are then plain set arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Select as SqlSelect
from sqlalchemy import and_, case, func, or_, select, union_all
from sqlmodel import Session, col

from catalog import recognition
from catalog.models import (
    Listing,
    Observation,
    PaymentAccount,
    Place,
    Producer,
    Product,
    Recognition,
    Shop,
)
from catalog.recognition import Certainty
from catalog.status import ON_SALE, Observed, PaymentState, ShopState
from catalog.timing import ZONE

FRESH_DAYS = 14
"""A listing counts as live for so many days after it was last seen; then its state is unknown."""

_ON_SALE = [state.value for state in ON_SALE]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A product with a possibly current recognition; producer and place where known."""

    product_id: int
    producer_id: int | None
    place_id: str | None
    stars: int
    sure: bool


@dataclass(frozen=True)
class Facts:
    """Everything that the figures need as of a day.

    `…_doubtful` sets hold what may be so but was not verified lately; `sample` sets hold what
    rests on a simulated marketplace or on sample data.
    """

    as_of: date
    recognised: dict[int, Recognised] = field(default_factory=dict)
    ever_recognised: frozenset[int] = frozenset()
    new_in_year: frozenset[int] = frozenset()
    again_in_year: frozenset[int] = frozenset()
    year_doubtful: frozenset[int] = frozenset()
    kinds: dict[int, str] = field(default_factory=dict)
    websites: dict[int, str | None] = field(default_factory=dict)
    live: frozenset[int] = frozenset()
    live_doubtful: frozenset[int] = frozenset()
    live_sample: frozenset[int] = frozenset()
    shops: frozenset[int] = frozenset()
    shops_doubtful: frozenset[int] = frozenset()
    shops_sample: frozenset[int] = frozenset()
    accounts: dict[int, str] = field(default_factory=dict)
    accounts_sample: frozenset[int] = frozenset()
    communes: frozenset[str] = frozenset()

    @cached_property
    def current(self) -> frozenset[int]:
        """Products surely current."""
        return frozenset(number for number, row in self.recognised.items() if row.sure)

    @cached_property
    def possible(self) -> frozenset[int]:
        """Products whose currency cannot be known from what is public."""
        return frozenset(self.recognised) - self.current

    @cached_property
    def producers(self) -> frozenset[int]:
        """Producers with at least one surely current product."""
        return self.owners(self.current)

    def owners(self, products: Iterable[int]) -> frozenset[int]:
        """The producers of products, where they are known."""
        found = (self.recognised[number].producer_id for number in products)
        return frozenset(number for number in found if number is not None)


def load_facts(session: Session, as_of: date) -> Facts:
    """Read the facts as of the end of a day in Vietnam, in a handful of set-based statements."""
    recognised = _recognised(session, as_of)
    owners = {row.producer_id for row in recognised.values() if row.producer_id is not None}
    first, last = _years(session, as_of)
    producers = session.execute(
        select(col(Producer.id), col(Producer.kind), col(Producer.website))
    ).all()
    listings = _listing_facts(session, as_of)
    accounts = _accounts(session, as_of)
    return Facts(
        as_of=as_of,
        recognised=recognised,
        ever_recognised=frozenset(first),
        new_in_year=frozenset(n for n, year in first.items() if year == as_of.year),
        again_in_year=frozenset(
            n for n, year in last.items() if year == as_of.year and first[n] not in {0, year}
        ),
        year_doubtful=frozenset(n for n, year in first.items() if year == 0),
        kinds={row.id: row.kind for row in producers if row.id in owners},
        websites={row.id: row.website for row in producers if row.id in owners},
        accounts={number: state for number, (state, _) in accounts.items()},
        accounts_sample=frozenset(n for n, (_, sample) in accounts.items() if sample),
        communes=_communes(session, recognised.values()),
        **listings,
    )


def end_of_day(as_of: date) -> datetime:
    """The last instant of a day in Vietnam, in UTC."""
    return datetime.combine(as_of, time.max, ZONE).astimezone(UTC)


def fresh_since(as_of: date) -> datetime:
    """The earliest moment whose look still counts at the end of a day, in UTC."""
    return end_of_day(as_of) - timedelta(days=FRESH_DAYS)


def _recognised(session: Session, as_of: date) -> dict[int, Recognised]:
    now = recognition.current(as_of)
    rows = session.execute(
        select(
            now.c.product_id,
            col(Product.producer_id),
            col(Product.place_now_id),
            now.c.stars,
            now.c.certainty,
        ).join(Product, col(Product.id) == now.c.product_id)
    )
    return {
        row[0]: Recognised(row[0], row[1], row[2], row[3], row[4] == Certainty.YES) for row in rows
    }


def _years(session: Session, as_of: date) -> tuple[dict[int, int], dict[int, int]]:
    """First and last year in which each product was recognised by that day; 0: not known."""
    year = func.coalesce(recognition.year_of_decision(), 0)
    rows = session.execute(
        select(col(Recognition.product_id), func.min(year), func.max(year))
        .where(
            or_(
                col(Recognition.decision_date) <= as_of,
                and_(col(Recognition.decision_date).is_(None), year <= as_of.year),
            )
        )
        .group_by(col(Recognition.product_id))
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _seen(as_of: date) -> SqlSelect[*tuple[Any, ...]]:
    """Each listing's newest telling observation by that day.

    The copy in `listing` serves when it is old enough; only listings seen again since then cost
    a look into the log. An observation `unknown` tells nothing and replaces nothing.
    """
    cut = end_of_day(as_of)
    copied: SqlSelect[*tuple[Any, ...]] = select(
        col(Listing.product_id),
        col(Listing.shop_id),
        col(Listing.observed).label("status"),
        col(Listing.observed_at).label("seen_at"),
    ).where(or_(col(Listing.observed_at).is_(None), col(Listing.observed_at) <= cut))
    newest = func.row_number().over(
        partition_by=col(Observation.listing_id), order_by=col(Observation.observed_at).desc()
    )
    logged = (
        select(
            col(Listing.product_id),
            col(Listing.shop_id),
            col(Observation.status),
            col(Observation.observed_at).label("seen_at"),
            newest.label("place"),
        )
        .join(Observation, col(Observation.listing_id) == col(Listing.id))
        .where(
            col(Listing.observed_at) > cut,
            col(Observation.observed_at) <= cut,
            col(Observation.status) != Observed.UNKNOWN.value,
        )
        .subquery("logged")
    )
    then = select(logged.c.product_id, logged.c.shop_id, logged.c.status, logged.c.seen_at).where(
        logged.c.place == 1
    )
    return select(union_all(copied, then).subquery("seen"))


def _listing_facts(session: Session, as_of: date) -> dict[str, frozenset[int]]:
    """Products and shops' owners with a live listing, with a doubtful one, and samples."""
    seen = _seen(as_of).subquery("states")
    fresh = fresh_since(as_of)
    on_sale = seen.c.status.in_(_ON_SALE)
    live = case((and_(on_sale, seen.c.seen_at >= fresh), 1), else_=0)
    doubtful = case(
        (or_(seen.c.status == Observed.UNKNOWN.value, and_(on_sale, seen.c.seen_at < fresh)), 1),
        else_=0,
    )
    sample = case((col(Shop.is_sandbox), 1), else_=0)
    is_open = case((col(Shop.state) == ShopState.ACTIVE.value, 1), else_=0)
    may_be_open = case(
        (col(Shop.state).in_([ShopState.ACTIVE.value, ShopState.UNKNOWN.value]), 1), else_=0
    )
    # One pass over the listings: a row for each product and owner of a shop.
    rows = session.execute(
        select(
            seen.c.product_id,
            col(Shop.producer_id).label("owner"),
            func.max(live).label("live"),
            func.max(doubtful).label("doubtful"),
            func.max(live * sample).label("sample"),
            func.max(live * is_open).label("selling"),
            func.max(case((live + doubtful > 0, may_be_open), else_=0)).label("perhaps"),
            func.max(live * is_open * sample).label("selling_sample"),
        )
        .select_from(seen)
        .join(Shop, col(Shop.id) == seen.c.shop_id)
        .group_by(seen.c.product_id, col(Shop.producer_id))
    ).all()
    on_sale_now = frozenset(row.product_id for row in rows if row.live)
    own = [row for row in rows if row.owner is not None]
    shops = frozenset(row.owner for row in own if row.selling)
    return {
        "live": on_sale_now,
        "live_doubtful": frozenset(row.product_id for row in rows if row.doubtful) - on_sale_now,
        "live_sample": frozenset(row.product_id for row in rows if row.sample),
        "shops": shops,
        "shops_doubtful": frozenset(row.owner for row in own if row.perhaps) - shops,
        "shops_sample": frozenset(row.owner for row in own if row.selling_sample),
    }


_ACCOUNT_ORDER = (PaymentState.LAPSED, PaymentState.DECLARED, PaymentState.VERIFIED)


def _accounts(session: Session, as_of: date) -> dict[int, tuple[str, bool]]:
    """Each producer's best account by that day, and whether it is a sample."""
    rows = session.execute(
        select(
            col(PaymentAccount.producer_id),
            col(PaymentAccount.state),
            col(PaymentAccount.is_sample),
        ).where(col(PaymentAccount.created_at) <= end_of_day(as_of))
    )
    best: dict[int, tuple[str, bool]] = {}
    order = {state.value: number for number, state in enumerate(_ACCOUNT_ORDER)}
    for producer, state, sample in rows:
        if producer not in best or order[state] > order[best[producer][0]]:
            best[producer] = (state, sample)
    return best


def _communes(session: Session, rows: Iterable[Recognised]) -> frozenset[str]:
    """Every commune of today's provinces that have a recognised product."""
    places = {row.place_id for row in rows if row.place_id is not None}
    if not places:
        return frozenset()
    here = select(col(Place.province_code)).where(
        col(Place.id).in_(
            select(col(Product.place_now_id)).where(col(Product.place_now_id).is_not(None))
        )
    )
    wanted = select(col(Place.id)).where(
        col(Place.era) == "after", col(Place.province_code).in_(here)
    )
    return frozenset(session.scalars(wanted))
