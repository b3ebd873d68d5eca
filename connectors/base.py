"""What a connector is: a declaration and pure conversations. No I/O, no clock, no database.

A conversation is a generator that yields requests and is sent responses: the one driver in
`connectors.http` performs them under one policy, so every channel inherits its limits,
retries, circuits and redaction, and every connector can be tested by feeding it responses.
"""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from catalog.contract import ListingDraft, ListingRef, Seen, ShopRef, Tokens
from catalog.errors import ChoPhienError, entry
from catalog.status import Action, Method, ShopState

T = TypeVar("T")


class Kind(StrEnum):
    """What an answer means for the next step, whatever the channel."""

    OK = "ok"
    RETRY = "retry"
    RATE_LIMITED = "rate_limited"
    REFRESH_AUTH = "refresh_auth"
    RESYNC_CLOCK = "resync_clock"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    CHANNEL_DOWN = "channel_down"
    PARSE_CHANGED = "parse_changed"
    CONFIG = "config"


DEFAULT_ERRORS: Mapping[Kind, str] = {
    Kind.RETRY: "channel_down",
    Kind.RATE_LIMITED: "rate_limited",
    Kind.REFRESH_AUTH: "auth_expired",
    Kind.RESYNC_CLOCK: "signature_invalid",
    Kind.REJECTED: "data_invalid",
    Kind.NOT_FOUND: "item_not_found",
    Kind.AMBIGUOUS: "unknown_outcome",
    Kind.CHANNEL_DOWN: "channel_down",
    Kind.PARSE_CHANGED: "answer_changed",
    Kind.CONFIG: "config_missing",
}
"""The catalogue code of a decision whose channel says nothing more precise."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A classified answer: `code` is the channel's own word, `error` ours (catalog/errors.py).

    `after` is seconds to wait, `field` the part of the listing that was refused.
    """

    kind: Kind
    code: str = ""
    text: str = ""
    after: float | None = None
    error: str = ""
    field: str = ""


class ChannelError(ChoPhienError):
    """A request that ended without a usable answer, thrown into its conversation first.

    `code` stands in our catalogue, `after` is when another try makes sense (seconds), and
    `may_have_arrived` says that the channel may have carried the request out all the same.
    """

    def __init__(self, decision: Decision, *, may_have_arrived: bool = False) -> None:
        """Keep the decision; the text is the catalogue's, with the channel's own word behind."""
        code = decision.error or DEFAULT_ERRORS.get(decision.kind, "internal")
        word = f" ({decision.code})" if decision.code else ""
        super().__init__(entry(code).text_vi + word, code)
        self.decision = decision
        self.after = decision.after
        self.may_have_arrived = may_have_arrived


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart request."""

    field: str
    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request before signing; its text form shows no values, for they may be secret.

    `repeatable` is false where a blind repeat could act twice. A list in `query` repeats its
    key. `form` and `files` make it multipart. The answer may be used again for `keep` seconds
    by the same shop, or by every shop of the channel when `shared`.
    """

    method: str
    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    files: tuple[FilePart, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: str = "shop"
    repeatable: bool = True
    cost: int = 1
    form: Mapping[str, str] = field(default_factory=dict)
    keep: float = 0.0
    shared: bool = False

    def body(self) -> bytes:
        """The JSON body exactly as it is sent and signed: compact, UTF-8; empty without one."""
        if self.json is None:
            return b""
        return json.dumps(self.json, ensure_ascii=False, separators=(",", ":")).encode()

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that reached us whole; `url` has its secrets masked already."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """Everything secret that signing needs; its text form never shows a value."""

    values: Mapping[str, str]
    tokens: Tokens | None = None

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self.values))})"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The channel took it; `external_id` is its own id of the listing."""

    external_id: str | None = None
    url: str | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The channel refused for a reason in the data: never retried as it stands."""

    code: str
    text: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can tell whether it happened: look the SKU up before anything is repeated.

    A look before `after` seconds may miss what was made: the channel's search lags behind
    (Shopee's sheet says five seconds or more).
    """

    code: str
    text: str = ""
    after: float = 10.0


Outcome = Accepted | Rejected | Unclear
Steps = Generator[Request, Response, T]
"""A conversation that ends in T; the driver raises `ChannelError` at the yield that failed."""


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What a shop says of itself; `native_state` is the channel's own word."""

    name: str
    state: ShopState
    native_state: str
    authorised_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a channel lives (no slash at the end) and the app's own values, some of them secret.

    A sandbox lives on a loopback address, which is then the one private address allowed.
    `rate` (calls a second for each shop) overrides the declared one.
    """

    base_url: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_sandbox: bool = False
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of one channel account: rate per second, in flight, deadline in seconds, tries."""

    rate: float = 5.0
    in_flight: int = 4
    deadline: float = 30.0
    tries: int = 4
    circuit_after: int = 5
    circuit_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a channel can do and what it needs, as data."""

    kind: str
    label_vi: str
    push: bool
    observe: tuple[Method, ...]
    actions: frozenset[Action]
    settings: type[BaseModel]
    policy: Policy
    lookup_by_sku: bool = False
    state: str = "unknown"
    secrets: frozenset[str] = frozenset()


class Channel(Protocol):
    """Anything the registry knows: at least its declaration."""

    declaration: Declaration


class Connector(Channel, Protocol):
    """A channel with an API. Functions are pure: requests out, answers in."""

    def sign(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Add what the channel needs to believe us."""
        ...

    def classify(self, response: Response) -> Decision:
        """Say what an answer means, from the channel's error table."""
        ...

    def push(
        self,
        action: Action,
        draft: ListingDraft | None,
        listing: ListingRef,
        shop: ShopRef,
        *,
        check_first: bool,
    ) -> Steps[Outcome]:
        """Carry one action out; `check_first` looks our SKU up before anything is created."""
        ...

    def observe(
        self, listings: Sequence[ListingRef], shop: ShopRef, now: Callable[[], datetime]
    ) -> Steps[list[Seen]]:
        """Read the status of many listings back, in as few requests as the channel allows."""
        ...

    def shop_info(self) -> Steps[ShopInfo]:
        """Ask the shop for its state and the end of its authorisation."""
        ...


@runtime_checkable
class Consenting(Connector, Protocol):
    """A channel whose sellers consent on a page of its own; their tokens end and are renewed.

    Channels with keys that are typed in once are plain `Connector`s.
    """

    def consent_url(self, endpoint: Endpoint, redirect: str, now: datetime) -> str:
        """The channel's page where the owner of a shop consents to our app."""
        ...

    def exchange(self, code: str, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        """Turn the code that the consent page sent back into the first pair of tokens."""
        ...

    def refresh(self, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        """Exchange the refresh token for a new pair."""
        ...
