"""A batch of looks, one a listing at most, in a temporary table beside the listings.

There the database tells what is new about all of them at once: a question, or a row of objects,
for each look would cost many times as much.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    exists,
    func,
    not_,
    select,
)
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, SQLModel

from catalog.bulk import fill, times
from catalog.contract import Seen
from catalog.models import Listing, Observation
from catalog.models.base import Json, UtcDateTime
from catalog.observing.evidence import safe_url
from catalog.observing.rules import TEXT_LIMIT, Rules, is_miss, is_weak, order_of_seen
from catalog.outbox.rows import chunks
from catalog.status import Method, Observed

Looks = Mapping[int, Seen]
"""Looks by the listing that they were at."""

LOOKS = Table(
    "look_batch",
    MetaData(),
    Column("listing_id", Integer, primary_key=True, autoincrement=False),
    Column("method", String(10)),
    Column("observed_at", UtcDateTime),
    Column("status", String(20)),
    Column("confidence", Float),
    Column("reason", String),
    Column("title", String(TEXT_LIMIT)),
    Column("price_vnd", Integer),
    Column("stock", Integer),
    Column("stars", Integer),
    Column("picture", String(TEXT_LIMIT)),
    Column("code", String(40)),
    Column("url", String(TEXT_LIMIT)),
    Column("flags", Json),
    Column("external_id", String(80)),
    Column("decides", Boolean),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)
"""`decides`: the look says by itself what the channel shows; it isn't unreadable, missing, weak."""

SIZE = 20_000
"""Most looks in a batch: enough that its statements cost nothing beside its rows."""

_LISTING = SQLModel.metadata.tables[str(Listing.__tablename__)]
_LOG = SQLModel.metadata.tables[str(Observation.__tablename__)]


def batches(seen: Sequence[Seen]) -> Iterator[dict[int, Seen]]:
    """The looks, each once, a listing's in the order of their times and in batches of their own."""
    while seen:
        oldest: dict[int, Seen] = {}
        seen = _take_oldest(seen, oldest)
        for part in chunks(sorted(oldest), SIZE):
            yield {listing_id: oldest[listing_id] for listing_id in part}


def _take_oldest(seen: Sequence[Seen], oldest: dict[int, Seen]) -> list[Seen]:
    """Put each listing's oldest look into `oldest`; returns the others, without its repeats."""
    others = []
    for look in seen:
        other = oldest.setdefault(look.listing_id, look)
        if other is look:
            continue
        if order_of_seen(look) < order_of_seen(other):
            oldest[look.listing_id] = look
            others.append(other)
        elif order_of_seen(look) > order_of_seen(other):
            others.append(look)
    return others


def stage(session: Session, looks: Looks, rules: Rules) -> None:
    """Put the looks into the table, in place of those before them."""
    connection = session.connection()
    connection.execute(CreateTable(LOOKS, if_not_exists=True))
    fill(session, LOOKS, _columns(connection.dialect.name, looks, rules))


def _columns(backend: str, looks: Looks, rules: Rules) -> dict[str, list[Any]]:
    """By the table's columns; plain text, for the driver takes its time over enums."""
    at, flags, seen = times(backend), _FlagTexts(), list(looks.values())
    words: dict[Method | Observed, str] = {word: word.value for word in (*Method, *Observed)}
    return {
        "listing_id": list(looks),
        "method": [words[look.method] for look in seen],
        "observed_at": [at[look.observed_at] for look in seen],
        "status": [words[look.status] for look in seen],
        "confidence": [look.confidence for look in seen],
        "reason": [look.reason for look in seen],
        "title": [look.title[:TEXT_LIMIT] if look.title else None for look in seen],
        "price_vnd": [look.price_vnd for look in seen],
        "stock": [look.stock for look in seen],
        "stars": [look.stars for look in seen],
        "picture": [look.picture for look in seen],
        "code": [look.code for look in seen],
        "url": [safe_url(look.url) if look.url else None for look in seen],
        "flags": [flags[look.flags] for look in seen],
        "external_id": [look.external_id or None for look in seen],
        "decides": [int(_decides(look, rules)) for look in seen],
    }


class _FlagTexts(dict[tuple[str, ...], str]):
    """Flags as JSON text; most looks have none."""

    def __missing__(self, flags: tuple[str, ...]) -> str:
        text = self[flags] = json.dumps(flags, ensure_ascii=False)
        return text


def _decides(look: Seen, rules: Rules) -> bool:
    unclear = look.status is Observed.UNKNOWN or is_miss(look.status, look.method)
    return not (unclear or is_weak(look, rules))


def lock(session: Session) -> None:
    """Lock the batch's listings until the transaction ends, in an order that all writers keep.

    Needless on SQLite, where a writing transaction has the whole database.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    rows = (
        select(_LISTING.c.id)
        .join(LOOKS, LOOKS.c.listing_id == _LISTING.c.id)
        .order_by(_LISTING.c.id)
        .with_for_update(of=_LISTING)
        .subquery()
    )
    session.scalar(select(func.count()).select_from(rows))


def drop(session: Session, *, logged: bool) -> set[int]:
    """Take looks that the log has out of the batch, or those at listings that there aren't.

    Returns their listings' ids.
    """
    key = ("listing_id", "method", "observed_at")
    same = select(_LOG.c.id).where(*(_LOG.c[name] == LOOKS.c[name] for name in key))
    its_listing = select(_LISTING.c.id).where(_LISTING.c.id == LOOKS.c.listing_id)
    unwanted = exists(same) if logged else not_(exists(its_listing))
    gone = delete(LOOKS).where(unwanted).returning(LOOKS.c.listing_id)
    return set(session.connection().scalars(gone))
