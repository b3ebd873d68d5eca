"""A Shopee sandbox with one authorised shop, and our client before it: the parts are all real."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from PIL import Image

from catalog.config import Settings
from catalog.contract import ListingDraft, ListingRef, Picture, ShopRef, Tokens
from catalog.db import Database
from catalog.models import Channel, Shop, utc_now
from catalog.status import Action
from catalog.vault import Vault
from connectors.base import Outcome
from connectors.http.client import ChannelClient
from connectors.http.credentials import CredentialStore
from connectors.registry import api, open_client
from connectors.sandbox import Sandbox, SandboxSettings

T = TypeVar("T")
OPTIONS: dict[str, object] = {
    "attributes": {"Hạn sử dụng": "12 Tháng", "Thể tích": "500 ml", "Chất liệu": "Tre"}
}


def picture(colour: tuple[int, int, int] = (60, 90, 40)) -> Picture:
    """A small real JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (320, 320), colour).save(buffer, "JPEG")
    return Picture("anh.jpg", buffer.getvalue(), "image/jpeg")


def draft(sku: str = "LC-0001", **changes: Any) -> ListingDraft:
    """A draft that Shopee accepts."""
    base = ListingDraft(
        seller_sku=sku,
        name="Mật ong bạc hà Mèo Vạc – OCOP 4 sao",
        description="Mật ong nguyên chất từ cao nguyên đá, chai 500 ml.",
        price_vnd=285_000,
        stock=40,
        weight_g=750,
        group="thuc_pham",
        producer="HTX Mật ong Bạc hà",
        place="Xã Bản Hồ, Lào Cai",
        stars=4,
        pictures=(picture(),),
    )
    return replace(base, **changes)


def listing(sku: str = "LC-0001", external_id: str | None = None, number: int = 1) -> ListingRef:
    """A listing to be pushed or looked up."""
    return ListingRef(number, sku, external_id)


@dataclass(frozen=True)
class Stage:
    """Everything a test of the Shopee connector needs."""

    sandbox: Sandbox
    settings: Settings
    database: Database
    vault: Vault
    shop: ShopRef

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of the sandbox's control interface."""
        headers = {"X-Control-Token": self.sandbox.control_token}
        url = f"{self.sandbox.shopee_url}/_control{path}"
        with httpx.Client(headers=headers, trust_env=False) as client:
            answer = client.get(url) if body is None else client.post(url, json=body)
        answer.raise_for_status()
        return answer.json()

    def items(self, sku: str | None = None) -> list[dict[str, Any]]:
        """What the marketplace really holds."""
        found: list[dict[str, Any]] = self.control(f"/items?sku={sku}" if sku else "/items")[
            "items"
        ]
        return found

    def run(self, act: Callable[[ChannelClient], Awaitable[T]]) -> T:
        """Do something with a fresh client, as another process would."""

        async def whole() -> T:
            async with open_client(self.settings, self.database, self.vault) as client:
                return await act(client)

        return asyncio.run(whole())

    def push(
        self,
        action: Action,
        content: ListingDraft | None = None,
        target: ListingRef | None = None,
        *,
        check_first: bool = False,
    ) -> Outcome:
        """One push of one listing."""
        target = target or listing(content.seller_sku if content else "LC-0001")
        connector = api("shopee")

        async def act(client: ChannelClient) -> Outcome:
            steps = connector.push(action, content, target, self.shop, check_first=check_first)
            return await client.run(self.shop, steps)

        return self.run(act)

    def authorise(self) -> Tokens:
        """Give the shop a pair of tokens, as a consent would."""
        pair = self.control("/tokens", {"shop_id": int(self.shop.external_id)})
        tokens = Tokens(
            pair["access_token"],
            pair["refresh_token"],
            utc_now() + timedelta(seconds=pair["expire_in"]),
            utc_now() + timedelta(days=365),
        )
        CredentialStore(self.database, self.vault).save_tokens(self.shop.shop_id, tokens)
        return tokens


@contextmanager
def shopee_stage(
    settings: Settings, database: Database, vault: Vault, **rules: Any
) -> Iterator[Stage]:
    """A running sandbox on the ports of `settings`, with an authorised shop in the database."""
    settings.channels.shopee.rate = 100.0
    values = {
        "shopee_port": settings.sandbox.shopee_port,
        "floor_port": settings.sandbox.floor_port,
        "search_lag_seconds": 0.0,
        "shop_rate_per_second": 1000,
        **rules,
    }
    with Sandbox(SandboxSettings(**values)) as sandbox:
        stage = Stage(sandbox, settings, database, vault, ShopRef(0, "shopee", ""))
        made = stage.control("/shops", {"name": "Gian hàng OCOP", "kind": "province"})
        with database.write() as session:
            if session.get(Channel, "shopee") is None:
                session.add(Channel(kind="shopee", label="Shopee"))
                session.flush()
            row = Shop(
                channel="shopee",
                name="Gian hàng OCOP",
                external_id=str(made["shop_id"]),
                settings=dict(OPTIONS),
                is_sandbox=True,
            )
            session.add(row)
            session.flush()
            shop = ShopRef(row.id or 0, "shopee", row.external_id, row.name, OPTIONS)
        stage = replace(stage, shop=shop)
        stage.authorise()
        yield stage
