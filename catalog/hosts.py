"""Hosts of public pages: how they are named, and the scope under which their incidents stand."""

from enum import StrEnum
from urllib.parse import urlsplit

SCOPE = "host:"
"""Before the host in `Incident.scope`; a scope without it is a channel's kind."""

LONGEST = 120


def host_of(url: str) -> str:
    """`name` or `name:port` of an address, lower case: the unit of politeness."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()[:LONGEST]


def host_scope(host: str) -> str:
    """The scope of this host's incidents, e.g. `host:buudien.vn`."""
    return f"{SCOPE}{host}"[:LONGEST]


def host_in(scope: str) -> str | None:
    """The host that a scope is about; None for a channel's (or a shop's) scope."""
    return scope.removeprefix(SCOPE) if scope.startswith(SCOPE) else None


class FrontPage(StrEnum):
    """What a host's front page (trang chủ) says of the whole site.

    `gone`: not there, parked, or another site's; `broken`: an error of the server.
    """

    WELL = "well"
    GONE = "gone"
    WALLED = "walled"
    BROKEN = "broken"
