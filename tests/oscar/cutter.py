"""A cable between us and the shop that can be cut at the worst moment."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_PIECE = 1 << 16


class Cutter(socketserver.ThreadingTCPServer):
    """Passes bytes on in both directions until it is told to cut."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, shop_port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Cable)
        self.shop_port = shop_port
        self.on_creation: Callable[[], None] | None = None
        self.loses_answer = False

    @property
    def url(self) -> str:
        """Address of this end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def lose_next_answer(self) -> None:
        """Let the next creation reach the shop and be done there; its answer is cut off."""
        self.loses_answer = True

    def upon_next_creation(self, act: Callable[[], None]) -> None:
        """Do something once the next creation is on its way to the shop."""
        self.on_creation = act


class _Cable(socketserver.BaseRequestHandler):
    """One connection, on which one thing is asked at a time."""

    server: Cutter
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.shop_port)) as shop:
            self._losing = False
            back = threading.Thread(target=self._back, args=(shop,), daemon=True)
            back.start()
            with suppress(OSError):
                while data := self.request.recv(_PIECE):
                    self._forward(shop, data)
            with suppress(OSError):
                shop.shutdown(socket.SHUT_RDWR)
            back.join()

    def _forward(self, shop: socket.socket, data: bytes) -> None:
        creation = data.startswith(b"POST ")
        if creation and self.server.loses_answer:
            self.server.loses_answer, self._losing = False, True
        shop.sendall(data)
        if creation and self.server.on_creation is not None:
            act, self.server.on_creation = self.server.on_creation, None
            act()

    def _back(self, shop: socket.socket) -> None:
        """Bring answers home; an answer that begins has been earned, so the deed is done."""
        with suppress(OSError):
            while (data := shop.recv(_PIECE)) and not self._losing:
                self.request.sendall(data)
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutter_before(shop_port: int) -> Iterator[Cutter]:
    """A cable to the shop on that port, for as long as the block runs."""
    with Cutter(shop_port) as cable:
        thread = threading.Thread(target=cable.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield cable
        finally:
            cable.shutdown()
            thread.join()
