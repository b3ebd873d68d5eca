"""Oscar's product document: what is written, what is read back, where its page stands."""

from decimal import Decimal
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.contract import ListingDraft, ShopRef
from catalog.status import Observed
from catalog.text_vi import slug
from connectors.base import ChannelError, Decision, Kind, Response

Document = dict[str, Any]


class Shape(BaseModel):
    """Base of answer shapes: unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class StockRecord(Shape):
    """Price and stock at one partner; Oscar writes prices as decimal text."""

    price: Decimal | None = None
    num_in_stock: int | None = None
    num_allocated: int | None = None


class Product(Shape):
    """What the admin API answers for one product."""

    id: int
    upc: str | None
    title: str
    slug: str
    is_public: bool
    stockrecords: list[StockRecord] = Field(default_factory=list)

    @property
    def record(self) -> StockRecord:
        """The one record that we keep; an empty one when somebody removed it."""
        return self.stockrecords[0] if self.stockrecords else StockRecord()

    @property
    def free(self) -> int:
        """Pieces that nobody has ordered yet."""
        return max(0, (self.record.num_in_stock or 0) - (self.record.num_allocated or 0))

    @property
    def status(self) -> Observed:
        """Oscar knows no review: a product is public or it isn't, and has stock or hasn't."""
        if not self.is_public:
            return Observed.HIDDEN_BY_SELLER
        return Observed.LIVE if self.free else Observed.LIVE_OUT_OF_STOCK


S = TypeVar("S", bound=Shape)


def parse(response: Response, shape: type[S]) -> S:
    """The answer as that shape; raises ChannelError (PARSE_CHANGED) for another one."""
    try:
        return shape.model_validate_json(response.body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ChannelError(Decision(Kind.PARSE_CHANGED, f"{shape.__name__}.{where}")) from None


def public_page(response: Response, product: Product) -> str:
    """The product's page on the host that answered; the slug is made once and then stays."""
    host = urlsplit(response.url)
    return f"{host.scheme}://{host.netloc}/catalogue/{product.slug}_{product.id}/"


def whole(draft: ListingDraft, shop: ShopRef) -> Document:
    """A new product. Pictures stay out: the API takes addresses of pictures, never bytes."""
    return {
        "product_class": shop.settings["product_class"],
        "structure": "standalone",
        "upc": draft.seller_sku,
        "slug": slug(draft.name),
        "is_public": True,
        "images": [],
        **content(draft, shop),
        **offer(draft.seller_sku, shop, price=draft.price_vnd, num_in_stock=draft.stock),
    }


def content(draft: ListingDraft, shop: ShopRef) -> Document:
    """Texts and category; Oscar prints descriptions as HTML without a filter."""
    return {
        "title": draft.name,
        "description": escape(draft.description),
        "categories": [shop.settings["category"]],
    }


def offer(sku: str, shop: ShopRef, **values: int) -> Document:
    """Price or stock at our partner, as absolute values; the address may leave the host out."""
    return {
        "stockrecords": [
            {
                "partner": f"/api/admin/partners/{shop.external_id}/",
                "partner_sku": sku,
                "price_currency": "VND",
                **values,
            }
        ]
    }
