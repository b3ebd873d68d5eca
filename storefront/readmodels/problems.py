"""One difference between wish and reality as pages show it: to staff, and to its producer."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.errors import ErrorEntry, Owner, entry
from catalog.models import Channel, Listing, Product, Shop
from catalog.observing import Difference, Kind
from catalog.observing.kinds import BY_STATED_CODES, BY_STATED_FACTS, CODED, FACTS
from catalog.observing.shown_since import shown_since
from catalog.status import Dispatch

OF_SENDING = frozenset(
    {Kind.REFUSED, Kind.STOPPED, Kind.NEEDS_PERSON, Kind.BLOCKED, Kind.UNKNOWN_OUTCOME}
)
"""Kinds that are about what we sent; the others are about what was seen."""
WITH_SIDES = frozenset(
    {
        Kind.PRICE_DRIFT,
        Kind.OVERSELLING,
        Kind.TITLE_DRIFT,
        Kind.PICTURE_CHANGED,
        Kind.PICTURE_GONE,
        Kind.STARS_LAPSED,
        Kind.STARS_TOO_HIGH,
    }
)
"""Kinds that are told by what the page says beside what the catalog says."""
OF_PICTURE = frozenset({Kind.PICTURE_CHANGED, Kind.PICTURE_GONE})
OF_CONSENT = frozenset({Kind.AUTH_EXPIRED, Kind.AUTH_EXPIRING})
BY_SENDING = frozenset({Kind.TITLE_DRIFT, Kind.PRICE_DRIFT})
"""Kinds that sending our content again may settle."""
BY_LOOKING = frozenset({Kind.STALE, Kind.FLAPPING})
OF_SHOP_NAME = frozenset({Kind.SHOP_NOT_FOUND, Kind.SHOP_RENAMED})
LOST = frozenset({Kind.NOT_FOUND, Kind.HIDDEN})
RETRYABLE_BY_HAND = frozenset(
    {Dispatch.REJECTED, Dispatch.FAILED_PERMANENT, Dispatch.UNKNOWN_OUTCOME}
)
"""States in which "try again" does something; the others move on by themselves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference between wish and reality; no listing where a whole shop is concerned.

    `said` are the channel's own words; the prices are there for a price that drifted. `picture`
    is the name of our own picture of the product.
    """

    kind: Kind
    owner: Owner
    shop_id: int
    listing_id: int | None
    product_id: int | None
    product: str
    channel: str
    shop: str
    is_sandbox: bool
    dispatch: str
    observed: str
    text_vi: str
    error: ErrorEntry | None
    advice_vi: str
    said: str
    since: datetime | None
    observed_at: datetime | None
    price_vnd: int | None
    observed_price_vnd: int | None
    public_url: str | None
    seen: str = ""
    wanted: str = ""
    picture: str | None = None
    picture_is_sample: bool = False

    @property
    def is_of_sending(self) -> bool:
        """Whether it is about what we sent, not about what was seen."""
        return self.kind in OF_SENDING

    @property
    def is_of_consent(self) -> bool:
        """Whether the seller's consent is the matter."""
        return self.kind in OF_CONSENT

    @property
    def is_of_picture(self) -> bool:
        """Whether a person has to say which picture is right."""
        return self.kind in OF_PICTURE

    @property
    def is_of_stated_facts(self) -> bool:
        """Whether the product's sheet settles it: price, stock, picture, weight."""
        code = self.error.code if self.error else ""
        return self.kind in BY_STATED_FACTS or code in BY_STATED_CODES

    @property
    def is_settled_by_sending(self) -> bool:
        """Whether our content may be sent again."""
        return self.kind in BY_SENDING

    @property
    def is_settled_by_looking(self) -> bool:
        """Whether another look is the next step."""
        return self.kind in BY_LOOKING

    @property
    def is_of_shop_name(self) -> bool:
        """Whether our name or address of the shop may be the wrong one."""
        return self.kind in OF_SHOP_NAME

    @property
    def has_steps(self) -> bool:
        """Whether there is a step to take here beside opening the page on the marketplace."""
        return (
            (
                self.listing_id is not None
                and (self.is_of_stated_facts or self.is_settled_by_sending)
            )
            or self.is_settled_by_looking
            or self.is_of_shop_name
        )

    @property
    def is_lost(self) -> bool:
        """Whether it was on the marketplace and no buyer sees it there now."""
        return self.kind in LOST

    @property
    def is_still_on_sale(self) -> bool:
        """Whether it was to be taken off and buyers see it still."""
        return self.kind is Kind.STILL_ON_SALE

    @property
    def awaits_link(self) -> bool:
        """Whether a person puts it on the marketplace and brings its address back."""
        return self.kind is Kind.NEEDS_PERSON

    @property
    def can_retry(self) -> bool:
        """Whether a person may send it again now."""
        return self.is_of_sending and self.dispatch in RETRYABLE_BY_HAND

    @property
    def is_worst(self) -> bool:
        """Whether sales are stopped for good until somebody acts."""
        return self.kind not in (Kind.UNKNOWN_OUTCOME, Kind.AUTH_EXPIRING, Kind.STALE)


