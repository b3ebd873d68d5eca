"""The Shopee connector: its declaration, and which conversation carries out which action."""

from collections.abc import Callable, Sequence
from datetime import datetime

from catalog.contract import ListingDraft, ListingRef, Seen, ShopRef, Tokens
from catalog.status import Action, Method
from connectors.base import (
    Credentials,
    Decision,
    Declaration,
    Endpoint,
    Outcome,
    Policy,
    Rejected,
    Request,
    Response,
    ShopInfo,
    Steps,
)
from connectors.outcome import settling
from connectors.shopee import auth, change, create, errors, find, observe, signing
from connectors.shopee.settings import ShopeeApp

DECLARATION = Declaration(
    kind="shopee",
    label_vi="Shopee",
    push=True,
    observe=(Method.API,),
    actions=frozenset(set(Action) - {Action.EXPORT}),
    settings=ShopeeApp,
    policy=Policy(rate=10.0, in_flight=12, deadline=30.0, tries=4),
    lookup_by_sku=True,
    state="open",
    secrets=frozenset({"partner_key"}),
)


class ShopeeConnector:
    """Pure: every method builds requests and reads answers, nothing more."""

    declaration = DECLARATION

    def sign(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Add partner, time, token and signature to the query."""
        return signing.sign(request, credentials, now)

    def classify(self, response: Response) -> Decision:
        """Read Shopee's error word; the HTTP status only where there is none."""
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
        """Carry one action out. A listing whose item number got lost is found by its SKU."""
        if action is Action.CREATE:
            if draft is None:
                return Rejected("data_invalid", "Thiếu nội dung tin đăng")
            return (yield from create.create(draft, shop, check_first=check_first))
        item_id = yield from _item_id(listing)
        if item_id is None:
            return Rejected("item_not_found", listing.seller_sku, "item_sku")
        return (yield from _change(action, draft, item_id, shop))

    def observe(
        self, listings: Sequence[ListingRef], shop: ShopRef, now: Callable[[], datetime]
    ) -> Steps[list[Seen]]:
        """Read many listings back."""
        return observe.observe(listings, shop, now)

    def shop_info(self) -> Steps[ShopInfo]:
        """Ask the shop for its state and the end of its authorisation."""
        return auth.shop_info()

    def consent_url(self, endpoint: Endpoint, redirect: str, now: datetime) -> str:
        """The page where the seller consents; the state to recognise stands in `redirect`."""
        values = endpoint.values
        return signing.authorization_link(
            endpoint.base_url, values["partner_id"], values["partner_key"], redirect, now
        )

    def exchange(self, code: str, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        """Turn a consent code into the first pair of tokens."""
        return auth.exchange(code, shop, credentials)

    def refresh(self, credentials: Credentials, shop: ShopRef) -> Steps[Tokens]:
        """Exchange the refresh token."""
        return auth.refresh(credentials, shop)


CONNECTOR = ShopeeConnector()


def _item_id(listing: ListingRef) -> Steps[int | None]:
    if listing.external_id and listing.external_id.isdecimal():
        return int(listing.external_id)
    found = yield from find.by_exact_sku(listing.seller_sku)
    return int(found[0]["item_id"]) if found else None


def _change(
    action: Action, draft: ListingDraft | None, item_id: int, shop: ShopRef
) -> Steps[Outcome]:
    if action is Action.DELETE:
        return (yield from change.delete(item_id))
    if action in {Action.UNLIST, Action.RELIST}:
        return (yield from change.show(item_id, shop, unlist=action is Action.UNLIST))
    write = _WRITES.get(action)
    if write is None or draft is None:
        return Rejected("needs_person", f"Shopee không có việc “{action}”")
    return (yield from write(draft, item_id, shop))


_WRITES = {Action.UPDATE: change.update, Action.PRICE: change.price, Action.STOCK: change.stock}
