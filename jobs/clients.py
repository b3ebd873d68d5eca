"""The outside world for jobs: channel clients of this process, opened when first needed."""

from catalog.config import Settings
from catalog.contract import ListingRef, ShopRef
from catalog.db import Database
from catalog.models import Listing, Shop
from catalog.vault import Vault
from connectors import registry
from connectors.base import ChannelError, Connector, Decision, Kind
from connectors.http.client import ChannelClient
from connectors.http.clock import Clock
from jobs.pages import Pages


class Clients:
    """Used inside one event loop, then closed."""

    def __init__(
        self, settings: Settings, database: Database, vault: Vault, clock: Clock | None = None
    ) -> None:
        """Opens nothing yet; `clock` is that of the reader of pages."""
        self.settings = settings
        self._database = database
        self._vault = vault
        self._clock = clock
        self._channel: ChannelClient | None = None
        self._pages: Pages | None = None

    @property
    def channel(self) -> ChannelClient:
        """The driver of every channel with an API."""
        if self._channel is None:
            self._channel = registry.open_client(self.settings, self._database, self._vault)
        return self._channel

    @property
    def pages(self) -> Pages:
        """The reader of public pages."""
        if self._pages is None:
            self._pages = Pages(self.settings, self._database, self._clock)
        return self._pages

    def connector(self, kind: str) -> Connector:
        """The connector of an API channel; raises ChannelError (CONFIG) when not configured."""
        if registry.endpoint(kind, self.settings) is None:
            raise ChannelError(Decision(Kind.CONFIG, "not_configured"))
        return registry.api(kind)

    async def close(self) -> None:
        """Close every connection."""
        if self._channel is not None:
            await self._channel.aclose()
        if self._pages is not None:
            await self._pages.close()


def shop_ref(shop: Shop, external_id: str | None = None) -> ShopRef:
    """The shop as connectors see it; `external_id` where it is not stored yet."""
    return ShopRef(
        shop_id=shop.id or 0,
        channel=shop.channel,
        external_id=external_id or shop.account,
        name=shop.name,
        settings=shop.settings,
        is_sandbox=shop.is_sandbox if is_settled(shop) else None,
    )


def is_settled(shop: Shop) -> bool:
    """Whether anything of the shop is known by a marketplace, simulated or real."""
    return bool(shop.account) or shop.credentials_sealed is not None


def listing_ref(listing: Listing) -> ListingRef:
    """The listing as connectors look it up."""
    return ListingRef(
        listing_id=listing.id or 0,
        seller_sku=listing.seller_sku,
        external_id=listing.external_id,
        public_url=listing.public_url,
        title=listing.observed_title or "",
    )
