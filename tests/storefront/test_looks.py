"""The looks on a listing's page: equal ones in a row are one line, which opens without scripts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import utc_now
from catalog.observing import record
from catalog.status import Method, Observed
from storefront.formats import moment
from tests.support.market import Market


def see(database: Database, listing_id: int, *looks: tuple[datetime, dict[str, Any]]) -> None:
    seen = [
        Seen(
            listing_id, facts.pop("status", Observed.LIVE), at, Method.PAGE, 0.95,
            proof=Proof(f"luc {at}".encode(), "text/plain", "https://buudien.vn/p/1", 200), **facts,
        )
        for at, facts in looks
    ]  # fmt: skip
    with database.write() as session:
        record(session, seen, now=max(at for at, _ in looks))


def lines(browser: FlaskClient, market: Market) -> list[Tag]:
    page = BeautifulSoup(browser.get(f"/tin/{market.tea_listing}").text, "lxml")
    return page.select("section[aria-labelledby=looks] > ol > li")


def test_equal_looks_in_a_row_are_one_line(
    as_user: Callable[[str], FlaskClient], market: Market, database: Database
) -> None:
    begun = utc_now() - timedelta(days=10)
    before = len(lines(as_user("thu"), market))
    times = [begun + timedelta(hours=number) for number in range(20)]
    see(
        database,
        market.tea_listing,
        *((at, {"price_vnd": 190_000, "flags": ("unchanged",) * (at > begun)}) for at in times),
        (times[-1] + timedelta(hours=1), {"price_vnd": 195_000}),
        (times[-1] + timedelta(hours=2), {"price_vnd": 190_000}),
    )
    found = lines(as_user("thu"), market)
    assert len(found) == before + 3
    folded = next(line for line in found if "lần kiểm tra như nhau" in line.text)
    summary = folded.select_one("details > summary")
    assert summary is not None
    first, last = moment(times[0]), moment(times[-1])
    assert summary.text == f"20 lần kiểm tra như nhau, từ {first} đến {last}"
    assert len(folded.select("details > ol > li")) == 20
    assert len(folded.select("details > ol > li details.evidence pre")) == 20
    assert folded.text.count("190.000") == 1


def test_a_look_of_a_wrong_clock_says_that_it_does_not_count(
    as_user: Callable[[str], FlaskClient], market: Market, database: Database
) -> None:
    ahead = utc_now() + timedelta(days=400)
    see(database, market.tea_listing, (ahead, {"status": Observed.SUSPENDED}))
    (line,) = [line for line in lines(as_user("thu"), market) if "không tính" in line.text]
    assert "Giờ ghi ở tương lai" in line.text
