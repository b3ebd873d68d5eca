"""The peer, in a process of its own: Scrapy finding and loading the JSON-LD of each page.

`python -m tests.bench.fetch_scrapy FOLDER_URL NUMBER [css]` prints CPU seconds, like `fetch_ours`
from the first page on; with `css` it takes name, price, status, title and address out by CSS
selectors instead.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

OPEN, CLOSE = b'<script type="application/ld+json">', b"</script>"
SETTINGS = {
    "LOG_ENABLED": False,
    "CONCURRENT_REQUESTS": 4,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
}


RULES = (
    "h1::text", ".price::text", ".stock::text", "button::text", "title::text",
    'meta[property="og:title"]::attr(content)', "link[rel=canonical]::attr(href)",
)  # fmt: skip


def run(url: str, number: int, *, css: bool) -> tuple[int, float]:
    """Crawl every page once; how many said that the goods are in stock, and the CPU seconds."""
    found: list[str] = []
    started: list[float] = []

    class Spider(scrapy.Spider):
        name = "bench"
        start_urls = [f"{url}/{n}" for n in range(number)]  # noqa: RUF012 - Scrapy's own way

        def parse(self, response: Any) -> Iterator[Any]:
            if not started:
                started.append(time.process_time())  # what starting costs is nobody's page
            if css:
                texts = [response.css(rule).get() for rule in RULES]
                found.extend(filter(None, texts[:1]))
                return
            body = response.body
            start = body.find(OPEN) + len(OPEN)
            product = json.loads(body[start : body.find(CLOSE, start)])
            if product["offers"]["availability"].endswith("InStock"):
                found.append(product["name"])
            yield from ()

    process = CrawlerProcess(SETTINGS)
    process.crawl(Spider)
    process.start()
    return len(found), time.process_time() - started[0]


if __name__ == "__main__":
    read, cpu = run(sys.argv[1], int(sys.argv[2]), css="css" in sys.argv[3:])
    sys.stdout.write(json.dumps({"cpu": cpu, "read": read}) + "\n")
