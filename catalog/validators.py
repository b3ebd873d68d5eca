"""What lets a look at a page be short: validators and the facts of the last whole reading.

They are trusted only while the listing still stands as that reading left it, our own name and
price are the same, and the whole page was read within the span given (reading contract,
"Conditional GET").
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from catalog.contract import Seen
from catalog.models import Listing, PageValidator, Product
from catalog.outbox.rows import chunks
from catalog.status import ON_SALE, Observed

TEXT_LIMIT = 500
_LONGEST = {"final_url": 500, "etag": 300, "last_modified": 80}
"""What the columns of `PageValidator` hold."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page said of the goods: the tuple that is compared and repeated."""

    status: Observed
    confidence: float
    title: str | None = None
    price_vnd: int | None = None
    stock: int | None = None
    flags: tuple[str, ...] = ()
    stars: int | None = None
    picture: str | None = None

    @property
    def sha256(self) -> str:
        """Hash of the tuple; the confidence counts too: another source may have spoken."""
        # A page that claims no stars hashes as it did before anybody looked for them; addresses of
        # pictures may change with each look.
        facts = asdict(self)
        facts = {k: v for k, v in facts.items() if k != "picture" and (k != "stars" or v)}
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """The last reading of a listing's page that was whole and understood."""

    url: str
    final_url: str
    etag: str
    last_modified: str
    body_hash: str
    facts: PageFacts
    full_at: datetime
    ours_hash: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a look starts from: our own content's hash, and the reading that may be repeated.

    `facts_hash` is that of the last reading, trusted or not: to tell whether anything changed.
    """

    ours_hash: str
    kept: Kept | None = None
    facts_hash: str | None = None


def facts_of(seen: Seen) -> PageFacts | None:
    """The facts of a look that may be repeated: goods on sale, in stock or not; else None."""
    if seen.status not in ON_SALE:
        return None
    title = seen.title[:TEXT_LIMIT] if seen.title else None
    return PageFacts(
        seen.status,
        seen.confidence,
        title,
        seen.price_vnd,
        seen.stock,
        tuple(seen.flags),
        seen.stars,
        seen.picture,
    )


def grounds(
    session: Session, listing_ids: Sequence[int], now: datetime, full_after: timedelta
) -> dict[int, Grounds]:
    """The grounds of each listing; `kept` only where it may be trusted at `now`."""
    found: dict[int, Grounds] = {}
    for part in chunks(listing_ids):
        query = (
            select(Listing, Product, PageValidator)
            .join(Product, col(Product.id) == col(Listing.product_id))
            .outerjoin(PageValidator, col(PageValidator.listing_id) == col(Listing.id))
            .where(col(Listing.id).in_(part))
        )
        for listing, product, validator in session.execute(query):
            found[listing.id or 0] = _grounds(listing, product, validator, now, full_after)
    return found


def _grounds(
    listing: Listing,
    product: Product,
    validator: PageValidator | None,
    now: datetime,
    full_after: timedelta,
) -> Grounds:
    ours = ours_hash(product)
    if validator is None:
        return Grounds(ours)
    kept = _kept(validator)
    trusted = (
        kept.ours_hash == ours
        and listing.observed == kept.facts.status
        and listing.public_url in {kept.url, kept.final_url}
        and listing.held_incident_id is None
        and listing.missed_looks == 0
        and now - kept.full_at < full_after
    )
    return Grounds(ours, kept if trusted else None, validator.facts_hash)


def ours_hash(product: Product) -> str:
    """Hash of what we would have the page say: when it changes, the whole page is read again."""
    return hashlib.sha256(f"{product.name}\n{product.price_vnd}".encode()).hexdigest()


def _kept(row: PageValidator) -> Kept:
    facts = dict(row.facts)
    facts["status"] = Observed(facts["status"])
    facts["flags"] = tuple(facts["flags"])
    return Kept(
        row.url,
        row.final_url,
        row.etag,
        row.last_modified,
        row.body_hash,
        PageFacts(**facts),
        row.full_at,
        row.ours_hash,
    )


def save(session: Session, kept: Mapping[int, Kept | None], now: datetime) -> None:
    """Keep the newest readings, in a writing transaction; None forgets one."""
    for part in chunks(sorted(kept)):
        session.execute(delete(PageValidator).where(col(PageValidator.listing_id).in_(part)))
    rows = [
        {
            "listing_id": listing_id,
            "url": one.url,
            "final_url": one.final_url,
            "etag": _fitting("etag", one.etag),
            "last_modified": _fitting("last_modified", one.last_modified),
            "body_hash": one.body_hash,
            "facts": asdict(one.facts),
            "facts_hash": one.facts.sha256,
            "ours_hash": one.ours_hash,
            "fetched_at": now,
            "full_at": one.full_at,
        }
        for listing_id, one in kept.items()
        if one is not None and _fitting("final_url", one.final_url)
    ]
    if rows:
        session.connection().execute(insert(PageValidator), rows)


def _fitting(column: str, text: str) -> str:
    """The text; nothing for one that its column can't hold: half a validator is another one."""
    return text if len(text) <= _LONGEST[column] else ""
