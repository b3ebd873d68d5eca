"""From a signed request to bytes: query order kept, lists repeated, the signed body unchanged."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import httpx

from connectors.base import Request


def query_pairs(query: Mapping[str, object]) -> list[tuple[str, str]]:
    """The query as sent, in order: a list repeats its key, None is left out."""
    return list(_pairs(query))


def _pairs(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        values = value if isinstance(value, list | tuple) else [value]
        yield from ((name, _text(one)) for one in values if one is not None)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def to_wire(client: httpx.AsyncClient, base_url: str, request: Request) -> httpx.Request:
    """The request that goes out; JSON bytes are those that were signed."""
    pairs = query_pairs(request.query)
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    url = f"{base_url}{request.path}" + (f"?{query}" if query else "")
    headers = dict(request.headers)
    if request.files or request.form:
        files = [(one.field, (one.name, one.content, one.content_type)) for one in request.files]
        return client.build_request(
            request.method, url, data=dict(request.form), files=files, headers=headers
        )
    headers.setdefault("Content-Type", "application/json")
    return client.build_request(request.method, url, content=request.body(), headers=headers)
