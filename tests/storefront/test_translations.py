"""Both languages are complete: no text without English, no stale compiled catalog."""

import io

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask.testing import FlaskClient

from storefront import messages


def _english() -> Catalog:
    return messages.english()


def test_every_text_has_english() -> None:
    catalog = _english()
    missing = []
    for ids in messages.needed():
        entry = catalog.get(ids[0])
        text = entry.string if entry is not None else ""
        if not (all(text) if isinstance(text, tuple | list) else text):
            missing.append(ids[0])
    assert missing == [], "run `python -m storefront.messages` and fill these in"


def test_nothing_is_translated_that_no_page_shows() -> None:
    needed = {ids[0] for ids in messages.needed()}
    known = {
        message.id[0] if isinstance(message.id, tuple | list) else message.id
        for message in _english()
        if message.id
    }
    assert known - needed == set()


def test_placeholders_survive_translation() -> None:
    for message in _english():
        if message.id:
            assert not list(message.check()), message.id


def test_the_compiled_catalog_is_the_written_one() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, _english())
    assert messages.ENGLISH.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_the_switch_is_remembered_and_comes_back_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/ngon-ngu/en?next=/san-pham?q=tra")
    assert answer.location == "/san-pham?q=tra"
    page = client.get("/san-pham").text
    assert '<html lang="en">' in page
    assert "OCOP products" in page
    client.get("/ngon-ngu/vi")
    assert "Sản phẩm OCOP" in client.get("/san-pham").text


def test_the_switch_never_leads_abroad(client: FlaskClient) -> None:
    assert client.get("/ngon-ngu/en?next=https://evil.example/").location == "/"


def test_an_unknown_language_is_no_page(client: FlaskClient) -> None:
    assert client.get("/ngon-ngu/xx").status_code == 404
