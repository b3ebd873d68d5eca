"""Free ports for servers that a test starts."""

import random
import socket
from collections.abc import Iterator
from itertools import cycle

# Below the ports that systems give to outgoing connections (Linux from 32768 on): between asking
# and listening, a connection of another test would take one of those.
_FIRST, _END = 15_000, 30_000
_BEGIN = random.randrange(_FIRST, _END)
_TURN: Iterator[int] = cycle([*range(_BEGIN, _END), *range(_FIRST, _BEGIN)])


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on, each time another one."""
    return next(port for port in _TURN if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
