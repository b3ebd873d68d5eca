"""Reading pages over real HTTP: short looks, what is kept of a page, what a look tells."""

from datetime import timedelta

from sqlmodel import col, select

from catalog.models import (
    HostPace,
    Listing,
    PageValidator,
    PageWatch,
    Product,
    utc_now,
)
from catalog.status import Observed
from connectors.sandbox.misbehave import WALL_PAGE
from tests.integration.jobs.floors import HTML, Market, page, wait_out_the_gap
from tests.unit.http.server import Reply


def test_an_unchanged_page_is_confirmed_without_reading_it(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = 'W/"ban-1"'
    market.run(times=2)
    first, second = market.looks()[:3], market.looks()[3:]
    assert [look.status for look in first + second] == [Observed.LIVE] * 6
    assert all("unchanged" in look.flags for look in second)
    assert [(a.price_vnd, a.title) for a in first] == [(b.price_vnd, b.title) for b in second]
    sent = [asked.headers.get("if-none-match") for asked in floor.server.asked[-3:]]
    assert sent == ['W/"ban-1"'] * 3
    for row in market.rows(Listing):
        assert row.observed_at == max(one.observed_at for one in second if one.listing_id == row.id)


def test_the_same_body_without_validators_is_not_parsed_again(market: Market) -> None:
    market.run(times=2)
    assert ["unchanged" in look.flags for look in market.looks()] == [False] * 3 + [True] * 3
    market.floors[0].price = 199_000
    market.ask_again()
    market.run()
    newest = market.looks()[-3:]
    assert {look.price_vnd for look in newest} == {199_000}
    assert not any("unchanged" in look.flags for look in newest)
    assert all(watch.changed_at for watch in market.rows(PageWatch))


def test_a_304_is_not_trusted_for_ever(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = '"1"'
    market.run()
    with market.database.write() as session:
        old, renamed, held = session.exec(select(Listing).order_by(col(Listing.id))).all()
        for row in session.exec(select(PageValidator)):
            if row.listing_id == old.id:
                row.full_at = utc_now() - timedelta(days=8)
        session.get_one(Product, renamed.product_id).price_vnd = 99_000
        held.missed_looks = 1
    market.ask_again()
    market.run()
    assert not any("unchanged" in look.flags for look in market.looks())
    assert [asked.headers.get("if-none-match") for asked in floor.server.asked[-3:]] == [None] * 3


def test_a_walls_etag_is_never_kept(market: Market) -> None:
    (floor,) = market.floors
    wall = Reply(200, WALL_PAGE.encode(), HTML | {"ETag": '"tuong"'})
    floor.special = {f"/p/san0-{n}": wall for n in range(3)}
    for _ in range(3):
        market.run()
        wait_out_the_gap(market)
    assert [look.status for look in market.looks()] == [Observed.UNKNOWN] * 3
    assert market.rows(PageValidator) == []


def test_a_validator_too_long_to_be_kept_is_not_cut(market: Market) -> None:
    (floor,) = market.floors
    floor.etag = f'"{"e" * 400}"'
    market.run(times=2)
    assert {row.etag for row in market.rows(PageValidator)} == {""}
    assert {look.status for look in market.looks()} == {Observed.LIVE}
    asked = [one.headers for one in floor.server.asked]
    assert not any("if-none-match" in headers for headers in asked)


def test_a_304_that_nobody_asked_for_says_nothing(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    floor.special = {"/p/san0-0": Reply(304, b"", {})}
    market.ask_again()
    market.run()
    looks = [look for look in market.looks() if look.listing_id == floor.listings[0]]
    assert [(look.status, look.flags) for look in looks][-1] == (Observed.UNKNOWN, ["unasked_304"])
    assert market.rows(Listing)[0].observed == Observed.LIVE
    assert floor.listings[0] not in {row.listing_id for row in market.rows(PageValidator)}


def test_a_page_that_is_gone_drops_what_was_kept(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    floor.special = {"/p/san0-1": Reply(404, b"<h1>404</h1>", HTML)}
    market.ask_again()
    market.run()
    assert floor.listings[1] not in {row.listing_id for row in market.rows(PageValidator)}
    (missing,) = [row for row in market.rows(PageWatch) if row.listing_id == floor.listings[1]]
    assert missing.every_seconds == market.settings.cadence.soon_seconds


def test_a_person_looks_now_in_the_hosts_turn(market: Market) -> None:
    (floor,) = market.floors
    market.run()
    seen = market.look(floor.listings[0])
    assert (seen.status, "unchanged" in seen.flags) == (Observed.LIVE, False)
    assert market.rows(HostPace)[0].looked == 5


def test_the_budget_of_a_day_is_kept(market: Market) -> None:
    market.settings.cadence.pages_per_host_per_day = 3
    market.run(times=2)
    # robots.txt is a request too.
    assert len(market.floors[0].server.asked) == 3


def test_the_stars_that_a_page_claims_are_noted_until_it_stops(market: Market) -> None:
    (floor,) = market.floors
    claim = Reply(200, page("Chè san0-0 đạt OCOP 4 sao"), HTML)
    floor.special = {"/p/san0-0": claim}
    market.run(times=2)
    assert [row.observed_stars for row in market.rows(Listing)] == [4, 0, 0]
    assert [look.stars for look in market.looks() if "unchanged" in look.flags] == [4, 0, 0]
    floor.special = {}
    market.ask_again()
    market.run()
    assert [row.observed_stars for row in market.rows(Listing)] == [0, 0, 0]


def test_an_unchanged_page_still_shows_its_picture(market: Market) -> None:
    (floor,) = market.floors
    drawn = page("Chè san0-0").replace(
        b"</h1>", b"</h1><img src=/anh/che.jpg alt='Ch\xc3\xa8 san0-0'>"
    )
    floor.special = {"/p/san0-0": Reply(200, drawn, HTML)}
    market.run(times=2)
    shown = [look.picture or "" for look in market.looks() if "unchanged" in look.flags]
    assert [address.rpartition("/")[2] for address in shown] == ["che.jpg", "", ""]


def test_a_look_that_told_nothing_says_whose_move_it_is_by_code(market: Market) -> None:
    (floor,) = market.floors
    answers = (
        Reply(403, b"<p>Access Denied</p>", HTML),
        Reply(500, b"", HTML),
        Reply(200, b'<html><div id="root"></div></html>', HTML),
    )
    floor.special = {f"/p/san0-{n}": answer for n, answer in enumerate(answers)}
    market.run()
    codes = ["page_blocked", "channel_down", "page_unreadable"]
    assert [look.code for look in market.looks()] == codes
    assert [row.look_code for row in market.rows(Listing)] == codes
    assert [row.code for row in market.rows(PageWatch)] == codes
