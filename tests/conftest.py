"""Fixtures for every test: settings, databases (SQLite and a real PostgreSQL), the vault.

Migrations run once a process; each test gets a copy of their result.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from psycopg import sql
from sqlmodel import Session
from werkzeug.routing import Rule

from catalog.accounts import passwords
from catalog.config import DatabaseSettings, SandboxSettings, Settings, WebSettings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.seed import load_bundled_catalog, load_places
from catalog.vault import Vault, open_vault
from tests.support.compiled import share_compiled, shared_builder
from tests.support.network import free_port
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.scratch import memory_folder

_TEMPLATE, _PLACED, _SEEDED = "migrated", "placed", "seeded"


def pytest_configure() -> None:
    """Tests' folders are made in memory where there is room: SQLite waits for each commit's disk.

    What a passed test leaves is removed at its end (`tmp_path_retention_policy`).
    """
    memory = memory_folder()
    if memory is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords hashed at the library's price for tests: the real one fills 64 MiB each time.

    Programs that tests start hash at the real price.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> None:
    """SQL is compiled once a process, not once for each test's own engine."""
    share_compiled()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates are compiled once a process, not once for each test's own application."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", cache)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_routes() -> Iterator[None]:
    """Routes are compiled once a process, not once for each test's own applications."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", shared_builder)
        yield


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Demo settings over an empty data folder and free ports, blind to the caller's own."""
    for name in [name for name in os.environ if name.startswith("CHOPHIEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHOPHIEN_CONFIG", str(tmp_path / "config.toml"))
    return Settings(
        mode="demo",
        data_dir=tmp_path / "var",
        web=WebSettings(port=free_port()),
        sandbox=SandboxSettings(shopee_port=free_port(), floor_port=free_port()),
    )


@pytest.fixture
def vault(settings: Settings) -> Vault:
    """A vault under a secret made for this test."""
    return open_vault(settings)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest revision, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "chophien.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.dispose()
    return file


@pytest.fixture(scope="session")
def placed_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every place and nothing else, to be copied."""
    return _grown(migrated_file, tmp_path_factory.mktemp("placed"), load_places)


@pytest.fixture(scope="session")
def seeded_file(placed_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every place and the bundled catalog, to be copied."""
    return _grown(placed_file, tmp_path_factory.mktemp("seeded"), load_bundled_catalog)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process, in memory where there is room."""
    with running_postgres(memory_folder()) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> PostgresServer:
    """The server, with a template database at the newest revision."""
    postgres_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    database = Database(postgres_server.url(_TEMPLATE))
    upgrade(database)
    database.dispose()
    return postgres_server


@pytest.fixture(scope="session")
def placed_postgres(migrated_postgres: PostgresServer) -> PostgresServer:
    """The server, with a second template that holds what `placed_file` does."""
    _derive(migrated_postgres, _PLACED, _TEMPLATE, load_places)
    return migrated_postgres


@pytest.fixture(scope="session")
def seeded_postgres(placed_postgres: PostgresServer) -> PostgresServer:
    """The server, with a third template that holds what `seeded_file` does."""
    _derive(placed_postgres, _SEEDED, _PLACED, load_bundled_catalog)
    return placed_postgres


@pytest.fixture
def database(settings: Settings, migrated_file: Path) -> Iterator[Database]:
    """A migrated, empty SQLite database in the data folder of `settings`."""
    yield from _copied(settings, migrated_file)


@pytest.fixture
def placed_database(settings: Settings, placed_file: Path) -> Iterator[Database]:
    """SQLite with every place, in the data folder of `settings`."""
    yield from _copied(settings, placed_file)


@pytest.fixture
def seeded_database(settings: Settings, seeded_file: Path) -> Iterator[Database]:
    """SQLite with places and the bundled catalog, in the data folder of `settings`."""
    yield from _copied(settings, seeded_file)


@pytest.fixture
def postgres_database(settings: Settings, migrated_postgres: PostgresServer) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database; `settings` point to it."""
    yield from _branched(settings, migrated_postgres, _TEMPLATE)


@pytest.fixture
def placed_postgres_database(
    settings: Settings, placed_postgres: PostgresServer
) -> Iterator[Database]:
    """PostgreSQL with every place; `settings` point to it."""
    yield from _branched(settings, placed_postgres, _PLACED)


@pytest.fixture
def seeded_postgres_database(
    settings: Settings, seeded_postgres: PostgresServer
) -> Iterator[Database]:
    """PostgreSQL with places and the bundled catalog; `settings` point to it."""
    yield from _branched(settings, seeded_postgres, _SEEDED)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest) -> Database:
    """The same test on both backends."""
    name = "database" if request.param == "sqlite" else "postgres_database"
    chosen: Database = request.getfixturevalue(name)
    return chosen


def _copied(settings: Settings, file: Path) -> Iterator[Database]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, settings.data_dir / "chophien.db")
    opened = Database(settings.database_url)
    yield opened
    opened.dispose()


def _branched(settings: Settings, server: PostgresServer, template: str) -> Iterator[Database]:
    with server.copy_of(template) as url:
        settings.database = DatabaseSettings(url=url)
        opened = Database(url)
        yield opened
        opened.dispose()


def _grown(template: Path, folder: Path, load: Callable[[Session], object]) -> Path:
    file = folder / "chophien.db"
    shutil.copyfile(template, file)
    _fill(f"sqlite:///{file}", load)
    return file


def _derive(
    server: PostgresServer, name: str, template: str, load: Callable[[Session], object]
) -> None:
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    _fill(server.url(name), load)


def _fill(url: str, load: Callable[[Session], object]) -> None:
    database = Database(url)
    with database.write() as session:
        load(session)
    database.dispose()
