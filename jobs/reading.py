"""From one fetched page to one look: unchanged pages are not parsed, others are read."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.contract import ListingRef, Proof, Seen
from catalog.status import ON_SALE, Method, Observed
from catalog.validators import Grounds, Kept, facts_of
from connectors.floor.observe import read_for, seen_of
from connectors.http.page import Known
from connectors.http.redact import safe_url
from connectors.page import FetchedPage, Rung, Status

UNCHANGED = "unchanged"
NOT_MODIFIED = 304
OK = 200
SERVER_ERROR = 500
TRY_AGAIN = frozenset({408, 425})
"""Codes with which a server gives up on a request, not on its page."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A look, and what it leaves for the next one.

    `keep` replaces the kept reading; `forget` drops it. `rung` is None when nothing was parsed.
    """

    seen: Seen
    keep: Kept | None = None
    forget: bool = False
    changed: bool = False
    blocked: bool = False
    rung: Rung | None = None


def known(grounds: Grounds) -> Known | None:
    """The validators to send: those of a reading that may be repeated."""
    kept = grounds.kept
    if kept is None or not (kept.etag or kept.last_modified):
        return None
    return Known(kept.final_url, kept.etag, kept.last_modified)


def judge(page: FetchedPage, listing: ListingRef, grounds: Grounds, at: datetime) -> Looked:
    """What the page says; never raises on page content."""
    kept = grounds.kept
    if kept is not None and _is_same(page, kept):
        return Looked(_repeated(page, listing, kept, at), keep=kept)
    if page.status == NOT_MODIFIED:
        # Nobody asked in that way, or another page answers now: the next look is a whole one.
        return Looked(_unasked(page, listing, at), forget=True)
    reading = read_for(page, listing)
    seen = seen_of(page, reading, listing, at)
    if seen.status is Observed.UNKNOWN:
        seen = replace(seen, code=code_of(page, reading.status))
    elif seen.status in ON_SALE:
        seen = replace(seen, stars=reading.stars)
    looked = Looked(seen, blocked=reading.status is Status.BLOCKED, rung=reading.rung)
    if seen.status is Observed.UNKNOWN:
        return looked
    facts = facts_of(seen)
    if facts is None or page.status != OK:
        return replace(looked, forget=True, changed=grounds.facts_hash is not None)
    keep = Kept(
        page.url,
        page.final_url,
        page.header("etag"),
        page.header("last-modified"),
        page.body_sha256,
        facts,
        at,
        grounds.ours_hash,
    )
    changed = grounds.facts_hash is not None and grounds.facts_hash != facts.sha256
    return replace(looked, keep=keep, changed=changed)


def code_of(page: FetchedPage, status: Status) -> str:
    """The catalogue's code of why a page told nothing: whose move it is follows from it."""
    error = page.transport_error
    if error is not None:
        return _BY_TRANSPORT.get(error, "page_unreadable")
    if status is Status.BLOCKED:
        return "page_blocked"
    code = page.status or 0
    return "channel_down" if code >= SERVER_ERROR or code in TRY_AGAIN else "page_unreadable"


_BY_TRANSPORT = {
    "timeout": "timeout",
    "connection_lost": "channel_down",
    "connect_failed": "channel_down",
    "certificate": "certificate_invalid",
    "redirect_refused": "host_not_allowed",
    "redirect_disallowed": "robots_disallowed",
}


def _is_same(page: FetchedPage, kept: Kept) -> bool:
    if page.transport_error is not None or page.final_url != kept.final_url:
        return False
    if page.status == NOT_MODIFIED:
        return bool(kept.etag or kept.last_modified)
    return page.status == OK and page.body_sha256 == kept.body_hash


def _repeated(page: FetchedPage, listing: ListingRef, kept: Kept, at: datetime) -> Seen:
    """The same facts as of now; the proof points at the reading that they come from."""
    document = {
        UNCHANGED: "http_304" if page.status == NOT_MODIFIED else "same_body",
        "body_sha256": kept.body_hash,
        "read_at": kept.full_at.isoformat(),
        "etag": kept.etag,
        "last_modified": kept.last_modified,
    }
    facts = kept.facts
    return Seen(
        listing.listing_id,
        facts.status,
        at,
        Method.PAGE,
        confidence=facts.confidence,
        external_id=listing.external_id,
        title=facts.title,
        price_vnd=facts.price_vnd,
        stock=facts.stock,
        stars=facts.stars,
        picture=facts.picture,
        url=safe_url(page.final_url),
        flags=(*facts.flags, UNCHANGED),
        proof=Proof(
            json.dumps(document, sort_keys=True).encode(),
            "application/json",
            safe_url(page.final_url),
            page.status,
        ),
    )


def _unasked(page: FetchedPage, listing: ListingRef, at: datetime) -> Seen:
    return Seen(
        listing.listing_id,
        Observed.UNKNOWN,
        at,
        Method.PAGE,
        confidence=0.0,
        reason="Trang trả lời “không đổi” (304) mà không có bản đã đọc để so",
        url=safe_url(page.final_url),
        flags=("unasked_304",),
        code="page_unreadable",
    )
