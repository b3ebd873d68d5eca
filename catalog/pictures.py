"""Product pictures as people upload them: distrusted, turned upright, made small, drawn anew.

What is stored is always a JPEG that we wrote: no EXIF (place, telephone) and nothing of the
file's own bytes gets to the public. Files are named by their content and never change.
"""

import hashlib
import io
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from catalog.errors import ChoPhienError

FOLDER = "pictures"
"""Inside `data_dir`; `Product.picture` is a name in it."""

MIB = 1024 * 1024
MOST_BYTES = 10 * MIB
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By format: a JPEG is unpacked at a fraction of its size, the others whole (100 MB for 25)."""

LEAST_SIDE, LONGEST_SIDE = 300, 1600
QUALITY = 85
KEPT_UNUSED = timedelta(days=7)
"""A picture that no product has any more stays so long: a page may still show it."""


class PictureError(ChoPhienError):
    """A file that is no usable picture; the text says what to do instead."""

    code = "picture_invalid"


def redraw(content: bytes) -> bytes:
    """The upload as a JPEG of our own, at most 1600 pixels a side, without any metadata.

    Raises PictureError for a file that is too large, not a JPEG, PNG or WebP, damaged, too small
    to be seen (under 300 pixels) or of more pixels than `MOST_PIXELS`.
    """
    if len(content) > MOST_BYTES:
        raise PictureError(f"Ảnh lớn hơn {MOST_BYTES // MIB} MB: chụp ở cỡ nhỏ hơn rồi tải lại")
    if content[4:8] == b"ftyp":
        raise PictureError("Ảnh HEIC hoặc phim không dùng được: lưu thành JPG rồi tải lại")
    try:
        return _redrawn(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(_too_many()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise PictureError("Tệp không phải ảnh JPG, PNG, WebP, hoặc ảnh bị hỏng") from None


def _redrawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=tuple(MOST_PIXELS)) as opened:
        # The size stands in the header: nothing was unpacked yet.
        if opened.width * opened.height > MOST_PIXELS[opened.format or ""]:
            raise PictureError(_too_many())
        if min(opened.size) < LEAST_SIDE:
            raise PictureError(f"Ảnh quá nhỏ: cần ít nhất {LEAST_SIDE} điểm ảnh mỗi chiều")
        # Made small first: turning a large picture would hold it twice.
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        _on_white(ImageOps.exif_transpose(opened)).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: marketplaces show it black."""
    if picture.mode == "RGB":
        return _bare(picture)
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _bare(picture: Image.Image) -> Image.Image:
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _too_many() -> str:
    most = ", ".join(f"{form} {limit // 1_000_000}" for form, limit in MOST_PIXELS.items())
    return f"Ảnh quá nhiều điểm ảnh: chụp ở cỡ nhỏ hơn (nhiều nhất, triệu điểm: {most})"


def keep(data_dir: Path, jpeg: bytes) -> str:
    """Store a redrawn picture; returns its name. The same picture is stored once."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{hashlib.sha256(jpeg).hexdigest()[:32]}.jpg"
    half = file.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    half.write_bytes(jpeg)
    # A reader sees the whole file or none; rewriting also makes its time today's.
    half.replace(file)
    return file.name


def remove_unused(data_dir: Path, used: Collection[str], now: datetime) -> int:
    """Delete what no product has had for a week; returns how many files went."""
    folder, before = data_dir / FOLDER, (now - KEPT_UNUSED).timestamp()
    if not folder.is_dir():
        return 0
    old = [
        file
        for file in folder.iterdir()
        if file.is_file() and file.name not in used and file.stat().st_mtime < before
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
