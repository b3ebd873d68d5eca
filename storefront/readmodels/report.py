"""The listing that a visitor reports: only what the product's public page shows of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Listing, Product
from storefront.readmodels.product import ShopLine, shops_of


@dataclass(frozen=True, slots=True)
class Reported:
    """A product in one shop."""

    product_id: int
    slug: str
    product: str
    shop: ShopLine


def reported(session: Session, listing_id: int) -> Reported | None:
    """The listing as the public page shows it; None for one that it doesn't show."""
    row = session.execute(
        select(Product)
        .join(Listing, col(Listing.product_id) == col(Product.id))
        .where(col(Listing.id) == listing_id)
    ).scalar_one_or_none()
    if row is None or row.id is None:
        return None
    shown = (shop for shop in shops_of(session, row.id) if shop.listing_id == listing_id)
    shop = next(shown, None)
    return Reported(row.id, row.slug, row.name, shop) if shop else None
