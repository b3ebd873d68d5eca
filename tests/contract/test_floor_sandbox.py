"""The whole way of a floor without an API: pack, a person's upload, the public page read back."""

import asyncio
from typing import Any

import httpx
import pytest

from catalog.config import FloorSettings
from catalog.contract import ListingRef, Seen
from catalog.models import utc_now
from catalog.status import Observed
from connectors.floor.observe import observe_page
from connectors.floor.pack import export_pack
from connectors.http.page import PageFetcher
from connectors.http.robots import RobotsBook
from tests.contract.stage import Stage, draft

AGENT = "ChoPhien/0.1 (+ocop@example.vn)"


class Floor:
    """The sandbox's floor with one shop."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.url = stage.sandbox.floor_url
        self.shop_id = self.control("/shops", {"name": "Gian hàng bưu điện"})["shop_id"]

    def control(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        headers = {"X-Control-Token": self.stage.sandbox.control_token}
        with httpx.Client(headers=headers, trust_env=False) as client:
            answer = client.post(f"{self.url}/_control{path}", json=body, **more)
        answer.raise_for_status()
        return answer.json()

    def look(self, path: str) -> Seen:
        """Read the page as the observing job does."""

        async def whole() -> Seen:
            place = self.url.removeprefix("http://")
            async with PageFetcher(user_agent=AGENT, hosts=[], allowed=[place]) as fetcher:
                url = f"{self.url}{path}"
                book = RobotsBook(fetcher.fetch, AGENT, utc_now)
                assert (await book.verdict(url)).allowed
                listing = ListingRef(1, "LC-0001", None, url, draft().name)
                return observe_page(await fetcher.fetch(url), listing, utc_now())

        return asyncio.run(whole())


@pytest.fixture
def floor(stage: Stage) -> Floor:
    return Floor(stage)


@pytest.mark.parametrize("sheet", ["san-pham.csv", "san-pham.xlsx"])
def test_a_pack_that_a_person_uploads_is_seen_on_the_page(floor: Floor, sheet: str) -> None:
    folder = floor.stage.settings.data_dir / "packs"
    pack = export_pack([draft()], FloorSettings(), folder)
    answer = floor.control(
        "/upload",
        data={"shop_id": str(floor.shop_id)},
        files={"file": (sheet, (pack.folder / sheet).read_bytes())},
    )
    (accepted,) = answer["accepted"]
    path = accepted["url"].removeprefix(floor.url)
    assert floor.look(path).status is Observed.NOT_FOUND
    floor.stage.control("/clock", {"advance": 90_000})
    seen = floor.look(path)
    assert seen.status is Observed.LIVE
    assert seen.price_vnd == 285_000
    for kind in ("wall", "shell", "drop_before", "status", "truncate"):
        # A cut connection is tried once more by the HTTP library itself.
        times = 2 if kind == "drop_before" else 1
        floor.control("/faults", {"kind": kind, "match": "/p/", "count": times})
        look = floor.look(path)
        assert look.status is Observed.UNKNOWN, (kind, look)
    floor.control(f"/items/{accepted['item_id']}", {"stock": 0})
    assert floor.look(path).status is Observed.LIVE_OUT_OF_STOCK
