"""The demo's post-office clerk: uploads what the plan handed to a person, links the addresses.

The last product is left for the newcomer, to whom the workbench says what to do with it.
"""

from sqlmodel import Session, col, select

from catalog.models import Listing, Product, Shop
from catalog.public_address import NEEDS_PERSON
from catalog.status import Dispatch
from jobs.context import JobContext
from jobs.demo.sandbox import floor_control
from jobs.linking import link

LEFT_OVER = 1
CLERK = "nhân viên bưu điện (mô phỏng)"


def clerk(context: JobContext) -> int:
    """Put up what waits for a person on the simulated floor; returns how many were linked."""
    with context.database.read() as session:
        waiting = _waiting(session)[:-LEFT_OVER]
    if not waiting:
        return 0
    control = floor_control(context.settings)
    account = int(waiting[0][2].external_id)
    rows = [_row(listing, product) for listing, product, _shop in waiting]
    done = control.post("/upload", {"shop_id": account, "rows": rows})
    urls = {entry["sku"]: entry["url"] for entry in done["accepted"]}
    with context.database.write() as session:
        for listing, _product, _shop in waiting:
            url = urls.get(listing.seller_sku)
            if url is not None and listing.id is not None:
                link(session, context.settings, listing.id, url, CLERK)
    return len(urls)


def _waiting(session: Session) -> list[tuple[Listing, Product, Shop]]:
    query = (
        select(Listing, Product, Shop)
        .join(Product, col(Product.id) == col(Listing.product_id))
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(Shop.is_sandbox, Listing.dispatch == Dispatch.BLOCKED)
        .where(Listing.dispatch_code == NEEDS_PERSON, col(Listing.public_url).is_(None))
        .order_by(col(Listing.id))
    )
    return list(session.exec(query))


def _row(listing: Listing, product: Product) -> dict[str, str]:
    return {
        "sku": listing.seller_sku,
        "name": product.name,
        "price": str(product.price_vnd),
        "stock": str(product.stock),
        "description": product.description,
    }
