"""Letters that no database takes: whatever a floor sends, its look is written down."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from catalog.config import CadenceSettings
from catalog.contract import ListingRef, Proof, Seen
from catalog.db import Database
from catalog.models import Observation, ShopObservation, ShopPage
from catalog.observing import record
from catalog.shop_pages import ShopLook
from catalog.shop_pages import record as record_shops
from catalog.status import Method, Observed, ShopSeen
from catalog.text_vi import storable
from connectors.floor.observe import observe_page
from connectors.page import FetchedPage
from tests.unit.observing.conftest import LATER, at, listing, look

ODD = "Chè\x00 Shan\x1f tuyết\ud800 500g\x7f"
PLAIN = "Chè Shan tuyết 500g"


@pytest.mark.parametrize("text", [PLAIN, "", "Chè\nShan\ttuyết", "茶 🍵", "Che\u0302\u0300"])
def test_what_can_be_stored_stays_as_it_is(text: str) -> None:
    assert storable(text) == text


def test_a_look_with_odd_letters_is_recorded(world: Database) -> None:
    """As the first look (the plain fold), as one that confirms, and as one that changes."""
    facts: dict[str, Any] = {"title": ODD, "reason": ODD, "external_id": f"{ODD}9"}
    for minutes, status in ((0, Observed.LIVE), (10, Observed.LIVE), (20, Observed.SUSPENDED)):
        proof = Proof(b"\x00\xff", "text/html", f"https://san.vn/p/{minutes}\x00")
        seen = look(1, minutes, status, url="https://san.vn/p/1\x00", proof=proof, **facts)
        with world.write() as session:
            record(session, [seen], now=LATER)
    row = listing(world)
    assert (row.observed, row.observed_title, row.observed_reason) == ("suspended", PLAIN, PLAIN)
    assert (row.external_id, row.public_url) == (f"{PLAIN}9", "https://san.vn/p/1")
    assert row.title_folded == "che shan tuyet 500g"
    with world.read() as session:
        assert {one.title for one in session.exec(select(Observation))} == {PLAIN}


def test_a_shop_page_with_odd_letters_is_recorded(world: Database) -> None:
    with world.write() as session:
        session.add(ShopPage(shop_id=1, url="https://san.vn/s/1", host="san.vn", due_at=at(0)))
    seen = ShopLook(
        1, at(0), ShopSeen.OPEN, name=ODD, reason=ODD, url="https://san.vn/s/1\x00",
        facts=(("owner", ODD),), name_fits=True,
    )  # fmt: skip
    with world.write() as session:
        record_shops(session, [seen], CadenceSettings(), at(0), timedelta(minutes=10))
    with world.read() as session:
        assert session.get_one(ShopPage, 1).name == PLAIN
        assert len(session.exec(select(ShopObservation)).all()) == 1


@pytest.mark.parametrize("odd", ["\\u0000", "\\ud800", "\\u001f", "&#0;"])
def test_a_page_that_says_such_letters_is_read(odd: str) -> None:
    data = (
        '{"@context":"https://schema.org","@type":"Product","name":"Chè ODDShan","sku":"A1ODD",'
        '"offers":{"@type":"Offer","price":"185000","priceCurrency":"VNDODD",'
        '"availability":"https://schema.org/InStock"}}'
    ).replace("ODD", odd)
    body = (
        f'<html><head><title>Chè Shan</title><script type="application/ld+json">{data}</script>'
        "</head><body><h1>Chè Shan</h1><p>185.000 đ</p></body></html>"
    )
    url, kind = "https://san.vn/p/1", "text/html; charset=utf-8"
    page = FetchedPage(url, url, 200, {"content-type": kind}, body.encode(), kind)
    seen = observe_page(page, ListingRef(1, "A1", None, url, "Chè Shan"), at(0))
    assert isinstance(seen, Seen)
    assert seen.method is Method.PAGE
    assert seen.title is None or storable(seen.title) == seen.title
    assert seen.proof is not None
