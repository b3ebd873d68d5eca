"""Listing drafts: what the catalog wants a channel to show, and the fingerprint of it.

A fingerprint is `content:price:stock` (`content` is 24 hex digits of SHA-256 over everything but
price and stock, under the channel's mapping version). `Listing.dispatched_hash` keeps the one
that the channel last accepted, so a plan can tell a new price (`50000` → `60000`) from a new
text, and say so. A listing taken off the shelf keeps its fingerprint with `:off` behind it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog import readiness, recognition
from catalog.contract import ListingDraft, Picture
from catalog.models import Place, Producer, Product
from catalog.outbox.rows import chunks

TITLE_LIMIT = 120
"""Longest title that the strictest known channel takes (Shopee VN, contract sheet §7)."""

CONTENT_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
OFF = ":off"
_CERTAIN = recognition.Certainty.YES.value


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A stored fingerprint taken apart; `off` marks a listing that we took off the shelf."""

    content: str
    price_vnd: int
    stock: int
    off: bool = False

    def __str__(self) -> str:
        return f"{self.content}:{self.price_vnd}:{self.stock}{OFF if self.off else ''}"

    @classmethod
    def parse(cls, stored: str) -> "Fingerprint":
        """Read `Listing.dispatched_hash`; raises ValueError for anything else."""
        content, price, stock = stored.removesuffix(OFF).split(":")
        return cls(content, int(price), int(stock), stored.endswith(OFF))


class Hashed(NamedTuple):
    """A product's digest and what decides whether it may be sent; a tuple, for there are many.

    `problem` is the error code of the first missing fact, or None; `certified` is False when no
    recognition is, or may be, current: such a product is not put up anew.
    """

    product_id: int
    digest: bytes
    price_vnd: int
    stock: int
    problem: str | None
    certified: bool

    def content(self, mapping_version: str) -> str:
        """The content part of the fingerprint under a channel's mapping."""
        return hashlib.sha256(self.digest + mapping_version.encode()).hexdigest()[:24]

    def fingerprint(self, mapping_version: str) -> Fingerprint:
        """What `dispatched_hash` becomes when a channel with this mapping accepts the draft."""
        return Fingerprint(self.content(mapping_version), self.price_vnd, self.stock)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A product as a draft (without picture bytes), with its hash."""

    draft: ListingDraft
    picture: str | None
    hashed: Hashed

    @property
    def product_id(self) -> int:
        """Whose draft it is."""
        return self.hashed.product_id

    @property
    def problem(self) -> str | None:
        """See `Hashed.problem`."""
        return self.hashed.problem

    @property
    def certified(self) -> bool:
        """See `Hashed.certified`."""
        return self.hashed.certified

    def fingerprint(self, mapping_version: str) -> Fingerprint:
        """See `Hashed.fingerprint`."""
        return self.hashed.fingerprint(mapping_version)


def prepare(
    session: Session, as_of: date, product_ids: Iterable[int] | None = None
) -> Iterator[Prepared]:
    """Every product (or the given ones) as of a day, in one query, hashed once each."""
    for facts in _facts(session, as_of, product_ids):
        shown = _shown(facts)
        yield Prepared(_draft(facts, shown), facts.picture, _hashed(facts, shown))


def hashes(session: Session, as_of: date) -> Iterator[Hashed]:
    """The hash of every product as of a day, without the drafts themselves."""
    return (_hashed(facts, _shown(facts)) for facts in _facts(session, as_of, None))


def build(
    session: Session, product_ids: Iterable[int], as_of: date, pictures: Path | None = None
) -> dict[int, ListingDraft]:
    """Drafts that can be sent, by product id; products with a problem are absent.

    `pictures` is the folder of `Product.picture`; without it drafts carry no picture bytes.
    """
    return {
        prepared.product_id: with_picture(prepared, pictures)
        for prepared in prepare(session, as_of, product_ids)
        if prepared.problem is None
    }


def with_picture(prepared: Prepared, folder: Path | None) -> ListingDraft:
    """The draft with its picture read from `folder`; unchanged when the file isn't there."""
    name = prepared.picture
    if folder is None or not name or Path(name).name != name:
        return prepared.draft
    path = folder / name
    content_type = CONTENT_TYPES.get(path.suffix.lower())
    if content_type is None or not path.is_file():
        return prepared.draft
    return replace(prepared.draft, pictures=(Picture(name, path.read_bytes(), content_type),))


def title(name: str, stars: int) -> str:
    """The listing's title: the product's name, with the stars of a current recognition."""
    starred = f"{name} – OCOP {stars} sao" if stars else name
    return starred if len(starred) <= TITLE_LIMIT else name[:TITLE_LIMIT]