def problems_of(session: Session, found: Collection[Difference]) -> tuple[Problem, ...]:
    """The differences with what stands beside them: two more statements for a page."""
    listed = session.execute(
        select(
            Listing,
            col(Product.price_vnd),
            col(Product.picture),
            col(Product.picture_is_sample),
        )
        .join(Product, col(Product.id) == Listing.product_id)
        .where(col(Listing.id).in_({line.listing_id for line in found} - {None}))
    )
    listings = {row[0].id: tuple(row) for row in listed}
    opened = session.execute(
        select(col(Shop.id), col(Channel.label), col(Shop.is_sandbox), col(Shop.url))
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Shop.id).in_({line.shop_id for line in found}))
    )
    shops = {row[0]: (row[1], row[2], row[3]) for row in opened}
    began = _began(session, found)
    return tuple(
        _problem(
            replace(line, since=line.since or began.get((line.kind, line.listing_id))),
            listings.get(line.listing_id, _NOTHING),
            shops[line.shop_id],
        )
        for line in found
    )


def _began(
    session: Session, found: Collection[Difference]
) -> dict[tuple[Kind, int | None], datetime]:
    """Since when listings show what differs, where their status doesn't tell it."""
    untold: dict[Kind, set[int]] = {}
    for line in found:
        if line.since is None and line.listing_id is not None:
            untold.setdefault(line.kind, set()).add(line.listing_id)
    return {
        (kind, listing_id): at
        for kind, ids in untold.items()
        for listing_id, at in shown_since(session, kind, ids).items()
    }


_NOTHING = (None, None, None, False)


def _problem(
    line: Difference,
    beside: tuple[Listing | None, int | None, str | None, bool],
    shop: tuple[str, bool, str | None],
) -> Problem:
    listing, price, picture, is_sample = beside
    drifted = line.kind is Kind.PRICE_DRIFT and listing is not None
    error = entry(listing.dispatch_code) if listing and line.kind in CODED else None
    return Problem(
        kind=line.kind,
        owner=line.owner,
        shop_id=line.shop_id,
        listing_id=line.listing_id,
        product_id=line.product_id,
        product=line.product_name,
        channel=shop[0],
        shop=line.shop_name,
        is_sandbox=shop[1],
        dispatch=listing.dispatch if listing else "",
        observed=listing.observed if listing else "",
        text_vi=FACTS[line.kind].text_vi,
        error=error,
        advice_vi=error.advice_vi if error else line.advice_vi,
        said="" if line.kind in WITH_SIDES else line.detail,
        since=line.since,
        observed_at=listing.observed_at if listing else None,
        price_vnd=price if drifted else None,
        observed_price_vnd=listing.observed_price_vnd if drifted and listing else None,
        public_url=listing.public_url if listing else shop[2],
        seen=line.seen,
        wanted=line.wanted,
        picture=picture,
        picture_is_sample=is_sample,
    )
