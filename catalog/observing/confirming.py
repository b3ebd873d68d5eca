"""Looks that show what is known already: most of a pass, and only their times are new.

For such a look the fold (`catalog.observing.rules`) moves the times of the newest look on and
changes nothing else. Telling them by a comparison of columns, without taking the state apart and
putting it together again, is what makes a pass over every listing of a country cheap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, or_, select, update
from sqlmodel import Session, SQLModel

from catalog.bulk import as_table, document
from catalog.contract import Seen
from catalog.models import Listing
from catalog.observing.evidence import safe_url
from catalog.observing.picture import is_told
from catalog.observing.rules import Rules, is_miss, is_weak
from catalog.observing.states import COLUMNS
from catalog.outbox.rows import chunks
from catalog.status import ON_SALE, Method, Observed

_TABLE = SQLModel.metadata.tables[str(Listing.__tablename__)]
_TIMES = ("at", "look_at", "api_at", "last_live_at")


class Standing(NamedTuple):
    """What a listing was last seen to be: the fields of `rules.State` that a look may confirm."""

    status: str
    method: str | None
    confidence: float | None
    reason: str | None
    title: str | None
    price_vnd: int | None
    stock: int | None
    stars: int | None
    picture: str | None
    look_status: str | None
    look_method: str | None
    look_reason: str | None
    look_code: str | None
    missed: int
    held: int | None


_SETTLED = and_(
    _TABLE.c.observed_since.is_not(None),
    _TABLE.c.missed_at.is_(None),
    _TABLE.c.flapping_since.is_(None),
    _TABLE.c.picture_next_at.is_(None),
    or_(_TABLE.c.observed_title.is_(None), _TABLE.c.title_folded.is_not(None)),
)
_STANDING = tuple(_TABLE.c[COLUMNS[name]] for name in Standing._fields)


@dataclass(frozen=True, slots=True)
class Brief:
    """A listing as far as is needed to tell whether a look confirms it.

    `is_settled`: it has had its status since some time, misses nothing, doesn't flap, and
    its title is folded.
    `is_planned`: its next look is due when it would be planned for, so that too stays.
    """

    look_at: datetime | None
    is_settled: bool
    is_planned: bool
    external_id: str | None
    public_url: str | None
    standing: Standing

    def is_late(self, look: Seen) -> bool:
        """Whether a newer look, or this one, was recorded before."""
        return self.look_at is not None and look.observed_at <= self.look_at

    def is_confirmed(self, look: Seen, rules: Rules) -> bool:
        """Whether the look, which isn't late, changes nothing but times."""
        return (
            self.is_settled
            and confirms(self.standing, look, rules)
            and (not look.external_id or look.external_id == self.external_id)
            and (not look.url or safe_url(look.url) == self.public_url)
        )


def confirms(known: Standing, look: Seen, rules: Rules) -> bool:
    """Whether the fold, given this newer look, would move times on and leave all else."""
    status, method = look.status, look.method
    if status is Observed.UNKNOWN or is_miss(status, method) or is_weak(look, rules):
        return False
    return known == (
        status,
        method,
        look.confidence,
        look.reason,
        # A fact that a look doesn't tell stays as it was.
        look.title or known.title,
        known.price_vnd if look.price_vnd is None else look.price_vnd,
        known.stock if look.stock is None else look.stock,
        known.stars if look.stars is None else look.stars,
        known.picture if is_told(known.picture, look.picture) else look.picture,
        status,
        method,
        look.reason,
        look.code,
        0,
        None,
    )


def briefs(
    session: Session, listing_ids: Iterable[int], due_at: datetime | None
) -> dict[int, Brief]:
    """The listings that there are, their rows locked until the transaction ends."""
    of = _TABLE.c
    found: dict[int, Brief] = {}
    query = (
        select(
            of.id,
            of.look_at,
            _SETTLED,
            of.due_at.is_not_distinct_from(bindparam("due", due_at, type_=of.due_at.type)),
            of.external_id,
            of.public_url,
            *_STANDING,
        )
        .order_by(of.id)
        .with_for_update()
    )
    for part in chunks(sorted(set(listing_ids))):
        for row in session.connection().execute(query.where(of.id.in_(part))):
            listing_id, look_at, is_settled, is_planned, external_id, public_url, *standing = row
            found[listing_id] = Brief(
                look_at, is_settled, is_planned, external_id, public_url, Standing._make(standing)
            )
    return found


def move_times(
    session: Session,
    newest: Mapping[int, Seen],
    known: Mapping[int, Brief],
    due_at: datetime | None,
) -> None:
    """Write the times of each listing's newest look; the others' when they are due again."""
    planned = [look for look in newest.values() if known[look.listing_id].is_planned]
    others = [look for look in newest.values() if not known[look.listing_id].is_planned]
    _move(session, planned, {})
    _move(session, others, {"due_at": due_at})


def _move(session: Session, looks: list[Seen], shared: dict[str, Any]) -> None:
    """`shared` are columns with one value for all; the index on `due_at` costs, so only if new."""
    if not looks:
        return
    backend = session.get_bind().dialect.name
    moved = [_TABLE.c[COLUMNS[name]] for name in _TIMES]
    given = as_table(backend, {"id": Integer(), **{time.name: time.type for time in moved}})
    # No time given: it stays.
    values: dict[str, ColumnElement[Any]] = {
        time.name: func.coalesce(given.c[time.name], time) for time in moved
    }
    values |= {name: bindparam(f"new_{name}", type_=_TABLE.c[name].type) for name in shared}
    statement = update(_TABLE).where(_TABLE.c.id == given.c.id).values(values)
    session.connection().execute(
        statement,
        {f"new_{name}": value for name, value in shared.items()}
        | document(backend, map(_moved, looks)),
    )
    session.expire_all()


def _moved(look: Seen) -> tuple[Any, ...]:
    """The listing and its times, in the order of `_TIMES`."""
    at = look.observed_at
    return (
        look.listing_id,
        at,
        at,
        at if look.method is Method.API else None,
        at if look.status in ON_SALE else None,
    )
