"""What is wrong now, as each audience has to hear it: derived from incidents and differences.

The staff hear of incidents, consents about to lapse, certificates near their end, shops that their
floor closed, and how much waits for whom. A producer (chủ thể) hears of its own shops and
certificates, and of the listings of its goods where the next step is the producer's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Subquery, func, or_, select
from sqlmodel import Session, col

from catalog import observing
from catalog.errors import OWNER_VI, Owner
from catalog.hosts import scope_name
from catalog.models import Channel, Incident, Listing, Product, Recognition, Shop, User
from catalog.observing import INCIDENT_FACTS, Difference, IncidentKind, Kind
from catalog.observing.incident_kinds import LAPSING
from catalog.outbox.rows import chunks
from catalog.status import NoticeClass, RecognitionState, Role

CERTIFICATE_AHEAD = timedelta(days=90)
"""As long before as `certificate_watch`: a re-evaluation (đánh giá lại) takes about a quarter."""
CERTIFICATE_NEAR = timedelta(days=30)
"""A producer is told once more when so little time is left."""
SOON_VI = "Công nhận OCOP sắp hết hạn"
NEAR_VI = "Công nhận OCOP còn chưa đầy 30 ngày"
CERTIFICATE_AFTER = timedelta(days=30)
"""A certificate that ended is told so; after this time the report lists have to do."""

AUTHORISATION = (Kind.AUTH_EXPIRED, Kind.AUTH_EXPIRING)
OBSERVED = (
    Kind.SUSPENDED,
    Kind.REJECTED,
    Kind.NOT_FOUND,
    Kind.HIDDEN,
    Kind.OUT_OF_STOCK,
    Kind.FLAPPING,
)
"""What was seen of a listing: one of these at a time, so that one after another is no recovery."""
SHOP_PAGES = (
    Kind.SHOP_SUSPENDED,
    Kind.SHOP_CLOSED,
    Kind.SHOP_NOT_FOUND,
    Kind.SHOP_RESTING,
    Kind.SHOP_EMPTY,
)
"""What a shop's page shows of the whole shop: one of these at a time."""
DISPATCHED = (Kind.REFUSED, Kind.STOPPED, Kind.BLOCKED)
DRIFTED = (Kind.PRICE_DRIFT, Kind.OVERSELLING)
STARS = (Kind.STARS_LAPSED, Kind.STARS_TOO_HIGH)


@dataclass(frozen=True, slots=True)
class Problem:
    """One open problem. `subject` stays the same while it lasts; another `text_vi` is news.

    `began_at` is None where nobody knows: then it began when it was noticed.
    """

    subject: str
    kind: NoticeClass
    text_vi: str
    began_at: datetime | None = None
    detail: str = ""
    advice_vi: str = ""
    path: str = ""
    urgent: bool = False


def incidents(session: Session) -> list[Problem]:
    """Open incidents of channels and hosts: urgent, for staff."""
    rows = session.execute(
        select(Incident, col(Channel.label))
        .outerjoin(Channel, col(Channel.kind) == col(Incident.scope))
        .where(col(Incident.closed_at).is_(None), col(Incident.kind) != LAPSING)
        .order_by(col(Incident.id))
    )
    return [_incident(incident, label) for incident, label in rows]


def _incident(incident: Incident, label: str | None) -> Problem:
    facts = INCIDENT_FACTS[IncidentKind(incident.kind)]
    return Problem(
        f"incident:{incident.id}",
        NoticeClass.INCIDENT,
        f"Sự cố trên {label or scope_name(incident.scope)}",
        incident.opened_at,
        "; ".join(filter(None, (facts.text_vi, incident.detail))),
        facts.advice_vi,
        "/quan-tri/loi",
        urgent=True,
    )


def of_staff(session: Session, now: datetime, today: date) -> list[Problem]:
    """Everything that staff hear of beside incidents."""
    found = [_shop(one, "/quan-tri/gian-hang") for one in _shop_lines(session, now)]
    return [*found, *_certificates(session, today), *_counts(session, now)]


def of_producers(session: Session, now: datetime, today: date) -> dict[int, list[Problem]]:
    """What each producer with an account has to act on.

    In shops of its own all of it, in the province's shop its own moves about its goods; and the
    certificates of its goods that end soon or have ended.
    """
    told = select(col(User.producer_id)).where(
        col(User.role) == Role.PRODUCER, col(User.active).is_(True)
    )
    theirs = or_(col(Shop.producer_id).in_(told), col(Product.producer_id).in_(told))
    own_shops = set(session.scalars(select(col(Shop.id)).where(col(Shop.producer_id).in_(told))))
    found: dict[int, list[Problem]] = {}
    for one in observing.differences_where(session, theirs, now=now):
        mine = one.shop_id in own_shops or one.owner is Owner.PRODUCER
        problem = _of_producer(one) if mine else None
        if problem is not None and one.producer_id is not None:
            found.setdefault(one.producer_id, []).append(problem)
    for row in session.execute(_ending(today).where(col(Product.producer_id).in_(told))):
        found.setdefault(row.producer_id, []).append(_own_certificate(row, today))
    return found


def renewed(session: Session, product_ids: Iterable[int], today: date) -> set[int]:
    """Products among these whose recognition holds beyond the time watched."""
    last = _last_days()
    good: set[int] = set()
    for part in chunks(sorted(product_ids)):
        query = select(last.c.product_id).where(
            last.c.product_id.in_(part), last.c.valid_to > today + CERTIFICATE_AHEAD
        )
        good |= set(session.scalars(query))
    return good


