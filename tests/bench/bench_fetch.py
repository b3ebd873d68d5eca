"""What looking at pages costs: unchanged pages, CPU beside Scrapy, hosts beside one that hangs.

Run: `python -m tests.bench.bench_fetch`. Every figure to be trusted is a ratio of one run; nothing
is asserted. Scrapy (extra `bench`) is measured when installed.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from sqlmodel import select

from catalog import page_watch
from catalog.config import CadenceSettings, HttpSettings, Settings
from catalog.contract import ListingRef
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.models import Listing, utc_now
from catalog.page_watch import Told, Watched
from catalog.status import Observed
from catalog.validators import Grounds
from connectors.http.clock import Clock
from connectors.http.page import PageFetcher
from jobs import reading
from jobs.pages import Pages
from tests.bench.opened import national_database
from tests.bench.page_host import HANGS, STRUCTURED, UNSTRUCTURED, hosting
from tests.bench.ratios import missing, tell

PAGES = 1000
HOSTS, PAGES_A_HOST, GAP = 6, 12, 0.25
USER_AGENT = "ChoPhien/0.1 (+bench)"
# What is done with a page that was fetched: the peer's own work, and ours with all its doubts.
_SCANNED, _TAKEN_OUT = "ours, JSON-LD scan", "ours, the same facts"
_JUDGED, _JUDGED_PLAIN = "ours, judged", "ours without data, judged"
_SCAN, _CSS, _CSS_PLAIN = "Scrapy, JSON-LD scan", "Scrapy, CSS", "Scrapy without data, CSS"
_BESIDE = (
    (_SCAN, _SCANNED, 4), (_CSS, _SCANNED, 9), (_CSS_PLAIN, _TAKEN_OUT, 3),
    (_SCAN, _JUDGED, 4), (_CSS, _JUDGED, 9), (_CSS_PLAIN, _JUDGED_PLAIN, 3),
)  # fmt: skip


def say(text: str) -> None:
    """One line of the result."""
    sys.stdout.write(text + "\n")


def listing(number: int, url: str) -> ListingRef:
    """A page to look at."""
    return ListingRef(number, f"OCOP-{number}", public_url=url, title=f"Chè Shan tuyết {number}")


async def passes(url: str) -> None:
    """The same pages twice: read whole, then confirmed by 304; parses are counted."""
    refs = [listing(n, f"{url}/p/{n}") for n in range(PAGES)]
    kept: dict[int, Grounds] = {}
    place = url.removeprefix("http://")
    async with PageFetcher(user_agent=USER_AGENT, hosts=[], allowed=[place]) as fetcher:
        for name in ("whole", "unchanged"):
            rungs: Counter[str] = Counter()
            started = time.process_time()
            for ref in refs:
                grounds = kept.get(ref.listing_id, Grounds("ours"))
                page = await fetcher.fetch(ref.public_url or "", known=reading.known(grounds))
                looked = reading.judge(page, ref, grounds, utc_now())
                rungs[looked.rung.value if looked.rung else "none"] += 1
                kept[ref.listing_id] = Grounds("ours", looked.keep)
                if looked.seen.status is not Observed.LIVE:
                    raise SystemExit(f"page {ref.listing_id} was read as {looked.seen.status}")
            cpu = (time.process_time() - started) / PAGES * 1000
            parsed = PAGES - rungs["none"]
            say(f"{name:<12}{cpu:8.3f} ms CPU a page, {parsed} of {PAGES} parsed, {dict(rungs)}")
        tell("fetch: pages parsed in a pass of 304 / pages", parsed / PAGES, 0, at_most=True)


def ours(folder: str, *way: str) -> float:
    """CPU milliseconds a page of our fetch and read, in a process of its own."""
    return _cpu_of([sys.executable, "-m", "tests.bench.fetch_ours", folder, str(PAGES), *way])


def scrapy(folder: str, *mode: str) -> float:
    """CPU milliseconds a page of Scrapy, by JSON-LD or (`css`) by selectors."""
    return _cpu_of([sys.executable, "-m", "tests.bench.fetch_scrapy", folder, str(PAGES), *mode])


def _cpu_of(command: Sequence[str]) -> float:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    if answer["read"] != PAGES:
        raise SystemExit(f"{command[2]} read {answer['read']} of {PAGES} pages")
    return float(answer["cpu"]) / PAGES * 1000


def beside_scrapy(url: str, rounds: int = 3) -> None:
    """Interleaved rounds, medians."""
    if find_spec("scrapy") is None:
        missing("fetch and read: Scrapy / ours", "Scrapy is not installed (extra `bench`)")
        return
    data, plain = f"{url}/{STRUCTURED}", f"{url}/{UNSTRUCTURED}"
    runs: dict[str, Callable[[], float]] = {
        _SCANNED: lambda: ours(data, "scan"),
        _JUDGED: lambda: ours(data),
        _TAKEN_OUT: lambda: ours(plain, "facts"),
        _JUDGED_PLAIN: lambda: ours(plain),
        _SCAN: lambda: scrapy(data),
        _CSS: lambda: scrapy(data, "css"),
        _CSS_PLAIN: lambda: scrapy(plain, "css"),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    cost = {name: statistics.median(each) for name, each in times.items()}
    for name, each in cost.items():
        say(f"{name:<44}{each:8.2f} ms CPU a page")
    for peer, own, target in _BESIDE:
        tell(f"{peer} / {own}", cost[peer] / cost[own], target)


@contextmanager
def scratch(private: list[str]) -> Iterator[tuple[Settings, Database]]:
    """Settings and a migrated database, thrown away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            http=HttpSettings(page_gap_seconds=GAP, page_deadline_seconds=5, private_hosts=private),
        )
        database = Database(settings.database_url)
        upgrade(database)
        yield settings, database
        database.dispose()


