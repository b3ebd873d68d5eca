"""Drawn sample pictures: a calm still life by kind over a brocade (thổ cẩm) band.

Nothing is photographed and no font is needed beyond Pillow's own, which lacks Vietnamese marks:
the two marks of the label “ảnh mẫu” are drawn by hand.
"""

import hashlib
import io
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = 800
_INDIGO, _PAPER, _GOLD, _RED = "#27306b", "#f7f3ea", "#c9962c", "#a63a2e"
_PALETTES = (
    ("#5d7f4f", "#8fae74", "#3f5a38"),
    ("#b0743c", "#d9a566", "#7c4d24"),
    ("#7a4a63", "#a97791", "#542f43"),
    ("#4b7787", "#86adb8", "#31525e"),
    ("#a8553f", "#d08a6f", "#74372a"),
)
Draw = ImageDraw.ImageDraw
Palette = tuple[str, str, str]


def draw_picture(kind: str, sku: str) -> bytes:
    """A JPEG of 800×800 pixels; the same kind and SKU give the same picture."""
    dice = hashlib.sha256(b"chophien picture" + sku.encode()).digest()
    image = Image.new("RGB", (SIZE, SIZE), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.ellipse((110, 90, 690, 670), fill="#ece3cf")
    draw.ellipse((190, 560, 610, 640), fill="#d8ccb2")
    _FORMS.get(kind, _package)(draw, _PALETTES[dice[0] % len(_PALETTES)])
    _brocade(draw, dice)
    _label(draw)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _leaves(draw: Draw, colours: Palette) -> None:
    _package(draw, colours)
    for turn, left in enumerate((300, 380, 460)):
        draw.chord((left, 330, left + 90, 470), 200 + 20 * turn, 380 + 20 * turn, fill=colours[2])
    draw.line((345, 520, 455, 360), fill=colours[2], width=8)


def _bottle(draw: Draw, colours: Palette) -> None:
    draw.rounded_rectangle((310, 280, 490, 610), 36, fill=colours[0])
    draw.rectangle((365, 170, 435, 300), fill=colours[0])
    draw.rounded_rectangle((355, 140, 445, 190), 10, fill=colours[2])
    draw.rectangle((310, 380, 490, 520), fill=_PAPER)
    draw.ellipse((365, 415, 435, 485), fill=_GOLD)


def _jar(draw: Draw, colours: Palette) -> None:
    draw.rounded_rectangle((260, 260, 540, 610), 50, fill=colours[1])
    draw.rounded_rectangle((250, 200, 550, 280), 16, fill=colours[2])
    draw.rectangle((260, 370, 540, 510), fill=_PAPER)
    draw.ellipse((360, 400, 440, 480), fill=colours[0])


def _sack(draw: Draw, colours: Palette) -> None:
    draw.polygon([(270, 300), (530, 300), (580, 610), (220, 610)], fill=colours[1])
    draw.polygon([(300, 200), (500, 200), (530, 300), (270, 300)], fill=colours[0])
    draw.line((265, 300, 535, 300), fill=_RED, width=14)
    for x in range(330, 480, 35):
        draw.ellipse((x, 430, x + 16, 466), fill=_PAPER)


def _fruit(draw: Draw, colours: Palette) -> None:
    for left, top in ((220, 380), (400, 380), (310, 260)):
        draw.ellipse((left, top, left + 200, top + 200), fill=colours[0])
        draw.ellipse((left + 40, top + 30, left + 90, top + 80), fill=colours[1])
        draw.line((left + 100, top + 10, left + 112, top - 30), fill=colours[2], width=10)


def _fish(draw: Draw, colours: Palette) -> None:
    draw.ellipse((190, 330, 560, 500), fill=colours[0])
    draw.polygon([(540, 415), (650, 330), (650, 500)], fill=colours[2])
    draw.chord((280, 290, 460, 420), 180, 360, fill=colours[2])
    draw.ellipse((245, 385, 273, 413), fill=_PAPER)


def _plate(draw: Draw, colours: Palette) -> None:
    draw.ellipse((180, 400, 620, 620), fill=colours[2])
    draw.ellipse((210, 400, 590, 580), fill=_PAPER)
    for left in (260, 340, 420):
        draw.rounded_rectangle((left, 400, left + 110, 520), 40, fill=colours[0])
        draw.line((left + 20, 430, left + 90, 430), fill=colours[1], width=10)


def _cloth(draw: Draw, colours: Palette) -> None:
    draw.rectangle((230, 180, 570, 610), fill=_INDIGO)
    for top in range(210, 600, 70):
        for left in range(240, 560, 54):
            draw.polygon(_diamond(left + 24, top + 24, 24), fill=colours[1])
            draw.polygon(_diamond(left + 24, top + 24, 10), fill=_GOLD)


def _house(draw: Draw, colours: Palette) -> None:
    draw.polygon([(400, 170), (640, 360), (160, 360)], fill=colours[2])
    draw.rectangle((220, 360, 580, 520), fill=colours[1])
    for left in (230, 390, 550):
        draw.rectangle((left, 520, left + 22, 610), fill=colours[0])
    draw.rectangle((360, 410, 440, 520), fill=colours[0])


def _package(draw: Draw, colours: Palette) -> None:
    draw.rounded_rectangle((250, 200, 550, 610), 18, fill=colours[0])
    draw.rectangle((250, 250, 550, 280), fill=colours[2])
    draw.rounded_rectangle((290, 330, 510, 540), 14, fill=_PAPER)


_FORMS: dict[str, Callable[[Draw, Palette], None]] = {
    "tea": _leaves,
    "herbal": _leaves,
    "vegetable": _leaves,
    "liquor": _bottle,
    "honey": _jar,
    "spice": _jar,
    "rice": _sack,
    "coffee": _sack,
    "fruit": _fruit,
    "fish": _fish,
    "meat": _plate,
    "noodle": _plate,
    "textile": _cloth,
    "tourism": _house,
}


def _brocade(draw: Draw, dice: bytes) -> None:
    draw.rectangle((0, 690, SIZE, SIZE), fill=_INDIGO)
    colours = (_GOLD, _RED, "#e8dcc0", "#4f7f6b")
    for number, left in enumerate(range(0, SIZE, 50)):
        outer = colours[(number + dice[1]) % len(colours)]
        inner = colours[(number + dice[2] + 1) % len(colours)]
        draw.polygon(_diamond(left + 25, 745, 25), fill=outer)
        draw.polygon(_diamond(left + 25, 745, 12), fill=inner if inner != outer else _INDIGO)
    for top in (696, 788):
        draw.line((0, top, SIZE, top), fill=_GOLD, width=4)


def _diamond(x: int, y: int, half: int) -> list[tuple[int, int]]:
    return [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]


@lru_cache(maxsize=1)
def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(34)


def _label(draw: Draw) -> None:
    """“ảnh mẫu” in the corner: letters by font, the hook and the circumflex-tilde by hand."""
    left, top = 610, 36
    draw.rounded_rectangle((left - 22, top - 14, 786, top + 62), 14, fill="#ffffff")
    draw.text((left, top + 8), "anh mau", font=_font(), fill=_INDIGO)
    hook = left + 10
    draw.arc((hook - 6, top, hook + 6, top + 12), 180, 90, fill=_INDIGO, width=3)
    draw.line((hook, top + 11, hook, top + 15), fill=_INDIGO, width=3)
    hat = left + int(draw.textlength("anh m", font=_font())) + 9
    draw.line((hat - 8, top + 16, hat, top + 9, hat + 8, top + 16), fill=_INDIGO, width=3)
    tilde = [(hat - 9, top + 5), (hat - 4, top + 1), (hat + 3, top + 5), (hat + 8, top + 1)]
    draw.line(tilde, fill=_INDIGO, width=3, joint="curve")