def _shop_lines(session: Session, now: datetime) -> list[Difference]:
    """Differences of whole shops: those without a listing."""
    of_shops = col(Listing.id).is_(None)
    return [
        line
        for line in observing.differences_where(session, of_shops, now=now)
        if line.kind in SHOP_PAGES or (line.kind in AUTHORISATION and _was_authorised(line))
    ]


def _was_authorised(line: Difference) -> bool:
    """A shop that never had a consent is a task of setting up, not news."""
    return line.since is not None


def _of_producer(line: Difference) -> Problem | None:
    if line.kind in AUTHORISATION:
        return _shop(line, "/cua-toi") if _was_authorised(line) else None
    if line.kind in SHOP_PAGES:
        return _shop(line, "/cua-toi")
    if line.kind in OBSERVED:
        return _listing(line, "observed")
    if line.kind in DRIFTED:
        return _listing(line, line.kind.value)
    if line.kind in STARS:
        return _listing(line, "stars")
    if line.kind in DISPATCHED and line.owner is Owner.PRODUCER:
        return _listing(line, "dispatch")
    return None


def _shop(line: Difference, path: str) -> Problem:
    text = f"{line.text_vi}: {line.shop_name}"[:300]
    if line.kind in SHOP_PAGES:
        subject = f"shop:{line.shop_id}:page"
        return Problem(
            subject, NoticeClass.SHOP, text, line.since, line.detail, line.advice_vi, path
        )
    # The end of the consent is the same day before and after it: what changes is the text.
    detail = f"hạn {line.since:%d/%m/%Y}" if line.since else ""
    subject = f"shop:{line.shop_id}:authorisation"
    return Problem(subject, NoticeClass.AUTHORISATION, text, None, detail, line.advice_vi, path)


def _listing(line: Difference, axis: str) -> Problem:
    detail = f"{line.shop_name}; {line.detail}" if line.detail else line.shop_name
    return Problem(
        f"listing:{line.listing_id}:{axis}",
        NoticeClass.LISTING,
        f"{line.text_vi}: {line.product_name}"[:300],
        line.since,
        detail[:500],
        line.advice_vi,
        f"/tin/{line.listing_id}",
    )


def _last_days() -> Subquery:
    return (
        select(col(Recognition.product_id), func.max(col(Recognition.valid_to)).label("valid_to"))
        .where(col(Recognition.state) == RecognitionState.VALID)
        .group_by(col(Recognition.product_id))
        .subquery()
    )


def _ending(today: date) -> Select[*tuple[Any, ...]]:
    """Products whose certificate ends soon or ended lately, the soonest first."""
    last = _last_days()
    return (
        select(
            col(Product.id),
            col(Product.name),
            col(Product.slug),
            col(Product.producer_id),
            last.c.valid_to,
        )
        .join(last, last.c.product_id == col(Product.id))
        .where(last.c.valid_to >= today - CERTIFICATE_AFTER)
        .where(last.c.valid_to <= today + CERTIFICATE_AHEAD)
        .order_by(last.c.valid_to, col(Product.id))
    )


def _certificates(session: Session, today: date) -> list[Problem]:
    advice = "Nhắc chủ thể nộp hồ sơ đánh giá lại."
    return [_certificate(row, today, SOON_VI, advice) for row in session.execute(_ending(today))]


def _own_certificate(row: Row[Any], today: date) -> Problem:
    """As its producer hears it: another text, which is news, when the time gets short."""
    if row.valid_to < today:
        advice = "Bỏ hạng sao khỏi nhãn và trang bán; muốn giữ sao thì nộp hồ sơ đánh giá lại."
        return _certificate(row, today, SOON_VI, advice)
    is_near = row.valid_to <= today + CERTIFICATE_NEAR
    advice = "Nộp hồ sơ đánh giá lại trước ngày ấy; chưa rõ thủ tục thì hỏi Trung tâm."
    return _certificate(row, today, NEAR_VI if is_near else SOON_VI, advice)


def _certificate(row: Row[Any], today: date, ahead_vi: str, advice_vi: str) -> Problem:
    said = "Công nhận OCOP đã hết hạn" if row.valid_to < today else ahead_vi
    return Problem(
        f"product:{row.id}:certificate",
        NoticeClass.CERTIFICATE,
        f"{said}: {row.name}"[:300],
        detail=f"hạn {row.valid_to:%d/%m/%Y}",
        advice_vi=advice_vi,
        path=f"/san-pham/{row.slug}-{row.id}"[:200],
    )


def _counts(session: Session, now: datetime) -> list[Problem]:
    """How much waits for whom: one line an owner, however many there are."""
    waiting: dict[Owner, int] = {}
    for (_kind, owner), number in observing.difference_counts(session, now=now).items():
        waiting[owner] = waiting.get(owner, 0) + number
    return [
        Problem(
            f"count:{owner.value}",
            NoticeClass.COUNT,
            f"Có việc chờ {OWNER_VI[owner]} xử lý",
            detail=f"{waiting[owner]} việc",
            path=f"/quan-tri/loi?cua={owner.value}",
        )
        for owner in Owner
        if owner in waiting
    ]
