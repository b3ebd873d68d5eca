"""A shop of the channel in our database, and our client before the real server."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from catalog.contract import ListingDraft, ListingRef, Seen, ShopRef
from catalog.db import Database
from catalog.models import Channel, Shop, utc_now
from catalog.status import Action
from catalog.vault import Vault
from connectors.base import Accepted, Endpoint, Outcome
from connectors.floor.observe import observe_page
from connectors.http.client import ChannelClient
from connectors.http.credentials import CredentialStore
from connectors.http.page import PageFetcher
from connectors.page import FetchedPage
from tests.oscar.channel import CONNECTOR
from tests.oscar.server import ShopServer
from tests.oscar.shop.prepare import CATEGORY, LOGIN, PASSWORD, PRODUCT_CLASS

T = TypeVar("T")
NAME = "Chè Shan tuyết Suối Giàng"
USER_AGENT = "ChoPhien/0.1 (+test)"


def draft(sku: str, **changes: Any) -> ListingDraft:
    """A draft that the shop takes."""
    base = ListingDraft(
        seller_sku=sku,
        name=NAME,
        description="Chè búp một tôm hai lá, sao tay trên chảo gang.",
        price_vnd=185_000,
        stock=12,
        weight_g=200,
        group="do_uong",
        producer="HTX Chè Suối Giàng",
        place="Xã Suối Giàng, Lào Cai",
    )
    return replace(base, **changes)


def store_shop(database: Database, vault: Vault, *, password: str = PASSWORD) -> ShopRef:
    """The shop's row with its sealed keys; partner 1 is the vendor that the shop starts with."""
    settings = {"product_class": PRODUCT_CLASS.lower(), "category": CATEGORY}
    with database.write() as session:
        session.add(Channel(kind="oscar", label=CONNECTOR.declaration.label_vi))
        session.flush()
        row = Shop(channel="oscar", name="HTX", external_id="1", settings=settings, is_sandbox=True)
        session.add(row)
        session.flush()
        shop = ShopRef(row.id or 0, "oscar", "1", "HTX", settings)
    keys = {"login": LOGIN, "password": password}
    CredentialStore(database, vault).save_values(shop.shop_id, keys)
    return shop


@dataclass(frozen=True)
class Stage:
    """Everything a test of the channel needs; `url` is where our client believes the shop is."""

    server: ShopServer
    database: Database
    vault: Vault
    shop: ShopRef
    url: str
    is_sandbox: bool = True

    def run(self, act: Callable[[ChannelClient], Awaitable[T]]) -> T:
        """Do something with a fresh client, as another process would."""

        async def whole() -> T:
            place = Endpoint(self.url, is_sandbox=self.is_sandbox)
            connectors, places = {"oscar": CONNECTOR}, {"oscar": place}
            async with ChannelClient(self.database, self.vault, connectors, places) as client:
                return await act(client)

        return asyncio.run(whole())

    def push(
        self,
        action: Action,
        content: ListingDraft | None,
        listing: ListingRef,
        *,
        check_first: bool = True,
    ) -> Outcome:
        """One push of one listing."""
        return self.run(
            lambda client: client.run(
                self.shop,
                CONNECTOR.push(action, content, listing, self.shop, check_first=check_first),
            )
        )

    def create(self, content: ListingDraft, *, check_first: bool = True) -> Outcome:
        """Put a draft up that we have no number of."""
        listing = ListingRef(1, content.seller_sku)
        return self.push(Action.CREATE, content, listing, check_first=check_first)

    def put_up(self, content: ListingDraft) -> ListingRef:
        """Put a draft up and keep what the channel answered."""
        outcome = self.create(content)
        assert isinstance(outcome, Accepted), outcome
        sku, title = content.seller_sku, content.name
        return ListingRef(1, sku, outcome.external_id, outcome.url, title)

    def look(self, *listings: ListingRef) -> list[Seen]:
        """What the API says."""
        return self.run(
            lambda client: client.run(self.shop, CONNECTOR.observe(listings, self.shop, utc_now))
        )

    def fetcher(self) -> PageFetcher:
        """A reader that may ask this shop alone; for one event loop."""
        host = self.url.removeprefix("http://")
        return PageFetcher(user_agent=USER_AGENT, hosts=["127.0.0.1"], allowed=[host])

    def fetch(self, url: str) -> FetchedPage:
        """A public page, as the page job fetches it."""

        async def whole() -> FetchedPage:
            async with self.fetcher() as fetcher:
                return await fetcher.fetch(url)

        return asyncio.run(whole())

    def look_at_page(self, listing: ListingRef) -> Seen:
        """What the public page says."""
        return observe_page(self.fetch(listing.public_url or ""), listing, utc_now())
