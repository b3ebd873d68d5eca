"""Certificates near their end, and listings that still claim stars which have lapsed."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from catalog import ledger, recognition
from catalog.drafts import Fingerprint, prepare
from catalog.intent import set_intent
from catalog.models import Channel, Listing, Product, Recognition, Shop
from catalog.status import Intent, RecognitionState
from catalog.timing import local_day
from jobs.context import JobContext
from jobs.results import Done

AHEAD = timedelta(days=90)
"""Staff are told this long before: a re-evaluation (đánh giá lại) takes about a quarter."""


def certificate_watch(context: JobContext) -> Done:
    """Count what ends within 90 days; ask for an update of listings whose claim is out of date.

    The claim itself is part of a listing's fingerprint, so a plan would find it too: the intent
    makes the request visible to people, with its reason in the audit trail.
    """
    today = local_day(context.clock())
    with context.database.write() as session:
        ending = ending_soon(session, today)
        outdated = _outdated(session, today)
        if outdated:
            set_intent(session, outdated, Intent.UPDATE, context.actor, now=context.clock())
    counts = {"ending": len(ending), "outdated_claims": len(outdated)}
    if ending or outdated:
        with ledger.run(context.database, "certificate_watch", context.actor) as run:
            run.counts.update(counts)
    return Done(counts)


def ending_soon(session: Session, today: date) -> Sequence[tuple[Product, date]]:
    """Products whose current recognition ends within 90 days, soonest first."""
    current = recognition.current(today)
    query = (
        select(Product, current.c.valid_to)
        .join(current, current.c.product_id == col(Product.id))
        .where(current.c.valid_to <= today + AHEAD)
        .order_by(current.c.valid_to, col(Product.id))
    )
    return [(product, valid_to) for product, valid_to in session.exec(query)]


def _outdated(session: Session, today: date) -> list[int]:
    """Listings on a channel whose product lost a recognition and whose content shows the old."""
    rows = session.exec(
        select(Listing, Channel.mapping_version)
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .join(Channel, col(Channel.kind) == col(Shop.channel))
        .where(col(Listing.intent) == Intent.LIST, col(Listing.dispatched_hash).is_not(None))
        .where(col(Listing.product_id).in_(_lapsed(today)))
    ).all()
    prepared = {
        item.product_id: item
        for item in prepare(session, today, [listing.product_id for listing, _version in rows])
    }
    return [
        listing.id or 0
        for listing, version in rows
        if _content(listing) != prepared[listing.product_id].fingerprint(version).content
    ]


def _content(listing: Listing) -> str:
    return Fingerprint.parse(listing.dispatched_hash or "::").content


def _lapsed(today: date) -> SelectOfScalar[int]:
    return select(Recognition.product_id).where(
        (col(Recognition.valid_to) < today) | (col(Recognition.state) == RecognitionState.REVOKED)
    )
