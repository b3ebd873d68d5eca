"""What the catalog and the connectors say to each other: frozen values, no rows, no secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog.status import Method, Observed


@dataclass(frozen=True, slots=True)
class Picture:
    """A product picture: JPEG or PNG bytes under a stable file name."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """The desired content of one listing, as the catalog wants the channel to show it.

    Prices are integer đồng, weight is grams; `stars` and the decision are 0/empty when no
    recognition is current: a listing never claims stars that lapsed.
    """

    seller_sku: str
    name: str
    description: str
    price_vnd: int
    stock: int
    weight_g: int
    group: str
    producer: str
    place: str
    stars: int = 0
    decision_no: str = ""
    decision_date: date | None = None
    pictures: tuple[Picture, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShopRef:
    """A shop as a connector sees it; `settings` are the shop's non-secret settings."""

    shop_id: int
    channel: str
    external_id: str
    name: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListingRef:
    """A listing as a connector looks it up: by our SKU, the channel's id, or the public page."""

    listing_id: int
    seller_sku: str
    external_id: str | None = None
    public_url: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The fragment that an observation rests on: a JSON excerpt or the relevant HTML."""

    body: bytes
    content_type: str
    url: str = ""
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at one listing. `observed_at` is aware UTC; confidence is 0 to 1.

    `code` is the error catalogue's code of a look that told nothing; `stars` are the OCOP stars
    that the page claims (0: it claims none, None: nobody looked for them), `picture` the address
    of the picture shown first ("": it surely shows none, None: not told).
    """

    listing_id: int
    status: Observed
    observed_at: datetime
    method: Method
    confidence: float = 1.0
    reason: str | None = None
    external_id: str | None = None
    title: str | None = None
    price_vnd: int | None = None
    stock: int | None = None
    url: str | None = None
    flags: tuple[str, ...] = ()
    proof: Proof | None = None
    code: str | None = None
    stars: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of channel tokens with their ends; persisted before it is used."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    authorised_until: datetime | None = None
