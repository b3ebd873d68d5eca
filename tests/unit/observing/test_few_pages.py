"""A host with few pages, judged on both backends: who lost what, when, and what follows."""

from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.contract import Seen
from catalog.db import Database
from catalog.hosts import FrontPage
from catalog.models import Incident, Listing, PageWatch
from catalog.observing import HostVerdict, judge_host, record
from catalog.observing.few_pages import SLOWEST, next_try
from catalog.observing.incident_kinds import IncidentKind
from catalog.status import Intent, Method, Observed
from tests.unit.observing.conftest import at, listing, look

HOST = "htx.vn"
PROBE = timedelta(minutes=15)


def page(number: int, minutes: float, status: Observed = Observed.LIVE) -> Seen:
    return look(number, minutes, status, Method.PAGE, confidence=0.95)


def lost(number: int, minutes: float, code: str | None = None) -> Seen:
    """The goods aren't there; with a code nobody knows."""
    status = Observed.UNKNOWN if code else Observed.NOT_FOUND
    return look(number, minutes, status, Method.PAGE, code=code)


def see(
    database: Database, minutes: float, *looks: Seen, front: FrontPage | None = None
) -> HostVerdict:
    """Record looks at pages as a turn at the host does; the verdict."""
    with database.write() as session:
        record(session, looks, now=at(minutes))
        for one in looks:
            watch = session.get_one(PageWatch, one.listing_id)
            watch.looked_at, watch.code = at(minutes), one.code
            watch.told_at = watch.told_at if one.code else at(minutes)
            watch.due_at = at(minutes + 1440)
        session.flush()
        return judge_host(session, HOST, now=at(minutes), probe_every=PROBE, front=front)


def open_site(database: Database, pages: int) -> None:
    """So many pages of one host, all read and on sale an hour ago."""
    with database.write() as session:
        for number in range(1, pages + 1):
            url = f"https://{HOST}/p/{number}"
            session.get_one(Listing, number).public_url = url
            session.add(PageWatch(listing_id=number, url=url, host=HOST, due_at=at(0)))
    see(database, -60, *(page(number, -60) for number in range(1, pages + 1)))


def test_a_look_alone_proves_nothing(world: Database) -> None:
    open_site(world, 2)
    both = [lost(number, 0, "page_unreadable") for number in (1, 2)]
    assert see(world, 0, *both, front=FrontPage.GONE).kind is None
    soon = [lost(number, 9, "page_unreadable") for number in (1, 2)]
    assert see(world, 9, *soon, front=FrontPage.GONE).kind is None
    apart = [lost(number, 11, "page_unreadable") for number in (1, 2)]
    verdict = see(world, 11, *apart, front=FrontPage.GONE)
    assert (verdict.opened, verdict.kind) == (True, IncidentKind.SITE_GONE)
    with world.read() as session:
        (row,) = session.exec(select(Incident)).all()
    assert (row.opened_at, row.noticed_at, row.probe_at) == (at(0), at(11), at(26))
    assert (row.looked, row.affected) == (2, 2)


@pytest.mark.parametrize(
    ("codes", "front", "kind"),
    [
        ([None], FrontPage.WELL, None),
        ([None], None, None),
        ([None], FrontPage.GONE, "site_gone"),
        ([None], FrontPage.WALLED, "blocked"),
        ([None], FrontPage.BROKEN, "outage"),
        ([None, None], FrontPage.WELL, "mass_change"),
        ([None, None], None, "mass_change"),
        (["page_unreadable"], FrontPage.WELL, "redesign"),
        (["page_unreadable"], FrontPage.GONE, "site_gone"),
        (["page_blocked"], None, "blocked"),
        (["timeout"], None, "outage"),
        (["certificate_invalid"], None, "certificate"),
        (["timeout", "timeout", None], None, "outage"),
    ],
)
def test_the_front_page_decides_where_the_pages_cannot(
    world: Database, codes: list[str | None], front: FrontPage | None, kind: str | None
) -> None:
    open_site(world, len(codes))
    for minutes in (0, 11):
        looks = [lost(n, minutes, code) for n, code in enumerate(codes, start=1)]
        verdict = see(world, minutes, *looks, front=front)
    assert verdict.kind == kind
    stands = {listing(world, n).observed for n in range(1, len(codes) + 1)}
    assert stands == ({"live"} if kind else {"not_found"})


