"""Hosts of public pages: how they are named, and the scope under which their incidents stand."""

from enum import StrEnum
from urllib.parse import urlsplit

SCOPE = "host:"
"""Before the host in `Incident.scope`; a scope without it is a channel's kind."""

OWN_LINE = "own_line"
"""The scope of the one incident of our own line (đường truyền), of whatever hosts were asked."""
OWN_LINE_VI = "đường truyền của máy chủ này"

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


def scope_name(scope: str) -> str:
    """What a scope is called: the host, our own line in Vietnamese, or the channel's kind."""
    return OWN_LINE_VI if scope == OWN_LINE else host_in(scope) or scope


class FrontPage(StrEnum):
    """What a host's front page (trang chủ) says of the whole site.

    `gone`: not there, parked, or another site's; `broken`: an error of the server.
    """

    WELL = "well"
    GONE = "gone"
    WALLED = "walled"
    BROKEN = "broken"
