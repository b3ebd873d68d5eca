"""Pages that lead to the front page (trang chủ) in place of their goods.

Many shops send whoever asks for removed goods there, and so does a shop that is being rebuilt, for
all its pages. Such a look is no miss as long as nobody speaks for the site: it becomes one when,
since the page first led there, another page of the host spoke of its goods; or when no other page
is in doubt and the front page is well.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.contract import Seen
from catalog.hosts import FrontPage, host_of
from catalog.models import Listing, Observation, PageWatch
from catalog.observing.rules import Rules
from catalog.page_watch import READABLE_WITHIN
from catalog.status import ON_SALE, Method, Observed

FLAG = "moved_to_home"
"""The flag of a look whose page led to a front page."""
_MOST_LOOKS = 50


def misses(
    session: Session, host: str, looks: Sequence[Seen], front: FrontPage | None, rules: Rules
) -> set[int]:
    """The listings whose look of this turn at the host may count as a miss; before it is recorded.

    Each was led to the front page before, at least `rules.miss_gap` ago. `front`: what that page
    said in this turn, if it was asked.
    """
    led = [look for look in looks if is_led_home(look, host)]
    found = _gone(session, [look.listing_id for look in led])
    open_ones = [look for look in led if look.listing_id not in found]
    speaks = any(look.status in ON_SALE for look in looks)
    for look in open_ones:
        first = _first(session, look.listing_id)
        if first is None or look.observed_at - first < rules.miss_gap:
            continue
        alone = front is FrontPage.WELL and len(open_ones) == 1
        if speaks or _spoke(session, host, first) or (alone and not _doubtful(session, host, look)):
            found.add(look.listing_id)
    return found


def is_led_home(look: Seen, host: str) -> bool:
    """Whether the page led to the front page of its own site and told nothing else."""
    own = host_of(look.url or "").removeprefix("www.") == host.removeprefix("www.")
    return look.status is Observed.UNKNOWN and FLAG in look.flags and own


def _gone(session: Session, ids: Sequence[int]) -> set[int]:
    """Of the listings, those that are believed to be gone: for them nothing changes."""
    gone = (Observed.NOT_FOUND, Observed.REMOVED)
    query = select(col(Listing.id)).where(col(Listing.id).in_(ids), col(Listing.observed).in_(gone))
    return {one for one in session.scalars(query) if one is not None}


def _first(session: Session, listing_id: int) -> datetime | None:
    """When the page first led to the front page since it last spoke of its goods."""
    query = (
        select(col(Observation.observed_at), col(Observation.status), col(Observation.flags))
        .where(col(Observation.listing_id) == listing_id, col(Observation.method) == Method.PAGE)
        .order_by(col(Observation.observed_at).desc())
        .limit(_MOST_LOOKS)
    )
    first = None
    for at, status, flags in session.execute(query):
        if status in ON_SALE:
            break
        first = at if FLAG in (flags or ()) else first
    return first


def _spoke(session: Session, host: str, since: datetime) -> bool:
    """Whether a page of the host spoke of goods on sale since then."""
    query = (
        select(col(PageWatch.listing_id))
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .where(col(PageWatch.host) == host, col(PageWatch.told_at) > since)
        .where(col(Listing.look_method) == Method.PAGE, col(Listing.look_status).in_(ON_SALE))
        .where(col(Listing.look_at) > since)
    )
    return session.execute(query.limit(1)).first() is not None


def _doubtful(session: Session, host: str, look: Seen) -> bool:
    """Whether another page of the host, readable till lately, tells nothing either."""
    since = look.observed_at - READABLE_WITHIN
    query = (
        select(col(PageWatch.listing_id))
        .where(col(PageWatch.host) == host, col(PageWatch.listing_id) != look.listing_id)
        .where(col(PageWatch.code).is_not(None), col(PageWatch.told_at) >= since)
    )
    return session.execute(query.limit(1)).first() is not None
