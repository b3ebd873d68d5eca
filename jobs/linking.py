"""Taking over public addresses that a person found, one or a whole sheet of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session, select

from catalog import public_address
from catalog.config import Settings
from catalog.errors import ChoPhienError
from catalog.importing import AnnexRefused, Limits
from catalog.importing.grid import Value, to_text
from catalog.importing.workbook import open_grids
from catalog.models import Listing, utc_now
from catalog.text_vi import fold
from connectors import registry
from jobs.demo.sandbox import LOOPBACK

SKU_HEADINGS = frozenset({"sku", "ma sku"})
URL_HEADINGS = frozenset({"url", "link", "lien ket", "duong dan", "dia chi", "dia chi trang"})


class LinkError(ChoPhienError):
    """An address, or a sheet of them, that can't be taken over."""

    code = "host_not_allowed"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One filled row of a sheet; `number` as Excel counts."""

    number: int
    sku: str
    url: str


def link(session: Session, settings: Settings, listing_id: int, url: str, actor: str) -> None:
    """Keep a listing's public address; raises LinkError for a host that is not a floor's.

    Raises AddressError as `catalog.public_address.keep` does.
    """
    check_address(settings, url)
    public_address.keep(session, listing_id, url, actor, utc_now())


def check_address(settings: Settings, url: str) -> None:
    """Only http(s) addresses of the floors on our list, and of our own sandbox."""
    parts = urlsplit(url)
    hosts = registry.page_hosts(settings)
    simulated = f"{LOOPBACK}:{settings.sandbox.floor_port}"
    ours = parts.hostname in hosts or (settings.sandbox.enabled and parts.netloc == simulated)
    if parts.scheme not in ("http", "https") or not ours:
        raise LinkError(f"Địa chỉ {url} không thuộc các sàn trong cấu hình: {', '.join(hosts)}")


def rows_of(sheet: Path) -> list[LinkRow]:
    """The filled rows of the first sheet with columns for SKU and address (xlsx, xls, ods, csv).

    Raises LinkError when the file can't be read or the columns are missing.
    """
    try:
        grids = open_grids(sheet, Limits())
    except AnnexRefused as refused:
        raise LinkError(refused.text_vi, "data_invalid") from refused
    for grid in grids:
        for top, row in enumerate(grid.rows):
            names = [fold(to_text(cell)) for cell in row]
            sku = _column(names, SKU_HEADINGS)
            url = _column(names, URL_HEADINGS)
            if sku is not None and url is not None:
                return list(_filled(grid.rows, top + 1, sku, url))
    raise LinkError(f"{sheet.name} cần hai cột “sku” (Mã SKU) và “url” (Địa chỉ)", "data_invalid")


def _column(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((number for number, name in enumerate(names) if name in wanted), None)


def _filled(rows: list[list[Value]], start: int, sku: int, url: int) -> Iterator[LinkRow]:
    for number, row in enumerate(rows[start:], start + 1):
        cells = {place: to_text(row[place]).strip() for place in (sku, url) if place < len(row)}
        if cells.get(url):
            yield LinkRow(number, cells.get(sku, ""), cells[url])


def listing_of(session: Session, shop_id: int, sku: str) -> int:
    """The listing of that SKU in the shop; raises LinkError."""
    query = select(Listing.id).where(Listing.shop_id == shop_id, Listing.seller_sku == sku)
    listing_id = session.exec(query).first()
    if listing_id is None:
        raise LinkError(f"Gian hàng {shop_id} không có mã SKU {sku}", "item_not_found")
    return listing_id
