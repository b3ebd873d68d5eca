"""Which product a row speaks of: corrected cells, renamed communes, doubles to be judged."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.importing.store import Entry, Imported, import_annex, write_entries
from catalog.models import ImportProblem, Place, Producer, Product, Recognition
from tests.integration.importing.annexes import BASE, HONEY, annex, count, export, version

Row = Mapping[str, str]


@pytest.fixture
def database(placed_database: Database) -> Database:
    """One that knows all places already, as after any first import."""
    return placed_database


@pytest.fixture
def postgres_database(placed_postgres_database: Database) -> Database:
    """The same on PostgreSQL."""
    return placed_postgres_database


def load(database: Database, folder: Path, *rows: Row) -> Imported:
    """Import rows as a file of its own."""
    file = annex(folder / "a.xlsx", rows)
    done = import_annex(database, file, "Lan")
    assert not import_annex(database, file, "Lan").written.anything
    return done


def suspects(done: Imported) -> list[str]:
    return [p.detail for p in done.annex.problems if p.code == "duplicate_suspect"]


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"name": "Chè San tuyết"}, None),
        ({"name": "Chè Shan Tuyết"}, {}),
        ({"name": "Chè Shan tuyềt"}, {"ten_san_pham": "Chè Shan tuyềt"}),
        ({"huyen": "huyện Trấn Yên"}, {"huyen": "huyện Trấn Yên"}),
        ({"xa": "xã Suối Bu"}, {"xa": "xã Suối Bu"}),
        ({"xa": ""}, {}),
        ({"huyen": "Văn Chấn", "xa": "Suối Giàng"}, {}),
        ({"producer": "Hợp tác xã Suối Giàng"}, {"chu_the": "HTX Suối Giàng"}),
        ({"day": "29/12/2023"}, {"ngay_quyet_dinh": "2023-12-29"}),
        ({"day": ""}, {}),
        ({"stars": ""}, {}),
        ({"group": "đồ uống"}, {}),
    ],
)
def test_a_changed_cell_changes_only_its_product(
    database: Database, tmp_path: Path, change: Row, columns: dict[str, object] | None
) -> None:
    load(database, tmp_path, BASE, HONEY)
    tea, honey = export(database)
    load(database, tmp_path, BASE | dict(change), HONEY)
    rows = export(database)
    assert rows[1] == honey
    if columns is None:  # another name is another product
        assert len(rows) == 3
    else:
        assert rows == [tea | columns, honey]


def test_a_producer_now_known_is_not_merged_silently(
    any_database: Database, tmp_path: Path
) -> None:
    load(any_database, tmp_path, BASE | {"producer": ""})
    done = load(any_database, tmp_path, BASE)
    assert done.written.products.new == 1
    assert count(any_database, Product) == 2
    (detail,) = suspects(done)
    with any_database.read() as session:
        first = session.exec(select(Product).order_by("id")).first()
        kept = session.exec(
            select(ImportProblem).where(ImportProblem.code == "duplicate_suspect")
        ).one()
    assert first is not None
    assert "“Chè Shan tuyết” (chưa rõ chủ thể)" in detail
    assert first.sku in detail
    assert (kept.row, kept.detail) == (2, detail)


def test_another_name_for_one_product_is_suspected(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, HONEY | {"name": "Bưởi Múc"})
    assert len(suspects(load(database, tmp_path, HONEY | {"name": "Quả bưởi Múc"}))) == 1
    assert suspects(load(database, tmp_path, HONEY | {"name": "Bưởi Diễn"})) == []


def test_same_name_of_other_producers_and_places_is_not_suspected(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path, BASE)
    other = BASE | {"producer": "HTX Khác"}
    assert suspects(load(database, tmp_path, other)) == []
    far = BASE | {"producer": "", "xa": "xã Tả Phìn", "huyen": "Sa Pa", "tinh": "Lào Cai"}
    assert suspects(load(database, tmp_path, far)) == []
    assert count(database, Product) == 3


def test_equal_names_without_producer_stay_apart_by_district(
    any_database: Database, tmp_path: Path
) -> None:
    nobody = HONEY | {"producer": "", "tinh": "Lào Cai"}
    rows = [nobody | {"huyen": "huyện Bắc Hà"}, nobody | {"huyen": "huyện Bát Xát"}]
    done = load(any_database, tmp_path, *rows)
    assert done.written.products.new == 2
    assert [row["huyen"] for row in export(any_database)] == ["huyện Bắc Hà", "huyện Bát Xát"]
    load(any_database, tmp_path, *reversed(rows))
    assert count(any_database, Product) == 2


def test_same_producer_in_two_communes_of_one_name(database: Database, tmp_path: Path) -> None:
    row = BASE | {"xa": "xã Thanh Bình", "tinh": "Lào Cai"}
    first, second = row | {"huyen": "Mường Khương"}, row | {"huyen": "Sa Pa"}
    assert load(database, tmp_path, first, second).written.products.new == 2
    load(database, tmp_path, second, first)
    assert count(database, Product) == 2


def test_stars_that_contradict_each_other_keep_the_first(
    any_database: Database, tmp_path: Path
) -> None:
    nobody = HONEY | {"producer": ""}
    done = load(any_database, tmp_path, nobody, nobody | {"stars": "5 sao"})
    assert [row["hang_sao"] for row in export(any_database)] == [3]
    conflicts = [p for p in done.annex.problems if p.code == "duplicate_conflict"]
    assert [(p.row, p.detail) for p in conflicts] == [(3, "3 sao và 5 sao; đã giữ dòng 2")]


def test_a_commune_renamed_in_2025_is_the_same_product(
    any_database: Database, tmp_path: Path
) -> None:
    load(any_database, tmp_path, BASE)
    now = BASE | {
        "xa": "xã Văn Chấn", "huyen": "", "tinh": "Lào Cai", "decision": "9/QĐ-UBND",
        "day": "15/12/2025",
    }  # fmt: skip
    done = load(any_database, tmp_path, now)
    assert done.written.to_json() == {
        "products": {"new": 0, "changed": 0, "same": 1},
        "producers": {"new": 0, "changed": 0, "same": 1},
        "recognitions": {"new": 1, "changed": 0, "same": 0},
    }
    with any_database.read() as session:
        product = session.exec(select(Product)).one()
        then = session.get_one(Place, product.place_then_id)
    assert (product.xa, then.name) == ("xã Suối Giàng", "xã Suối Giàng")


def test_an_older_decision_only_fills_blanks(database: Database, tmp_path: Path) -> None:
    newer = BASE | {"huyen": "", "decision": "9/QĐ-UBND", "day": "20/06/2025"}
    load(database, tmp_path, newer)
    load(database, tmp_path, BASE | {"name": "Chè Shán tuyết"})
    first = export(database)[0]
    assert (first["ten_san_pham"], first["huyen"]) == ("Chè Shan tuyết", "huyện Văn Chấn")


@pytest.mark.parametrize("number", [BASE["decision"], ""])
def test_a_year_becomes_a_date(any_database: Database, tmp_path: Path, number: str) -> None:
    """The bundled rows often know the year only; the annex brings the day."""
    known = Entry(
        BASE["name"], BASE["producer"], "HTX", BASE["xa"], BASE["huyen"], BASE["tinh"],
        stars=4, decision_no=number, year=2023,
    )  # fmt: skip
    with any_database.write() as session:
        write_entries(session, [known], "seed", update=False)
    before = version(any_database)
    done = load(any_database, tmp_path, BASE)
    assert done.written.recognitions.to_json() == {"new": 0, "changed": 1, "same": 0}
    assert version(any_database) == before + 1
    with any_database.read() as session:
        row = session.exec(select(Recognition)).one()
    assert (row.decision_date, row.valid_to) == (date(2023, 12, 28), date(2026, 12, 28))


def test_one_producer_is_stored_once(any_database: Database, tmp_path: Path) -> None:
    load(any_database, tmp_path, BASE, BASE | {"name": "Gạo", "producer": "Hợp tác xã suối giàng"})
    with any_database.read() as session:
        makers = session.exec(select(Producer)).all()
    assert [(maker.name, maker.province) for maker in makers] == [("HTX Suối Giàng", "Yên Bái")]


def test_a_producer_keeps_its_old_province(any_database: Database, tmp_path: Path) -> None:
    """Since 01/07/2025 annexes call Yên Bái's producers those of Lào Cai."""
    load(any_database, tmp_path, BASE)
    new = BASE | {"name": "Chè đen", "xa": "xã Văn Chấn", "huyen": "", "tinh": "Lào Cai"}
    load(any_database, tmp_path, new | {"day": "15/12/2025"})
    with any_database.read() as session:
        makers = session.exec(select(Producer)).all()
    assert [maker.province for maker in makers] == ["Yên Bái"]


def test_namesakes_of_two_provinces_are_two_producers(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, HONEY, HONEY | {"tinh": "Lào Cai", "huyen": "", "name": "Gạo"})
    assert count(database, Producer) == 2


def test_an_unknown_province_is_filled_in(any_database: Database, tmp_path: Path) -> None:
    nowhere = HONEY | {"tinh": "", "huyen": "", "xa": ""}
    load(any_database, tmp_path, nowhere)
    load(any_database, tmp_path, HONEY | {"name": "Gạo"})
    load(any_database, tmp_path, nowhere | {"name": "Rượu"})
    with any_database.read() as session:
        makers = session.exec(select(Producer)).all()
    assert [maker.province for maker in makers] == ["Yên Bái"]


def test_a_product_that_lost_its_producer_gets_it_back(
    any_database: Database, tmp_path: Path
) -> None:
    load(any_database, tmp_path, BASE)
    with any_database.write() as session:
        session.exec(select(Product)).one().producer_id = None
    done = load(any_database, tmp_path, BASE)
    assert done.written.products.to_json() == {"new": 0, "changed": 1, "same": 0}
    assert export(any_database)[0]["chu_the"] == "HTX Suối Giàng"
