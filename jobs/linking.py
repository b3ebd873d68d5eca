"""Taking over a public address that a person found: the listing is looked at, then watched."""

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session, select

from catalog import audit
from catalog.config import Settings
from catalog.errors import ChoPhienError
from catalog.models import Listing, utc_now
from catalog.status import Dispatch
from connectors import registry
from jobs.demo.sandbox import LOOPBACK

SKU, ADDRESS = "sku", "url"
NEEDS_PERSON = "needs_person"


class LinkError(ChoPhienError):
    """An address that can't be taken over."""

    code = "host_not_allowed"


def link(session: Session, settings: Settings, listing_id: int, url: str, actor: str) -> None:
    """Keep a listing's public address; raises LinkError for a host that is not a floor's."""
    check_address(settings, url)
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise LinkError(f"Không có tin {listing_id}", "item_not_found")
    listing.public_url, listing.due_at = url, utc_now()
    if listing.dispatch == Dispatch.BLOCKED and listing.dispatch_code == NEEDS_PERSON:
        # The person has done what the plan asked: what was exported is what stands there now.
        listing.dispatch, listing.dispatch_code = Dispatch.ACCEPTED, None
        listing.dispatched_hash, listing.dispatch_at = listing.attempted_hash, utc_now()
    session.add(listing)
    audit.write(session, actor, "listing.link", "listing", listing_id, url=url)


def check_address(settings: Settings, url: str) -> None:
    """Only http(s) addresses of the floors on our list, and of our own sandbox."""
    parts = urlsplit(url)
    hosts = registry.page_hosts(settings)
    simulated = f"{LOOPBACK}:{settings.sandbox.floor_port}"
    ours = parts.hostname in hosts or (settings.sandbox.enabled and parts.netloc == simulated)
    if parts.scheme not in ("http", "https") or not ours:
        raise LinkError(f"Địa chỉ {url} không thuộc các sàn trong cấu hình: {', '.join(hosts)}")


def rows_of(sheet: Path) -> Iterator[tuple[str, str]]:
    """(SKU, address) of each filled row of a CSV with columns `sku` and `url`.

    Raises LinkError when the columns are missing.
    """
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = {name.strip().lower(): name for name in reader.fieldnames or ()}
        if not {SKU, ADDRESS} <= names.keys():
            raise LinkError(f"{sheet.name} cần hai cột “sku” và “url”", "data_invalid")
        for row in reader:
            url = (row[names[ADDRESS]] or "").strip()
            if url:
                yield (row[names[SKU]] or "").strip(), url


def listing_of(session: Session, shop_id: int, sku: str) -> int:
    """The listing of that SKU in the shop; raises LinkError."""
    query = select(Listing.id).where(Listing.shop_id == shop_id, Listing.seller_sku == sku)
    listing_id = session.exec(query).first()
    if listing_id is None:
        raise LinkError(f"Gian hàng {shop_id} không có mã SKU {sku}", "item_not_found")
    return listing_id
