"""Looks under which a status stands, or begins: folded by the database, all of a batch at once.

A clear look that shows the status which stands makes no turn, ends no miss and is held by no
incident, and so is one that gives a listing its first status while there is no incident. For such
looks the fold (`catalog.observing.rules.step`) copies what the look tells and nothing else, which
needs no state to be taken apart and put together again: they are most of every pass.
"""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlmodel import Session, SQLModel

from catalog.models import Listing
from catalog.observing.batch import LOOKS
from catalog.observing.picture import VARIES
from catalog.observing.rules import TEXT_LIMIT
from catalog.observing.states import write
from catalog.status import ON_SALE, Method, Observed
from catalog.text_vi import fold as fold_text

_TABLE = SQLModel.metadata.tables[str(Listing.__tablename__)]
_OF, _LOOK = _TABLE.c, LOOKS.c
_ITS_LOOK = _OF.id == _LOOK.listing_id

_LATE = func.coalesce(_LOOK.observed_at <= _OF.look_at, false())
_CLEAR = and_(
    _LOOK.decides,
    ~_LATE,
    _OF.missed_looks == 0,
    _OF.missed_at.is_(None),
    _OF.flapping_since.is_(None),
    _OF.held_incident_id.is_(None),
)
_SAME_ID = func.coalesce(_LOOK.external_id, _OF.external_id).is_not_distinct_from(_OF.external_id)
_BY_API = _LOOK.method == Method.API.value
# As `catalog.observing.picture.seen` has it: nothing new, or a page's where the API tells them.
_SAME_PICTURE = or_(
    _LOOK.picture.is_(None),
    and_(~_BY_API, _OF.api_seen_at.is_not(None)),
    and_(
        _OF.picture_next_at.is_(None),
        or_(~_BY_API, _OF.api_seen_at.is_not(None)),
        or_(_OF.observed_picture == VARIES, _OF.observed_picture == _LOOK.picture),
    ),
)
_FIRST_PICTURE = or_(
    _LOOK.picture.is_(None),
    and_(
        _OF.observed_picture.is_(None),
        _OF.picture_next_at.is_(None),
        _OF.picture_from.is_(None),
        _OF.api_seen_at.is_(None),
    ),
)
# The channel's id and the status are indexed: writing them costs, so only where they are new.
_STANDS = and_(
    _CLEAR, _LOOK.status == _OF.observed, _SAME_ID, func.coalesce(_SAME_PICTURE, false())
)
_BEGINS = and_(_CLEAR, _OF.observed == Observed.UNKNOWN.value, _FIRST_PICTURE)
_TITLE = func.coalesce(_LOOK.title, _OF.observed_title)
_TITLED = or_(
    _TITLE.is_(None),
    and_(_TITLE.is_not_distinct_from(_OF.observed_title), _OF.title_folded.is_not(None)),
)


@dataclass(frozen=True, slots=True)
class Others:
    """The listings of a batch, by id, about which there is more to do than to `go_on`.

    `strange`: there is no such listing. `late`: a newer look, or this one, was recorded before.
    `first`: the look begins its status, and nothing speaks against it. `rest`: to be folded.
    `titles`: what the page calls those that go on or begin, where that isn't folded yet.
    """

    strange: AbstractSet[int]
    late: AbstractSet[int]
    first: AbstractSet[int]
    rest: AbstractSet[int]
    titles: Mapping[int, str]


def others(session: Session, *, calm: bool) -> Others:
    """Tell the batch's listings apart; `calm`: no incident may hold these looks."""
    begins = and_(_BEGINS, true() if calm else false())
    words = (
        (_OF.id.is_(None), "strange"),
        (_LATE, "late"),
        (_STANDS, "standing"),
        (begins, "first"),
    )
    query = (
        select(_LOOK.listing_id, case(*words, else_="rest"), _TITLE)
        .outerjoin(_TABLE, _ITS_LOOK)
        .where(~func.coalesce(and_(_STANDS, _TITLED), false()))
    )
    ids: dict[str, set[int]] = defaultdict(set)
    titles: dict[int, str] = {}
    for listing_id, word, title in session.connection().execute(query).all():
        ids[word].add(listing_id)
        if word in ("standing", "first") and title is not None:
            titles[listing_id] = title
    return Others(ids["strange"], ids["late"], ids["first"], ids["rest"], titles)


