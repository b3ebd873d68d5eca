"""Every channel in one table: kind → where its connector stands. Nothing is imported before use."""

from importlib import import_module
from typing import TYPE_CHECKING, TypeGuard

from catalog.config import Settings
from catalog.db import Database
from catalog.vault import Vault
from connectors.base import Channel, Connector, Endpoint

if TYPE_CHECKING:
    from connectors.http.client import ChannelClient

CHANNELS = {
    "shopee": "connectors.shopee",
    "buudien": "connectors.floor",
}


class UnknownChannelError(LookupError):
    """No channel of that kind is registered."""


def get(kind: str) -> Channel:
    """The channel of that kind; raises UnknownChannelError."""
    try:
        where = CHANNELS[kind]
    except KeyError:
        raise UnknownChannelError(kind) from None
    channel: Channel = import_module(where).CONNECTOR
    return channel


def all_connectors() -> dict[str, Channel]:
    """Every channel by kind, in the order of the table."""
    return {kind: get(kind) for kind in CHANNELS}


def has_api(channel: Channel) -> TypeGuard[Connector]:
    """Whether the channel can be written to by machine."""
    return channel.declaration.push


def api(kind: str) -> Connector:
    """The connector of a channel with an API; raises UnknownChannelError for others."""
    channel = get(kind)
    if not has_api(channel):
        raise UnknownChannelError(kind)
    return channel


def endpoint(kind: str, settings: Settings) -> Endpoint | None:
    """Where an API channel lives for this installation; None when it isn't configured."""
    found: Endpoint | None = import_module(f"{CHANNELS[kind]}.settings").endpoint(settings)
    return found


def page_hosts(settings: Settings) -> list[str]:
    """The hosts whose pages may be read: each channel that has no API names its own."""
    return [
        host
        for kind, channel in all_connectors().items()
        if not has_api(channel)
        for host in import_module(f"{CHANNELS[kind]}.settings").page_hosts(settings)
    ]


def open_client(settings: Settings, database: Database, vault: Vault) -> "ChannelClient":
    """A driver for every configured API channel; use it inside one event loop and close it."""
    from connectors.http.client import ChannelClient

    connectors = {kind: one for kind, one in all_connectors().items() if has_api(one)}
    places = {kind: endpoint(kind, settings) for kind in connectors}
    return ChannelClient(
        database,
        vault,
        connectors,
        {kind: place for kind, place in places.items() if place is not None},
        user_agent=settings.user_agent,
    )
