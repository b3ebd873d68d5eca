"""Carries out faults around a marketplace: cut connections, false answers, slow bodies."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import json
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from connectors.sandbox.faults import Fault, FaultTable
from connectors.sandbox.world import BANNER

_SLOW_PIECES = 20
WALL_PAGE = (
    "<!doctype html><html lang=vi><head><title>Just a moment...</title></head><body>"
    f"<p>{BANNER}</p><h1>Xác minh bạn không phải là người máy</h1>"
    '<div class="g-recaptcha" data-sitekey="sandbox"></div>'
    '<script src="/cdn-cgi/challenge-platform/x.js"></script></body></html>'
)
SHELL_PAGE = (
    "<!doctype html><html lang=vi><head><title>Đang tải…</title></head><body>"
    f'<!-- {BANNER} --><div id="root"></div><script src="/static/app.js"></script></body></html>'
)
PARKED_PAGE = (
    "<!doctype html><html lang=vi><head><title>Tên miền đã hết hạn</title></head><body>"
    f"<p>{BANNER}</p><h1>Tên miền này đã hết hạn</h1>"
    '<p>Chủ sở hữu vui lòng liên hệ nhà đăng ký để gia hạn.</p><a href="/gia-han">Gia hạn</a>'
    "</body></html>"
)


class ConnectionCutError(ConnectionAbortedError):
    """Told to the host: close this connection now, whatever has been sent."""


class Misbehaving:
    """WSGI wrapper that applies the faults in force; control calls are never disturbed."""

    def __init__(self, app: WSGIApplication, faults: FaultTable) -> None:
        self._app = app
        self._faults = faults

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, or misanswer it."""
        path = str(environ.get("PATH_INFO", "/"))
        if path.startswith("/_control"):
            return self._app(environ, start_response)
        client = f"{environ.get('REMOTE_ADDR')} {environ.get('HTTP_USER_AGENT')}"
        fault = self._faults.pick(str(environ["REQUEST_METHOD"]), path, client)
        if fault is None:
            return self._app(environ, start_response)
        return self._apply(fault, environ, start_response)

    def _apply(
        self, fault: Fault, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if fault.kind == "drop_before":
            raise ConnectionCutError(fault.kind)
        if fault.kind == "delay":
            time.sleep(fault.seconds)
            return self._app(environ, start_response)
        if fault.kind in _FALSE_ANSWERS:
            if fault.after:
                self._run(environ)
            return _FALSE_ANSWERS[fault.kind](fault)(environ, start_response)
        return self._spoil(fault, self._run(environ), environ, start_response)

    def _run(self, environ: WSGIEnvironment) -> Response:
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        return Response(b"".join(body), status, headers)

    @staticmethod
    def _spoil(
        fault: Fault,
        response: Response,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        if fault.kind == "drop_after":
            raise ConnectionCutError(fault.kind)
        body = response.get_data()
        if fault.kind == "charset":
            if fault.text:
                response.headers["Content-Type"] = f"text/html; charset={fault.text}"
            else:
                response.set_data(_misread(body))
            return response(environ, start_response)
        if fault.kind == "loris":
            response.headers.remove("Content-Length")  # nobody can know when it would end
            start_response(response.status, [*response.headers.items()])
            return _drip_on(body, fault.seconds)
        start_response(response.status, [*response.headers.items()])
        return _cut_half(body) if fault.kind == "truncate" else _drip(body, fault.seconds)


def _misread(body: bytes) -> bytes:
    """UTF-8 bytes taken for windows-1252 and half lost, as broken floors serve them."""
    return body.decode("utf-8", "replace").encode("cp1258", "replace")


def _cut_half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionCutError("truncate")


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    size = max(1, len(body) // _SLOW_PIECES)
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    for piece in pieces:
        time.sleep(seconds / len(pieces))
        yield piece


def _drip_on(body: bytes, seconds: float) -> Iterator[bytes]:
    """A byte at a time, then blanks: it ends when the caller goes or the host stops."""
    for byte in chain(body, repeat(ord(" "))):
        time.sleep(seconds)
        yield bytes([byte])


def _html(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/html")


def _status(fault: Fault) -> Response:
    response = _html(fault.text or f"<html><body>{BANNER}: {fault.status}</body></html>")
    response.status_code = fault.status
    if fault.retry_after:
        response.headers["Retry-After"] = fault.retry_after
    return response


def _error(fault: Fault) -> Response:
    body = {"error": fault.code, "message": fault.message, "request_id": f"fault-{fault.fault_id}"}
    return Response(json.dumps(body), 200, mimetype="application/json")


def _rate_limit(fault: Fault) -> Response:
    body = {
        "error": "error_rate_limit",
        "message": "You've exceeded the rate limit.",
        "request_id": f"fault-{fault.fault_id}",
    }
    response = Response(json.dumps(body), 429, mimetype="application/json")
    if fault.retry_after:
        response.headers["Retry-After"] = fault.retry_after
    return response


def _redirect(fault: Fault) -> Response:
    return Response("", 302, {"Location": fault.text or "/"})


_FALSE_ANSWERS: dict[str, Callable[[Fault], Response]] = {
    "status": _status,
    "error": _error,
    "rate_limit": _rate_limit,
    "redirect": _redirect,
    "wall": lambda fault: _html(fault.text or WALL_PAGE),
    "shell": lambda fault: _html(fault.text or SHELL_PAGE),
    "parked": lambda fault: _html(fault.text or PARKED_PAGE),
}
