"""Between the fold's state and the columns of `Listing`: reading, writing, refolding the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session, col

from catalog.hosts import host_in, host_of, host_scope
from catalog.models import Incident, Listing, Observation, Shop
from catalog.observing.rules import EMPTY, RULES, Hold, Look, Rules, State, fold
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
}
"""Field of `State` → column of `Listing`, in the order of the fields."""

TEXT_LIMIT = 500
TIMES = ("observed_at", "look_at", "api_seen_at", "last_live_at")
"""The columns that every confirming look moves on; no index holds any of them."""


Holds = Mapping[str, Sequence[Hold]]
"""Scope (a channel's kind, or `host:…`) → the spans of its incidents."""


@dataclass(frozen=True, slots=True)
class Known:
    """A listing as stored: its state, and what looks may fill in."""

    listing_id: int
    channel: str
    state: State
    external_id: str | None
    public_url: str | None
    due_at: datetime | None

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
    listing_id, external_id, public_url, channel, due_at, *stored = tuple(row)
    values: dict[str, Any] = dict(zip(COLUMNS, stored, strict=True))
    values["status"] = Observed(values["status"])
    values["turns"] = tuple(values["turns"] or ())
    return Known(listing_id, channel, State(**values), external_id, public_url, due_at)


@dataclass(frozen=True, slots=True)
class Update:
    """A listing's new state, and what looks filled in."""

    known: Known
    state: State
    external_id: str | None
    public_url: str | None
    due_at: datetime | None

    @property
    def only_times(self) -> bool:
        """Whether the look confirmed what was known: most do, and need a short UPDATE."""
        before = self.known.state
        confirmed = self.state._replace(
            at=before.at,
            look_at=before.look_at,
            api_at=before.api_at,
            last_live_at=before.last_live_at,
        )
        return (
            confirmed == before
            and self.external_id == self.known.external_id
            and self.public_url == self.known.public_url
            and self.due_at == self.known.due_at
        )


def unchanged(known: Known, state: State) -> Update:
    """The new state of a listing whose other columns stay as they are."""
    return Update(known, state, known.external_id, known.public_url, known.due_at)


def store(session: Session, updates: Iterable[Update]) -> None:
    """Write new states, in one executemany for confirmations and one for all others."""
    short: list[dict[str, Any]] = []
    full: list[dict[str, Any]] = []
    for change in updates:
        # No turns is NULL, not an empty list: most listings never flap.
        row: dict[str, Any] = {"row_id": change.known.listing_id} | {
            f"new_{column}": value
            for column, value in zip(COLUMNS.values(), change.state, strict=True)
        }
        row["new_turns"] = list(change.state.turns) or None
        if change.only_times:
            short.append({name: row[name] for name in ("row_id", *map(_new, TIMES))})
        else:
            row["new_external_id"] = change.external_id
            row["new_public_url"] = change.public_url
            row["new_due_at"] = change.due_at
            row["new_title_folded"] = fold_text(change.state.title or "")[:TEXT_LIMIT] or None
            full.append(row)
    _update(session, TIMES, short)
    _update(
        session, (*COLUMNS.values(), "external_id", "public_url", "due_at", "title_folded"), full
    )


def _new(column: str) -> str:
    return f"new_{column}"


def _update(session: Session, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = (
        update(Listing)
        .where(col(Listing.id) == bindparam("row_id"))
        .values({name: bindparam(_new(name)) for name in columns})
    )
    session.connection().execute(statement, rows)
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
    )


def refold(
    session: Session,
    known: Mapping[int, Known],
    holds: Holds,
    rules: Rules = RULES,
) -> dict[int, State]:
    """The states of these listings from their whole log: for late looks and opened incidents."""
    looks: dict[int, list[Look]] = {listing_id: [] for listing_id in known}
    for part in chunks(sorted(known)):
        query = select(Observation).where(col(Observation.listing_id).in_(part))
        for row in session.scalars(query):
            looks[row.listing_id].append(look_of(row))
    return {
        listing_id: fold(looks[listing_id], EMPTY, item.spans(holds), rules)
        for listing_id, item in known.items()
    }
