"""Writing looks at shops' pages down: append-only with their evidence, then folded."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from catalog.config import CadenceSettings
from catalog.models import Shop, ShopObservation, ShopPage
from catalog.observing.ahead import latest
from catalog.observing.evidence import Broken, cut_off, safe_url, unpacked
from catalog.observing.link import chain_hash
from catalog.shop_pages.fold import State, step
from catalog.shop_pages.turns import next_due
from catalog.status import ShopSeen, ShopState
from catalog.text_vi.cleaning import storable

GAP = timedelta(minutes=10)
"""Two looks that may both count as closed lie this far apart, as for listings."""

SHOP_STATES = {
    ShopSeen.OPEN: ShopState.ACTIVE,
    ShopSeen.EMPTY: ShopState.ACTIVE,
    ShopSeen.RESTING: ShopState.ACTIVE,
    ShopSeen.SUSPENDED: ShopState.SUSPENDED,
    ShopSeen.CLOSED: ShopState.CLOSED,
    ShopSeen.NOT_FOUND: ShopState.CLOSED,
}
"""What the page means for the shop itself, where no API tells it."""


@dataclass(frozen=True, slots=True)
class ShopLook:
    """One look at a shop's page. `name_fits`: None when there was no name to compare."""

    shop_id: int
    at: datetime
    status: ShopSeen
    confidence: float = 0.0
    reason: str = ""
    name: str = ""
    name_fits: bool | None = None
    products: int | None = None
    url: str = ""
    http_status: int | None = None
    flags: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name in ("reason", "name", "url"):
            object.__setattr__(self, name, storable(getattr(self, name)))
        facts = tuple((name, storable(told)) for name, told in self.facts)
        object.__setattr__(self, "facts", facts)


def record(
    session: Session,
    looks: Sequence[ShopLook],
    cadence: CadenceSettings,
    now: datetime,
    gap: timedelta = GAP,
) -> int:
    """Append looks and bring the shops' pages up to date, in a writing transaction.

    Returns how many statuses changed. A look older than the newest is kept in the log only; one
    dated in the future is refused, and whatever such a look said before gives way
    (`catalog.observing.ahead`).
    """
    changed, last = 0, latest(now)
    for look in sorted(looks, key=lambda one: one.at):
        if look.at > last:
            continue
        page = session.get(ShopPage, look.shop_id, with_for_update=True)
        if page is None or _is_logged(session, look):
            continue
        _append(session, look, now)
        if page.look_at is None or not look.at <= page.look_at <= last:
            _forget_ahead(session, page, last)
            changed += _fold(session, page, look, gap)
            page.due_at = next_due(page, cadence, now)
            session.add(page)
    session.flush()
    return changed


def verify(session: Session, shop_id: int) -> list[Broken]:
    """Walk a shop's chain; an empty list means that nothing was altered or taken out."""
    query = (
        select(ShopObservation)
        .where(col(ShopObservation.shop_id) == shop_id)
        .order_by(col(ShopObservation.id))
    )
    broken: list[Broken] = []
    previous = ""
    for row in session.scalars(query):
        reason = _fault(row, previous)
        if reason:
            broken.append(Broken(row.id or 0, reason))
        previous = row.chain_hash
    return broken + _cut_off(session, shop_id)


def _fault(row: ShopObservation, previous: str) -> str:
    if row.previous_hash != previous:
        return "Đứt chuỗi: thiếu hoặc thừa lượt xem trước đó"
    if row.chain_hash != chain_hash(previous, row.sha256, row.observed_at):
        return "Mã nối không khớp: giờ hoặc nội dung đã bị sửa"
    if _hash(_document(row)) != row.sha256:
        return "Kết quả xem không khớp mã băm"
    if row.body is not None and unpacked(row.body, row.sha256) is None:
        return "Nội dung không khớp mã băm"
    return ""


def _cut_off(session: Session, shop_id: int) -> list[Broken]:
    """Whether the shop's page knows of a later look than the log does."""
    known = session.scalar(select(col(ShopPage.look_at)).where(col(ShopPage.shop_id) == shop_id))
    newest = session.scalar(
        select(func.max(col(ShopObservation.observed_at))).where(
            col(ShopObservation.shop_id) == shop_id
        )
    )
    return cut_off(known, newest)


