"""Opening a digital shop (gian hàng số) in the catalog, and what is the same for all its goods."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect
from sqlmodel import Session, col, or_, select

from catalog import audit
from catalog.config import Settings
from catalog.errors import ChoPhienError
from catalog.floor_address import floor_link
from catalog.models import Channel, Listing, Producer, Product, Shop
from catalog.models.listing import ACCOUNT_UNKNOWN
from catalog.text_vi import clean, fold
from catalog.version import raise_version

LONGEST_NAME, LONGEST_URL = 200, 500
MOST_ATTRIBUTES, LONGEST_ATTRIBUTE = 40, 200
_ACCOUNT = re.compile(r"[0-9A-Za-z._-]{1,80}")


class ShopError(ChoPhienError):
    """A shop, or its shop-wide values, that can't be taken as given."""

    code = "data_invalid"


@dataclass(frozen=True, slots=True)
class NewShop:
    """What staff state of a shop; no producer (chủ thể) means that it is the province's own.

    `external_id` is the channel's number of the account; the seller's consent tells it, too.
    """

    channel: str
    name: str
    producer_id: int | None = None
    url: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class CommonValues:
    """What a seller states once for all listings: attributes by name, category, carriers."""

    attributes: Mapping[str, str]
    category_id: int | None = None
    logistic_ids: Sequence[int] = ()


def add_channel(session: Session, kind: str, label: str, *, assisted: bool) -> Channel:
    """The channel's row, made where missing."""
    row = session.get(Channel, kind)
    if row is None:
        row = Channel(kind=kind, label=label, assisted=assisted)
        session.add(row)
        session.flush()
    return row


def goods_of(producer_id: int) -> CompoundSelect[int | None]:
    """SQL: the products that a producer (chủ thể) makes, and those that its shops sell."""
    sold = (
        select(col(Listing.product_id))
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(col(Shop.producer_id) == producer_id)
    )
    made = select(col(Product.id)).where(col(Product.producer_id) == producer_id)
    # No OR: PostgreSQL would read every product to answer one.
    return made.union(sold)


def has_credentials(settings: Settings, channel: str) -> bool:
    """Whether the channel's own API is configured, so that real shops are meant."""
    shopee = settings.channels.shopee
    return channel == "shopee" and bool(shopee.partner_id and settings.shopee_partner_key)


def open_shop(session: Session, asked: NewShop, settings: Settings, actor: str) -> Shop:
    """Create the shop, not yet authorised, with its audit line.

    Raises ShopError for an unknown or closed channel, an unknown producer, a name, account or
    address of the wrong form (`host_not_allowed`), or a shop that is there (`shop_taken`).
    """
    channel = session.get(Channel, asked.channel)
    if channel is None or not channel.enabled:
        raise ShopError("Chọn một sàn trong danh sách")
    name, url = _checked_name(asked.name), _checked_url(asked.url.strip(), settings)
    account = asked.external_id.strip()
    if account and not _ACCOUNT.fullmatch(account):
        raise ShopError("Mã gian hàng trên sàn chỉ gồm chữ số, chữ cái không dấu, dấu chấm, gạch")
    if asked.producer_id is not None and session.get(Producer, asked.producer_id) is None:
        raise ShopError("Không có chủ thể này")
    simulated = _is_simulated(settings, channel, url)
    _check_new(session, asked, channel, name, url, account, simulated=simulated)
    shop = Shop(
        channel=channel.kind,
        producer_id=asked.producer_id,
        name=name,
        external_id=account or ACCOUNT_UNKNOWN + secrets.token_hex(8),
        url=url,
        is_sandbox=simulated,
    )
    session.add(shop)
    session.flush()
    audit.write(
        session, actor, "shop.open", "shop", shop.id, channel=channel.kind, name=name, url=url
    )
    raise_version(session)
    return shop


