"""Undoing content codings under a cap: a small answer may unpack to gigabytes.

The cap is given to the decompressor, so that nothing beyond it is ever unpacked. `br` and `zstd`
are offered and undone only where their packages are installed.
"""

import functools
import zlib
from importlib import import_module
from importlib.util import find_spec

from connectors.http.deadline import TooLargeError

_EXTRA = (("br", "brotli"), ("zstd", "zstandard"))
_GZIP_OR_ZLIB, _BARE_DEFLATE = 47, -15


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
        return _unzipped(body, _GZIP_OR_ZLIB, most)
    except zlib.error:
        pass
    try:
        return _unzipped(body, _BARE_DEFLATE, most)
    except zlib.error as error:
        raise CodingError(str(error)) from error


def _unzipped(body: bytes, bits: int, most: int) -> bytes:
    worker = zlib.decompressobj(bits)
    plain = worker.decompress(body, most + 1)
    if len(plain) > most:
        raise TooLargeError(f"more than {most} bytes")
    return plain


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


def _unzstandarded(body: bytes, most: int) -> bytes:
    zstandard = import_module("zstandard")
    try:
        plain = bytes(zstandard.ZstdDecompressor().stream_reader(body).read(most + 1))
    except zstandard.ZstdError as error:
        raise CodingError(str(error)) from error
    if len(plain) > most:
        raise TooLargeError(f"more than {most} bytes")
    return plain
