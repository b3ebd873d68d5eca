"""Tokens: refreshed once under a lease, persisted before use, re-read by everybody else.

Refresh tokens are single use on most channels: two processes that refresh at once would lose
the shop. The old access token stays usable meanwhile (Shopee: five minutes), so a refresh that
fails for a while does no harm until the token's own end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from catalog.contract import ShopRef, Tokens
from connectors.base import ChannelError, Credentials, Decision, Kind
from connectors.http.clock import Clock
from connectors.http.credentials import CredentialStore
from connectors.http.lease import Leases

MARGIN = timedelta(minutes=5)
LEASE_SECONDS = 90.0
_POLL_SECONDS = 0.1

Refresh = Callable[[Credentials], Awaitable[Tokens]]


class TokenKeeper:
    """Hands out credentials whose access token can be used now."""

    def __init__(self, store: CredentialStore, leases: Leases, clock: Clock) -> None:
        self._store = store
        self._leases = leases
        self._clock = clock
        self._known: dict[int, Credentials] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    async def current(self, shop: ShopRef, refresh: Refresh) -> Credentials:
        """The shop's credentials, refreshed first when the access token ends within minutes.

        Raises ChannelError (CONFIG, auth_expired) when the shop was never authorised.
        """
        known = self._known.get(shop.shop_id)
        if known is None or self._ending(known):
            known = self._known[shop.shop_id] = self._store.load(shop.shop_id)
        if known.tokens is None:
            raise ChannelError(Decision(Kind.CONFIG, "not_authorised", error="auth_expired"))
        if not self._ending(known):
            return known
        try:
            return await self.renew(shop, known, refresh)
        except ChannelError as error:
            usable = known.tokens.access_expires_at > self._clock.now()
            if usable and error.decision.kind in {Kind.CHANNEL_DOWN, Kind.RATE_LIMITED}:
                return known
            raise

    def forget(self, shop: ShopRef) -> None:
        """Drop what this process remembers of the shop's credentials."""
        self._known.pop(shop.shop_id, None)

    def own(self, shop: ShopRef) -> Credentials:
        """The shop's credentials as stored, usable or not (for calls without a token)."""
        return self._store.load(shop.shop_id)

    def remembered(self, shop: ShopRef) -> Credentials:
        """What this process last used for the shop: the pair that the channel has refused."""
        return self._known.get(shop.shop_id) or self._store.load(shop.shop_id)

    async def renew(self, shop: ShopRef, stale: Credentials, refresh: Refresh) -> Credentials:
        """Replace `stale` by a newer pair: another process's if there is one, else our own."""
        async with self._locks.setdefault(shop.shop_id, asyncio.Lock()):
            fresh = await self._newer_or_lease(shop, stale)
            if fresh is None:
                fresh = await self._refresh(shop, refresh)
            self._known[shop.shop_id] = fresh
            return fresh

    async def _newer_or_lease(self, shop: ShopRef, stale: Credentials) -> Credentials | None:
        """Wait until somebody has stored a newer pair, or the lease is ours (None)."""
        give_up = self._clock.now() + timedelta(seconds=LEASE_SECONDS)
        while True:
            ours = self._leases.take(_lease(shop), LEASE_SECONDS)
            stored = self._store.load(shop.shop_id)
            if stored.tokens != stale.tokens:
                if ours:
                    self._leases.give_back(_lease(shop))
                return stored
            if ours:
                return None
            if self._clock.now() > give_up:
                raise ChannelError(Decision(Kind.CHANNEL_DOWN, "refresh_waits", after=30.0))
            await self._clock.sleep(_POLL_SECONDS)

    async def _refresh(self, shop: ShopRef, refresh: Refresh) -> Credentials:
        try:
            stored = self._store.load(shop.shop_id)
            self._store.save_tokens(shop.shop_id, await refresh(stored))
            return self._store.load(shop.shop_id)
        finally:
            self._leases.give_back(_lease(shop))

    def _ending(self, credentials: Credentials) -> bool:
        tokens = credentials.tokens
        return tokens is not None and tokens.access_expires_at - MARGIN <= self._clock.now()


def _lease(shop: ShopRef) -> str:
    return f"refresh:shop:{shop.shop_id}"
