"""The line is cut, the shop dies: nothing is put up twice, and nothing is called gone."""

from dataclasses import replace

import pytest

from catalog.contract import ListingRef
from catalog.db import Database
from catalog.status import Action
from catalog.vault import Vault
from connectors.base import Accepted, ChannelError, Kind, Unclear
from tests.oscar.cutter import Cutter, cutter_before
from tests.oscar.server import ShopServer
from tests.oscar.stage import Stage, draft, store_shop


def test_a_lost_answer_is_looked_up_before_anything_is_repeated(
    cut_stage: Stage, cutter: Cutter, sku: str
) -> None:
    cutter.lose_next_answer()
    lost = cut_stage.create(draft(sku))
    assert isinstance(lost, Unclear)
    assert lost.code == "unknown_outcome"
    (there,) = cut_stage.server.products(sku)
    again = cut_stage.create(draft(sku))
    assert isinstance(again, Accepted)
    assert (again.external_id, again.warning) == (str(there["id"]), "adopted")
    assert len(cut_stage.server.products(sku)) == 1


def test_even_a_blind_repeat_cannot_double(cut_stage: Stage, cutter: Cutter, sku: str) -> None:
    cutter.lose_next_answer()
    assert isinstance(cut_stage.create(draft(sku), check_first=False), Unclear)
    again = cut_stage.create(draft(sku), check_first=False)
    assert isinstance(again, Accepted)
    assert again.warning == "adopted"
    assert len(cut_stage.server.products(sku)) == 1


def test_the_cable_carries_everything_else(cut_stage: Stage, sku: str) -> None:
    listing = cut_stage.put_up(draft(sku))
    assert isinstance(cut_stage.push(Action.PRICE, draft(sku, price_vnd=1), listing), Accepted)
    assert cut_stage.look_at_page(listing).price_vnd == 1


def test_a_shop_that_dies_halfway_ends_with_one_product(
    own_server: ShopServer, database: Database, vault: Vault, sku: str
) -> None:
    with cutter_before(own_server.port) as cutter:
        stage = Stage(own_server, database, vault, store_shop(database, vault), cutter.url)
        cutter.upon_next_creation(own_server.kill)
        assert isinstance(stage.create(draft(sku)), Unclear)
        direct = replace(stage, url=own_server.url)
        for ask in (
            lambda: direct.create(draft(sku)),
            lambda: direct.look(ListingRef(1, sku, "1")),
        ):
            with pytest.raises(ChannelError) as caught:
                ask()
            assert caught.value.decision.kind is Kind.CHANNEL_DOWN
            assert not caught.value.may_have_arrived
        own_server.start()
        assert isinstance(direct.create(draft(sku)), Accepted)
        assert len(own_server.products(sku)) == 1
