"""Search by name, producer and place, with or without marks, alike on both backends."""

from catalog.search.index import reindex
from catalog.search.query import SearchHit, search

__all__ = ["SearchHit", "reindex", "search"]
