"""Fetching public pages politely and safely: listed hosts only, every redirect checked again.

Free addresses (no host list) are limited to http(s) on ports 80 and 443 and to public
addresses. No cookies, our honest name, a cap on time and on decompressed size. Through a proxy
only listed hosts are fetched (see `connectors.http.transport`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from yarl import URL

from catalog.text_vi import storable
from connectors.base import ChannelError, Decision, Kind
from connectors.http.classify import TRANSPORT_ERRORS, by_exception
from connectors.http.coding import CodingError, undone
from connectors.http.deadline import TooLargeError
from connectors.http.guard import AddressRefusedError, Guard
from connectors.http.transport import assert_no_transaction, open_session
from connectors.page.model import FetchedPage

MOST_REDIRECTS = 5
SECONDS = 20.0
MOST_BYTES = 5_000_000
_MOVED = frozenset({301, 302, 303, 307, 308})
# Our own proxy's word: no host is to blame.
_PROXY_REFUSES = 407
_VALIDATORS = frozenset({"etag", "last-modified"})
_AS_SENT = "".join(map(chr, range(0x21, 0x7F)))
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"

Permit = Callable[[str], Awaitable[bool]]
"""Whether a redirect may be followed to this address (its own robots.txt, its host's turn)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold of a page: its validators, sent unchanged, and the address they belong to."""

    final_url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self, at: str) -> dict[str, str]:
        """The conditional headers of a request to `at`: none for any other address."""
        if at != self.final_url:
            return {}
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