def begin(session: Session, due_at: datetime | None) -> None:
    """Give the `first` of `others` their status, with all that the look tells."""
    status: dict[str, Any] = {
        "observed": _LOOK.status,
        "observed_since": _LOOK.observed_at,
        "external_id": func.coalesce(_LOOK.external_id, _OF.external_id),
        "picture_next": func.coalesce(_LOOK.picture, _OF.picture_next),
        "picture_next_at": _if_pictured(_LOOK.observed_at, "picture_next_at"),
        "picture_strays": _if_pictured(1, "picture_strays"),
    }
    _write(session, _BEGINS, {**_COPIED, **status}, due_at)


def go_on(session: Session, due_at: datetime | None) -> None:
    """Write what looks tell about the listings whose status stands."""
    _write(session, _STANDS, _COPIED, due_at)


def _if_pictured(value: Any, column: str) -> ColumnElement[Any]:
    return case((_LOOK.picture.is_not(None), value), else_=_OF[column])


def _told(name: str, column: str) -> ColumnElement[Any]:
    """A fact that a look doesn't tell stays as it was."""
    return func.coalesce(_LOOK[name], _OF[column])


# As `catalog.observing.record` has it: what a page's look may say of the listing's address.
_PLAIN = ~or_(_LOOK.url.contains("?"), _OF.public_url.contains("?"), _OF.public_url.contains("#"))
_KEEPS_ADDRESS = and_(
    _LOOK.method == Method.PAGE.value,
    _OF.public_url.is_not(None),
    ~and_(_LOOK.status.in_([status.value for status in ON_SALE]), _PLAIN),
)

_COPIED: Mapping[str, Any] = {
    "observed_at": _LOOK.observed_at,
    "observed_since": func.coalesce(_OF.observed_since, _LOOK.observed_at),
    "observed_method": _LOOK.method,
    "observed_confidence": _LOOK.confidence,
    "observed_reason": _LOOK.reason,
    "observed_title": _told("title", "observed_title"),
    "observed_price_vnd": _told("price_vnd", "observed_price_vnd"),
    "observed_stock": _told("stock", "observed_stock"),
    "observed_stars": _told("stars", "observed_stars"),
    "last_live_at": case(
        (_LOOK.status.in_([status.value for status in ON_SALE]), _LOOK.observed_at),
        else_=_OF.last_live_at,
    ),
    "api_seen_at": case((_BY_API, _LOOK.observed_at), else_=_OF.api_seen_at),
    "look_at": _LOOK.observed_at,
    "look_status": _LOOK.status,
    "look_reason": _LOOK.reason,
    "look_method": _LOOK.method,
    "look_code": _LOOK.code,
    "public_url": case(
        (func.coalesce(_KEEPS_ADDRESS, false()), _OF.public_url), else_=_told("url", "public_url")
    ),
}
"""What `rules.step` leaves of a clear look under a status that stands, by column of `Listing`."""


def _write(
    session: Session, where: ColumnElement[bool], values: Mapping[str, Any], due_at: datetime | None
) -> None:
    connection = session.connection()
    due = bindparam("due", due_at, type_=_OF.due_at.type)
    if _has_new_due(connection, due):
        values = {**values, "due_at": due}
    connection.execute(update(_TABLE).where(_ITS_LOOK, where).values(**values))
    session.expire_all()


def _has_new_due(connection: Connection, due: ColumnElement[Any]) -> bool:
    """Whether the time of the next look is to be written: it is indexed, too.

    SQLite renews the index for the same time as well; PostgreSQL sees that nothing changed.
    """
    if connection.dialect.name != "sqlite":
        return True
    is_due_else = _OF.due_at.is_distinct_from(due)
    found = select(select(_OF.id).join(LOOKS, _ITS_LOOK).where(is_due_else).exists())
    return bool(connection.scalar(found))


def fold_titles(session: Session, titles: Mapping[int, str]) -> None:
    """Write listings' titles in the form that they are compared in."""
    rows = [(key, fold_text(title)[:TEXT_LIMIT] or None) for key, title in titles.items()]
    if rows:
        write(session, ("title_folded",), rows)
