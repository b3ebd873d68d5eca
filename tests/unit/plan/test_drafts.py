"""Drafts: what a listing says, what it never claims, and the fingerprint of it."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, update

from catalog.db import Database
from catalog.drafts import Fingerprint, Prepared, build, prepare, title, with_picture
from catalog.models import Product, Recognition
from tests.unit.plan.conftest import NOW, add_product

DAY = NOW.date()


def prepared(database: Database, product_id: int, as_of: date = DAY) -> Prepared:
    with database.read() as session:
        (found,) = prepare(session, as_of, [product_id])
        return found


def test_a_draft_says_what_the_catalog_knows(world: Database) -> None:
    product_id = add_product(world, 1, description="Hái tay ở độ cao 1.400 m.")
    draft = prepared(world, product_id).draft
    assert draft.name == "Chè Shan tuyết số 1 – OCOP 4 sao"
    assert draft.description.splitlines() == [
        "Hái tay ở độ cao 1.400 m.",
        "Chủ thể sản xuất: HTX Suối Giàng",
        "Nơi sản xuất: Lào Cai",
        "Khối lượng: 500 g",
        "Chứng nhận OCOP: 4 sao, Quyết định 100/QĐ-UBND ngày 01/03/2025",
    ]
    assert (draft.stars, draft.price_vnd, draft.seller_sku) == (4, 50_000, "LC-0001")


def test_a_possible_recognition_is_listed_without_a_claim(world: Database) -> None:
    product_id = add_product(world, 1)
    with world.write() as session:
        session.execute(update(Recognition).values(decision_date=None, valid_to=None, year=2023))
    found = prepared(world, product_id)
    assert (found.draft.stars, found.certified) == (0, True)
    assert "OCOP" not in found.draft.name + found.draft.description


def test_stars_change_the_content_part_only(world: Database) -> None:
    product_id = add_product(world, 1)
    now, later = (
        prepared(world, product_id, day).fingerprint("1") for day in (DAY, date(2028, 3, 2))
    )
    assert now.content != later.content
    assert (now.price_vnd, now.stock) == (later.price_vnd, later.stock)


def test_a_price_leaves_the_content_part_alone(world: Database) -> None:
    product_id = add_product(world, 1)
    before = prepared(world, product_id).fingerprint("1")
    with world.write() as session:
        session.execute(update(Product).values(price_vnd=51_000))
    after = prepared(world, product_id).fingerprint("1")
    assert (before.content, after.price_vnd) == (after.content, 51_000)
    assert prepared(world, product_id).fingerprint("2").content != after.content


@pytest.mark.parametrize("stored", ["a1b2:50000:20", "a1b2:50000:20:off"])
def test_a_fingerprint_is_written_as_it_was_read(stored: str) -> None:
    assert str(Fingerprint.parse(stored)) == stored
    assert Fingerprint.parse(stored).price_vnd == 50_000


def test_the_longest_fingerprint_fits_its_column() -> None:
    assert len(str(Fingerprint("f" * 24, 999_999_999_999, 999_999_999, off=True))) <= 64


@pytest.mark.parametrize("stored", ["", "abc", "a:b:c", "a:1:2:3"])
def test_anything_else_is_no_fingerprint(stored: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fingerprint.parse(stored)


def test_pictures_come_from_their_folder_only(world: Database, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (folder / "sp-1.jpg").write_bytes(b"jpeg")
    product_id = add_product(world, 1)
    (picture,) = with_picture(prepared(world, product_id), folder).pictures
    assert (picture.content, picture.content_type) == (b"jpeg", "image/jpeg")
    outside = add_product(world, 2, picture="../secret.jpg")
    missing = add_product(world, 3)
    for number in (outside, missing):
        assert with_picture(prepared(world, number), folder).pictures == ()


def test_build_gives_what_can_be_sent_in_one_query(world: Database) -> None:
    ids = [add_product(world, number) for number in range(1, 31)]
    without_price = add_product(world, 99, price_vnd=None)
    statements: list[str] = []
    event.listen(world.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with world.read() as session:
        drafts = build(session, [*ids, without_price], DAY)
    assert sorted(drafts) == ids
    assert sum("product" in statement for statement in statements) == 1


def test_long_names_keep_within_the_limit() -> None:
    assert title("x" * 110, 4) == "x" * 110
    assert len(title("x" * 300, 0)) == 120