class PageFetcher:
    """Reads pages with one client; used inside one event loop, then closed."""

    def __init__(
        self,
        *,
        user_agent: str,
        hosts: Iterable[str] | None,
        allowed: Iterable[str] = (),
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        proxy: str = "",
    ) -> None:
        """Open one client.

        `hosts` are the only names that may be asked (None: any public one); `allowed` are
        `address:port` pairs that may be private (a sandbox). Raises ValueError for a proxy without
        a list of hosts: behind a proxy nobody checks the address that a name stands for.
        """
        if proxy and hosts is None:
            raise ValueError("a proxy needs a list of hosts")
        self._guard = Guard(allowed=allowed, hosts=hosts, web_ports_only=True)
        self._user_agent = user_agent
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None
        self._seconds = seconds
        self._most = most_bytes

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def fetch(
        self, url: str, *, known: Known | None = None, permit: Permit | None = None
    ) -> FetchedPage:
        """One look at one address, redirects followed; failures stand in `transport_error`.

        With `known` the answer may be a bare 304. Raises ChannelError (CONFIG, host_not_allowed)
        when `url` itself may not be asked.
        """
        assert_no_transaction()
        try:
            walk = _Walk(url, self._checked(url))
        except AddressRefusedError as error:
            raise _not_allowed(str(error)) from None
        try:
            async with asyncio.timeout(self._seconds) as limit:
                return await self._follow(walk, known, _untimed(permit, limit) if permit else None)
        except TooLargeError:
            return walk.failed("too_large")
        except CodingError:
            return walk.failed("bad_encoding")
        except TRANSPORT_ERRORS as error:
            failure = by_exception(error)
            if failure.decision.error == "host_not_allowed" and not walk.passed:
                raise _not_allowed(failure.decision.text) from None
            return walk.failed(failure.decision.code)

    async def _follow(
        self, walk: "_Walk", known: Known | None, permit: Permit | None
    ) -> FetchedPage:
        while True:
            headers = {"Accept": _ACCEPT} | (known.headers(walk.at) if known else {})
            answer, body = await self._get(walk.target, headers)
            if answer.status == _PROXY_REFUSES and self._proxy is not None:
                return walk.failed("connect_failed", answer)
            target = answer.headers.get("location", "")
            if answer.status not in _MOVED or not target:
                return walk.arrived(answer, body)
            if len(walk.passed) >= MOST_REDIRECTS:
                return walk.failed("too_many_redirects", answer)
            try:
                next_url = _joined(walk.at, target)
                next_target = self._checked(next_url)
            except AddressRefusedError:
                return walk.failed("redirect_refused", answer)
            if permit is not None and not await permit(next_url):
                return walk.failed("redirect_disallowed", answer)
            walk.passed.append(walk.at)
            walk.at, walk.target = next_url, next_target

    def _checked(self, url: str) -> URL:
        """The address in the form that is asked; raises AddressRefusedError.

        What was checked and what is asked must be read alike: the host is compared again.
        """
        self._guard.check_url(url)
        try:
            target = URL(url)
            read_alike = (urlsplit(url).hostname or "").lower() in {target.host, target.raw_host}
        except ValueError as error:
            raise AddressRefusedError("unreadable address") from error
        if not read_alike:
            raise AddressRefusedError("unreadable address")
        return target

    async def _get(
        self, target: URL, headers: dict[str, str]
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        """One request, its body read whole and decoded, both within the cap."""
        if self._session is None:
            proxied = self._proxy is not None
            self._session = open_session(self._guard, user_agent=self._user_agent, proxied=proxied)
        async with self._session.get(
            target, headers=headers, allow_redirects=False, proxy=self._proxy
        ) as answer:
            pieces, size = [], 0
            async for piece in answer.content.iter_any():
                pieces.append(piece)
                size += len(piece)
                if size > self._most:
                    raise TooLargeError(f"more than {self._most} bytes")
        body = b"".join(pieces)
        codings = answer.headers.get("Content-Encoding", "")
        return answer, undone(body, codings, self._most) if codings else body


def _untimed(permit: Permit, limit: asyncio.Timeout) -> Permit:
    """`permit` while the deadline stands still: waiting for a turn is no slowness of the host."""

    async def asked(url: str) -> bool:
        clock = asyncio.get_running_loop().time
        left = (limit.when() or clock()) - clock()
        limit.reschedule(None)
        try:
            return await permit(url)
        finally:
            limit.reschedule(clock() + left)

    return asked


class _Walk:
    """Where a fetch started, what it passed, where it is."""

    def __init__(self, url: str, target: URL) -> None:
        self.url = url
        self.at = url
        self.target = target
        self.passed: list[str] = []

    def arrived(self, answer: aiohttp.ClientResponse, body: bytes) -> FetchedPage:
        return FetchedPage(
            url=self.url,
            final_url=self.at,
            status=answer.status,
            headers=_headers(answer),
            body=body,
            content_type=answer.headers.get("content-type"),
            redirects=tuple(self.passed),
        )

    def failed(self, why: str, answer: aiohttp.ClientResponse | None = None) -> FetchedPage:
        return FetchedPage(
            url=self.url,
            final_url=self.at,
            status=answer.status if answer else None,
            headers=_headers(answer) if answer else {},
            redirects=tuple(self.passed),
            transport_error=why,
        )


def _joined(base: str, location: str) -> str:
    """The address that a redirect names; raises AddressRefusedError for one that is none.

    Bytes that are not UTF-8 come as half surrogates: they are asked for as they were sent.
    """
    sent = location.encode("utf-8", "surrogateescape")
    plain = location if location.isascii() else quote(sent, safe=_AS_SENT)
    try:
        return urljoin(base, plain)
    except ValueError as error:
        raise AddressRefusedError("unreadable address") from error


def _headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """The headers with names in lower case, fit to be stored; of one sent twice both values."""
    found: dict[str, str] = {}
    for name, value in answer.headers.items():
        low, plain = name.lower(), storable(value)
        if plain != value and low in _VALIDATORS:
            continue  # sent back in another form it would be another page's
        found[low] = f"{found[low]}, {plain}" if low in found else plain
    return found


async def fetch_page(
    url: str,
    *,
    user_agent: str,
    hosts: Iterable[str] | None = None,
    allowed: Iterable[str] = (),
    known: Known | None = None,
) -> FetchedPage:
    """One page with a client of its own; use PageFetcher for many."""
    async with PageFetcher(user_agent=user_agent, hosts=hosts, allowed=allowed) as fetcher:
        return await fetcher.fetch(url, known=known)


def _not_allowed(text: str) -> ChannelError:
    return ChannelError(Decision(Kind.CONFIG, text, error="host_not_allowed"))
