"""What an answer or a failure means before the channel's own table is asked."""

from dataclasses import dataclass

import aiohttp
import httpx

from connectors.base import Decision, Kind, Response
from connectors.http.guard import AddressRefusedError
from connectors.http.retry_after import retry_after

_BY_STATUS = {
    401: Decision(Kind.REFRESH_AUTH, "http_401"),
    403: Decision(Kind.CONFIG, "http_403", error="permission_missing"),
    404: Decision(Kind.NOT_FOUND, "http_404"),
    408: Decision(Kind.CHANNEL_DOWN, "http_408", error="timeout"),
    410: Decision(Kind.NOT_FOUND, "http_410"),
    425: Decision(Kind.CHANNEL_DOWN, "http_425"),
    429: Decision(Kind.RATE_LIMITED, "http_429"),
}
TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, TimeoutError)
"""Everything that the transport may raise; each is classified, none escapes as it is."""


def by_status(response: Response) -> Decision:
    """The decision that the HTTP status alone allows; Retry-After is read here."""
    status = response.status
    if 200 <= status < 300:
        return Decision(Kind.OK)
    wait = retry_after(response.headers, response.received_at)
    if status >= 500:
        return Decision(Kind.CHANNEL_DOWN, f"http_{status}", after=wait)
    known = _BY_STATUS.get(status)
    if known is None:
        kind = Kind.REJECTED if status >= 400 else Kind.PARSE_CHANGED
        return Decision(kind, f"http_{status}")
    return Decision(known.kind, known.code, after=wait, error=known.error)


@dataclass(frozen=True, slots=True)
class Failure:
    """A request without an answer, and whether the channel may have seen it."""

    decision: Decision
    may_have_arrived: bool


def by_exception(error: BaseException) -> Failure:
    """Classify what the transport raised.

    The transport's own class names mislead (a cut connection is reported as a connect
    timeout), so the cause underneath decides whether anything can have been sent.
    """
    causes = _causes(error)
    refused = next((one for one in causes if isinstance(one, AddressRefusedError)), None)
    if refused is not None:
        decision = Decision(Kind.CONFIG, "address_refused", str(refused), error="host_not_allowed")
        return Failure(decision, may_have_arrived=False)
    if any(isinstance(one, _BAD_ADDRESS) for one in causes):
        return Failure(Decision(Kind.CONFIG, "bad_address", error="host_not_allowed"), False)
    if any(isinstance(one, aiohttp.ClientConnectorCertificateError) for one in causes):
        decision = Decision(Kind.CHANNEL_DOWN, "certificate", error="certificate_invalid")
        return Failure(decision, may_have_arrived=False)
    if any(isinstance(one, _NEVER_SENT) for one in causes):
        return Failure(Decision(Kind.CHANNEL_DOWN, "connect_failed"), may_have_arrived=False)
    if any(isinstance(one, TimeoutError | httpx.TimeoutException) for one in causes) and not any(
        isinstance(one, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError) for one in causes
    ):
        return Failure(Decision(Kind.CHANNEL_DOWN, "timeout", error="timeout"), True)
    if any(isinstance(one, aiohttp.ClientResponseError) for one in causes):
        return Failure(Decision(Kind.CHANNEL_DOWN, "malformed_answer"), may_have_arrived=True)
    return Failure(Decision(Kind.CHANNEL_DOWN, "connection_lost"), may_have_arrived=True)


_BAD_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol, aiohttp.InvalidURL)
_NEVER_SENT = (
    aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError,
)  # fmt: skip


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or (at.os_error if isinstance(at, aiohttp.ClientConnectorError) else None)
    return found
