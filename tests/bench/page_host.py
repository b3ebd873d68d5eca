"""Servers of distinct product pages, in a process of their own: only the client is measured."""

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from aiohttp import web

HANGS = "treo"
_FILLER = "<p>Chè búp một tôm hai lá, sao tay trên chảo gang, thơm hương cốm.</p>\n" * 900


def product_page(number: str) -> str:
    """About 80 KB with one JSON-LD product."""
    name = f"Chè Shan tuyết {number}"
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{name}</title>"
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
        f'"name":"{name}","sku":"OCOP-{number}","offers":{{"@type":"Offer","price":"185000",'
        '"priceCurrency":"VND","availability":"https://schema.org/InStock"}}</script></head>'
        f'<body><main><h1>{name}</h1><span class="price">185.000₫</span>{_FILLER}</main></body>'
        "</html>"
    )


async def _product(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    etag = f'"{number}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    text = product_page(number)
    return web.Response(text=text, content_type="text/html", headers={"ETag": etag})


async def _never(_request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


async def _robots(_request: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /gio-hang\n")


async def _serve(number: int, pipe: Connection) -> None:
    app = web.Application()
    app.router.add_get("/robots.txt", _robots)
    app.router.add_get("/p/{number}", _product)
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
