"""The log of looks: which of them it has, and appending those that it doesn't have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, insert, select
from sqlmodel import Session, SQLModel, col

from catalog.bulk import as_table, document
from catalog.contract import Seen
from catalog.models import Evidence, Observation
from catalog.observing import evidence
from catalog.observing.rules import TEXT_LIMIT

Key = tuple[int, str, datetime]
"""What a look is known by: listing, method, time."""

_TABLE = SQLModel.metadata.tables[str(Observation.__tablename__)]
_PLACE = "place"
_KEY = ("listing_id", "method", "observed_at")
_OF_LOOK = (
    *_KEY,
    "status",
    "confidence",
    "reason",
    "title",
    "price_vnd",
    "stock",
    "stars",
    "picture",
    "code",
    "url",
    "flags",
    "evidence_id",
)
"""The columns that differ from look to look, in the order of `_row`."""
_OF_ALL = ("run_id", "recorded_at")
"""The columns that looks recorded together share."""


def key(look: Seen) -> Key:
    """The look's key in the log."""
    return look.listing_id, look.method.value, look.observed_at


def not_logged(session: Session, looks: Sequence[Seen]) -> list[Seen]:
    """Those of the looks that the log doesn't have yet, in the order given."""
    if not looks:
        return []
    backend = session.get_bind().dialect.name
    types = {_PLACE: Integer(), **{name: _TABLE.c[name].type for name in _KEY}}
    given = as_table(backend, types)
    same = [_TABLE.c[name] == given.c[name] for name in _KEY]
    query = select(given.c[_PLACE]).join(_TABLE, same[0] & same[1] & same[2])
    rows = ((place, *key(look)) for place, look in enumerate(looks))
    logged = set(session.connection().scalars(query, document(backend, rows)))
    return [look for place, look in enumerate(looks) if place not in logged]


def append(session: Session, new: Sequence[Seen], run_id: int | None, at: datetime) -> None:
    """Write looks that aren't in the log, with their evidence; `at` is when they are recorded."""
    if not new:
        return
    backend = session.get_bind().dialect.name
    given = as_table(backend, {name: _TABLE.c[name].type for name in _OF_LOOK})
    shared = [bindparam(name, type_=_TABLE.c[name].type) for name in _OF_ALL]
    filled = insert(_TABLE).from_select([*_OF_LOOK, *_OF_ALL], select(given, *shared))
    links = _chain(session, new)
    values: dict[str, Any] = {"run_id": run_id, "recorded_at": at}
    session.connection().execute(filled, values | document(backend, _rows(new, links)))


def _rows(new: Iterable[Seen], links: Mapping[Key, int]) -> Iterator[tuple[Any, ...]]:
    for look in new:
        yield (
            *key(look),
            look.status,
            look.confidence,
            look.reason,
            look.title[:TEXT_LIMIT] if look.title else None,
            look.price_vnd,
            look.stock,
            look.stars,
            look.picture,
            look.code,
            evidence.safe_url(look.url) if look.url else None,
            look.flags,
            links.get(key(look)) if look.proof is not None else None,
        )


def _chain(session: Session, new: Sequence[Seen]) -> dict[Key, int]:
    """Keep the proofs; the id of each look's evidence."""
    proven = {key(look): look.proof for look in new if look.proof is not None}
    if not proven:
        return {}
    before = session.scalar(select(func.max(col(Evidence.id)))) or 0
    links = evidence.append(
        session, [evidence.NewEvidence(of[0], of[2], proof) for of, proof in proven.items()]
    )
    # Another writer's rows may be among the newer ones; a chain's hash is its own.
    query = select(col(Evidence.chain_hash), col(Evidence.id)).where(col(Evidence.id) > before)
    ids = {row[0]: row[1] for row in session.execute(query)}
    return {of: ids[link] for of, link in zip(proven, links, strict=True)}
