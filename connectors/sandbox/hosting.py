"""A threaded HTTP/1.1 server whose connections can truly be cut."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

LOOPBACK = "127.0.0.1"
MAX_BODY = 60_000_000
_STOP_WAITS = 200


class Handler(WSGIRequestHandler):
    """Keeps connections alive; an app that raises ConnectionError gets its socket cut.

    werkzeug's own ``run_wsgi`` closes after each answer, and a client that is measured
    against the sandbox would mostly be measured opening connections.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "LoopbackServer"

    def setup(self) -> None:
        """Register the connection so that stopping can end it."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        super().finish()
        self.server.connections.discard(self.connection)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Quiet: there may be hundreds of requests a second."""

    def run_wsgi(self) -> None:
        """Answer one request."""
        environ = self.make_environ()
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY or "wsgi.input_terminated" in environ:
            self.close_connection = True  # unread rest would be taken for the next request
        if "wsgi.input_terminated" not in environ:
            environ["wsgi.input"] = BytesIO(self.rfile.read(min(length, MAX_BODY)))
        head: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            head[:] = [self._head(status, headers)]
            return self._send

        try:
            body = self.server.app(environ, start_response)
            with ExitStack() as stack:
                if isinstance(body, ClosingIterator):
                    stack.callback(body.close)
                for piece in body:
                    self._send(b"".join(head) + self._body(piece))
                    head.clear()
            self._send(b"".join(head))
        except ConnectionError:
            self.close_connection = True

    def _body(self, piece: bytes) -> bytes:
        return b"" if self.command == "HEAD" else piece

    def _head(self, status: str, headers: list[tuple[str, str]]) -> bytes:
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        names = {name.lower() for name, _value in headers}
        if "content-length" not in names and not status.startswith(("204", "304")):
            self.close_connection = True
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _send(self, data: bytes) -> None:
        if data:
            self.wfile.write(data)


class LoopbackServer(ThreadedWSGIServer):
    """Serves one marketplace on 127.0.0.1 and can end its open connections.

    Raises OSError when the port is taken.
    """

    def __init__(self, port: int, app: "WSGIApplication") -> None:
        self.connections: set[socket.socket] = set()
        # Bound here, because werkzeug ends the whole program when a port is taken.
        with socket.create_server((LOOPBACK, port), backlog=128) as bound:
            super().__init__(LOOPBACK, bound.getsockname()[1], app, Handler, fd=bound.fileno())

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    def serve(self) -> None:
        """Serve until stopped; looks for the stop twenty times a second."""
        self.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop accepting, end open connections, wait up to 2 s for their threads."""
        self.shutdown()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already ended by the other side
        for _ in range(_STOP_WAITS):
            if not self.connections:
                return
            time.sleep(0.01)