def prune(session: Session, observed_before: datetime) -> int:
    """Empty the bodies of old looks; hashes and chain stay. Returns how many."""
    result = session.connection().execute(
        update(ShopObservation)
        .where(
            col(ShopObservation.observed_at) < observed_before,
            col(ShopObservation.body).is_not(None),
        )
        .values(body=None)
    )
    session.expire_all()
    return result.rowcount


def _is_logged(session: Session, look: ShopLook) -> bool:
    query = select(col(ShopObservation.id)).where(
        col(ShopObservation.shop_id) == look.shop_id, col(ShopObservation.observed_at) == look.at
    )
    return session.scalar(query) is not None


def _append(session: Session, look: ShopLook, now: datetime) -> None:
    body = _document(look)
    sha256 = _hash(body)
    previous = session.scalar(
        select(col(ShopObservation.chain_hash))
        .where(col(ShopObservation.shop_id) == look.shop_id)
        .order_by(col(ShopObservation.id).desc())
        .limit(1)
    )
    session.add(
        ShopObservation(
            shop_id=look.shop_id,
            observed_at=look.at,
            status=look.status.value,
            confidence=look.confidence,
            reason=look.reason or None,
            name=look.name or None,
            products=look.products,
            url=safe_url(look.url),
            http_status=look.http_status,
            flags=list(look.flags),
            facts=dict(look.facts),
            sha256=sha256,
            body=zlib.compress(body),
            previous_hash=previous or "",
            chain_hash=chain_hash(previous or "", sha256, look.at),
            recorded_at=now,
        )
    )
    session.flush()


def _document(look: ShopLook | ShopObservation) -> bytes:
    """The facts that the answer rests on, as the look or its row has them; equal ones alike."""
    document: dict[str, Any] = {
        "status": str(look.status),
        "reason": look.reason or "",
        "name": look.name or "",
        "products": look.products,
        "url": safe_url(look.url),
        "http_status": look.http_status,
        "flags": list(look.flags),
        "facts": dict(look.facts),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _forget_ahead(session: Session, page: ShopPage, last: datetime) -> None:
    """A doubt from the future would never be confirmed, and a state from there never change."""
    if page.doubt_at is not None and page.doubt_at > last:
        page.doubt = page.doubt_at = None
    shop = session.get_one(Shop, page.shop_id)
    if shop.state_at is not None and shop.state_at > last:
        shop.state_at = None


def _fold(session: Session, page: ShopPage, look: ShopLook, gap: timedelta) -> bool:
    """Bring one page's row up to date; whether its status changed."""
    before = State(
        ShopSeen(page.status),
        page.since,
        page.seen_at,
        ShopSeen(page.doubt) if page.doubt else None,
        page.doubt_at,
    )
    after = step(before, look.status, look.at, look.flags, gap)
    page.look_at, page.look_status = look.at, look.status.value
    page.look_reason = look.reason or None
    page.failures = page.failures + 1 if look.status is ShopSeen.UNKNOWN else 0
    page.status, page.since, page.seen_at = after.status.value, after.since, after.seen_at
    page.doubt, page.doubt_at = after.doubt.value if after.doubt else None, after.doubt_at
    if after.seen_at == look.at:
        page.reason = look.reason or None
        _take_facts(page, look)
        _tell_shop(session, page, after.status, look.at)
    return after.status is not before.status


def _take_facts(page: ShopPage, look: ShopLook) -> None:
    """What a page shows that stands for itself; a closed shop keeps the name known before."""
    if look.name_fits is not None:
        page.name, page.name_fits = look.name[:300], look.name_fits
    page.products = look.products


def _tell_shop(session: Session, page: ShopPage, status: ShopSeen, at: datetime) -> None:
    shop = session.get_one(Shop, page.shop_id)
    state = SHOP_STATES.get(status)
    if state is None or shop.credentials_sealed is not None:
        return
    if shop.state_at is None or shop.state_at < at:
        shop.state, shop.state_at = state.value, at
        session.add(shop)
