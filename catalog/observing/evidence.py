"""Evidence: compressed fragments, addressed by content, hash-chained per listing.

Altering, removing or reordering a row breaks the chain from there on; pruning empties bodies
and keeps the hashes, so the chain stays whole. Where its end was cut off, the log of looks or the
listing itself still speaks of what is missing.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from catalog.bulk import load, times
from catalog.contract import Proof
from catalog.models import Evidence, Listing, Observation
from catalog.observing.link import Around, Told, chain_hash, seal
from catalog.observing.rules import TEXT_LIMIT
from catalog.outbox.rows import chunks

KEPT_HEADERS = frozenset({"content-type", "date", "etag", "last-modified", "server", "location"})
SECRET_PARAMETERS = frozenset(
    {"access_token", "refresh_token", "sign", "signature", "token", "code", "partner_key", "key"}
)
URL_LIMIT = 500
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~%/-]*)?")
"""An address in which there is nothing to take out: most are, and taking one apart is slow."""
SMALLEST_WINDOW = 9
"""In bits: the least that zlib can both write and read."""

_TABLE = SQLModel.metadata.tables[str(Evidence.__tablename__)]


class NewEvidence(NamedTuple):
    """A fragment to keep, taken at an aware time, and what the look said that rests on it."""

    listing_id: int
    taken_at: datetime
    proof: Proof
    told: Told


@dataclass(frozen=True, slots=True)
class Broken:
    """A row at which a chain doesn't hold."""

    evidence_id: int
    reason_vi: str


def append(session: Session, fragments: Sequence[NewEvidence]) -> None:
    """Chain fragments in the given order.

    The caller holds the listings' rows, so that two writers don't continue one link. A body that
    equals the listing's newest is not kept twice.
    """
    ends = _chain_ends(session, {fragment.listing_id for fragment in fragments})
    at = times(session.get_bind().dialect.name)
    rows = []
    for fragment in fragments:
        row = _row(fragment, *ends.get(fragment.listing_id, ("", "")), at)
        ends[fragment.listing_id] = (row.chain_hash, row.sha256)
        rows.append(row)
    if rows:
        load(session, _TABLE, dict(zip(_Row._fields, zip(*rows, strict=True), strict=True)))


def unpacked(packed: bytes, sha256: str) -> bytes | None:
    """The fragment's bytes; None when they are no longer what their hash says."""
    try:
        body = zlib.decompress(packed)
    except zlib.error:
        return None
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def verify(session: Session, listing_id: int) -> list[Broken]:
    """Walk a listing's chain; an empty list means that nothing was altered or taken out."""
    query = (
        select(Evidence).where(col(Evidence.listing_id) == listing_id).order_by(col(Evidence.id))
    )
    rows = session.scalars(query).all()
    looks = _looks(session, listing_id)
    broken: list[Broken] = []
    previous = ""
    for row in rows:
        reason = _fault(row, previous, looks.pop(row.id or 0, None))
        if reason:
            broken.append(Broken(row.id or 0, reason))
        previous = row.chain_hash
    broken += [Broken(missing, TAKEN_OUT) for missing in sorted(looks)]
    if rows and not any(row.body is not None for row in rows if row.sha256 == rows[-1].sha256):
        broken.append(Broken(rows[-1].id or 0, EMPTIED))
    return broken + _cut_off(session, listing_id)


TAKEN_OUT = "Bằng chứng đã bị rút ra: lần xem vẫn ghi là dựa vào nó"
EMPTIED = "Nội dung mới nhất đã bị xóa: việc dọn theo thời hạn luôn giữ lại nó"
LOOK_GONE = "Lần xem dựa vào bằng chứng này đã bị xóa khỏi nhật ký"
CUT_OFF = "Lần xem mới nhất đã bị xóa khỏi nhật ký"


def _looks(session: Session, listing_id: int) -> dict[int, Observation]:
    """The looks that rest on evidence, by its id."""
    query = select(Observation).where(
        col(Observation.listing_id) == listing_id, col(Observation.evidence_id).is_not(None)
    )
    return {row.evidence_id or 0: row for row in session.scalars(query)}


