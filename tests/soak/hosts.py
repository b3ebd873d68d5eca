"""Five floors in a process of their own: goods, troubles, real removals, and so the truth."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from catalog.config import Settings
from catalog.hosts import host_of
from jobs.demo.sandbox import Control, control_token, sandbox_arguments

HANG, WALL, REDESIGN = "hang", "wall", "redesign"
ROLES = (
    ("steady", ""),
    ("plain", ""),
    ("hanging", HANG),
    ("walled", WALL),
    ("redesigned", REDESIGN),
)
RULES = {
    # Ways of stating data and of saying "unchanged" differ, so that all of the reader is at work.
    "steady": {"shape": "jsonld"},
    "plain": {"shape": "text", "validators": "none"},
    "hanging": {"shape": "microdata", "gone": "410"},
    "walled": {"shape": "jsonld", "gone": "soft404"},
    "redesigned": {"shape": "opengraph"},
}
ROBOTS = "User-agent: *\nDisallow: /ban-hang\n"
TROUBLES: dict[str, dict[str, Any]] = {
    # Not even "unchanged" comes: a dripped body alone would leave the short looks well.
    HANG: {"kind": "delay", "seconds": 3.0},
    WALL: {"kind": "wall", "skip": 5},
}
_GOODS = ("Chè Shan tuyết", "Mật ong bạc hà", "Gạo Séng Cù", "Miến dong", "Tinh dầu quế")


@dataclass(slots=True)
class Floor:
    """One host: its goods by SKU, and which of them were really taken down."""

    name: str
    trouble: str
    url: str
    control: Control
    shop_id: int = 0
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        """`address:port`, the unit of politeness and of incidents."""
        return host_of(self.url)

    def fill(self, number: int) -> None:
        """Put that many goods on show."""
        self.control.post("/rules", {"robots": ROBOTS, **RULES[self.name]})
        shop = self.control.post("/shops", {"name": f"HTX {self.name}", "kind": "producer"})
        self.shop_id = shop["shop_id"]
        rows = [
            {
                "sku": f"{self.name}-{n}",
                "name": f"{_GOODS[n % len(_GOODS)]} {self.name} {n}",
                "price": 50_000 + n * 1000,
                "stock": 20,
                "description": "Đóng gói tại hợp tác xã.",
            }
            for n in range(number)
        ]
        done = self.control.post("/upload", {"shop_id": self.shop_id, "rows": rows})
        names = {row["sku"]: row["name"] for row in rows}
        self.items = {one["sku"]: one | {"name": names[one["sku"]]} for one in done["accepted"]}

    def take_down(self, number: int) -> None:
        """Really remove some goods, spread over the shop."""
        known = sorted(set(self.items) - self.removed)
        for sku in known[:: max(1, len(known) // number)][:number]:
            self.control.post(f"/items/{self.items[sku]['item_id']}", {"status": "removed"})
            self.removed.add(sku)

    def begin_trouble(self) -> None:
        """Hang, wall or change beyond recognition; a healthy host goes on."""
        if self.trouble == REDESIGN:
            self.control.post("/rules", {"theme": "C"})
        elif self.trouble:
            self.control.post("/faults", {"match": "/p/", **TROUBLES[self.trouble]})

    def end_trouble(self) -> None:
        """As before; a redesign stays one, now with pages that can be read."""
        if self.trouble == REDESIGN:
            self.control.post("/rules", {"theme": "B"})
        else:
            self.control.delete("/faults")


@contextmanager
def open_floors(settings: Settings) -> Iterator[list[Floor]]:
    """Start the floors; the first stands on the configured port, the others on free ones."""
    more = ("--floors", str(len(ROLES)), "--moderation-seconds", "0")
    command = [sys.executable, "-m", "connectors.sandbox", *sandbox_arguments(settings), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            urls = json.loads(line)["floor_urls"]
            token = control_token(settings)
            yield [
                Floor(name, trouble, url, Control(url, token))
                for (name, trouble), url in zip(ROLES, urls, strict=True)
            ]
        finally:
            process.terminate()
