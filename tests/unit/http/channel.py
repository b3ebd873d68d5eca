"""The smallest channel there is, for tests of the policies around it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel

from catalog.contract import ListingDraft, ListingRef, Seen, ShopRef, Tokens
from catalog.db import Database
from catalog.models import Channel, Shop, utc_now
from catalog.status import Action, Method, ShopState
from catalog.vault import Vault
from connectors.base import (
    Credentials,
    Decision,
    Declaration,
    Endpoint,
    Kind,
    Outcome,
    Policy,
    Request,
    Response,
    ShopInfo,
    Steps,
)
from connectors.http.classify import by_status
from connectors.http.client import ChannelClient
from connectors.http.clock import Clock
from connectors.http.credentials import CredentialStore
from tests.unit.http.server import LocalServer


class NoSettings(BaseModel):
    """Nothing to set."""


class TinyConnector:
    """Signs with the token in the query; the body `{"go": "<kind>"}` names the decision."""

    def __init__(self, policy: Policy) -> None:
        self.declaration = Declaration(
            "tiny", "Tí hon", True, (Method.API,), frozenset(), NoSettings, policy
        )

    def sign(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        token = credentials.tokens.access_token if credentials.tokens else ""
        return Request(
            request.method,
            request.path,
            {**request.query, "access_token": token},
            request.json,
            auth=request.auth,
            repeatable=request.repeatable,
        )

    def classify(self, response: Response) -> Decision:
        plain = by_status(response)
        if plain.kind is not Kind.OK:
            return plain
        word = json.loads(response.body).get("go", "ok")
        return Decision(Kind(word), word, str(response.body))

    def push(
        self,
        action: Action,
        draft: ListingDraft | None,
        listing: ListingRef,
        shop: ShopRef,
        *,
        check_first: bool,
    ) -> Steps[Outcome]:
        raise NotImplementedError

    def observe(
        self, listings: Sequence[ListingRef], shop: ShopRef, now: Callable[[], datetime]
    ) -> Steps[list[Seen]]:
        raise NotImplementedError

    def shop_info(self) -> Steps[ShopInfo]:
        yield Request("GET", "/shop")
        return ShopInfo("Tí hon", ShopState.ACTIVE, "OK")

    def consent_url(self, endpoint: Endpoint, redirect: str, now: datetime) -> str:
        return f"{endpoint.base_url}/consent?to={redirect}"

    def exchange(self, code: str, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        raise NotImplementedError

    def refresh(self, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        held = credentials.tokens.refresh_token if credentials.tokens else ""
        response = yield Request("POST", "/refresh", json={"token": held}, auth="public")
        document = json.loads(response.body)
        ends = response.received_at + timedelta(seconds=document["lasts"])
        return Tokens(document["access"], document["refresh"], ends)


def tiny_shop(
    database: Database, vault: Vault, number: str = "s1", *, lasts: float = 3600
) -> ShopRef:
    """A shop of the tiny channel whose access token ends in `lasts` seconds."""
    with database.write() as session:
        if session.get(Channel, "tiny") is None:
            session.add(Channel(kind="tiny", label="Tí hon"))
            session.flush()
        row = Shop(channel="tiny", name=number, external_id=number)
        session.add(row)
        session.flush()
        shop = ShopRef(row.id or 0, "tiny", number)
    tokens = Tokens("access-token-1", "refresh-token-1", utc_now() + timedelta(seconds=lasts))
    CredentialStore(database, vault).save_tokens(shop.shop_id, tokens)
    return shop


FAST = Policy(rate=1000.0, in_flight=8, deadline=5.0, tries=3, circuit_after=3)


def tiny_client(
    server: LocalServer,
    database: Database,
    vault: Vault,
    policy: Policy = FAST,
    clock: Clock | None = None,
) -> ChannelClient:
    """A client of the tiny channel at `server`."""
    endpoint = Endpoint(server.url, {"app_secret": "app-secret-canary"}, is_sandbox=True)
    return ChannelClient(
        database, vault, {"tiny": TinyConnector(policy)}, {"tiny": endpoint}, clock=clock
    )


class ManualTime:
    """A clock that only sleeping moves; `slept` keeps every sleep."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2026-01-05T08:00:00+00:00")
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)
