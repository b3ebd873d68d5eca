"""The link that joins a piece of evidence to the one before it: what it seals, and its formula.

A link covers the fragment and its time, where it was read (address, answer, headers), and what the
look said that rests on it: altering any of them shows, as does taking a row out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol


class Told(Protocol):
    """What a look said, as `contract.Seen` and `models.Observation` have it."""

    @property
    def method(self) -> str:
        """API, page, person or file."""

    @property
    def status(self) -> str:
        """What was seen."""

    @property
    def reason(self) -> str | None:
        """In the channel's words."""

    @property
    def title(self) -> str | None:
        """The title shown."""

    @property
    def price_vnd(self) -> int | None:
        """The price shown, in đồng."""

    @property
    def stock(self) -> int | None:
        """Pieces left."""

    @property
    def stars(self) -> int | None:
        """OCOP stars claimed."""


# An encoder of its own: `json.dumps` would make one for every link.
_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Around:
    """Where a fragment was read; as stored, for the link is made over what is kept."""

    url: str
    http_status: int | None
    headers: Mapping[str, Any]
    content_type: str


def chain_hash(previous: str, sha256: str, taken_at: datetime, seal: str = "") -> str:
    """SHA-256 over the previous link, the fragment's hash, its time, and all that `seal` says."""
    moment = taken_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{previous}{sha256}{moment}{seal}".encode()).hexdigest()


def seal(around: Around, look: Told, title_limit: int) -> str:
    """Where the fragment was read and what its look said, as JSON in a fixed order."""
    title = look.title[:title_limit] if look.title else None
    document = [
        around.url,
        around.http_status,
        sorted(around.headers.items()),
        around.content_type,
        str(look.method),
        str(look.status),
        look.reason,
        title,
        look.price_vnd,
        look.stock,
        look.stars,
    ]
    return _WRITE(document)
