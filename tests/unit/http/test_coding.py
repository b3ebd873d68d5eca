"""Content codings: undone under the cap, refused when broken, left alone when unknown."""

import gzip
import zlib
from importlib import import_module
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.http.coding import ZSTD, CodingError, encodings, undone
from connectors.http.deadline import TooLargeError

MOST = 100_000
zstd = import_module(ZSTD)


def bare(body: bytes) -> bytes:
    worker = zlib.compressobj(wbits=-15)
    return worker.compress(body) + worker.flush()


@given(st.binary(max_size=2000))
def test_what_was_coded_comes_back(body: bytes) -> None:
    assert undone(gzip.compress(body), "gzip", MOST) == body
    assert undone(zlib.compress(body), "deflate", MOST) == body
    assert undone(bare(body), "deflate", MOST) == body
    assert undone(gzip.compress(zlib.compress(body)), "deflate, gzip", MOST) == body
    assert undone(body, "identity", MOST) == body


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bombs_stop_at_the_cap(coding: str) -> None:
    packed = gzip.compress(b"a" * 50_000_000) if coding == "gzip" else bare(b"a" * 50_000_000)
    with pytest.raises(TooLargeError):
        undone(packed, coding, MOST)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bytes_that_are_not_coded_so_are_refused(coding: str) -> None:
    with pytest.raises(CodingError):
        undone(b"<html>no such thing</html>", coding, MOST)


def test_brotli_is_undone_under_the_cap_where_it_is_offered() -> None:
    assert ("br" in encodings().split(", ")) == (find_spec("brotli") is not None)
    if "br" in encodings().split(", "):
        brotli = import_module("brotli")
        assert undone(brotli.compress("Chè".encode()), "br", MOST).decode() == "Chè"
        with pytest.raises(TooLargeError):
            undone(brotli.compress(b"a" * 5_000_000), "br", MOST)
        with pytest.raises(CodingError):
            undone(b"<html>no such thing</html>" * 9, "br", MOST)


def test_zstandard_is_undone_under_the_cap() -> None:
    assert "zstd" in encodings().split(", ")
    assert undone(zstd.compress("Chè".encode()), "zstd", MOST).decode() == "Chè"
    with pytest.raises(TooLargeError):
        undone(zstd.compress(b"a" * 5_000_000), "zstd", MOST)
    with pytest.raises(CodingError):
        undone(b"<html>no such thing</html>", "zstd", MOST)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_page_sent_in_several_members_is_whole(coding: str) -> None:
    """Half a page would be read as one that has lost its goods."""
    pack = gzip.compress if coding == "gzip" else zstd.compress
    assert undone(pack(b"<h1>Che") + pack(b" Shan</h1>"), coding, MOST) == b"<h1>Che Shan</h1>"
    assert undone(pack(b"<h1>Che</h1>") + b"\0\0\0", coding, MOST) == b"<h1>Che</h1>"
    with pytest.raises(TooLargeError):
        undone(pack(b"a" * MOST) + pack(b"b"), coding, MOST)
    with pytest.raises(CodingError):
        undone(pack(b"") * 1000, coding, MOST)


def test_unknown_codings_are_left_to_the_reader() -> None:
    assert undone(b"abc", "compress", MOST) == b"abc"
