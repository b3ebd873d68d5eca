"""The storefront over the small market."""

from tests.support.stock import app, as_user, client, database, market, stocked

__all__ = ["app", "as_user", "client", "database", "market", "stocked"]
