"""Makes pages by number and seed; the same seed gives the same bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from connectors.page import FetchedPage, PageReading, Wanted
from tests.pages.dress import dressed
from tests.pages.goods import goods
from tests.pages.shapes import SHAPES
from tests.pages.tricks import TRICKS


@dataclass(frozen=True, slots=True)
class Made:
    """A page, what is looked for on it, and the truth (status, price, currency, title, picture)."""

    name: str
    page: FetchedPage
    want: Wanted
    truth: PageReading


def make(
    count: int, seed: int = 1, *, padding: int = 0, plain: bool = False, dress: bool = False
) -> Iterator[Made]:
    """`count` pages; every other one is an honest page, the rest take the traps in turn.

    `padding` adds about that many KB twice over; `plain` leaves the traps out; `dress` puts the
    menus, reviews and other goods of a real theme around each product.
    """
    shapes, tricks = list(SHAPES.items()), list(TRICKS.items())
    for number in range(count):
        rng = Random(f"{seed}-{number}")
        shape, write_page = shapes[number % len(shapes)]
        trick, lay = tricks[(number // 2) % len(tricks)] if number % 2 and not plain else tricks[0]
        product = goods(rng, number)
        text = write_page(product, rng, padding)
        page, want, truth = lay(product, rng, dressed(text, product, rng) if dress else text)
        yield Made(f"{number:06d}-{shape}-{trick}", page, want, truth)


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write the pages' bodies and `truth.json` (status, price, currency, title, picture)."""
    folder.mkdir(parents=True, exist_ok=True)
    truths = {}
    for made in make(count, seed):
        (folder / f"{made.name}.html").write_bytes(made.page.body)
        truths[made.name] = {
            "url": made.page.url, "status_code": made.page.status, "status": made.truth.status,
            "price": None if made.truth.price is None else str(made.truth.price),
            "currency": made.truth.currency, "title": made.truth.title,
            "picture": made.truth.picture,
        }  # fmt: skip
    text = json.dumps(truths, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text, "utf-8")
