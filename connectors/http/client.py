"""Performs conversations: every request of every channel goes through here, under one policy.

Order for each attempt: circuit, token, slot, sign, send within the deadline, classify. What
cannot be used is thrown into the conversation first, so that it can react (a lost answer to a
create becomes `Unclear`), and leaves as ChannelError otherwise.
"""

import asyncio
import os
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from catalog.contract import ShopRef, Tokens
from catalog.db import Database
from catalog.vault import Vault
from connectors.base import (
    ChannelError,
    Connector,
    Consenting,
    Credentials,
    Decision,
    Endpoint,
    Kind,
    Request,
    Response,
    Steps,
)
from connectors.http.auth import TokenKeeper
from connectors.http.circuit import CircuitBreaker
from connectors.http.classify import TRANSPORT_ERRORS, by_exception
from connectors.http.clock import Clock
from connectors.http.credentials import CredentialStore
from connectors.http.deadline import exchange
from connectors.http.endpoint import guard_of
from connectors.http.kept import KeptAnswers
from connectors.http.lease import Leases
from connectors.http.rate import RateLimiter
from connectors.http.redact import safe_headers, safe_url, scrub
from connectors.http.retry import retrying
from connectors.http.skew import ClockSkew
from connectors.http.transport import open_client
from connectors.http.wire import to_wire

T = TypeVar("T")
MOST_BYTES = 16_000_000
CONNECTIONS = 32
"""Per channel, for all its shops together; aiohttp's cost doesn't grow with the pool."""


