"""A copy is whole while others write, and a restore brings back exactly what was copied."""

import threading
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from catalog.backup import BackupError, back_up, check, restore
from catalog.config import Settings
from catalog.db import Database
from catalog.models import Counter
from catalog.search import reindex, search
from tests.support.facts import add_product


def _count(database: Database, name: str) -> int:
    with database.write() as session:
        row = session.get(Counter, name) or Counter(name=name)
        row.value += 1
        session.add(row)
        return row.value


def test_restore_brings_back_what_was_copied(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        add_product(session, "Chè Shan tuyết", "HTX Suối Giàng")
        reindex(session)
    copy = back_up(database, tmp_path / "copies" / "one.db")
    with database.write() as session:
        add_product(session, "Thêm sau", "HTX Khác")
        reindex(session)
    kept = restore(database, copy)
    with database.read() as session:
        assert len(search(session, "che shan")) == 1
        assert search(session, "them sau") == []
    assert _count(database, "writing") == 1
    old = Database(f"sqlite:///{kept}")
    with old.read() as session:
        assert len(search(session, "them sau")) == 1
    old.dispose()


def test_a_copy_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.write() as session:
                for name in ("left", "right"):
                    row = session.get(Counter, name) or Counter(name=name)
                    row.value += 1
                    session.add(row)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [back_up(database, tmp_path / f"{number}.db") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for file in copies:
        opened = Database(f"sqlite:///{file}")
        with opened.read() as session:
            values = session.exec(select(Counter.value)).all()
        opened.dispose()
        assert len(set(values)) <= 1


def test_nothing_is_overwritten(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(database, target)
    with pytest.raises(BackupError, match="không ghi đè"):
        back_up(database, target)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_a_copy_is_for_its_owner_only(database: Database, tmp_path: Path) -> None:
    assert back_up(database, tmp_path / "copy.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["missing", "text", "truncated"])
def test_a_damaged_copy_touches_nothing(database: Database, tmp_path: Path, damage: str) -> None:
    _count(database, "kept")
    copy = tmp_path / "copy.db"
    if damage == "text":
        copy.write_text("không phải cơ sở dữ liệu" * 100, encoding="utf-8")
    elif damage == "truncated":
        back_up(database, copy)
        copy.write_bytes(copy.read_bytes()[:40_000])
    with pytest.raises(BackupError):
        restore(database, copy)
    with database.read() as session:
        assert session.exec(select(func.count(col(Counter.name)))).one() == 1


def test_a_second_restore_keeps_both_old_files(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    copy = back_up(database, tmp_path / "copy.db")
    assert restore(database, copy) != restore(database, copy)
    assert len(list(settings.data_dir.glob("*.before-restore-[12]"))) == 2
    check(settings.data_dir / "chophien.db")


@pytest.mark.postgres
def test_postgres_is_copied_with_its_own_tools(postgres_database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(postgres_database, tmp_path / "copy.db")
