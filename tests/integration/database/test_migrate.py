"""Revisions: from nothing and from the step before, to what the models say, on both backends."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.errors import InvalidCatalogName
from sqlalchemy import Engine, MetaData, inspect, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel, col, select

from catalog.backup import check
from catalog.db import Database
from catalog.migrate import MigrationError, alembic_config, revision, upgrade, upgrade_to, writing
from catalog.migrations import HEAD
from catalog.migrations.compare import include_name
from catalog.models import (
    Channel,
    Counter,
    Evidence,
    Listing,
    Observation,
    PageWatch,
    Producer,
    Product,
    Shop,
)
from tests.support.postgres import PostgresServer


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _shape(engine: Engine) -> dict[str, Any]:
    """Everything that a backend tells about the tables of the models."""
    inspector, indexes = inspect(engine), _indexes(engine)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(name)
            },
            "checks": sorted(
                (check["name"] or "", check["sqltext"])
                for check in inspector.get_check_constraints(name)
            ),
            "unique": sorted(str(row["name"]) for row in inspector.get_unique_constraints(name)),
            "foreign": sorted(str(row["name"]) for row in inspector.get_foreign_keys(name)),
            "indexes": indexes[name],
        }
        for name in SQLModel.metadata.tables
    }


_INDEXES = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1, 2",
    "postgresql": "SELECT tablename, indexdef FROM pg_indexes ORDER BY 1, 2",
}
"""Inspectors pass expression indexes over, so the backends are asked for their own words."""


def _indexes(engine: Engine) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with engine.connect() as connection:
        for name, definition in connection.execute(text(_INDEXES[engine.dialect.name])):
            found[name].append(definition)
    return found


def test_head_is_the_newest_revision(database: Database) -> None:
    with writing(database) as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert scripts.get_current_head() == HEAD


def test_alembic_finds_no_difference(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": include_name,
                # SQLite cannot reflect DESC or expressions; `_shape` compares indexes instead.
                "include_object": lambda _object, _name, kind, _reflected, _other: kind != "index",
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_sqlite_tables_are_those_of_the_models(database: Database, tmp_path: Path) -> None:
    with _opened(f"sqlite:///{tmp_path / 'fresh.db'}") as fresh:
        SQLModel.metadata.create_all(fresh.engine)
        assert _shape(database.engine) == _shape(fresh.engine)


@pytest.mark.postgres
def test_postgres_tables_are_those_of_the_models(
    postgres_database: Database, postgres_server: PostgresServer
) -> None:
    with postgres_server.copy_of("template0") as url, _opened(url) as fresh:
        SQLModel.metadata.create_all(fresh.engine)
        assert _shape(postgres_database.engine) == _shape(fresh.engine)


def test_every_step_keeps_the_data(tmp_path: Path) -> None:
    with _opened(f"sqlite:///{tmp_path / 'old.db'}") as database:
        upgrade_to(database, "0001")
        with database.write() as session:
            session.add(Producer(name="HTX Quang Tom", name_key="hop tac xa quang tom"))
        result = upgrade(database)
        assert (result.before, result.after) == ("0001", HEAD)
        with database.read() as session:
            assert session.exec(select(Producer.name)).all() == ["HTX Quang Tom"]
    assert result.backup is not None
    check(result.backup)
    with _opened(f"sqlite:///{result.backup}") as copy:
        assert revision(copy) == "0001"


@pytest.mark.postgres
def test_every_step_keeps_the_data_on_postgres(postgres_server: PostgresServer) -> None:
    with postgres_server.copy_of("template0") as url, _opened(url) as database:
        upgrade_to(database, "0002")
        with database.write() as session:
            session.add(Counter(name="catalogue", value=3))
        result = upgrade(database)
        assert (result.before, result.backup) == ("0002", None)
        with database.read() as session:
            assert session.exec(select(Counter.value)).one() == 3


def test_an_up_to_date_database_is_left_alone(any_database: Database) -> None:
    result = upgrade(any_database)
    assert (result.changed, result.backup) == (False, None)


def test_a_failing_revision_leaves_nothing_behind(tmp_path: Path) -> None:
    with _opened(f"sqlite:///{tmp_path / 'old.db'}") as database:
        upgrade_to(database, "0001")
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE task (id INTEGER)"))
        before = inspect(database.engine).get_table_names()
        with pytest.raises(OperationalError, match="task"):
            upgrade(database)
        assert revision(database) == "0001"
        assert inspect(database.engine).get_table_names() == before


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(MigrationError, match="cập nhật Chợ Phiên"):
        upgrade(database)


def test_revisions_come_with_the_package() -> None:
    # A folder without `__init__` would be left out of a built package.
    assert import_module("catalog.migrations.versions").__file__ is not None
    folder = files("catalog") / "migrations"
    assert (folder / "script.py.mako").is_file()
    names = [entry.name for entry in (folder / "versions").iterdir()]
    assert {name.split("_")[0] for name in names if name.endswith(".py")} >= {"0001", HEAD}


@pytest.mark.postgres
def test_the_server_is_real(postgres_database: Database) -> None:
    with postgres_database.engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version"))
        now = connection.scalar(text("SELECT now()"))
    assert str(version).startswith("18")
    assert abs((datetime.now(UTC) - now).total_seconds()) < 600


@pytest.mark.postgres
def test_each_test_gets_its_own_database(
    postgres_database: Database, migrated_postgres: PostgresServer
) -> None:
    with postgres_database.write() as session:
        session.add(Counter(name="catalogue", value=1))
    with (
        migrated_postgres.copy_of("migrated") as url,
        _opened(url) as other,
        other.read() as session,
    ):
        assert session.exec(select(Counter)).all() == []
    with pytest.raises(InvalidCatalogName):
        migrated_postgres.execute(sql.SQL("DROP DATABASE nothing"))


def test_pages_read_before_hosts_had_incidents_count_as_read(tmp_path: Path) -> None:
    read_at = datetime(2026, 11, 1, tzinfo=UTC)
    with _opened(f"sqlite:///{tmp_path / 'old.db'}") as database:
        upgrade_to(database, "0004")
        _put(database, *_one_page(read_at))
        upgrade(database)
        with database.read() as session:
            assert session.exec(select(PageWatch.told_at)).one() == read_at


def _put(database: Database, *rows: SQLModel) -> None:
    """Write rows into tables of an earlier revision, whatever columns they have."""
    with database.write() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        for row in rows:
            table = tables.tables[str(type(row).__tablename__)]
            facts = row.model_dump(exclude_none=True)
            session.execute(
                table.insert().values({k: v for k, v in facts.items() if k in table.columns})
            )


def _one_page(read_at: datetime) -> tuple[SQLModel, ...]:
    """A listing that was read as a public page, and all that it needs."""
    listing = Listing(
        id=1,
        product_id=1,
        shop_id=1,
        seller_sku="A",
        observed="live",
        observed_at=read_at,
        observed_method="page",
    )
    return (
        Channel(kind="buudien", label="Bưu điện"),
        Shop(id=1, channel="buudien", name="Gian hàng"),
        Product(id=1, sku="A", identity_key="a", slug="a", name="A", name_folded="a"),
        listing,
        PageWatch(listing_id=1, url="https://a.vn/1", host="a.vn", due_at=read_at),
    )


def _the_log_stays_as_it_was(database: Database) -> None:
    """From before its words were compared one by one, when SQLite copies the table."""
    seen_at = datetime(2026, 11, 1, tzinfo=UTC)
    fragment = Evidence(id=7, listing_id=1, taken_at=seen_at, sha256="a", chain_hash="b")
    looks = [
        Observation(
            id=number,
            listing_id=1,
            observed_at=seen_at + timedelta(hours=number),
            method="page",
            status=status,
            title="Chè “Shan”",
            flags=["gone"],
            evidence_id=7,
            recorded_at=seen_at,
        )
        for number, status in ((3, "live"), (9, "suspended"))
    ]
    before = [look.model_dump() for look in looks]
    upgrade_to(database, "0012")
    _put(database, *_one_page(seen_at), fragment, *looks)
    upgrade(database)
    with database.read() as session:
        kept = session.exec(select(Observation).order_by(col(Observation.id))).all()
        assert [look.model_dump() for look in kept] == before
    for wrong in ({"status": "gone"}, {"method": "guess"}, {"confidence": 2}, {"listing_id": 99}):
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(update(Observation).values(**wrong))


def test_the_log_stays_as_it_was_when_its_words_are_compared_anew(tmp_path: Path) -> None:
    with _opened(f"sqlite:///{tmp_path / 'old.db'}") as database:
        _the_log_stays_as_it_was(database)


@pytest.mark.postgres
def test_the_log_stays_as_it_was_on_postgres(postgres_server: PostgresServer) -> None:
    with postgres_server.copy_of("template0") as url, _opened(url) as database:
        _the_log_stays_as_it_was(database)
