"""CPU per page of the page reader against Scrapy; run `python -m tests.bench.bench_page`.

Parsing only, from bytes in memory: fetching is not part of it. All figures of one run come from
interleaved rounds in one process; trust the ratios, not the absolute figures. Scrapy comes with
the optional dependency group `bench`; without it only our own figures are printed.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable

from connectors.page import FetchedPage, RungCounter, Wanted, read
from tests.bench.ratios import missing, tell
from tests.pages import make

ROUNDS, COUNT, PADDING = 5, 100, 75
STRUCTURED = ("jsonld",)
MANY = 20_000

Reader = Callable[[FetchedPage], object]


def ours(page: FetchedPage) -> object:
    return read(page, Wanted())


def ours_full(page: FetchedPage) -> object:
    return read(page, Wanted(), full=True)


def scrapy_readers() -> dict[str, Reader]:
    """The same JSON-LD scan on a Scrapy response, and an extraction by CSS selectors."""
    try:
        from scrapy.http import HtmlResponse
    except ImportError:
        return {}

    def scan(page: FetchedPage) -> object:
        response = HtmlResponse(page.url, body=page.body, encoding="utf-8")
        blocks = response.css('script[type="application/ld+json"]::text').getall()
        return [json.loads(block) for block in blocks]

    def css(page: FetchedPage) -> object:
        response = HtmlResponse(page.url, body=page.body, encoding="utf-8")
        rules = (
            "h1::text", ".price::text", ".stock::text", "button::text", "title::text",
            'meta[property="og:title"]::attr(content)', "link[rel=canonical]::attr(href)",
        )  # fmt: skip
        return [response.css(rule).get() for rule in rules]

    return {"scrapy + JSON-LD scan": scan, "scrapy + CSS": css}


def seconds(reader: Reader, pages: Iterable[FetchedPage]) -> float:
    start = time.process_time()
    for page in pages:
        reader(page)
    return time.process_time() - start


def compare(*, dress: bool) -> dict[str, float]:
    """Milliseconds of CPU a page, median of the rounds; `dress` for pages of thousands of tags."""
    made = list(make(COUNT * 9, seed=3, padding=10 if dress else PADDING, plain=True, dress=dress))
    stocked = [m for m in made if m.truth.status == "in_stock"]
    data = [m.page for m in stocked if m.name.split("-")[1] in STRUCTURED]
    plain = [m.page for m in stocked if m.name.split("-")[1] == "oscar"][: len(data)]
    words = [m.page for m in made if m.name.split("-")[1] == "text"][: len(data) // 3]
    runs: dict[str, tuple[Reader, list[FetchedPage]]] = {
        "ours, JSON-LD": (ours, data),
        **{name: (reader, data) for name, reader in scrapy_readers().items()},
        "ours, no structured data": (ours, plain),
        "ours, words only": (ours, words),
        "ours, full parse forced": (ours_full, data[:30]),
    }
    size = sum(len(p.body) for p in data) / len(data) / 1000
    tags = sum(p.body.count(b"<") for p in data) / len(data)
    sys.stdout.write(
        f"{len(data)} pages of {size:.0f} KB and {tags:.0f} tags, {ROUNDS} interleaved rounds\n"
    )
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (reader, pages) in runs.items():
            times[name].append(seconds(reader, pages) / len(pages) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def peak_memory() -> float:
    """Peak resident megabytes after many pages of all shapes, traps included."""
    counter = RungCounter()
    for made in make(MANY, seed=4):
        read(made.page, made.want, counter=counter)
    shares = ", ".join(f"{rung} {n / MANY:.0%}" for rung, n in counter.counts.items())
    sys.stdout.write(f"{MANY} pages by rung: {shares}\n")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    if "--memory" in sys.argv:
        sys.stdout.write(f"peak memory {peak_memory():.0f} MB\n")
        return
    for kind, dress in (("dressed as by a shop's theme", True), ("bare, long texts", False)):
        sys.stdout.write(f"{kind}: ")
        figures = compare(dress=dress)
        own = figures["ours, JSON-LD"]
        for name, value in figures.items():
            sys.stdout.write(f"{name:28} {value:8.3f} ms a page   {value / own:6.1f} × ours\n")
        _tell(kind, figures)


def _tell(kind: str, figures: dict[str, float]) -> None:
    """The ratios of the issue, where the peer is installed."""
    own, plain = figures["ours, JSON-LD"], figures["ours, no structured data"]
    scan, css = figures.get("scrapy + JSON-LD scan"), figures.get("scrapy + CSS")
    if scan is None or css is None:
        missing("page: Scrapy / ours", "Scrapy is not installed (extra `bench`)")
        return
    tell(f"page ({kind}): Scrapy with the same JSON-LD scan / ours", scan / own, 4)
    tell(f"page ({kind}): Scrapy with CSS selectors / ours", css / own, 9)
    tell(f"page ({kind}): Scrapy with CSS / ours without structured data", css / plain, 3)


if __name__ == "__main__":
    main()
