"""A local server for every test that wants one."""

from collections.abc import Iterator

import pytest

from tests.unit.http.server import LocalServer, local_server


@pytest.fixture
def server() -> Iterator[LocalServer]:
    """A real HTTP server on 127.0.0.1."""
    with local_server() as running:
        yield running
