"""Between the fold's state and the columns of `Listing`: reading, writing, refolding the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session, SQLModel, col

from catalog.bulk import as_table, document
from catalog.contract import Seen
from catalog.hosts import host_in, host_of, host_scope
from catalog.models import Incident, Listing, Observation, Shop
from catalog.observing.rules import RULES, TEXT_LIMIT, Hold, Look, Rules, State, beginning, fold
from catalog.outbox.rows import chunks
from catalog.status import Method, Observed
from catalog.text_vi import fold as fold_text

COLUMNS = {
    "status": "observed",
    "at": "observed_at",
    "since": "observed_since",
    "method": "observed_method",
    "confidence": "observed_confidence",
    "reason": "observed_reason",
    "title": "observed_title",
    "price_vnd": "observed_price_vnd",
    "stock": "observed_stock",
    "stars": "observed_stars",
    "last_live_at": "last_live_at",
    "missed": "missed_looks",
    "missed_at": "missed_at",
    "api_at": "api_seen_at",
    "look_at": "look_at",
    "look_status": "look_status",
    "look_reason": "look_reason",
    "look_method": "look_method",
    "look_code": "look_code",
    "held": "held_incident_id",
    "turns": "turns",
    "flapping_since": "flapping_since",
    "picture": "observed_picture",
    "picture_base": "picture_base",
    "picture_since": "picture_since",
    "picture_from": "picture_from",
    "picture_start": "picture_start",
    "picture_next": "picture_next",
    "picture_next_at": "picture_next_at",
    "picture_strays": "picture_strays",
}
"""Field of `State` → column of `Listing`, in the order of the fields."""

_TABLE = SQLModel.metadata.tables[str(Listing.__tablename__)]
_COLUMNS = (*COLUMNS.values(), "external_id", "public_url", "due_at")

Holds = Mapping[str, Sequence[Hold]]
"""Scope (a channel's kind, or `host:…`) → the spans of its incidents."""


@dataclass(frozen=True, slots=True)
class Known:
    """A listing as stored: its state, and what looks may fill in.

    `is_folded`: its title is there in the form that titles are compared in, too.
    """

    listing_id: int
    channel: str
    state: State
    external_id: str | None
    public_url: str | None
    due_at: datetime | None
    is_folded: bool

    def spans(self, holds: Holds) -> Sequence[Hold]:
        """The incidents that hold looks at this listing: its channel's, and its page's host's."""
        if not holds:
            return ()
        own = holds.get(self.channel, ())
        if self.public_url is None:
            return own
        return (*own, *holds.get(host_scope(host_of(self.public_url)), ()))


def load(session: Session, listing_ids: Iterable[int]) -> dict[int, Known]:
    """The stored states, their rows locked until the transaction ends."""
    found: dict[int, Known] = {}
    columns = [getattr(Listing, name) for name in COLUMNS.values()]
    for part in chunks(sorted(set(listing_ids))):
        query = (
            select(
                col(Listing.id),
                col(Listing.external_id),
                col(Listing.public_url),
                col(Shop.channel),
                col(Listing.due_at),
                col(Listing.title_folded).is_not(None),
                *columns,
            )
            .join(Shop, col(Shop.id) == col(Listing.shop_id))
            .where(col(Listing.id).in_(part))
            .order_by(col(Listing.id))
            .with_for_update(of=Listing)
        )
        found |= {row[0]: _known(row) for row in session.connection().execute(query)}
    return found


def _known(row: Row[Any]) -> Known:
    listing_id, external_id, public_url, channel, due_at, is_folded, *stored = tuple(row)
    state = State._make(stored)
    state = state._replace(status=Observed(state.status), turns=tuple(state.turns or ()))
    return Known(listing_id, channel, state, external_id, public_url, due_at, is_folded)


@dataclass(frozen=True, slots=True)
class Update:
    """A listing's new state, and what looks filled in."""

    known: Known
    state: State
    external_id: str | None
    public_url: str | None
    due_at: datetime | None

    @property
    def changed(self) -> dict[str, Any]:
        """The columns that really change: writing the others costs much, most of all an index."""
        known = self.known
        before = *known.state, known.external_id, known.public_url, known.due_at
        after = *self.state, self.external_id, self.public_url, self.due_at
        pairs = zip(_COLUMNS, before, after, strict=True)
        values: dict[str, Any] = {name: new for name, old, new in pairs if new != old}
        if "turns" in values:
            # No turns is NULL, not an empty list: most listings never flap.
            values["turns"] = values["turns"] or None
        # Titles seen before there was a folded one get theirs now.
        if "observed_title" in values or (self.state.title and not known.is_folded):
            values["title_folded"] = fold_text(self.state.title or "")[:TEXT_LIMIT] or None
        return values


def unchanged(known: Known, state: State) -> Update:
    """The new state of a listing whose other columns stay as they are."""
    return Update(known, state, known.external_id, known.public_url, known.due_at)


def store(session: Session, updates: Iterable[Update]) -> None:
    """Write new states, in one statement for all listings of which the same columns change."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for change in updates:
        values = change.changed
        rows = groups.setdefault(tuple(values), [])
        rows.append((change.known.listing_id, *values.values()))
    for columns, rows in groups.items():
        if columns:
            write(session, columns, rows)


def write(session: Session, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set the columns of the listing that each row begins with."""
    backend = session.get_bind().dialect.name
    given = as_table(backend, {name: _TABLE.c[name].type for name in ("id", *columns)})
    statement = (
        update(_TABLE)
        .where(_TABLE.c.id == given.c.id)
        .values({name: given.c[name] for name in columns})
    )
    session.connection().execute(statement, document(backend, rows))
    session.expire_all()


def all_holds(session: Session) -> dict[str, list[Hold]]:
    """The incidents of each scope, closed ones too: late looks may fall into their span."""
    holds: dict[str, list[Hold]] = {}
    query = select(Incident).order_by(col(Incident.id))
    for row in session.scalars(query):
        method = Method.PAGE if host_in(row.scope) is not None else None
        hold = Hold(row.id or 0, row.opened_at, row.closed_at, method)
        holds.setdefault(row.scope, []).append(hold)
    return holds


def look_of(row: Any) -> Look:
    """An `Observation` row as the fold sees it."""
    return Look(
        at=row.observed_at,
        method=Method(row.method),
        status=Observed(row.status),
        confidence=row.confidence,
        reason=row.reason,
        title=row.title,
        price_vnd=row.price_vnd,
        stock=row.stock,
        flags=tuple(row.flags or ()),
        code=row.code,
        stars=row.stars,
        picture=row.picture,
    )


def look_from(seen: Seen) -> Look:
    """A look just made as the fold sees it, and as it will see it from the log."""
    return Look(
        at=seen.observed_at,
        method=seen.method,
        status=seen.status,
        confidence=seen.confidence,
        reason=seen.reason,
        title=seen.title[:TEXT_LIMIT] if seen.title else None,
        price_vnd=seen.price_vnd,
        stock=seen.stock,
        flags=seen.flags,
        code=seen.code,
        stars=seen.stars,
        picture=seen.picture,
    )


def refold(
    session: Session,
    known: Mapping[int, Known],
    holds: Holds,
    rules: Rules = RULES,
    *,
    until: datetime,
) -> dict[int, State]:
    """The states of these listings from their whole log: for late looks and opened incidents.

    Looks dated after `until` don't count.
    """
    looks: dict[int, list[Look]] = {listing_id: [] for listing_id in known}
    for part in chunks(sorted(known)):
        query = select(Observation).where(
            col(Observation.listing_id).in_(part), col(Observation.observed_at) <= until
        )
        for row in session.scalars(query):
            looks[row.listing_id].append(look_of(row))
    return {
        listing_id: fold(looks[listing_id], beginning(item.state), item.spans(holds), rules)
        for listing_id, item in known.items()
    }
