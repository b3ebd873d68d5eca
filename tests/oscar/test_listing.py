"""A listing's whole life on a shop that we didn't write, read back by API and off its page."""

from dataclasses import replace

import pytest

from catalog.contract import ListingRef, Seen, ShopRef
from catalog.db import Database
from catalog.status import Action, Method, Observed, ShopState
from catalog.vault import Vault
from connectors.base import Accepted, ChannelError, Consenting, Credentials, Outcome, Rejected
from connectors.http.client import ChannelClient
from tests.oscar.channel import CONNECTOR
from tests.oscar.server import ShopServer
from tests.oscar.stage import NAME, Stage, draft, store_shop


def both(stage: Stage, listing: ListingRef) -> tuple[Seen, Seen]:
    """The same listing by API and by page."""
    return stage.look(listing)[0], stage.look_at_page(listing)


def test_what_is_pushed_is_seen_by_api_and_on_the_page(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    assert listing.public_url == (
        f"{stage.url}/catalogue/che-shan-tuyet-suoi-giang_{listing.external_id}/"
    )
    api, page = both(stage, listing)
    assert (api.status, api.price_vnd, api.stock, api.title) == (Observed.LIVE, 185_000, 12, NAME)
    assert (page.status, page.price_vnd, page.title) == (Observed.LIVE, 185_000, NAME)
    assert (api.method, page.method) == (Method.API, Method.PAGE)
    assert api.proof is not None
    assert sku.encode() in api.proof.body


def test_price_and_stock_are_read_back(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    dearer = draft(sku, price_vnd=1_250_000, stock=3)
    for action in (Action.PRICE, Action.STOCK):
        assert isinstance(stage.push(action, dearer, listing), Accepted)
    api, page = both(stage, listing)
    assert (api.status, api.price_vnd, api.stock) == (Observed.LIVE, 1_250_000, 3)
    assert (page.status, page.price_vnd) == (Observed.LIVE, 1_250_000)


def test_the_price_alone_leaves_the_stock_alone(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    stage.push(Action.PRICE, draft(sku, price_vnd=99_000, stock=0), listing)
    (api,) = stage.look(listing)
    assert (api.price_vnd, api.stock) == (99_000, 12)


def test_no_stock_left_is_out_of_stock_not_gone(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    stage.push(Action.STOCK, draft(sku, stock=0), listing)
    api, page = both(stage, listing)
    assert (api.status, page.status) == (Observed.LIVE_OUT_OF_STOCK,) * 2
    assert page.price_vnd == 185_000


def test_unlist_and_relist(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    assert isinstance(stage.push(Action.UNLIST, None, listing), Accepted)
    api, page = both(stage, listing)
    assert (api.status, page.status) == (Observed.HIDDEN_BY_SELLER, Observed.NOT_FOUND)
    assert isinstance(stage.push(Action.RELIST, None, listing), Accepted)
    assert [one.status for one in both(stage, listing)] == [Observed.LIVE, Observed.LIVE]


def test_a_deletion_is_done_once_and_harmless_twice(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    for _twice in range(2):
        assert isinstance(stage.push(Action.DELETE, None, listing), Accepted)
    assert [one.status for one in both(stage, listing)] == [Observed.NOT_FOUND] * 2
    assert stage.push(Action.PRICE, draft(sku), listing) == Rejected("item_not_found", sku)


def test_a_new_name_keeps_the_address(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    renamed = draft(sku, name="Chè Shan tuyết – OCOP 4 sao", stock=7)
    outcome = stage.push(Action.UPDATE, renamed, listing)
    assert outcome == Accepted(listing.external_id, listing.public_url)
    api, page = both(stage, replace(listing, title=renamed.name))
    assert (api.title, api.stock, page.title) == (renamed.name, 7, renamed.name)


def test_a_lost_number_is_found_by_sku(stage: Stage, sku: str) -> None:
    listing = stage.put_up(draft(sku))
    for lost in (None, "999999"):
        (api,) = stage.look(replace(listing, external_id=lost))
        assert api.external_id == listing.external_id
    assert stage.look(ListingRef(1, f"{sku}-KHONG-CO"))[0].status is Observed.NOT_FOUND


def test_somebody_else_s_product_is_never_taken_for_ours(stage: Stage, sku: str) -> None:
    other = stage.put_up(draft(f"{sku}-X", price_vnd=1_000))
    mixed_up = ListingRef(1, sku, other.external_id)
    assert stage.look(mixed_up)[0].status is Observed.NOT_FOUND
    assert stage.push(Action.UNLIST, None, mixed_up) == Rejected("item_not_found", sku)
    assert stage.look(other)[0].status is Observed.LIVE


def test_a_used_sku_is_told_by_the_field_and_taken_over(stage: Stage, sku: str) -> None:
    """The sentence is Vietnamese and the shop's own; only the field's name is sure."""
    listing = stage.put_up(draft(sku))
    again = stage.create(draft(sku), check_first=False)
    assert again == Accepted(listing.external_id, listing.public_url, "adopted")
    assert len(stage.server.products(sku)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "name_invalid"),
        ({"name": "Chè " * 80}, "name_invalid"),
        ({"stock": -1}, "stock_invalid"),
        ({"price_vnd": 10**14}, "price_invalid"),
        ({"price_vnd": 0}, "price_missing"),
    ],
)
def test_refusals_have_our_codes(
    stage: Stage, sku: str, changes: dict[str, object], code: str
) -> None:
    outcome: Outcome = stage.create(draft(sku, **changes))
    assert isinstance(outcome, Rejected), outcome
    assert outcome.code == code
    assert stage.server.products(sku) == []


def test_an_unknown_category_is_named(stage: Stage, sku: str) -> None:
    settings = {**stage.shop.settings, "product_class": "khong-co"}
    elsewhere = replace(stage, shop=replace(stage.shop, settings=settings))
    outcome = elsewhere.create(draft(sku))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.field) == ("category_invalid", "product_class")


def test_an_unknown_vendor_is_the_operator_s_matter(stage: Stage, sku: str) -> None:
    elsewhere = replace(stage, shop=replace(stage.shop, external_id="99"))
    with pytest.raises(ChannelError) as caught:
        elsewhere.create(draft(sku))
    assert caught.value.code == "config_missing"


def test_a_wrong_password_needs_a_person(
    shop_server: ShopServer, database: Database, vault: Vault, sku: str
) -> None:
    wrong = "mat-khau-sai-canary"
    shop = store_shop(database, vault, password=wrong)
    stage = Stage(shop_server, database, vault, shop, shop_server.url)
    with pytest.raises(ChannelError) as caught:
        stage.look(ListingRef(1, sku))
    assert caught.value.code == "auth_expired"
    assert wrong not in repr(caught.value) + str(caught.value.decision)


def test_a_loopback_address_is_for_sandboxes_only(stage: Stage, sku: str) -> None:
    with pytest.raises(ChannelError) as caught:
        replace(stage, is_sandbox=False).look(ListingRef(1, sku))
    assert caught.value.code == "host_not_allowed"


def test_the_shop_says_that_it_is_open(stage: Stage) -> None:
    about = stage.run(lambda client: client.run(stage.shop, CONNECTOR.shop_info()))
    assert about.state is ShopState.ACTIVE


def test_a_channel_with_keys_renews_nothing(stage: Stage) -> None:
    with pytest.raises(ChannelError) as caught:
        stage.run(lambda client: _asked(client, stage.shop))
    assert caught.value.decision.code == "keys_only"
    assert not isinstance(CONNECTOR, Consenting)


async def _asked(client: ChannelClient, shop: ShopRef) -> None:
    client.refresh_steps(shop, Credentials({}))
