"""What a shop says of itself: open or closed, and until when its owner's consent lasts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.contract import ShopRef
from catalog.models import Shop
from catalog.status import ShopState
from connectors import registry
from connectors.http.client import ChannelClient


@dataclass(frozen=True, slots=True)
class AboutShop:
    """A shop's answer at a time."""

    shop_id: int
    state: ShopState
    authorised_until: datetime | None
    at: datetime


async def ask_shop(client: ChannelClient, shop: ShopRef, at: datetime) -> AboutShop | None:
    """Ask the shop, where its channel has an API; raises ChannelError."""
    channel = registry.get(shop.channel)
    if not registry.has_api(channel):
        return None
    info = await client.run(shop, channel.shop_info())
    return AboutShop(shop.shop_id, info.state, info.authorised_until, at)


def write(session: Session, about: AboutShop) -> None:
    """Keep the answer; an unknown state leaves the last known one."""
    shop = session.get_one(Shop, about.shop_id)
    if about.state is not ShopState.UNKNOWN:
        shop.state, shop.state_at = about.state, about.at
    if about.authorised_until is not None:
        shop.authorised_until = about.authorised_until
