"""The rows of the channels: one for each registered connector, made from its declaration."""

from sqlmodel import Session

from catalog import shops
from catalog.db import Database
from catalog.models import Channel
from connectors import registry


def ensure_channel(session: Session, kind: str) -> Channel:
    """The channel's row, made where missing; raises UnknownChannelError."""
    declared = registry.get(kind).declaration
    return shops.add_channel(session, kind, declared.label_vi, assisted=not declared.push)


def ensure_channels(database: Database) -> None:
    """A row for every registered channel, so that staff may open shops on it."""
    with database.write() as session:
        for kind in registry.CHANNELS:
            ensure_channel(session, kind)