def test_one_page_that_speaks_vouches_for_the_site(world: Database) -> None:
    open_site(world, 3)
    for minutes in (0, 11, 22):
        looks = [lost(1, minutes), lost(2, minutes, "page_unreadable"), page(3, minutes)]
        assert see(world, minutes, *looks, front=FrontPage.GONE).kind is None
    assert listing(world, 1).observed == "removed"


def test_a_page_not_seen_since_is_asked_before_anything_is_said(world: Database) -> None:
    open_site(world, 4)
    see(world, -5, page(3, -5))
    with world.write() as session:
        # One that told nothing for weeks is no witness.
        session.get_one(PageWatch, 4).told_at = at(-60 * 24 * 20)
    see(world, 0, lost(1, 0))
    with world.read() as session:
        due = {row.listing_id for row in session.exec(select(PageWatch)) if row.due_at <= at(0)}
    assert due == {2}


def test_what_we_withdrew_ourselves_is_no_trouble(world: Database) -> None:
    open_site(world, 1)
    with world.write() as session:
        session.get_one(Listing, 1).intent = Intent.WITHDRAW
    see(world, 0, lost(1, 0))
    assert see(world, 11, lost(1, 11), front=FrontPage.GONE).kind is None


def test_goods_believed_gone_before_are_no_sign_of_trouble(world: Database) -> None:
    """Only the second page was lost now: it alone is taken down, though no page speaks."""
    open_site(world, 2)
    for minutes in (0, 11):
        see(world, minutes, lost(1, minutes), page(2, minutes))
    for minutes in (30, 60):
        looks = (lost(1, minutes), lost(2, minutes))
        assert see(world, minutes, *looks, front=FrontPage.WELL).kind is None
    assert listing(world, 2).observed == "not_found"


def test_another_trouble_ends_the_first(world: Database) -> None:
    """The site is back after an outage, with pages that nobody can read any more."""
    open_site(world, 1)
    for minutes in (0, 11):
        see(world, minutes, lost(1, minutes, "timeout"))
    assert not see(world, 30, lost(1, 30, "page_unreadable")).closed
    assert see(world, 45, lost(1, 45, "page_unreadable"), front=FrontPage.WELL).closed
    for minutes in (60, 75):
        verdict = see(world, minutes, lost(1, minutes, "page_unreadable"), front=FrontPage.WELL)
    assert (verdict.opened, verdict.kind) == (True, IncidentKind.REDESIGN)


def test_pages_not_seen_since_the_last_incident_are_waited_for(world: Database) -> None:
    open_site(world, 2)
    for minutes in (0, 11):
        see(world, minutes, *(lost(n, minutes, "timeout") for n in (1, 2)))
    assert see(world, 30, page(2, 30)).closed
    for minutes in (45, 60):
        verdict = see(world, minutes, lost(1, minutes), front=FrontPage.GONE)
    assert verdict.kind is None
    assert see(world, 61, lost(2, 61), front=FrontPage.GONE).opened


def test_tries_grow_rare_and_stay_daily() -> None:
    incident = Incident(scope=f"host:{HOST}", kind="site_gone", noticed_at=at(0))
    hour = timedelta(hours=1)
    assert next_try(incident, at(60), PROBE) == at(60) + PROBE
    assert next_try(incident, at(60 * 48), PROBE) == at(60 * 48) + hour
    assert next_try(incident, at(60 * 24 * 400), PROBE) == at(60 * 24 * 400) + SLOWEST
