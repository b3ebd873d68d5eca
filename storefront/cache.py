"""A small cache keyed by the catalogue version: what was true of one version stays true of it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlmodel import Session

from catalog.models import Counter
from catalog.version import CATALOGUE

T = TypeVar("T")


class VersionedCache:
    """Least-recently-used values; a new version simply never asks for the old keys again."""

    def __init__(self, size: int = 2000) -> None:
        """Keep at most `size` values."""
        self._size = size
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under `key`, made when missing (two threads may both make it: harmless)."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(T, self._values[key])
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


def catalogue_version(session: Session) -> int:
    """The number that rises once per batch of changes."""
    counter = session.get(Counter, CATALOGUE)
    return counter.value if counter is not None else 0
