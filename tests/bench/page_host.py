"""Servers of distinct product pages, in a process of their own: only the client is measured."""

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing.connection import Connection
from random import Random

from aiohttp import web

from tests.pages.dress import dressed
from tests.pages.goods import Goods
from tests.pages.shapes import oscar, plain_ld

HANGS = "treo"
STRUCTURED, UNSTRUCTURED = "p", "t"
"""Folders of pages with JSON-LD, and of those that say it all in their markup."""

_SHAPES = {STRUCTURED: plain_ld, UNSTRUCTURED: oscar}
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def product_page(number: int, folder: str = STRUCTURED) -> bytes:
    """70 to 110 KB and some 3,000 elements, as a shop's theme dresses a product."""
    rng = Random(number)
    g = Goods(number + 1, f"Chè Shan tuyết {number}", f"OCOP-{number}", f"che-{number}",
              185_000, 210_000, "in")  # fmt: skip
    return dressed(_SHAPES[folder](g, rng, 10), g, rng).encode()


async def _product(request: web.Request) -> web.Response:
    folder, number = request.match_info["folder"], request.match_info["number"]
    etag = f'"{number}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Content-Type": "text/html; charset=utf-8"}
    return web.Response(body=product_page(int(number), folder), headers=headers)


async def _never(_request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


async def _robots(_request: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /gio-hang\n")


async def _serve(number: int, pipe: Connection) -> None:
    app = web.Application()
    app.router.add_get("/robots.txt", _robots)
    app.router.add_get("/{folder:[pt]}/{number}", _product)
    app.router.add_get(f"/{HANGS}/p/{{number}}", _never)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    urls = []
    for _ in range(number):
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
    urls = [f"http://{host}:{port}" for host, port in runner.addresses]
    pipe.send(urls)
    await asyncio.sleep(3600)


def _run(number: int, pipe: Connection) -> None:
    asyncio.run(_serve(number, pipe))


@contextmanager
def hosting(number: int) -> Iterator[list[str]]:
    """That many addresses `http://127.0.0.1:port`, served until the end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(number, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


if __name__ == "__main__":
    with hosting(1) as (url,):
        sys.stdout.write(url + "\n")
        sys.stdin.read()
