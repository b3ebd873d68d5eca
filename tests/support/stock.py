"""The small market as fixtures: stored once a process, copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.config import Settings
from catalog.db import Database
from storefront.app import create_app
from tests.support.browsing import signed_in
from tests.support.market import Market, build_market


@pytest.fixture(scope="session")
def stocked(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Market]:
    """A database file with the market in it, to be copied."""
    file = tmp_path_factory.mktemp("stocked") / "chophien.db"
    shutil.copyfile(migrated_file, file)
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        market = build_market(session)
    database.dispose()
    return file, market


@pytest.fixture
def market(stocked: tuple[Path, Market]) -> Market:
    """What the database of this test holds."""
    return stocked[1]


@pytest.fixture
def database(settings: Settings, stocked: tuple[Path, Market]) -> Iterator[Database]:
    """The market's database, this test's own copy."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(stocked[0], settings.data_dir / "chophien.db")
    opened = Database(settings.database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The storefront over the market."""
    return create_app(settings, database)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def as_user(app: Flask, database: Database) -> Callable[[str], FlaskClient]:
    """A browser signed in as this login."""
    return lambda login: signed_in(app, database, login)
