"""The connector of a django-oscar shop (django-oscar-api 3.3): pure, as every connector is.

`Shop.external_id` is the number of our partner (the vendor) in the shop; `Shop.settings` name
the product class and the category. The UPC carries our SKU and is unique in a shop.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from catalog.contract import ListingDraft, ListingRef, Proof, Seen, ShopRef
from catalog.status import Action, Method, Observed, ShopState
from connectors.base import (
    Accepted,
    ChannelError,
    Credentials,
    Decision,
    Declaration,
    Kind,
    Outcome,
    Policy,
    Rejected,
    Request,
    Response,
    ShopInfo,
    Steps,
)
from connectors.outcome import settling
from tests.oscar.channel import errors
from tests.oscar.channel.product import (
    Document,
    Product,
    content,
    offer,
    parse,
    public_page,
    whole,
)
from tests.oscar.channel.settings import OscarKeys

PRODUCTS = "/api/admin/products/"

DECLARATION = Declaration(
    kind="oscar",
    label_vi="Gian hàng Oscar",
    push=True,
    observe=(Method.API, Method.PAGE),
    actions=frozenset(set(Action) - {Action.EXPORT}),
    settings=OscarKeys,
    policy=Policy(rate=100.0, in_flight=4, deadline=20.0, tries=2, circuit_after=8),
    lookup_by_sku=True,
    state="open",
    secrets=frozenset({"password"}),
)


def ask(method: str, path: str, body: Document | None = None, *, safe: bool = True) -> Request:
    """A request under Basic authentication; `safe` when a repeat changes nothing."""
    return Request(method, path, json=body, auth="public", repeatable=safe)


def found(request: Request) -> Steps[tuple[Product, Response] | None]:
    """The product that a request answers with; None when there is none."""
    try:
        response = yield request
    except ChannelError as error:
        if error.decision.kind is Kind.NOT_FOUND:
            return None
        raise
    return parse(response, Product), response


def by_sku(sku: str) -> Steps[tuple[Product, Response] | None]:
    """Look a SKU up: a change that names the unique UPC and changes nothing."""
    return (yield from found(ask("PATCH", PRODUCTS, {"upc": sku})))


def current(listing: ListingRef) -> Steps[tuple[Product, Response] | None]:
    """Our product by its number, and by its SKU when the number is lost or somebody else's."""
    if listing.external_id:
        there = yield from found(ask("GET", f"{PRODUCTS}{listing.external_id}/"))
        if there is not None and there[0].upc == listing.seller_sku:
            return there
    return (yield from by_sku(listing.seller_sku))


def accepted(there: tuple[Product, Response], warning: str = "") -> Accepted:
    """The product as the channel answered it."""
    product, response = there
    return Accepted(str(product.id), public_page(response, product), warning)


def create(draft: ListingDraft, shop: ShopRef, *, check_first: bool) -> Steps[Outcome]:
    """Put a product up, or take over the one that has our SKU already."""
    there = (yield from by_sku(draft.seller_sku)) if check_first else None
    if there is not None:
        return accepted(there, "adopted")
    try:
        response = yield ask("POST", PRODUCTS, whole(draft, shop), safe=False)
    except ChannelError as error:
        if error.code == "item_duplicate":
            there = yield from by_sku(draft.seller_sku)
            if there is not None:
                return accepted(there, "adopted")
        raise
    return accepted((parse(response, Product), response))


def change(action: Action, draft: ListingDraft | None, shop: ShopRef, sku: str) -> Document:
    """The fields that an action sets; Oscar leaves all others as they are."""
    if action in {Action.UNLIST, Action.RELIST}:
        return {"is_public": action is Action.RELIST}
    if draft is None:
        raise ChannelError(Decision(Kind.REJECTED, error="data_invalid"))
    if action is Action.PRICE:
        return offer(sku, shop, price=draft.price_vnd)
    if action is Action.STOCK:
        return offer(sku, shop, num_in_stock=draft.stock)
    both = offer(sku, shop, price=draft.price_vnd, num_in_stock=draft.stock)
    return {**content(draft, shop), **both}


def seen(listing: ListingRef, there: tuple[Product, Response], at: datetime) -> Seen:
    """One product as an observation."""
    product, response = there
    price = product.record.price
    return Seen(
        listing.listing_id,
        product.status,
        at,
        Method.API,
        external_id=str(product.id),
        title=product.title,
        price_vnd=int(price) if price is not None else None,
        stock=product.free,
        url=public_page(response, product),
        proof=Proof(response.body, "application/json", response.url, response.status),
    )


class OscarConnector:
    """Pure: every method builds requests and reads answers, nothing more."""

    declaration = DECLARATION

    def sign(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Basic authentication with the shop's own keys."""
        pair = f"{credentials.values.get('login', '')}:{credentials.values.get('password', '')}"
        header = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return replace(request, headers={**request.headers, **header})

    def classify(self, response: Response) -> Decision:
        """Read the status, and of refusals the field."""
        return errors.classify(response)

    @settling
    def push(
        self,
        action: Action,
        draft: ListingDraft | None,
        listing: ListingRef,
        shop: ShopRef,
        *,
        check_first: bool,
    ) -> Steps[Outcome]:
        """Carry one action out. A price of 0 is stopped here: Oscar would sell it as free."""
        if draft is not None and draft.price_vnd <= 0:
            return Rejected("price_missing")
        if action is Action.CREATE and draft is not None:
            return (yield from create(draft, shop, check_first=check_first))
        there = yield from current(listing)
        if action is Action.DELETE:
            if there is not None:
                yield from remove(there[0])
            return Accepted(listing.external_id)
        if there is None:
            return Rejected("item_not_found", listing.seller_sku)
        body = change(action, draft, shop, listing.seller_sku)
        response = yield ask("PATCH", f"{PRODUCTS}{there[0].id}/", body)
        return accepted((parse(response, Product), response))

    def observe(
        self, listings: Sequence[ListingRef], shop: ShopRef, now: Callable[[], datetime]
    ) -> Steps[list[Seen]]:
        """One request a listing; Oscar has no batches."""
        looks: list[Seen] = []
        for listing in listings:
            there = yield from current(listing)
            if there is None:
                missing = Seen(listing.listing_id, Observed.NOT_FOUND, now(), Method.API)
                looks.append(missing)
            else:
                looks.append(seen(listing, there, now()))
        return looks

    def shop_info(self) -> Steps[ShopInfo]:
        """A partner has no state of its own: that the keys still open the list is all there is."""
        yield ask("GET", "/api/")
        return ShopInfo("", ShopState.ACTIVE, "200")


def remove(product: Product) -> Steps[None]:
    """Delete; that it is gone already is as good."""
    try:
        yield ask("DELETE", f"{PRODUCTS}{product.id}/")
    except ChannelError as error:
        if error.decision.kind is not Kind.NOT_FOUND:
            raise
