"""Pages that lead to the front page (trang chủ) in place of their goods.

Many shops send whoever asks for removed goods there, and so does a shop that is being rebuilt, for
all its pages. Such a look is no miss as long as nobody speaks for the site: it becomes one when,
since the page first led there, another page of the host spoke of its goods; or when no other page
is in doubt and the front page is well. When all pages lead there and none speaks any more, they are
believed after a week of that, or by a person's word.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, String, and_, cast, select
from sqlmodel import Session, col

from catalog.contract import Seen
from catalog.hosts import FrontPage, host_of
from catalog.models import Listing, Observation, PageWatch
from catalog.observing.few_pages import NOT_THERE
from catalog.observing.rules import Rules
from catalog.page_watch import READABLE_WITHIN
from catalog.status import ON_SALE, Method, Observed

FLAG = "moved_to_home"
"""The flag of a look whose page led to a front page."""
BELIEVED_AFTER = timedelta(days=7)
"""Longer than for goods that are plainly not there: a shop may be rebuilt for some days."""
_MOST_LOOKS = 200


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
        own = {look.listing_id}
        alone = alone and not _doubtful(session, host, look.observed_at, own)
        if speaks or alone or _spoke(session, host, first):
            found.add(look.listing_id)
    return found


def gone_for_good(
    session: Session, host: str, looks: Sequence[Seen], front: FrontPage | None
) -> set[int]:
    """The listings whose page has led to a front page that is well for days, as all others do.

    Their look counts at once; before it is recorded. Of few pages only: of others the front page
    isn't asked.
    """
    open_ones = [look for look in looks if is_led_home(look, host)]
    silent = all(look in open_ones or look.status in NOT_THERE for look in looks)
    if front is not FrontPage.WELL or not silent or not open_ones:
        return set()
    ids = {look.listing_id for look in open_ones}
    firsts = [_first(session, one) for one in ids]
    since = max((one for one in firsts if one is not None), default=None)
    at = min(look.observed_at for look in open_ones)
    if None in firsts or since is None or at - since < BELIEVED_AFTER:
        return set()
    return set() if _doubtful(session, host, at, ids) else ids


def led_now(host: str) -> Select[int]:
    """The host's listings in doubt whose newest look is one at a page that led to its front page.

    They have told nothing since, so that their status still stands.
    """
    newest = and_(
        col(Observation.listing_id) == col(Listing.id),
        col(Observation.observed_at) == col(Listing.look_at),
        col(Observation.method) == Method.PAGE,
    )
    return (
        select(col(PageWatch.listing_id))
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .join(Observation, newest)
        .where(col(PageWatch.host) == host, col(PageWatch.code).is_not(None))
        .where(cast(Observation.flags, String).contains(f'"{FLAG}"'))
        .where(col(Listing.observed).not_in(NOT_THERE))
    )


def is_led_home(look: Seen, host: str) -> bool:
    """Whether the page led to the front page of its own site and told nothing else."""
    own = host_of(look.url or "").removeprefix("www.") == host.removeprefix("www.")
    return look.status is Observed.UNKNOWN and FLAG in look.flags and own


def _gone(session: Session, ids: Sequence[int]) -> set[int]:
    """Of the listings, those that are believed to be gone: for them nothing changes."""
    gone = col(Listing.observed).in_(NOT_THERE)
    query = select(col(Listing.id)).where(col(Listing.id).in_(ids), gone)
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


def _doubtful(session: Session, host: str, at: datetime, ids: Collection[int]) -> bool:
    """Whether a page of the host beside these, readable till lately, tells nothing either."""
    since = at - READABLE_WITHIN
    query = (
        select(col(PageWatch.listing_id))
        .where(col(PageWatch.host) == host, col(PageWatch.listing_id).not_in(ids))
        .where(col(PageWatch.code).is_not(None), col(PageWatch.told_at) >= since)
    )
    return session.execute(query.limit(1)).first() is not None
