"""The link that joins a piece of evidence to the one before it: what it seals, and its formula.

A link covers the fragment and its time, where it was read (address, answer, headers), and what the
look said that rests on it: altering any of them shows, as does taking a row out.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring as _string
from typing import Any, NamedTuple, Protocol


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


class Around(NamedTuple):
    """Where a fragment was read; as stored, for the link is made over what is kept.

    A tuple, for every link has one.
    """

    url: str
    http_status: int | None
    headers: Mapping[str, Any]
    content_type: str


def chain_hash(previous: str, sha256: str, taken_at: datetime, seal: str = "") -> str:
    """SHA-256 over the previous link, the fragment's hash, its time, and all that `seal` says."""
    moment = taken_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{previous}{sha256}{moment}{seal}".encode()).hexdigest()


def seal(around: Around, look: Told, title_limit: int) -> str:
    """Where the fragment was read and what its look said, as JSON in a fixed order.

    Put together here: the encoder takes three times as long to find out what each value is.
    """
    title = look.title[:title_limit] if look.title else None
    return (
        f"[{_string(around.url)},{_number(around.http_status)},{_headers(around.headers)},"
        f"{_string(around.content_type)},{_string(str(look.method))},{_string(str(look.status))},"
        f"{_text(look.reason)},{_text(title)},"
        f"{_number(look.price_vnd)},{_number(look.stock)},{_number(look.stars)}]"
    )


def _text(words: str | None) -> str:
    return "null" if words is None else _string(words)


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _headers(headers: Mapping[str, Any]) -> str:
    if not headers:
        return "[]"
    return json.dumps(sorted(headers.items()), ensure_ascii=False, separators=(",", ":"))
