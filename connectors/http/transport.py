"""One client per host: guarded, without cookies or environment, on one TLS context.

A proxy is used only where the caller names one. Then the proxy looks names up and connects, so the
guard can check names, schemes and ports but no longer the address behind a name: the caller must
ask listed hosts only, and the proxy must refuse private addresses itself.
"""

import functools
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from catalog.db import in_transaction
from connectors.http.coding import encodings
from connectors.http.guard import Guard, GuardedResolver
from connectors.http.names import PooledResolver
from connectors.http.redact import quiet_library_logs

CONNECTIONS = 8
# A whole page fits: reading isn't paused in the middle of it.
READ_BUFFER = 2**18
# Content-Security-Policy of big floors outgrows aiohttp's 8 KB: they would seem to be down.
LONGEST_HEADER = 2**16
# Tracing and cookie services add lines by the hundred; aiohttp takes 128.
MOST_HEADERS = 512


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The shared context: making one costs 30–45 ms."""
    return ssl.create_default_context()


def open_client(
    guard: Guard, *, user_agent: str, connections: int = CONNECTIONS, proxy: str = ""
) -> httpx.AsyncClient:
    """A client whose every connection passes the guard; redirects are never followed by it.

    With `proxy` (http://[user:password@]host:port) every connection goes to that proxy instead.
    """
    quiet_library_logs()
    open_session = functools.partial(_open, guard, connections, proxied=bool(proxy))
    transport = AiohttpTransport(
        verify=tls_context(),
        trust_env=False,
        client=open_session,
        proxy=httpx.Proxy(proxy) if proxy else None,
    )
    return httpx.AsyncClient(
        transport=_Watched(transport),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": user_agent, "Accept-Encoding": encodings()},
        timeout=None,  # noqa: S113 - connectors.http.deadline sets the one total limit
    )


def open_session(guard: Guard, *, user_agent: str, proxied: bool) -> aiohttp.ClientSession:
    """The same guarded way without httpx above it, for pages; inside a running loop only.

    Bodies stay coded, redirects are the caller's. With `proxied` no address is checked.
    """
    session = _open(guard, CONNECTIONS, proxied=proxied)
    session.headers.update({"User-Agent": user_agent, "Accept-Encoding": encodings()})
    return session


def _open(guard: Guard, connections: int, *, proxied: bool) -> aiohttp.ClientSession:
    return _proxied_session(connections) if proxied else _session(guard, connections)


def _session(guard: Guard, connections: int) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=connections,
        ssl=tls_context(),
        resolver=GuardedResolver(guard, PooledResolver),
        use_dns_cache=False,
        socket_factory=guard.open_socket,
        keepalive_timeout=30,
    )
    return _bare_session(connector)


def _proxied_session(connections: int) -> aiohttp.ClientSession:
    """Every connection goes to the proxy that the operator named, so no address is checked."""
    connector = aiohttp.TCPConnector(
        limit=connections, ssl=tls_context(), resolver=PooledResolver(), keepalive_timeout=30
    )
    return _bare_session(connector)


def _bare_session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        read_bufsize=READ_BUFFER,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
        timeout=aiohttp.ClientTimeout(),
    )


def assert_no_transaction() -> None:
    """Refuse to touch the network inside a database transaction (RuntimeError: a bug of ours)."""
    if in_transaction():
        raise RuntimeError("network call inside a database transaction")


class _Watched(httpx.AsyncBaseTransport):
    """Refuses to touch the network while this thread of control holds a transaction."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, unless a database transaction is open (RuntimeError: a bug of ours)."""
        assert_no_transaction()
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()
