"""Looking up host names in threads of their own: a resolver that hangs holds up nothing else."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

THREADS = 4


class PooledResolver(AbstractResolver):
    """The system's resolver, away from the threads that the database and the parser use."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name; raises OSError when there is none."""
        loop = asyncio.get_running_loop()
        found: list[Any] = await loop.run_in_executor(self._pool, _look_up, host, port, family)
        return [_result(host, port, entry) for entry in found]

    async def close(self) -> None:
        """Let the threads end by themselves: one may hang in the system's resolver."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[Any]:
    flags = socket.AI_ADDRCONFIG
    return list(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=flags))


def _result(host: str, port: int, entry: Any) -> ResolveResult:
    family, _kind, protocol, _name, where = entry
    return ResolveResult(
        hostname=host,
        host=where[0],
        port=port,
        family=family,
        proto=protocol,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