def _cut_off(session: Session, listing_id: int) -> list[Broken]:
    """Whether the listing knows of a later look than the log does."""
    known = session.scalar(select(col(Listing.look_at)).where(col(Listing.id) == listing_id))
    newest = session.scalar(
        select(func.max(col(Observation.observed_at))).where(
            col(Observation.listing_id) == listing_id
        )
    )
    return cut_off(known, newest)


def cut_off(known: datetime | None, newest: datetime | None) -> list[Broken]:
    """The fault of a log whose newest look is older than the one that is known to have been."""
    is_cut = known is not None and (newest is None or newest < known)
    return [Broken(0, CUT_OFF)] if is_cut else []


def _fault(row: Evidence, previous: str, look: Observation | None) -> str:
    if row.previous_hash != previous:
        return "Đứt chuỗi: thiếu hoặc thừa bằng chứng trước đó"
    if row.sealed and look is None:
        return LOOK_GONE
    if row.chain_hash != chain_hash(previous, row.sha256, row.taken_at, _seal(row, look)):
        return "Mã nối không khớp: giờ, địa chỉ, nội dung hoặc kết quả xem đã bị sửa"
    if row.body is not None and unpacked(row.body, row.sha256) is None:
        return "Nội dung không khớp mã băm"
    return ""


def _seal(row: Evidence, look: Observation | None) -> str:
    """Rows from before there were seals have links over the fragment and its time alone."""
    if look is None or not row.sealed:
        return ""
    around = Around(row.url, row.http_status, row.headers, row.content_type)
    return seal(around, look, TEXT_LIMIT)


def _chain_ends(session: Session, listing_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The newest link and content of each listing that has any.

    Two plain questions: as one, PostgreSQL's planner went through the whole table for each chunk.
    A chain's end is asked for by itself: a maximum for each group would go through all chains.
    """
    ends: dict[int, tuple[str, str]] = {}
    connection = session.connection()
    end = (
        select(func.max(col(Evidence.id)))
        .where(col(Evidence.listing_id) == col(Listing.id))
        .correlate(Listing)
        .scalar_subquery()
    )
    for part in chunks(sorted(listing_ids)):
        newest = connection.scalars(select(end).where(col(Listing.id).in_(part))).all()
        ids = [row_id for row_id in newest if row_id is not None]
        query = select(
            col(Evidence.listing_id), col(Evidence.chain_hash), col(Evidence.sha256)
        ).where(col(Evidence.id).in_(ids))
        ends |= {key: (link, sha256) for key, link, sha256 in connection.execute(query).all()}
    return ends


class _Row(NamedTuple):
    """Columns of `Evidence`, as `catalog.bulk.load` takes them."""

    listing_id: int
    taken_at: str
    url: str
    http_status: int | None
    headers: str
    content_type: str
    sha256: str
    body: bytes | None
    previous_hash: str
    chain_hash: str
    sealed: int


def _row(
    fragment: NewEvidence, previous: str, newest_sha256: str, at: Mapping[datetime, str]
) -> _Row:
    proof = fragment.proof
    sha256 = hashlib.sha256(proof.body).hexdigest()
    headers = _safe_headers(proof.headers)
    around = Around(safe_url(proof.url), proof.http_status, headers, proof.content_type[:80])
    sealed = seal(around, fragment.told, TEXT_LIMIT)
    return _Row(
        fragment.listing_id,
        at[fragment.taken_at],
        around.url,
        around.http_status,
        json.dumps(headers) if headers else "{}",
        around.content_type,
        sha256,
        None if sha256 == newest_sha256 else _packed(proof.body),
        previous,
        chain_hash(previous, sha256, fragment.taken_at, sealed),
        1,
    )


def _packed(body: bytes) -> bytes:
    """The bytes compressed; a window no larger than they are, for setting one up costs the most."""
    window = min(max(len(body).bit_length(), SMALLEST_WINDOW), zlib.MAX_WBITS)
    packing = zlib.compressobj(wbits=window, memLevel=window - SMALLEST_WINDOW + 2)
    return packing.compress(body) + packing.flush()


def _safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Only headers that say something about the page: cookies and keys are never kept."""
    return {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS}


def safe_url(url: str) -> str:
    """The address without user, fragment, and parameters that carry secrets."""
    if not url or _PLAIN.fullmatch(url):
        return url[:URL_LIMIT]
    parts = urlsplit(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in SECRET_PARAMETERS
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(query), ""))[:URL_LIMIT]
