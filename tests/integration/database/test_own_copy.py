"""Each test has a database of its own, though statements are compiled once for all of them."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.models import Channel, Producer


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_a_test_leaves_is_gone_for_the_next(any_database: Database, time: str) -> None:
    """Whichever runs second would find what the first left, and another number than 1."""
    with any_database.write() as session:
        assert session.exec(select(Producer)).all() == []
        producer = Producer(name=f"HTX {time}", name_key=time, kind="HTX")
        session.add(producer)
        session.flush()
        assert producer.id == 1


def test_databases_beside_each_other_answer_for_themselves(
    database: Database, postgres_database: Database, migrated_file: Path, tmp_path: Path
) -> None:
    shutil.copyfile(migrated_file, tmp_path / "beside.db")
    beside = Database(f"sqlite:///{tmp_path / 'beside.db'}")
    all_three = {"one": database, "two": beside, "three": postgres_database}
    for name, each in all_three.items():
        with each.write() as session:
            session.add(Channel(kind="shopee", label=name))
    for name, each in all_three.items():
        with each.read() as session:
            assert session.exec(select(Channel.label)).all() == [name]
    beside.dispose()


def test_what_one_database_compiled_serves_the_next(
    database: Database, migrated_file: Path, tmp_path: Path
) -> None:
    shutil.copyfile(migrated_file, tmp_path / "next.db")
    next_one = Database(f"sqlite:///{tmp_path / 'next.db'}")
    number = []
    for each in (database, next_one):
        with each.read() as session:
            assert session.exec(select(Channel)).all() == []
        number.append(len(each.engine.get_execution_options()["compiled_cache"]))
    assert number[0] == number[1] > 0
    next_one.dispose()
