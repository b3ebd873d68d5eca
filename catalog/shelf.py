"""A shop's shelf: which products stand there, could stand there, or lack something first.

A producer's shop (gian hàng của chủ thể) carries that producer's goods; the province's carries all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlmodel import Session, col

from catalog import intent, producers, recognition
from catalog.bulk import as_table, document
from catalog.errors import ChoPhienError
from catalog.models import Listing, Producer, Product, Shop
from catalog.outbox.rows import chunks
from catalog.readiness import is_complete, is_incomplete
from catalog.status import Dispatch, Intent
from catalog.text_vi import fold

ON_SHELF = (Intent.LIST, Intent.UPDATE)


class Part(StrEnum):
    """Where a product stands with a shop."""

    ON = "tren"
    READY = "du"
    LACKING = "thieu"
    UNCERTIFIED = "khong"


PART_VI = {
    Part.ON: "trên gian hàng",
    Part.READY: "đủ để đưa lên",
    Part.LACKING: "thiếu thông tin",
    Part.UNCERTIFIED: "không có công nhận",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a request: products put up or taken down, and why others were not.

    `waiting` of the products put up lack information: the plan holds them until it is there.
    """

    changed: int
    waiting: int = 0
    uncertified: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products of one shop as of a day, to be counted, listed or chosen from."""

    shop: Shop
    as_of: date
    certified: Subquery

    @classmethod
    def of(cls, session: Session, shop_id: int, as_of: date) -> "Shelf":
        """The shelf; raises ChoPhienError when there is no such shop."""
        shop = session.get(Shop, shop_id)
        if shop is None:
            raise ChoPhienError(f"Không có gian hàng {shop_id}", "data_invalid")
        return cls(shop, as_of, recognition.current(as_of))

    def rows(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        """Columns of the shop's possible products, each beside its listing here, if any."""
        here = and_(
            col(Listing.product_id) == col(Product.id), col(Listing.shop_id) == self.shop.id
        )
        query: Select[*tuple[Any, ...]] = (
            select(*columns)
            .select_from(Product)
            .outerjoin(Producer, col(Producer.id) == col(Product.producer_id))
            .outerjoin(Listing, here)
            .outerjoin(self.certified, self.certified.c.product_id == col(Product.id))
        )
        if self.shop.producer_id is None:
            return query
        own = col(Product.producer_id) == self.shop.producer_id
        return query.where(or_(own, self.condition(Part.ON)))

    def condition(self, part: Part) -> ColumnElement[bool]:
        """Whether a row of `rows` belongs to a part: every row belongs to exactly one."""
        wanted = col(Listing.intent).in_(ON_SHELF)
        # A product without a listing has no intent: NULL must read as "not on the shelf".
        on_shelf = case((wanted, True), else_=False)
        known = self.certified.c.product_id.is_not(None)
        conditions: dict[Part, ColumnElement[bool]] = {
            Part.ON: wanted,
            Part.READY: and_(~on_shelf, known, is_complete()),
            Part.LACKING: and_(~on_shelf, known, is_incomplete()),
            Part.UNCERTIFIED: and_(~on_shelf, ~known),
        }
        return conditions[part]

    def counts(self, session: Session, text: str = "") -> dict[Part, int]:
        """How many products stand in each part, among those that fit the text."""
        sums = [
            func.coalesce(func.sum(case((self.condition(part), 1), else_=0)), 0) for part in Part
        ]
        row = session.execute(self.rows(*sums).where(*named(text))).one()
        return {part: int(number) for part, number in zip(Part, row, strict=True)}

    def ids(self, session: Session, part: Part | None = None, text: str = "") -> list[int]:
        """The products of a part (all parts) that fit the text."""
        query = self.rows(col(Product.id)).where(*named(text))
        if part is not None:
            query = query.where(self.condition(part))
        return list(session.scalars(query.order_by(col(Product.id))))

    def ids_of_skus(self, session: Session, skus: Sequence[str]) -> list[int]:
        """The products with these SKUs; raises ChoPhienError for one that isn't of this shop."""
        found: dict[str, int] = {}
        for part in chunks(skus):
            query = self.rows(col(Product.sku), col(Product.id)).where(col(Product.sku).in_(part))
            found |= {row.sku: row.id for row in session.execute(query)}
        strange = [sku for sku in skus if sku not in found]
        if strange:
            raise ChoPhienError(f"Gian hàng không có sản phẩm {', '.join(strange)}", "data_invalid")
        return sorted(found.values())

    def put_up(self, session: Session, product_ids: Iterable[int], actor: str) -> Change:
        """Want these products in the shop; the next plan sends what is complete.

        Products without a current recognition, and products of others, are left out.
        """
        sorted_out = self._sorted_out(session, product_ids)
        ready, lacking = sorted_out[Part.READY], sorted_out[Part.LACKING]
        shop_id = self.shop.id or 0
        wanted = [*ready, *lacking]
        listings = intent.ensure_listings(session, shop_id, wanted, actor)
        intent.set_intent(session, listings.values(), Intent.LIST, actor)
        return Change(
            changed=len(wanted),
            waiting=len(lacking),
            uncertified=len(sorted_out[Part.UNCERTIFIED]),
            unchanged=len(sorted_out[Part.ON]),
        )

    def take_down(self, session: Session, product_ids: Iterable[int], actor: str) -> Change:
        """Want these products off the shop's shelf; the next plan withdraws what is there."""
        sorted_out = self._sorted_out(session, product_ids)
        standing = sorted_out.pop(Part.ON)
        listings = intent.ensure_listings(session, self.shop.id or 0, standing, actor)
        untouched = self._never_sent(session)
        for wish, ids in (
            (Intent.NOT_WANTED, untouched & set(listings.values())),
            (Intent.WITHDRAW, set(listings.values()) - untouched),
        ):
            intent.set_intent(session, ids, wish, actor)
        return Change(len(standing), unchanged=sum(map(len, sorted_out.values())))

    def _never_sent(self, session: Session) -> set[int]:
        """Listings of the shop that nothing was ever asked of: there is nothing to withdraw."""
        query = select(col(Listing.id)).where(
            col(Listing.shop_id) == self.shop.id,
            col(Listing.dispatch) == Dispatch.IDLE,
            col(Listing.dispatched_hash).is_(None),
            col(Listing.external_id).is_(None),
            col(Listing.public_url).is_(None),
        )
        return set(session.scalars(query))

    def _sorted_out(self, session: Session, product_ids: Iterable[int]) -> dict[Part, list[int]]:
        """The asked products that are this shop's, by part: one statement, however many."""
        part = case(*((self.condition(word), word.value) for word in Part), else_="")
        backend = session.get_bind().dialect.name
        asked = as_table(backend, {"product_id": Integer()})
        query = self.rows(col(Product.id), part.label("part")).join(
            asked, asked.c.product_id == col(Product.id)
        )
        found: dict[Part, list[int]] = {word: [] for word in Part}
        wanted = document(backend, [[number] for number in sorted(set(product_ids))])
        for row in session.execute(query.order_by(col(Product.id)), wanted):
            found[Part(row.part)].append(row.id)
        return found


def named(text: str) -> list[ColumnElement[bool]]:
    """Each word occurs in the product's or the producer's name, or the text is the SKU."""
    words = fold(text).split()
    if not words:
        return []
    # Without a producer the comparison is NULL, which must not hide the product.
    of_producer = [func.coalesce(condition, false()) for condition in producers.named(text)]
    both = and_(
        *(
            or_(col(Product.name_folded).contains(word, autoescape=True), condition)
            for word, condition in zip(words, of_producer, strict=True)
        )
    )
    return [or_(both, col(Product.sku) == text.strip().upper())]
