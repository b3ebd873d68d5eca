"""Pictures as people upload them: what is taken, how it is redrawn, what is refused and why."""

import io
import os
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from catalog import pictures
from catalog.models import utc_now
from catalog.pictures import PictureError

ORIENTATION, GPS = 0x0112, 0x8825


def _file(form: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, form)
    return out.getvalue()


def _opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def _png_of(width: int, height: int) -> bytes:
    """A tiny PNG that says it is that large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b""
    for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 99)), (b"IEND", b"")):
        body += struct.pack(">I", len(data)) + name + data
        body += struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(form: str) -> None:
    shown = _opened(pictures.redraw(_file(form, (3000, 2000))))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (1600, 1067))


def test_it_stands_upright_and_says_nothing_of_the_place_or_telephone() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Telephone"
    exif[GPS] = {1: "N", 2: (TiffImagePlugin.IFDRational(22), 0, 0)}
    out = io.BytesIO()
    comment = b"secret comment"
    Image.new("RGB", (3200, 1600)).save(out, "JPEG", exif=exif, comment=comment)
    redrawn = pictures.redraw(out.getvalue())
    shown = _opened(redrawn)
    assert shown.size == (800, 1600)
    assert dict(shown.getexif()) == {}
    assert {"exif", "comment", "icc_profile"}.isdisjoint(shown.info)
    assert b"Telephone" not in redrawn
    assert comment not in redrawn


def test_what_is_clear_becomes_white() -> None:
    shown = _opened(pictures.redraw(_file("PNG", mode="RGBA")))
    assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "I;16", "1"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    assert _opened(pictures.redraw(_file("PNG", mode=mode))).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "không phải ảnh"),
        (b"GIF89a" + b"\0" * 50, "không phải ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh"),
        (b"\xff\xd8\xff\xe0 no more", "không phải ảnh"),
        (_file()[:400], "không phải ảnh"),
        (_file("GIF"), "không phải ảnh"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (_file(size=(800, 299)), "quá nhỏ"),
        (_png_of(5_000, 5_001), "quá nhiều điểm ảnh"),
        (_png_of(10_000, 9_000), "quá nhiều điểm ảnh"),
        (_png_of(60_000, 60_000), "quá nhiều điểm ảnh"),
        (_file() + b"\0" * pictures.MOST_BYTES, "10 MB"),
    ],
)
def test_what_is_no_usable_picture_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(PictureError, match=why) as refused:
        pictures.redraw(content)
    assert refused.value.code == "picture_invalid"


@given(st.binary(max_size=60), st.integers(0, 600))
def test_a_damaged_file_is_drawn_or_refused(noise: bytes, at: int) -> None:
    whole = _file("PNG", (300, 300))
    try:
        redrawn = pictures.redraw(whole[:at] + noise + whole[at + len(noise) :])
    except PictureError:
        return
    assert _opened(redrawn).format == "JPEG"


def test_a_name_is_its_content(tmp_path: Path) -> None:
    one, two = pictures.redraw(_file()), pictures.redraw(_file(size=(500, 500)))
    names = [pictures.keep(tmp_path, jpeg) for jpeg in (one, one, two)]
    assert names[0] == names[1] != names[2]
    assert (tmp_path / "pictures" / names[0]).read_bytes() == one
    assert len(list((tmp_path / "pictures").iterdir())) == 2


def test_a_picture_goes_a_week_after_its_last_use(tmp_path: Path) -> None:
    used, fresh, old = (
        pictures.keep(tmp_path, pictures.redraw(_file(size=(300 + n, 300)))) for n in range(3)
    )
    now = utc_now()
    long_ago = (now - timedelta(days=8)).timestamp()
    for name in (used, old):
        os.utime(tmp_path / "pictures" / name, (long_ago, long_ago))
    assert pictures.remove_unused(tmp_path, {used}, now) == 1
    assert {file.name for file in (tmp_path / "pictures").iterdir()} == {used, fresh}
    assert pictures.remove_unused(tmp_path / "none", set(), now) == 0