def change_shop(
    session: Session, shop_id: int, name: str, url: str, settings: Settings, actor: str
) -> None:
    """Correct the shop's name and the address of its page; raises ShopError as `open_shop` does."""
    shop = session.get(Shop, shop_id)
    channel = session.get(Channel, shop.channel) if shop is not None else None
    if shop is None or channel is None:
        raise ShopError("Không có gian hàng này")
    given = {"name": _checked_name(name), "url": _checked_url(url.strip(), settings)}
    before = {"name": shop.name, "url": shop.url}
    if given == before:
        return
    asked = NewShop(shop.channel, name, shop.producer_id)
    checked = (str(given["name"]), given["url"], "")
    _check_new(session, asked, channel, *checked, but=shop_id, simulated=shop.is_sandbox)
    shop.name, shop.url = str(given["name"]), given["url"]
    session.add(shop)
    session.flush()
    audit.write(session, actor, "shop.change", "shop", shop_id, before=before, after=given)
    raise_version(session)


def _checked_name(text: str) -> str:
    name = clean(text)
    if not 2 <= len(name) <= LONGEST_NAME:
        raise ShopError(f"Tên gian hàng dài từ 2 đến {LONGEST_NAME} chữ")
    return name


def _checked_url(url: str, settings: Settings) -> str | None:
    if not url:
        return None
    if len(url) > LONGEST_URL or floor_link(url, settings) is None:
        raise ShopError("Liên kết phải là địa chỉ https của một sàn đã biết", "host_not_allowed")
    return url


def _check_new(
    session: Session,
    asked: NewShop,
    channel: Channel,
    name: str,
    url: str | None,
    account: str,
    but: int = 0,
    *,
    simulated: bool,
) -> None:
    """No other shop of the channel (`but` one) has this account, address, or owner and name.

    A simulated one is no hindrance to the real one that takes its place.
    """
    same = [col(Shop.producer_id).is_not_distinct_from(asked.producer_id)]
    if account:
        same.append(col(Shop.external_id) == account)
    if url:
        same.append(col(Shop.url) == url)
    query = select(Shop).where(col(Shop.channel) == channel.kind, col(Shop.id) != but, or_(*same))
    if not simulated:
        query = query.where(col(Shop.is_sandbox).is_(False))
    for other in session.exec(query.order_by(col(Shop.id))):
        if account and other.account == account:
            raise ShopError(f"Mã {account} đã là của gian hàng “{other.name}”", "shop_taken")
        if url and other.url == url:
            raise ShopError(f"Địa chỉ này đã là của gian hàng “{other.name}”", "shop_taken")
        if other.producer_id == asked.producer_id and fold(other.name) == fold(name):
            raise ShopError(f"Đã có gian hàng “{other.name}” trên {channel.label}", "shop_taken")


def _is_simulated(settings: Settings, channel: Channel, url: str | None) -> bool:
    """Whether the shop stands on a simulated marketplace: none that is real is configured."""
    if not settings.sandbox.enabled or has_credentials(settings, channel.kind):
        return False
    return not channel.assisted or url is None or not url.startswith("https://")


def set_common_values(session: Session, shop_id: int, values: CommonValues, actor: str) -> None:
    """Keep what holds for all listings of a shop; the channel's connector judges it when sending.

    Raises ShopError for a shop that is not there or values of the wrong shape.
    """
    shop = session.get(Shop, shop_id)
    if shop is None:
        raise ShopError("Không có gian hàng này")
    kept = {"attributes": _checked_attributes(values.attributes)}
    fixed = {"category_id": values.category_id, "logistic_ids": list(values.logistic_ids)}
    others = {name: value for name, value in shop.settings.items() if name not in kept | fixed}
    changed = others | kept | {name: value for name, value in fixed.items() if value}
    if changed == shop.settings:
        return
    before, shop.settings = shop.settings, changed
    session.add(shop)
    session.flush()
    audit.write(session, actor, "shop.settings", "shop", shop_id, before=before, after=changed)


def _checked_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    kept = {clean(name): clean(value) for name, value in attributes.items()}
    kept = {name: value for name, value in kept.items() if name or value}
    if len(kept) > MOST_ATTRIBUTES:
        raise ShopError(f"Nhiều nhất {MOST_ATTRIBUTES} thuộc tính")
    for name, value in kept.items():
        if not name or not value:
            raise ShopError("Mỗi thuộc tính cần cả tên và giá trị; xóa trắng cả hai ô để bỏ")
        if max(len(name), len(value)) > LONGEST_ATTRIBUTE:
            raise ShopError(f"Thuộc tính “{name[:40]}” dài quá {LONGEST_ATTRIBUTE} chữ")
    return kept
