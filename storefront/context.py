"""What every view may reach: settings, database, vault and the page cache of this application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import current_app, g

from catalog.accounts import Person
from catalog.config import Settings
from catalog.db import Database
from catalog.timing import local_day
from catalog.vault import Vault
from storefront.cache import VersionedCache

KEY = "chophien"


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of one storefront."""

    settings: Settings
    database: Database
    vault: Vault
    secret: str
    cache: VersionedCache
    clock: Callable[[], datetime]

    @property
    def is_simulated(self) -> bool:
        """Whether channels are the sandbox's: no real host is configured."""
        return self.settings.sandbox.enabled and not self.settings.channels.shopee.host

    def today(self) -> date:
        """The calendar day in Vietnam, by which certificates are current."""
        return local_day(self.clock())


def site() -> Site:
    """The storefront that serves this request."""
    return cast(Site, current_app.extensions[KEY])


def person() -> Person | None:
    """Who is signed in; None for the public. Set by `storefront.sessions` before each request."""
    return cast("Person | None", g.get("person"))
