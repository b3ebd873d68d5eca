"""The option that points the vector tests at another folder of vectors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.config import Settings
from catalog.db import Database
from catalog.vault import Vault
from tests.contract.stage import Stage, shopee_stage

OWN_VECTORS = Path(__file__).parent / "vectors"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--vectors", default=None, help="folder of vector files (*.json)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each case of each file; a folder without any file fails as a case."""
    if "vector_case" not in metafunc.fixturenames:
        return
    from tests.contract.vector_files import cases

    chosen = metafunc.config.getoption("--vectors", default=None)
    found = cases(Path(chosen) if chosen else OWN_VECTORS)
    metafunc.parametrize("vector_case", found, ids=[one.name for one in found])


@pytest.fixture
def stage(settings: Settings, database: Database, vault: Vault) -> Iterator[Stage]:
    """A sandbox with one authorised shop, strict as the real Shopee but for its pace."""
    with shopee_stage(settings, database, vault) as opened:
        yield opened
