"""Which addresses we may open a connection to (SSRF guard, promises "Web").

The check sits where the socket opens, on the very address that is then connected, so a name
that answers differently the second time gains nothing. Literal addresses pass the same check.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
WEB_PORTS = frozenset({80, 443})


class AddressRefusedError(OSError):
    """A connection to this address or host is not allowed; nothing was sent."""


def is_public(text: str) -> bool:
    """Whether an address belongs to the public Internet, whatever way it is dressed up."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_plainly_public(one) for one in (address, *_hidden_inside(address)))


def _plainly_public(address: Address) -> bool:
    """Global, and none of the ranges set apart: `::/8` holds mapped, compatible and NAT64 ones."""
    return address.is_global and not address.is_multicast and not address.is_reserved


def _hidden_inside(address: Address) -> tuple[Address, ...]:
    """IPv4 addresses that a 6to4 or Teredo address leads to."""
    if not isinstance(address, ipaddress.IPv6Address):
        return ()
    inside = [address.sixtofour, *(address.teredo or ())]
    return tuple(one for one in inside if one is not None)


class Guard:
    """Refuses private addresses, except the `address:port` pairs that the operator named.

    `hosts` limits the names that may be asked for at all (None: any); with `web_ports_only`
    ports 80 and 443 alone are allowed.
    """

    def __init__(
        self,
        *,
        allowed: Iterable[str] = (),
        hosts: Iterable[str] | None = None,
        web_ports_only: bool = False,
    ) -> None:
        self.allowed = frozenset(one.lower() for one in allowed)
        self.hosts = None if hosts is None else frozenset(one.lower() for one in hosts)
        self.web_ports_only = web_ports_only

    def check_url(self, url: str) -> None:
        """Refuse a scheme, host, port or literal address; raises AddressRefusedError."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise AddressRefusedError("unreadable address") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise AddressRefusedError(f"scheme {parts.scheme or '(none)'} is not allowed")
        if parts.username is not None or parts.password is not None:
            raise AddressRefusedError("user information in an address is not allowed")
        port = port or (443 if parts.scheme == "https" else 80)
        if f"{host}:{port}" in self.allowed:
            return
        if self.hosts is not None and host not in self.hosts:
            raise AddressRefusedError(f"host {host} is not on the list")
        if self.web_ports_only and port not in WEB_PORTS:
            raise AddressRefusedError(f"port {port} is not allowed")
        if _is_literal(host) and not is_public(host):
            raise AddressRefusedError(f"address {host} is not public")

    def check_address(self, address: str, port: int) -> None:
        """Refuse an address about to be connected; raises AddressRefusedError."""
        if not is_public(address) and f"{address}:{port}" not in self.allowed:
            raise AddressRefusedError(f"address {address} is not public")

    def open_socket(
        self, info: tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
    ) -> socket.socket:
        """Make the socket for one resolved address, after the last check."""
        family, kind, protocol, _name, where = info
        self.check_address(str(where[0]), int(where[1]))
        return socket.socket(family, kind, protocol)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Resolves names and drops every address that the guard refuses."""

    def __init__(
        self, guard: Guard, resolver: Callable[[], AbstractResolver] = ThreadedResolver
    ) -> None:
        self._guard = guard
        self._make = resolver
        self._resolver: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name; raises AddressRefusedError when none is."""
        self._resolver = self._resolver or self._make()
        found = await self._resolver.resolve(host, port, family)
        kept = [one for one in found if self._fits(one["host"], port)]
        if not kept:
            raise AddressRefusedError(f"host {host} has no public address")
        return kept

    async def close(self) -> None:
        """Close the resolver underneath."""
        if self._resolver is not None:
            await self._resolver.close()

    def _fits(self, address: str, port: int) -> bool:
        try:
            self._guard.check_address(address, port)
        except AddressRefusedError:
            return False
        return True