class _Facts(NamedTuple):
    """What the query returns, in this order."""

    product_id: int
    sku: str
    name: str
    description: str
    price_vnd: int | None
    stock: int | None
    weight_g: int | None
    picture: str | None
    group: str
    xa: str
    huyen: str
    tinh: str
    producer: str | None
    place_name: str | None
    place_province: str | None
    stars: int | None
    decision_no: str | None
    decision_date: date | None
    certainty: str | None


class _Shown(NamedTuple):
    """What the listing says, generated from the facts."""

    title: str
    description: str
    place: str
    stars: int
    decision_no: str
    decision_date: date | None


def _facts(session: Session, as_of: date, product_ids: Iterable[int] | None) -> Iterator[_Facts]:
    # Core rows in plain tuples: at 17,000 products the session's own rows cost more than hashing.
    connection = session.connection()
    if product_ids is None:
        yield from map(_Facts._make, connection.execute(_query(as_of)))
        return
    for part in chunks(sorted(set(product_ids))):
        query = _query(as_of).where(col(Product.id).in_(part))
        yield from map(_Facts._make, connection.execute(query))


def _query(as_of: date) -> Select[*tuple[Any, ...]]:
    current = recognition.current(as_of)
    place = aliased(Place)
    columns: Sequence[Any] = (
        col(Product.id),
        col(Product.sku),
        col(Product.name),
        col(Product.description),
        col(Product.price_vnd),
        col(Product.stock),
        col(Product.weight_g),
        col(Product.picture),
        col(Product.product_group),
        col(Product.xa),
        col(Product.huyen),
        col(Product.tinh),
        col(Producer.name).label("producer"),
        col(place.name).label("place_name"),
        col(place.province).label("place_province"),
        current.c.stars,
        current.c.decision_no,
        current.c.decision_date,
        current.c.certainty,
    )
    return (
        select(*columns)
        .select_from(Product)
        .outerjoin(Producer, col(Producer.id) == col(Product.producer_id))
        .outerjoin(place, col(place.id) == col(Product.place_now_id))
        .outerjoin(current, current.c.product_id == col(Product.id))
    )


def _shown(facts: _Facts) -> _Shown:
    place = (
        f"{facts.place_name}, {facts.place_province}"
        if facts.place_name
        else ", ".join(part for part in (facts.xa, facts.huyen, facts.tinh) if part)
    )
    # A claim that may have lapsed is not made: stars only where the recognition is certain.
    if facts.stars is None or facts.certainty != _CERTAIN:
        return _Shown(title(facts.name, 0), _description(facts, place, ""), place, 0, "", None)
    number, day = facts.decision_no or "", facts.decision_date
    claim = f"\nChứng nhận OCOP: {facts.stars} sao"
    claim += f", Quyết định {number}" if number else ""
    claim += f" ngày {day.day:02}/{day.month:02}/{day.year}" if day else ""
    text = _description(facts, place, claim)
    return _Shown(title(facts.name, facts.stars), text, place, facts.stars, number, day)


def _description(facts: _Facts, place: str, claim: str) -> str:
    return (
        (facts.description or facts.name)
        + (f"\nChủ thể sản xuất: {facts.producer}" if facts.producer else "")
        + (f"\nNơi sản xuất: {place}" if place else "")
        + (f"\nKhối lượng: {facts.weight_g} g" if facts.weight_g else "")
        + claim
    )


def _draft(facts: _Facts, shown: _Shown) -> ListingDraft:
    return ListingDraft(
        seller_sku=facts.sku,
        name=shown.title,
        description=shown.description,
        price_vnd=facts.price_vnd or 0,
        stock=facts.stock or 0,
        weight_g=facts.weight_g or 0,
        group=facts.group,
        producer=facts.producer or "",
        place=shown.place,
        stars=shown.stars,
        decision_no=shown.decision_no,
        decision_date=shown.decision_date,
    )


def _hashed(facts: _Facts, shown: _Shown) -> Hashed:
    """SHA-256 over everything shown but price and stock; pictures by their stored name."""
    content = (
        f"{facts.sku}\x1f{shown.title}\x1f{shown.description}\x1f{facts.weight_g}\x1f"
        f"{facts.group}\x1f{facts.producer}\x1f{shown.place}\x1f{shown.stars}\x1f"
        f"{shown.decision_no}\x1f{facts.picture}"
    )
    return Hashed(
        facts.product_id,
        hashlib.sha256(content.encode()).digest(),
        facts.price_vnd or 0,
        facts.stock or 0,
        _problem(facts),
        facts.certainty is not None,
    )


def _problem(facts: _Facts) -> str | None:
    return next(iter(readiness.lacks(facts)), None)
