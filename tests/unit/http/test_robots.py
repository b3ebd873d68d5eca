"""robots.txt: what each kind of answer allows."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from catalog.db import Database
from connectors.http.robots import MOST_BYTES, RobotsBook, Verdict, interpret, product_token
from connectors.http.robots_rows import RobotsRows
from connectors.page.model import FetchedPage
from connectors.sandbox.misbehave import WALL_PAGE as WALL

NOW = datetime(2026, 1, 5, tzinfo=UTC)
AGENT = "ChoPhien/0.1 (+ocop@example.vn)"
PAGE = "https://postmart.vn/p/che-1.html"


def answered(text: str, status: int = 200, kind: str = "text/plain") -> FetchedPage:
    return FetchedPage(status=status, body=text.encode(), content_type=kind)


def verdict(page: FetchedPage, url: str = PAGE) -> Verdict:
    return interpret(page, NOW).verdict(url, product_token(AGENT))


def test_our_own_group_counts_before_the_general_one() -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: chophien\nDisallow: /gio-hang\nCrawl-delay: 5\n"
    )
    assert verdict(answered(text)) == Verdict(True, 5.0)
    assert not verdict(answered(text), "https://postmart.vn/gio-hang/1").allowed


def test_the_longest_rule_wins() -> None:
    text = "User-agent: *\nDisallow: /p/\nAllow: /p/che\n"
    assert verdict(answered(text)).allowed
    assert verdict(answered(text), "https://postmart.vn/p/mat-ong.html").reason == "disallowed"


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        (answered("", 404), True),
        (answered("", 410), True),
        (answered("<html>", 200, "text/html"), True),
        (answered("", 401), False),
        (answered("", 403), False),
        (answered("", 503), False),
        (answered("", 302), False),
        (FetchedPage(transport_error="timeout"), False),
        (FetchedPage(transport_error="too_large"), False),
        (answered("User-agent: *\nCrawl-delay: 61"), False),
        (answered("\ufeffUser-agent: *\nDisallow: /p/"), False),
    ],
)
def test_every_kind_of_answer_has_its_rule(page: FetchedPage, allowed: bool) -> None:
    found = verdict(page)
    assert found.allowed is allowed
    assert allowed or found.reason


def test_silence_is_a_no_that_ends_after_a_month() -> None:
    asked: list[str] = []
    moment = [NOW]

    async def fetch(url: str) -> FetchedPage:
        asked.append(url)
        return FetchedPage(url=url, transport_error="timeout")

    book = RobotsBook(fetch, AGENT, lambda: moment[0])

    async def at(days: float) -> bool:
        moment[0] = NOW + timedelta(days=days)
        return (await book.verdict(PAGE)).allowed

    async def whole() -> list[bool]:
        return [await at(days) for days in (0, 0.5, 1.1, 31)]

    assert asyncio.run(whole()) == [False, False, False, True]
    assert asked == ["https://postmart.vn/robots.txt"] * 4


def test_rules_that_were_read_hold_for_a_day() -> None:
    asked: list[str] = []
    moment = [NOW]

    async def fetch(url: str) -> FetchedPage:
        asked.append(url)
        return answered("User-agent: *\nDisallow: /gio-hang\n")

    book = RobotsBook(fetch, AGENT, lambda: moment[0])

    async def whole() -> None:
        for hours in (0, 12, 23, 25):
            moment[0] = NOW + timedelta(hours=hours)
            assert (await book.verdict(PAGE)).allowed

    asyncio.run(whole())
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (answered("", 429), "unreachable"),
        (answered(WALL, 200, "text/html"), "unreachable"),
        (answered(WALL, 200, "text/plain"), "unreachable"),
    ],
)
def test_a_wall_before_the_rules_is_no_permission(page: FetchedPage, reason: str) -> None:
    assert verdict(page) == Verdict(False, reason=reason)


def test_html_under_a_false_type_states_no_rules() -> None:
    assert verdict(answered("<!doctype html><h1>Trang chủ</h1>", 200, "text/plain")).allowed


@pytest.mark.parametrize(
    "page",
    [
        answered("User-agent: *\nDisallow: /p/\n", 200, "text/html; charset=utf-8"),
        answered("<br />\n<b>Warning</b>: x\nUser-agent: *\nDisallow: /p/\n", 200, "text/html"),
        FetchedPage(
            status=200,
            body="\ufeffUser-agent: *\r\nDisallow: /p/\r\n".encode("utf-16-le"),
            content_type="text/plain",
        ),
        answered("User-agent: ChoPhien/0.1\nDisallow: /p/\n"),
        answered("User-agent: ChoPhien/9 # mới\nDisallow: /p/\n\nUser-agent: *\nAllow: /\n"),
    ],
)
def test_rules_are_rules_however_they_come(page: FetchedPage) -> None:
    assert verdict(page).reason == "disallowed"


def test_a_wall_behind_a_byte_order_mark_is_a_wall() -> None:
    assert verdict(answered(f"\ufeff{WALL}", 200, "text/plain")).reason == "unreachable"


@pytest.mark.parametrize(
    ("text", "delay"),
    [("2.5", 2.5), ("2,5", 2.5), ("10s", 10), ("10 giây # nhé", 10), ("30\r", 30), ("7 năm", None)],
)
def test_a_delay_is_read_as_people_write_it(text: str, delay: float | None) -> None:
    found = verdict(answered(f"User-agent: *\nCrawl-delay: {text}\nDisallow: /x\n"))
    assert found == Verdict(True, delay)


def test_groups_of_our_name_are_merged() -> None:
    text = "User-agent: ChoPhien\nDisallow: /a\n\nUser-agent: CHOPHIEN\nDisallow: /b\n"
    for path, allowed in (("a", False), ("b", False), ("c", True)):
        assert verdict(answered(text), f"https://postmart.vn/{path}").allowed is allowed


def test_everybodys_delay_is_kept_beside_a_group_of_our_own() -> None:
    text = "User-agent: *\nCrawl-delay: 20\n\nUser-agent: chophien\nDisallow: /a\n"
    assert verdict(answered(text)).delay == 20


def test_a_line_cut_by_the_cap_is_no_rule() -> None:
    start, rule = "User-agent: *\n#", "\nDisallow: /p"
    filler = "x" * (MOST_BYTES - len(start) - len(rule))
    page = answered(start + filler + rule + "-cu\n")
    assert page.body[:MOST_BYTES].endswith(b"Disallow: /p")
    assert verdict(page).allowed


def test_rules_are_read_once_a_day_by_all_processes_together(any_database: Database) -> None:
    asked: list[datetime] = []
    moment = [NOW]

    async def fetch(_url: str) -> FetchedPage:
        asked.append(moment[0])
        return answered("User-agent: *\nAllow: /\n")

    async def whole() -> None:
        rows = RobotsRows(any_database)
        books = [RobotsBook(fetch, AGENT, lambda: moment[0], rows) for _ in range(3)]
        for moment[0] in (NOW, NOW + timedelta(hours=25)):
            for book in books:
                assert (await book.verdict(PAGE)).allowed

    asyncio.run(whole())
    assert asked == [NOW, NOW + timedelta(hours=25)]


def test_a_change_to_disallow_is_told_as_such(any_database: Database) -> None:
    texts = ["User-agent: *\nDisallow: /gio-hang\n", "User-agent: *\nDisallow: /p/\n"]
    moment = [NOW]

    async def fetch(_url: str) -> FetchedPage:
        return answered(texts[0])

    async def look(path: str) -> Verdict:
        # A new book each time: what was read before is known from the rows alone.
        book = RobotsBook(fetch, AGENT, lambda: moment[0], RobotsRows(any_database))
        return await book.verdict(f"https://postmart.vn{path}")

    async def whole() -> list[Verdict]:
        found = [await look("/p/che-1.html"), await look("/gio-hang")]
        texts.pop(0)
        found.append(await look("/p/che-1.html"))
        moment[0] = NOW + timedelta(hours=25)
        return [*found, await look("/p/che-1.html"), await look("/gio-hang")]

    first, never, kept, changed, freed = asyncio.run(whole())
    assert (first.allowed, never.changed, kept.allowed) == (True, False, True)
    assert (changed.allowed, changed.changed) == (False, True)
    assert freed.allowed


def test_a_silence_between_does_not_hide_the_change(any_database: Database) -> None:
    pages = [
        answered("User-agent: *\nAllow: /\n"),
        answered("", 503),
        answered("User-agent: *\nDisallow: /\n"),
    ]
    moment = [NOW]

    async def fetch(_url: str) -> FetchedPage:
        return pages.pop(0)

    async def whole() -> list[Verdict]:
        found = []
        for hours in (0, 25, 26):
            moment[0] = NOW + timedelta(hours=hours)
            book = RobotsBook(fetch, AGENT, lambda: moment[0], RobotsRows(any_database))
            found.append(await book.verdict(PAGE))
        return found

    open_, silent, closed = asyncio.run(whole())
    assert open_.allowed
    assert (silent.reason, silent.changed) == ("unreachable", False)
    assert (closed.reason, closed.changed) == ("disallowed", True)
