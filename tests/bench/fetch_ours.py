"""Our way, in a process of its own: fetched and read as the jobs do it.

`python -m tests.bench.fetch_ours FOLDER_URL NUMBER` prints CPU seconds.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from catalog.contract import ListingRef
from catalog.models import utc_now
from catalog.status import Observed
from catalog.validators import Grounds
from connectors.http.page import PageFetcher
from jobs import reading

ONE = Grounds("ours")


async def whole(url: str, number: int, lanes: int = 4) -> int:
    """Fetch and read every page, a few at a time; how many were read as on sale."""
    waiting = list(range(number))
    place = urlsplit(url).netloc
    live = 0
    async with PageFetcher(user_agent="ChoPhien/0.1", hosts=[], allowed=[place]) as fetcher:

        async def lane() -> None:
            nonlocal live
            while waiting:
                n = waiting.pop()
                name = f"Chè Shan tuyết {n}"
                ref = ListingRef(n, f"OCOP-{n}", public_url=f"{url}/{n}", title=name)
                page = await fetcher.fetch(ref.public_url or "")
                seen = reading.judge(page, ref, ONE, utc_now()).seen
                live += seen.status is Observed.LIVE

        await asyncio.gather(*(lane() for _ in range(lanes)))
    return live


if __name__ == "__main__":
    started = time.process_time()
    read = asyncio.run(whole(sys.argv[1], int(sys.argv[2])))
    cpu = time.process_time() - started
    sys.stdout.write(json.dumps({"cpu": cpu, "read": read}) + "\n")
