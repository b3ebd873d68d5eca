"""A shop's secrets at rest: `Shop.credentials_sealed`, opened only for the owner `shop:<id>`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog.contract import Tokens
from catalog.db import Database
from catalog.models import Shop
from catalog.vault import Vault
from connectors.base import ChannelError, Credentials, Decision, Kind


class CredentialStore:
    """Reads and writes sealed credentials; every call is one short transaction."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def load(self, shop_id: int) -> Credentials:
        """The shop's own secrets and tokens; empty when it has none yet.

        Raises ChannelError (CONFIG) for an unknown shop, VaultError for a wrong key.
        """
        with self._database.read() as session:
            row = session.get(Shop, shop_id)
            if row is None:
                raise ChannelError(Decision(Kind.CONFIG, "unknown_shop"))
            sealed = row.credentials_sealed
        if sealed is None:
            return Credentials({})
        return _decode(self._vault.open(sealed, _owner(shop_id)))

    def save_tokens(self, shop_id: int, tokens: Tokens) -> None:
        """Seal a new pair beside the shop's other secrets; returns once it is committed."""
        self._save(shop_id, self.load(shop_id).values, tokens)

    def save_values(self, shop_id: int, values: Mapping[str, str]) -> None:
        """Seal the shop's own secrets (keys of a private web shop), keeping its tokens."""
        self._save(shop_id, values, self.load(shop_id).tokens)

    def _save(self, shop_id: int, values: Mapping[str, str], tokens: Tokens | None) -> None:
        sealed = self._vault.seal(_encode(values, tokens), _owner(shop_id))
        with self._database.write() as session:
            row = session.get_one(Shop, shop_id)
            row.credentials_sealed = sealed
            if tokens is not None:
                row.access_expires_at = tokens.access_expires_at
                row.authorised_until = tokens.authorised_until or row.authorised_until
            session.add(row)


def _owner(shop_id: int) -> str:
    return f"shop:{shop_id}"


def _encode(values: Mapping[str, str], tokens: Tokens | None) -> bytes:
    document: dict[str, Any] = {"values": dict(values)}
    if tokens is not None:
        document["tokens"] = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "access_expires_at": tokens.access_expires_at.isoformat(),
            "authorised_until": _iso(tokens.authorised_until),
        }
    return json.dumps(document).encode()


def _decode(plain: bytes) -> Credentials:
    document = json.loads(plain)
    held = document.get("tokens")
    tokens = None
    if held is not None:
        until = held["authorised_until"]
        tokens = Tokens(
            held["access_token"],
            held["refresh_token"],
            datetime.fromisoformat(held["access_expires_at"]),
            datetime.fromisoformat(until) if until else None,
        )
    return Credentials(document["values"], tokens)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
