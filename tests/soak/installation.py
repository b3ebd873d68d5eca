"""An installation of its own, with a database and a real worker process."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog.config import Settings, load_settings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.models import Channel, Shop
from catalog.status import Intent, Observed
from jobs.engine.process import Child, ChildSpec
from tests.soak.hosts import Floor
from tests.support import facts
from tests.support.network import free_port

CHANNEL = "buudien"
GAP = 0.5
"""Seconds between two requests to a host: quicker than anybody should be, for many looks."""

CONFIG = """\
mode = "demo"
data_dir = "var"
[sandbox]
shopee_port = {shopee}
floor_port = {floor}
[schedule]
plan_push = 86400
observe_api = 86400
observe_page = 2
token_refresh = 86400
certificate_watch = 86400
housekeeping = 86400
[http]
page_gap_seconds = {gap}
page_deadline_seconds = 1
stop_seconds = 20
sleep_seconds = 2
private_hosts = [{private}]
[cadence]
soon_seconds = 1
usual_seconds = 1
longest_seconds = 1
retry_seconds = 1
probe_seconds = 10
full_seconds = 60
pages_per_host_per_day = 1000000
"""


def configure(folder: Path) -> Settings:
    """Settings in a file that this process and the worker read; nothing of the caller's own."""
    for name in [name for name in os.environ if name.startswith("CHOPHIEN_")]:
        del os.environ[name]
    file = folder / "config.toml"
    ports = {"shopee": free_port(), "floor": free_port(), "gap": GAP}
    file.write_text(CONFIG.format(private="", **ports), encoding="utf-8")
    os.environ["CHOPHIEN_CONFIG"] = str(file)
    return load_settings()


def permit(settings: Settings, floors: Sequence[Floor]) -> None:
    """Let the worker read the floors on ports that were not known before."""
    file = Path(os.environ["CHOPHIEN_CONFIG"])
    private = ", ".join(f'"{floor.host}"' for floor in floors)
    ports = settings.sandbox
    text = CONFIG.format(shopee=ports.shopee_port, floor=ports.floor_port, gap=GAP, private=private)
    file.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Installation:
    """The database, the running worker, and what became of it."""

    database: Database
    worker: Child
    log: Path

    def watch(self, floors: Sequence[Floor]) -> dict[int, tuple[Floor, str]]:
        """Put the floors' goods into the catalog; listing id → floor and SKU."""
        known: dict[int, tuple[Floor, str]] = {}
        with self.database.write() as session:
            if session.get(Channel, CHANNEL) is None:
                session.add(Channel(kind=CHANNEL, label="Sàn không có API"))
                session.flush()
            for floor in floors:
                shop = Shop(channel=CHANNEL, name=floor.name, external_id=floor.name)
                session.add(shop)
                session.flush()
                for number, (sku, item) in enumerate(floor.items.items()):
                    producer = f"HTX {floor.name} {number % 7}"
                    product = facts.add_product(session, item["name"], producer)
                    listing = facts.add_listing(session, product, shop, Observed.UNKNOWN)
                    listing.seller_sku, listing.public_url = sku, item["url"]
                    listing.intent = Intent.LIST
                    known[listing.id or 0] = (floor, sku)
        return known


@contextmanager
def running(settings: Settings) -> Iterator[Installation]:
    """A migrated, empty database and a worker process that observes."""
    log = settings.data_dir / "log" / "worker.log"
    database = Database(settings.database_url)
    upgrade(database)
    worker = Child(ChildSpec("worker", "Tiến trình làm việc", "jobs.cli.main", ("worker",), log))
    worker.start()
    try:
        yield Installation(database, worker, log)
    finally:
        worker.ask_to_stop()
        if not worker.wait(20):
            worker.kill()
        database.dispose()
