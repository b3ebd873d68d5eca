"""Our way, in a process of its own: fetched and read as the jobs do it.

`python -m tests.bench.fetch_ours FOLDER_URL NUMBER [scan|facts]` prints CPU seconds. `scan` does no
more with a page than the peer does: it reads the JSON-LD. `facts` takes name, price, status, title
and address out of pages without it. Neither judges anything.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from catalog.contract import ListingRef
from catalog.models import utc_now
from catalog.status import Observed
from catalog.validators import Grounds
from connectors.http.page import PageFetcher
from connectors.page import FetchedPage, Wanted
from connectors.page.availability import Stance
from connectors.page.decode import decode
from connectors.page.excerpt import excerpts
from connectors.page.jsonld import read_jsonld
from connectors.page.markup import Skeleton
from connectors.page.slicing import SCOPES
from connectors.page.sources import Sources
from jobs import reading

ONE = Grounds("ours")


def judged(page: FetchedPage, number: int) -> bool:
    """Whether the goods are on sale, by everything that the page says."""
    name = f"Chè Shan tuyết {number}"
    ref = ListingRef(number, f"OCOP-{number}", public_url=page.url, title=name)
    return reading.judge(page, ref, ONE, utc_now()).seen.status is Observed.LIVE


def scanned(page: FetchedPage, _number: int) -> bool:
    """Whether the JSON-LD says so, read as the first rung reads it."""
    graph, _ = read_jsonld(Skeleton(decode(page).body, page.low))
    offers = (offer for product in graph.products for offer in product.offers)
    return any(offer.stance is Stance.IN for offer in offers)


def taken_out(page: FetchedPage, _number: int) -> bool:
    """Whether the product's block has a name, a price and words of goods in stock."""
    skeleton = Skeleton(decode(page).body, page.low)
    src = Sources(page, Wanted(), skeleton)
    src.parse(next(excerpts(skeleton, SCOPES)))
    sight = src.parsed.sight if src.parsed is not None else None
    told = sight is not None and sight.facts.stance is Stance.IN and sight.facts.has_price
    return bool(told and src.heading and skeleton.title and (src.canonical or src.opengraph.title))


Way = Callable[[FetchedPage, int], bool]
WAYS: dict[str, Way] = {"whole": judged, "scan": scanned, "facts": taken_out}


async def look(fetcher: PageFetcher, url: str, numbers: list[int], way: Way) -> int:
    """Fetch and read these pages, four at a time; how many were read as on sale."""
    live = 0

    async def lane() -> None:
        nonlocal live
        while numbers:
            n = numbers.pop()
            page = await fetcher.fetch(f"{url}/{n}")
            live += way(page, n)

    await asyncio.gather(*(lane() for _ in range(4)))
    return live


async def main(url: str, number: int, way: Way) -> None:
    """Print the CPU seconds of all pages but the first, which waits for everything to start."""
    place = urlsplit(url).netloc
    async with PageFetcher(user_agent="ChoPhien/0.1", hosts=[], allowed=[place]) as fetcher:
        live = await look(fetcher, url, [0], way)
        started = time.process_time()
        live += await look(fetcher, url, list(range(1, number)), way)
        cpu = time.process_time() - started
    sys.stdout.write(json.dumps({"cpu": cpu, "read": live}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), WAYS[(sys.argv[3:] or ["whole"])[0]]))
