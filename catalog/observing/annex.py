"""The evidence of a listing as an annex to a report: every look with what it rests on.

Whatever was emptied by policy is said to be so; its hashes still stand and still prove that
nothing in between was taken out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Channel, Evidence, Listing, Observation, Producer, Product, Shop
from catalog.observing.evidence import Broken, verify
from catalog.observing.proven import newest_looks

MOST_LOOKS = 500
MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class AnnexLook:
    """One look and its fragment; `fragment` is None when it was emptied by policy.

    `body_sha256` is the hash of the whole page, where the fragment states it; `same_as` is the
    number of the first look in the annex that has the same fragment, None when this is it.
    """

    evidence_id: int
    observed_at: datetime
    method: str
    status: str
    reason: str
    price_vnd: int | None
    url: str
    http_status: int | None
    headers: tuple[tuple[str, str], ...]
    sha256: str
    body_sha256: str
    previous_hash: str
    chain_hash: str
    fragment: str | None
    fault_vi: str
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """All of it; `broken` are the places at which the chain doesn't hold (empty: verified)."""

    listing_id: int
    sku: str
    product: str
    producer: str
    shop: str
    is_sandbox: bool
    channel: str
    public_url: str
    made_at: datetime
    looks: tuple[AnnexLook, ...]
    chain_length: int
    broken: tuple[Broken, ...]


def annex(
    session: Session,
    listing_id: int,
    made_at: datetime,
    *,
    since: datetime | None = None,
    most: int = MOST_LOOKS,
) -> Annex | None:
    """The newest `most` looks with evidence, oldest first; None when there is no such listing.

    The whole chain is verified, also before `since`.
    """
    row = session.execute(_listing(listing_id)).first()
    if row is None:
        return None
    listing, product, producer, shop, channel = row
    broken = tuple(verify(session, listing_id))
    chain = select(col(Evidence.id)).where(col(Evidence.listing_id) == listing_id)
    return Annex(
        listing_id=listing_id,
        sku=listing.seller_sku,
        product=product.name,
        producer=producer or "",
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        channel=channel,
        public_url=listing.public_url or "",
        made_at=made_at,
        looks=_looks(session, listing_id, since, most, broken),
        chain_length=len(session.scalars(chain).all()),
        broken=broken,
    )


def _listing(listing_id: int) -> Any:
    return (
        select(Listing, Product, col(Producer.name), Shop, col(Channel.label))
        .join(Product, col(Product.id) == Listing.product_id)
        .outerjoin(Producer, col(Producer.id) == Product.producer_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Listing.id) == listing_id)
    )


def _looks(
    session: Session,
    listing_id: int,
    since: datetime | None,
    most: int,
    broken: Sequence[Broken],
) -> tuple[AnnexLook, ...]:
    faults = {fault.evidence_id: fault.reason_vi for fault in broken}
    looks = newest_looks(session, listing_id, most, since=since, is_proven=True)
    told = [
        _look(look.seen, look.evidence, look.text(MOST_TEXT), faults)
        for look in reversed(looks)
        if look.evidence is not None
    ]
    first: dict[str, int] = {}
    for number, look in enumerate(told, 1):
        if look.fragment is not None:
            first.setdefault(look.sha256, number)
    return tuple(
        replace(look, same_as=first[look.sha256])
        if first.get(look.sha256, number) < number
        else look
        for number, look in enumerate(told, 1)
    )


def _look(
    seen: Observation, evidence: Evidence, fragment: str | None, faults: Mapping[int, str]
) -> AnnexLook:
    return AnnexLook(
        evidence_id=evidence.id or 0,
        observed_at=seen.observed_at,
        method=seen.method,
        status=seen.status,
        reason=seen.reason or "",
        price_vnd=seen.price_vnd,
        url=evidence.url,
        http_status=evidence.http_status,
        headers=tuple((name, str(value)) for name, value in evidence.headers.items()),
        sha256=evidence.sha256,
        body_sha256=_stated_hash(fragment),
        previous_hash=evidence.previous_hash,
        chain_hash=evidence.chain_hash,
        fragment=fragment,
        fault_vi=faults.get(evidence.id or 0, ""),
    )


def _stated_hash(fragment: str | None) -> str:
    try:
        document = json.loads(fragment or "null")
    except ValueError:
        return ""
    stated = document.get("body_sha256") if isinstance(document, dict) else None
    return stated if isinstance(stated, str) else ""
