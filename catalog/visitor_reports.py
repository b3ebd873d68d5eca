"""What visitors report: the listing is looked at soon, and staff read what was said.

Nothing of the visitor is kept. Whatever is said, only a look changes what the pages show.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from catalog import intent
from catalog.models import VisitorReport
from catalog.status import Wrong

WRONG_VI: Mapping[Wrong, str] = {
    Wrong.GONE: "Không mở được, hoặc không còn bán",
    Wrong.SOLD_OUT: "Hết hàng",
    Wrong.PRICE: "Giá khác",
    Wrong.OTHER: "Là sản phẩm khác",
    Wrong.STARS: "Ghi sai số sao OCOP",
}
"""As a visitor chooses and staff read them."""

VISITOR = "khách xem"
AT_MOST_EVERY = timedelta(hours=1)
"""One look answers everybody who reported a listing within this time."""
SHOWN_FOR = timedelta(days=30)


def report(session: Session, listing_id: int, wrong: Wrong, now: datetime) -> None:
    """Count the report; the first in a while has the listing looked at as soon as possible."""
    newest = session.scalar(
        select(func.max(col(VisitorReport.last_at))).where(
            col(VisitorReport.listing_id) == listing_id
        )
    )
    row = session.get(VisitorReport, (listing_id, wrong))
    if row is None:
        session.add(VisitorReport(listing_id=listing_id, wrong=wrong, last_at=now))
    else:
        row.times, row.last_at = row.times + 1, now
    session.flush()
    if newest is None or newest <= now - AT_MOST_EVERY:
        intent.request_look(session, [listing_id], VISITOR, now=now)


def recent(session: Session, listing_id: int, now: datetime) -> list[VisitorReport]:
    """What was lately said of a listing, the newest first."""
    query = (
        select(VisitorReport)
        .where(col(VisitorReport.listing_id) == listing_id)
        .where(col(VisitorReport.last_at) > now - SHOWN_FOR)
        .order_by(col(VisitorReport.last_at).desc())
    )
    return list(session.scalars(query))


def prune(session: Session, before: datetime) -> int:
    """Forget what nobody repeated since; how much it was."""
    stale = delete(VisitorReport).where(col(VisitorReport.last_at) < before)
    return session.connection().execute(stale).rowcount
