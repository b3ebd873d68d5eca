"""Undoing content codings under a cap: a small answer may unpack to gigabytes.

The cap is given to the decompressor, so that nothing beyond it is ever unpacked. `br` and `zstd`
are offered and undone only where their packages are installed.
"""

import functools
import sys
import zlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from connectors.http.deadline import TooLargeError

ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
_EXTRA = (("br", "brotli"), ("zstd", ZSTD))
_GZIP_OR_ZLIB, _BARE_DEFLATE = 47, -15
_MOST_MEMBERS = 64
# What RFC 9659 allows a sender of HTTP: 8 MB of memory for one page.
_ZSTD_WINDOW_LOG = 23


class CodingError(ValueError):
    """A body is not coded as its header says."""


@functools.cache
def encodings() -> str:
    """Accept-Encoding: only what this installation can decode, else bytes are taken for text."""
    extra = [name for name, module in _EXTRA if find_spec(module) is not None]
    return ", ".join(["gzip", "deflate", *extra])


def undone(body: bytes, codings: str, most: int) -> bytes:
    """The body without its content codings, the last one undone first.

    An unknown coding stays as it is. Raises CodingError, or TooLargeError beyond `most` bytes.
    """
    for coding in reversed(codings.lower().split(",")):
        name = coding.strip()
        if name in {"gzip", "x-gzip", "deflate"} and body:
            body = _inflated(body, most)
        elif name in {"br", "zstd"} and name in encodings() and body:
            body = _unbrotlied(body, most) if name == "br" else _unzstandarded(body, most)
    return body


def _inflated(body: bytes, most: int) -> bytes:
    try:
        return _joined(lambda: zlib.decompressobj(_GZIP_OR_ZLIB), zlib.error, body, most)
    except CodingError:
        return _joined(lambda: zlib.decompressobj(_BARE_DEFLATE), zlib.error, body, most)


def _unzstandarded(body: bytes, most: int) -> bytes:
    zstd = import_module(ZSTD)
    options = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
    return _joined(lambda: zstd.ZstdDecompressor(options=options), zstd.ZstdError, body, most)


def _joined(open_one: Callable[[], Any], broken: type[Exception], body: bytes, most: int) -> bytes:
    """All members of a body one after the other: a server may send a page in several.

    What follows the last one and is none is padding.
    """
    plain = bytearray()
    for number in range(_MOST_MEMBERS):
        worker = open_one()
        try:
            plain += worker.decompress(body, most + 1 - len(plain))
        except broken as error:
            if number:
                break
            raise CodingError(str(error)) from error
        if len(plain) > most:
            raise TooLargeError(f"more than {most} bytes")
        body = worker.unused_data
        if not body:
            break
    else:
        raise CodingError(f"more than {_MOST_MEMBERS} members")
    return bytes(plain)


def _unbrotlied(body: bytes, most: int) -> bytes:
    brotli = import_module("brotli")
    worker = brotli.Decompressor()
    try:
        plain = bytes(worker.process(body, output_buffer_limit=most + 1))
    except brotli.error as error:
        raise CodingError(str(error)) from error
    if len(plain) > most or not worker.can_accept_more_data():
        raise TooLargeError(f"more than {most} bytes")
    return plain