async def lanes(settings: Settings, database: Database, urls: Sequence[str]) -> dict[str, float]:
    """Every host in its lane, all at once; the seconds that each took."""
    pages = Pages(settings, database, Clock())

    async def lane(number: int, url: str) -> float:
        started = time.perf_counter()
        for page in range(PAGES_A_HOST):
            await pages.look(listing(number * 1000 + page, f"{url}/p/{page}"))
        return time.perf_counter() - started

    tasks = {url: asyncio.create_task(lane(n, url)) for n, url in enumerate(urls)}
    quick = [task for url, task in tasks.items() if HANGS not in url]
    await asyncio.wait(quick)
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    await pages.close()
    return {url: task.result() for url, task in tasks.items() if HANGS not in url}


def beside_a_hanging_host(rounds: int = 3) -> None:
    """The pace of five hosts alone, and beside a sixth that never finishes an answer."""
    with hosting(HOSTS) as places:
        quick, hanging = places[1:], places[0]
        private = [place.removeprefix("http://") for place in places]
        times: dict[bool, list[float]] = {False: [], True: []}
        for hangs in [False, True] * rounds:
            urls = [f"{hanging}/{HANGS}", *quick] if hangs else quick
            with scratch(private) as (settings, database):
                found = asyncio.run(lanes(settings, database, urls))
            times[hangs] += found.values()
    alone, beside = (statistics.median(times[hangs]) for hangs in (False, True))
    say(
        f"{len(quick)} hosts alone {alone:.2f} s, beside a hanging one {beside:.2f} s: "
        f"{beside / alone:.3f}×"
    )
    tell("fetch: hosts beside a hanging one / alone (seconds)", beside / alone, 1.1, at_most=True)


def turns() -> None:
    """The due-table at national size: filling it, choosing the next turn, writing it."""
    now, cadence = utc_now(), CadenceSettings()
    with national_database("sqlite", now) as database:
        with database.write() as session:
            for row in session.exec(select(Listing)):
                row.public_url = f"https://san-{row.shop_id // 5001}.vn/p/{row.id}.html"
        watched = Watched(main=[f"san_{n}" for n in range(10)])
        with database.write() as session:
            _timed(
                "fill the due-table (170,000)",
                lambda: page_watch.sync(session, page_watch.stale(session, watched), cadence, now),
            )
            session.connection().exec_driver_sql("ANALYZE")
        with database.read() as session:
            _timed(
                "compare with the listings (reading)", lambda: page_watch.stale(session, watched)
            )
            nothing = page_watch.stale(session, watched)
        with database.write() as session:
            _timed(
                "sync with nothing new (writing)",
                lambda: page_watch.sync(session, nothing, cadence, now),
            )
        with database.read() as session:
            hosts = page_watch.hosts_due(session, now, 10**6)
            _timed(f"hosts due ({len(hosts)})", lambda: page_watch.hosts_due(session, now, 10**6))
            chosen = page_watch.choose(session, hosts[0], now, 10)
            _timed("choose a turn, all due", lambda: page_watch.choose(session, hosts[0], now, 10))
        with database.write() as session:
            told = [Told(one) for one in chosen]
            _timed("settle a turn", lambda: page_watch.settle(session, told, cadence, now))
        later = now - timedelta(days=1)
        with database.read() as session:
            _timed("choose a turn, none due", lambda: page_watch.choose(
                session, hosts[0], later, 10))  # fmt: skip


def _timed(label: str, work: object) -> None:
    started = time.perf_counter()
    if callable(work):
        work()
    say(f"{label:<40}{(time.perf_counter() - started) * 1000:10.1f} ms")


def main() -> None:
    """Everything, one after another."""
    with hosting(1) as (url,):
        asyncio.run(passes(url))
        beside_scrapy(url)
    beside_a_hanging_host()
    turns()


if __name__ == "__main__":
    main()
