"""Public pages as cached bytes: rendered once per address, language, version and ten seconds.

Time is part of the key because pages say how old each observation is, and because looks arrive
without a new catalogue version. Signed-in people always get their own page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, make_response, request

from storefront import language
from storefront.cache import catalogue_version
from storefront.context import person, site

P = ParamSpec("P")
PAGE_SECONDS = 10
LONGEST_QUERY = 500
"""Longer addresses are rendered each time: nobody may fill the cache with them."""


def cached(view: Callable[P, Any]) -> Callable[P, Response]:
    """Serve anonymous readers from the cache, with an ETag and 304."""

    @wraps(view)
    def serve(*args: P.args, **kwargs: P.kwargs) -> Response:
        if person() is not None or len(request.query_string) > LONGEST_QUERY:
            return _private(make_response(view(*args, **kwargs)))
        here = site()
        with here.database.read() as session:
            version = catalogue_version(session)
        window = int(here.clock().timestamp()) // PAGE_SECONDS
        question = tuple(sorted(request.args.items(multi=True)))
        key = (request.host, request.path, question, language.current(), version, window)
        status, headers, body = here.cache.get(key, lambda: _frozen(view(*args, **kwargs)))
        response = Response(body, status, list(headers))
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Cookie"
        response.add_etag()
        response.make_conditional(request)
        return response

    return serve


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _frozen(answer: Any) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    response = make_response(answer)
    kept = tuple(
        (name, value)
        for name, value in response.headers
        if name.lower() in {"content-type", "location"}
    )
    return response.status_code, kept, response.get_data()
