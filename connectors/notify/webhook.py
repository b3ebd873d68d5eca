"""Webhooks by our own guarded client: the address is a person's, so it may lead anywhere.

Apprise would follow redirects and connect to whatever a name resolves to; here the socket opens
only to public addresses (or the private hosts that the operator named), without cookies.
"""

from collections.abc import Iterable

import httpx

from catalog.models import utc_now
from connectors.http.classify import TRANSPORT_ERRORS, by_exception
from connectors.http.deadline import exchange
from connectors.http.guard import AddressRefusedError, Guard
from connectors.http.retry_after import retry_after
from connectors.http.transport import open_client
from connectors.notify.parcel import NotDeliveredError, Parcel, RefusedError

SECONDS = 15.0
MOST_BYTES = 100_000
_LATER = frozenset({408, 425, 429})


async def send_webhook(parcel: Parcel, *, user_agent: str, allowed: Iterable[str] = ()) -> None:
    """POST the message as JSON (`text` as Slack, Mattermost and Google Chat read it).

    Raises RefusedError for an address that may not be asked or an answer that will not change,
    NotDeliveredError for anything that may pass.
    """
    guard = Guard(allowed=allowed, web_ports_only=True)
    try:
        guard.check_url(parcel.address)
    except AddressRefusedError:
        raise RefusedError("Địa chỉ webhook không được phép") from None
    async with open_client(guard, user_agent=user_agent, connections=1) as client:
        answer = await _post(client, parcel)
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status in _LATER or status >= 500:
        raise NotDeliveredError(f"HTTP {status}", retry_after(answer.headers, utc_now()))
    raise RefusedError(f"HTTP {status}")


async def _post(client: httpx.AsyncClient, parcel: Parcel) -> httpx.Response:
    document = {
        "text": f"{parcel.title}\n\n{parcel.body}",
        "title": parcel.title,
        "body": parcel.body,
        "key": parcel.key,
    }
    request = client.build_request(
        "POST", parcel.address, json=document, headers={"Idempotency-Key": parcel.key}
    )
    try:
        answer, _body = await exchange(client, request, seconds=SECONDS, most=MOST_BYTES)
    except TRANSPORT_ERRORS as error:
        failure = by_exception(error)
        if failure.decision.error == "host_not_allowed":
            raise RefusedError("Địa chỉ webhook không được phép") from None
        raise NotDeliveredError(failure.decision.code) from None
    return answer