class ChannelClient:
    """One driver for all channels of a process; used inside one event loop, then closed."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        connectors: Mapping[str, Connector],
        endpoints: Mapping[str, Endpoint],
        *,
        user_agent: str = "ChoPhien",
        clock: Clock | None = None,
    ) -> None:
        """`connectors` and `endpoints` are keyed by channel kind."""
        self._connectors = connectors
        self._endpoints = endpoints
        self._guards = {kind: guard_of(one) for kind, one in endpoints.items()}
        self._user_agent = user_agent
        self._clock = clock or Clock()
        self.store = CredentialStore(database, vault)
        self.rate = RateLimiter(database, self._clock)
        self.circuit = CircuitBreaker(database, self._clock)
        holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._tokens = TokenKeeper(self.store, Leases(database, self._clock, holder), self._clock)
        self._skew = ClockSkew(self._clock)
        self._kept = KeptAnswers()
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._in_flight: dict[str, asyncio.Semaphore] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def run(self, shop: ShopRef, steps: Steps[T]) -> T:
        """Carry a conversation to its end.

        Raises ChannelError for a request that failed and that the conversation did not handle.
        """
        try:
            request = next(steps)
            while True:
                try:
                    response = await self.request(shop, request)
                except ChannelError as error:
                    request = steps.throw(error)
                else:
                    request = steps.send(response)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            steps.close()

    async def refresh(self, shop: ShopRef) -> Tokens:
        """Renew the shop's tokens now, whatever time is left on them."""
        stale = self._tokens.own(shop)
        if stale.tokens is None:
            raise ChannelError(Decision(Kind.CONFIG, "not_authorised", error="auth_expired"))
        fresh = await self._tokens.renew(shop, stale, self._refresher(shop))
        return fresh.tokens or stale.tokens

    async def authorise(self, shop: ShopRef, steps: Steps[Tokens]) -> Tokens:
        """Exchange a consent code by the channel's own conversation and keep the pair."""
        tokens = await self.run(shop, steps)
        self.store.save_tokens(shop.shop_id, tokens)
        self._tokens.forget(shop)
        return tokens

    async def request(self, shop: ShopRef, request: Request) -> Response:
        """One request with everything around it; raises ChannelError unless the answer is OK."""
        self._check_world(shop)
        kept = self._kept.find(shop, request, self._clock.now())
        if kept is not None:
            return kept
        renewed = False
        while True:
            try:
                response = await self._repeat(shop, request)
            except ChannelError as error:
                if (
                    error.decision.kind is not Kind.REFRESH_AUTH
                    or renewed
                    or request.auth == "public"
                ):
                    raise
                renewed = True
                await self._renew_after_refusal(shop)
                continue
            self._kept.keep(shop, request, response)
            return response

    def _check_world(self, shop: ShopRef) -> None:
        """Ids of a simulated marketplace never go to a real one, nor the other way round."""
        simulated = self.endpoint(shop.channel).is_sandbox
        if shop.is_sandbox and not simulated:
            raise ChannelError(Decision(Kind.CONFIG, "simulated_shop", error="shop_simulated"))
        if shop.is_sandbox is False and simulated:
            raise ChannelError(Decision(Kind.CONFIG, "not_configured"))

    async def _repeat(self, shop: ShopRef, request: Request) -> Response:
        policy = self._connector(shop).declaration.policy
        retry = retrying(request, policy, self._clock)
        response: Response = await retry(self._attempt, shop, request)
        return response

    async def _attempt(self, shop: ShopRef, request: Request) -> Response:
        connector = self._connector(shop)
        policy = connector.declaration.policy
        key = account_key(shop)
        self.circuit.admit(key, policy)
        credentials = await self._credentials(shop, request)
        semaphore = self._in_flight.setdefault(key, asyncio.Semaphore(policy.in_flight))
        async with semaphore:
            at = self._skew.now(shop.channel)
            response = await self._signed(shop, request, credentials, at)
            decision = connector.classify(response)
            if decision.kind is Kind.RESYNC_CLOCK and self._skew.learn(shop.channel, response, at):
                at = self._skew.now(shop.channel)
                response = await self._signed(shop, request, credentials, at)
                decision = connector.classify(response)
        if decision.kind is Kind.OK:
            self.circuit.succeeded(key)
            return response
        raise self._refused(shop, request, _clean(decision, credentials))

    async def _signed(
        self, shop: ShopRef, request: Request, credentials: Credentials, at: datetime
    ) -> Response:
        """One signed attempt in its slot."""
        connector = self._connector(shop)
        policy = connector.declaration.policy
        rate = self.endpoint(shop.channel).rate or policy.rate
        await self.rate.take(account_key(shop), rate, request.cost)
        return await self._send(shop, connector.sign(request, credentials, at), policy.deadline)

    async def _send(self, shop: ShopRef, signed: Request, deadline: float) -> Response:
        client = self._client(shop.channel)
        endpoint = self.endpoint(shop.channel)
        try:
            wire = to_wire(client, endpoint.base_url, signed)
            self._guards[shop.channel].check_url(str(wire.url))
            answer, body = await exchange(client, wire, seconds=deadline, most=MOST_BYTES)
        except TRANSPORT_ERRORS as error:
            failure = by_exception(error)
            policy = self._connector(shop).declaration.policy
            if failure.decision.kind is Kind.CHANNEL_DOWN:
                self.circuit.failed(account_key(shop), policy, failure.decision.code)
            unsure = failure.may_have_arrived and not signed.repeatable
            raise ChannelError(failure.decision, may_have_arrived=unsure) from None
        return Response(
            answer.status_code,
            safe_headers(answer.headers),
            body,
            safe_url(str(wire.url)),
            self._clock.now(),
        )

    def _refused(self, shop: ShopRef, request: Request, decision: Decision) -> ChannelError:
        """Note what the refusal says about the account, and whether the act may have happened."""
        key = account_key(shop)
        if decision.kind is Kind.RATE_LIMITED:
            self.rate.pause(key, decision.after, decision.code)
        elif decision.kind is Kind.CHANNEL_DOWN:
            policy = self._connector(shop).declaration.policy
            self.circuit.failed(key, policy, decision.code)
        else:
            self.circuit.succeeded(key)
        unsure = decision.kind in {
            Kind.AMBIGUOUS,
            Kind.CHANNEL_DOWN,
            Kind.PARSE_CHANGED,
            Kind.RETRY,
        }
        return ChannelError(decision, may_have_arrived=unsure and not request.repeatable)

    async def _credentials(self, shop: ShopRef, request: Request) -> Credentials:
        if request.auth == "public":
            held = self._tokens.own(shop)
        else:
            held = await self._tokens.current(shop, self._refresher(shop))
        return self._with_app(shop, held)

    def _with_app(self, shop: ShopRef, held: Credentials) -> Credentials:
        values = {**self.endpoint(shop.channel).values, **held.values}
        return replace(held, values={**values, "shop_id": shop.external_id})

    def _refresher(self, shop: ShopRef) -> "_Refresher":
        return _Refresher(self, shop)

    async def _renew_after_refusal(self, shop: ShopRef) -> None:
        """The channel no longer believes our token: another process's pair, or a new one."""
        held = self._tokens.remembered(shop)
        await self._tokens.renew(shop, held, self._refresher(shop))

    def refresh_steps(self, shop: ShopRef, credentials: Credentials) -> Steps[Tokens]:
        """The channel's refresh conversation for these credentials.

        Raises ChannelError (CONFIG, auth_expired) for a channel whose keys don't renew.
        """
        connector = self._connector(shop)
        if not isinstance(connector, Consenting):
            raise ChannelError(Decision(Kind.CONFIG, "keys_only", error="auth_expired"))
        return connector.refresh(self._with_app(shop, credentials), shop)

    def _connector(self, shop: ShopRef) -> Connector:
        return self._connectors[shop.channel]

    def endpoint(self, channel: str) -> Endpoint:
        """Where a channel lives; raises ChannelError (CONFIG) when it is not configured."""
        endpoint = self._endpoints.get(channel)
        if endpoint is None:
            raise ChannelError(Decision(Kind.CONFIG, "not_configured"))
        return endpoint

    def _client(self, channel: str) -> httpx.AsyncClient:
        if channel not in self._clients:
            self._clients[channel] = open_client(
                self._guards[channel], user_agent=self._user_agent, connections=CONNECTIONS
            )
        return self._clients[channel]


class _Refresher:
    """Carries the refresh conversation of one shop out; itself it needs no token."""

    def __init__(self, client: ChannelClient, shop: ShopRef) -> None:
        self._client = client
        self._shop = shop

    async def __call__(self, credentials: Credentials) -> Tokens:
        """Exchange the stored refresh token for a new pair."""
        steps = self._client.refresh_steps(self._shop, credentials)
        return await self._client.run(self._shop, steps)


def account_key(shop: ShopRef) -> str:
    """The key of rate slots and circuits: one channel account."""
    return f"{shop.channel}:{shop.external_id or shop.shop_id}"


def _clean(decision: Decision, credentials: Credentials) -> Decision:
    """Mask every secret that the channel may have quoted back to us."""
    secrets = [value for name, value in credentials.values.items() if name not in _PUBLIC_VALUES]
    if credentials.tokens is not None:
        secrets += [credentials.tokens.access_token, credentials.tokens.refresh_token]
    return replace(decision, code=scrub(decision.code, secrets), text=scrub(decision.text, secrets))


_PUBLIC_VALUES = frozenset({"shop_id", "partner_id"})
