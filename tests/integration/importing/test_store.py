"""An annex in the database: once, exactly, in the ledger; and nothing of a refused file."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.importing import AnnexRefused, read_annex
from catalog.importing.store import Imported, import_annex
from catalog.models import (
    AuditEntry,
    ImportProblem,
    Place,
    Producer,
    Product,
    Recognition,
    Run,
)
from catalog.search import search
from catalog.status import RunState
from tests.integration.importing.annexes import (
    BASE,
    HONEY,
    annex,
    count,
    export,
    snapshot,
    version,
)

EXAMPLE = Path(__file__).parents[2] / "data" / "phu_luc_lao_cai.xlsx"


def run_of(database: Database, done: Imported) -> Run:
    with database.read() as session:
        return session.get_one(Run, done.run_id)


def test_the_example_annex_is_stored_as_it_was_read(any_database: Database) -> None:
    done = import_annex(any_database, EXAMPLE, "Lan")
    assert done.written.to_json() == {
        "products": {"new": 57, "changed": 0, "same": 0},
        "producers": {"new": 25, "changed": 0, "same": 0},
        "recognitions": {"new": 57, "changed": 0, "same": 0},
    }
    read = [row.to_json() for row in read_annex(EXAMPLE).rows]
    for row in read:
        del row["sheet"], row["row"]
    key = lambda row: (row["ten_san_pham"], row["chu_the"], str(row["so_quyet_dinh"]))  # noqa: E731
    assert sorted(export(any_database), key=key) == sorted(read, key=key)


def test_importing_again_writes_nothing_but_its_run(any_database: Database) -> None:
    import_annex(any_database, EXAMPLE, "Lan")
    before = snapshot(any_database)
    again = import_annex(any_database, EXAMPLE, "Minh")
    assert snapshot(any_database) == before
    assert not again.written.anything
    assert again.written.products.same == 57
    assert count(any_database, Run) == 2
    assert run_of(any_database, again).actor == "Minh"


def test_the_ledger_says_who_when_what_and_how_much(any_database: Database, tmp_path: Path) -> None:
    file = annex(tmp_path / "huyện A.xlsx", [BASE, HONEY | {"producer": ""}])
    done = import_annex(any_database, file, "Lan", file_name="bản ký.xlsx")
    run = run_of(any_database, done)
    assert (run.job, run.actor, run.file_name) == ("import", "Lan", "bản ký.xlsx")
    assert run.file_hash == hashlib.sha256(file.read_bytes()).hexdigest()
    assert run.ended_at is not None
    assert run.ended_at >= run.started_at
    assert run.counts["rows"] == 2
    assert run.counts["products_new"] == 2
    assert run.failures == {"missing_producer": 1}
    assert run.state == RunState.PARTIAL
    with any_database.read() as session:
        (problem,) = session.exec(select(ImportProblem)).all()
    assert (problem.run_id, problem.row, problem.code) == (done.run_id, 3, "missing_producer")
    assert problem.settled_at is None


def test_products_get_places_groups_and_search(any_database: Database, tmp_path: Path) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE | {"group": "Nhóm thực phẩm"}])
    import_annex(any_database, file, "Lan")
    with any_database.read() as session:
        product = session.exec(select(Product)).one()
        then = session.get_one(Place, product.place_then_id)
        now = session.get_one(Place, product.place_now_id)
        maker = session.get_one(Producer, product.producer_id)
        assert (then.era, then.name, now.era, now.name) == (
            *("before", "xã Suối Giàng"),
            *("after", "xã Văn Chấn"),
        )
        assert (maker.kind, maker.place_then_id, maker.place_now_id) == ("HTX", then.id, now.id)
        assert product.product_group == "thuc_pham"
        assert product.source == "a.xlsx, trang “Sheet”, dòng 2"
        assert [hit.product_id for hit in search(session, "che shan suoi giang")] == [product.id]
        recognition = session.exec(select(Recognition)).one()
    assert (recognition.stars, recognition.year, recognition.valid_to) == (
        *(4, 2023),
        date(2026, 12, 28),
    )


def test_a_changed_star_changes_that_recognition_only(
    any_database: Database, tmp_path: Path
) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE, HONEY])
    import_annex(any_database, file, "Lan")
    before, first = snapshot(any_database), version(any_database)
    annex(file, [BASE | {"stars": "3 sao"}, HONEY])
    done = import_annex(any_database, file, "Minh")
    after = snapshot(any_database)
    assert done.written.to_json() == {
        "products": {"new": 0, "changed": 0, "same": 2},
        "producers": {"new": 0, "changed": 0, "same": 2},
        "recognitions": {"new": 0, "changed": 1, "same": 1},
    }
    assert after["product"] == before["product"]
    assert after["producer"] == before["producer"]
    assert after["recognition"][1] == before["recognition"][1]
    assert version(any_database) == first + 1
    with any_database.read() as session:
        (line,) = session.exec(select(AuditEntry)).all()
    assert (line.actor, line.action, line.object_kind) == ("Minh", "import", "recognition")
    assert line.change == {"run": done.run_id, "before": {"stars": 4}, "after": {"stars": 3}}


def test_a_later_decision_adds_a_recognition(any_database: Database, tmp_path: Path) -> None:
    import_annex(any_database, annex(tmp_path / "a.xlsx", [BASE]), "Lan")
    later = BASE | {"stars": "5 sao", "decision": "77/QĐ-BNN", "day": "15/07/2025"}
    done = import_annex(any_database, annex(tmp_path / "b.xlsx", [later]), "Lan")
    assert done.written.products.to_json() == {"new": 0, "changed": 0, "same": 1}
    assert done.written.recognitions.to_json() == {"new": 1, "changed": 0, "same": 0}
    # The older annex once more: it says nothing that the catalog does not know.
    assert not import_annex(any_database, tmp_path / "a.xlsx", "Lan").written.anything
    assert [row["hang_sao"] for row in export(any_database)] == [4, 5]


def test_what_others_entered_stays(any_database: Database, tmp_path: Path) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE])
    import_annex(any_database, file, "Lan")
    with any_database.write() as session:
        product = session.exec(select(Product)).one()
        product.price_vnd, product.picture, product.description = 150_000, "chè.jpg", "Ngon."
        maker = session.exec(select(Producer)).one()
        maker.phone, maker.website = "0987", "https://example.vn"
    annex(file, [BASE | {"name": "Chè Shán tuyết", "huyen": "huyện Trấn Yên"}])
    assert import_annex(any_database, file, "Lan").written.products.changed == 1
    with any_database.read() as session:
        product = session.exec(select(Product)).one()
        maker = session.exec(select(Producer)).one()
    assert (product.price_vnd, product.picture, product.description) == (
        *(150_000, "chè.jpg"),
        "Ngon.",
    )
    assert (maker.phone, maker.website) == ("0987", "https://example.vn")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ảnh.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "unreadable"),
        ("hỏng.xlsx", b"PK\x03\x04 not a zip", "unreadable"),
        ("rỗng.csv", b"", "unreadable"),
    ],
)
def test_a_refused_file_changes_nothing_but_the_ledger(
    any_database: Database, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = snapshot(any_database)
    with pytest.raises(AnnexRefused):
        import_annex(any_database, tmp_path / name, "Lan")
    assert snapshot(any_database) == before
    with any_database.read() as session:
        run = session.exec(select(Run)).one()
    assert (run.state, run.failures, run.file_name) == (RunState.FAILED, {code: 1}, name)
    assert run.detail
    assert run.file_hash


def test_a_missing_file_is_in_the_ledger_too(database: Database, tmp_path: Path) -> None:
    with pytest.raises(AnnexRefused):
        import_annex(database, tmp_path / "không có.xlsx", "Lan")
    with database.read() as session:
        run = session.exec(select(Run)).one()
    assert (run.state, run.file_hash) == (RunState.FAILED, None)


def test_texts_too_long_for_the_catalog_are_cut_and_told(
    any_database: Database, tmp_path: Path
) -> None:
    long = BASE | {"name": "Chè " + "rất " * 100 + "ngon", "producer": "HTX " + "A " * 200}
    file = annex(tmp_path / "a.xlsx", [long])
    done = import_annex(any_database, file, "Lan")
    details = {p.detail for p in done.annex.problems if p.code == "text_too_long"}
    assert any("chủ thể dài quá 300" in detail for detail in details)
    assert count(any_database, Product) == 1
    assert not import_annex(any_database, file, "Lan").written.anything


def test_a_renamed_copy_of_the_file_says_its_problems_only_once(
    database: Database, tmp_path: Path
) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE | {"producer": ""}])
    import_annex(database, file, "Lan")
    shutil.copyfile(file, tmp_path / "b.xlsx")
    import_annex(database, tmp_path / "b.xlsx", "Lan")
    assert count(database, ImportProblem) == 1
