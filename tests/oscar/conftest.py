"""One prepared shop a test process; one running shop for the tests that don't break it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from catalog.db import Database
from catalog.vault import Vault
from tests.oscar.cutter import Cutter, cutter_before
from tests.oscar.server import ShopServer, make_template
from tests.oscar.stage import Stage, store_shop

_numbers = count(1)


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a shop without products."""
    folder = tmp_path_factory.mktemp("oscar") / "template"
    folder.mkdir()
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def shop_server(
    shop_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ShopServer]:
    """A running shop that tests share: each uses SKUs of its own."""
    server = ShopServer.copy_of(shop_template, tmp_path_factory.mktemp("oscar") / "shared")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_server(shop_template: Path, tmp_path: Path) -> Iterator[ShopServer]:
    """A running shop for a test that kills it."""
    server = ShopServer.copy_of(shop_template, tmp_path / "shop")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def stage(shop_server: ShopServer, database: Database, vault: Vault) -> Stage:
    """Our client before the shared shop."""
    return Stage(shop_server, database, vault, store_shop(database, vault), shop_server.url)


@pytest.fixture
def cutter(shop_server: ShopServer) -> Iterator[Cutter]:
    """A cable to the shared shop."""
    with cutter_before(shop_server.port) as cable:
        yield cable


@pytest.fixture
def cut_stage(stage: Stage, cutter: Cutter) -> Stage:
    """Our client behind the cable."""
    return replace(stage, url=cutter.url)


@pytest.fixture
def sku() -> str:
    """A SKU that no other test uses."""
    return f"OCOP-TEST{next(_numbers):04}"
