"""A host with one to four pages: a site in trouble, or goods that are really gone."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from catalog.models import Observation, PageWatch
from catalog.observing import IncidentKind, close_incident
from catalog.status import Observed
from jobs.context import JobContext
from jobs.looking import look_now
from tests.support.floor_watch import FloorWatch, open_floor
from tests.support.stall import Stall

Trouble = Callable[[FloorWatch], object]
GONE = {Observed.NOT_FOUND, Observed.REMOVED}


def everywhere(kind: str, **how: object) -> Trouble:
    """The pages of goods and the front page alike."""

    def begin(floor: FloorWatch) -> None:
        floor.disturb(kind, **how)
        floor.disturb_front(kind, **how)

    return begin


def at_the_goods(kind: str, **how: object) -> Trouble:
    """The pages of goods only: the front page is well."""
    return lambda floor: floor.disturb(kind, **how)


def goods_and_front(goods: str, front: str, **how: object) -> Trouble:
    """The pages of goods misbehave in one way, the front page in another."""

    def begin(floor: FloorWatch) -> None:
        floor.disturb(goods, status=404)
        floor.disturb_front(front, **how)

    return begin


HOME = "all to the front page"
SITE: dict[str, tuple[str, Trouble]] = {
    "parked name": ("site_gone", everywhere("parked")),
    "hosting ended": ("site_gone", everywhere("status", status=404)),
    "gone for good": ("site_gone", everywhere("status", status=410)),
    "wall": ("blocked", everywhere("wall")),
    "wall before the goods": ("blocked", at_the_goods("wall")),
    "goods lost behind a wall": ("blocked", goods_and_front("status", "wall")),
    "500": ("outage", everywhere("status", status=500)),
    "goods lost, front in ruins": ("outage", goods_and_front("status", "status", status=500)),
    "shell": ("redesign", at_the_goods("shell")),
    HOME: ("redesign", at_the_goods("redirect")),
    "robots": ("robots", lambda floor: floor.stall.floor.post(
        "/rules", {"robots": "User-agent: *\nDisallow: /p/\n"})),
}  # fmt: skip


def watch(stall: Stall, pages: int) -> FloorWatch:
    """So many products on sale on the simulated floor, read and found so."""
    floor = open_floor(stall, pages)
    floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}
    floor.time.pass_by(hours=25)
    return floor


def ages(floor: FloorWatch) -> list[datetime | None]:
    return [floor.listing(one).observed_at for one in floor.ids]


@pytest.mark.parametrize(
    ("name", "pages"),
    [(name, pages) for name in SITE for pages in (1, 3) if (name, pages) != (HOME, 1)],
)
def test_trouble_of_the_site_is_one_incident(stall: Stall, name: str, pages: int) -> None:
    floor = watch(stall, pages)
    kind, begin = SITE[name]
    began, before = floor.time.now(), ages(floor)
    begin(floor)
    removed = floor.ids[-1]
    floor.take_down(removed)

    floor.rounds_until(lambda: bool(floor.incidents), minutes=11)
    (incident,) = floor.incidents
    assert incident.kind == kind
    # What is held begins with the first look that lost a page.
    assert began <= incident.opened_at <= min(look.observed_at for look in since(floor, began))
    for _ in range(3):
        floor.time.pass_by(hours=25)
        floor.round()
    assert (set(floor.statuses.values()), ages(floor)) == ({Observed.LIVE}, before)
    assert [row.closed_at for row in floor.incidents] == [None]

    # Over with the first page that speaks, or with the front page when none is left to speak.
    floor.repair()
    floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, hours=25)
    floor.live_on(hours=8)
    assert floor.statuses[removed] in GONE
    assert {floor.statuses[one] for one in floor.ids[:-1]} <= {Observed.LIVE}
    assert all(row.held_incident_id is None for row in map(floor.listing, floor.ids))
    assert len(floor.incidents) == 1


def since(floor: FloorWatch, began: datetime) -> list[Observation]:
    return [look for look in floor.looks if look.observed_at > began]


@pytest.mark.parametrize("pages", [1, 3])
@pytest.mark.parametrize("gone", ["404", "410", "soft404"])
def test_one_real_removal_is_told(stall: Stall, gone: str, pages: int) -> None:
    floor = watch(stall, pages)
    floor.stall.floor.post("/rules", {"gone": gone})
    removed = floor.ids[0]
    floor.take_down(removed)
    floor.ask_again()
    floor.round()
    at_once = Observed.NOT_FOUND if gone == "410" else Observed.LIVE
    assert floor.statuses[removed] == at_once
    floor.time.pass_by(hours=7)
    floor.round()
    assert floor.statuses[removed] in GONE
    assert {floor.statuses[one] for one in floor.ids[1:]} <= {Observed.LIVE}
    assert floor.incidents == []


@pytest.mark.parametrize("pages", [1, 2, 4, 6])
def test_a_removed_page_that_leads_to_the_front_page_is_told(stall: Stall, pages: int) -> None:
    """Another page speaks for the site, or its front page does where there is no other."""
    floor = watch(stall, pages)
    removed = floor.ids[0]
    lead_home(floor, removed)
    floor.ask_again()
    floor.round()
    assert floor.statuses[removed] == Observed.LIVE
    for _ in range(2):
        floor.time.pass_by(hours=7)
        floor.ask_again()
        floor.round()
    assert floor.statuses[removed] in GONE
    assert {floor.statuses[one] for one in floor.ids[1:]} <= {Observed.LIVE}
    assert floor.incidents == []
    # It stands at its own address still: there it is seen when it comes back.
    floor.repair()
    floor.time.pass_by(hours=7)
    floor.ask_again()
    floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}


def lead_home(floor: FloorWatch, listing_id: int) -> None:
    path = urlsplit(floor.listing(listing_id).public_url or "").path
    floor.stall.floor.post("/faults", {"kind": "redirect", "match": path, "exact": True})


def test_the_last_page_that_leads_to_the_front_page_is_believed(stall: Stall) -> None:
    """The other goods went before it, and are no sign of trouble any more."""
    floor = watch(stall, 2)
    for one in floor.ids:
        lead_home(floor, one)
        for _ in range(3):
            floor.ask_again()
            floor.round()
            floor.time.pass_by(hours=7)
        assert floor.statuses[one] in GONE
    assert floor.incidents == []


@pytest.mark.parametrize("front", ["parked", "wall", "status"])
def test_a_lone_page_is_no_removal_while_its_front_page_is_not_well(
    stall: Stall, front: str
) -> None:
    floor = watch(stall, 1)
    lead_home(floor, floor.ids[0])
    floor.disturb_front(front, **({"status": 503} if front == "status" else {}))
    for _ in range(4):
        floor.ask_again()
        floor.round()
        floor.time.pass_by(hours=7)
    assert set(floor.statuses.values()) == {Observed.LIVE}


@pytest.mark.parametrize("pages", [2, 4])
def test_goods_that_all_go_at_once_are_one_question(stall: Stall, pages: int) -> None:
    """New addresses of everything, or all taken down: a person knows, or three days tell."""
    floor = watch(stall, pages)
    before = ages(floor)
    floor.disturb("status", status=404)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=11)
    assert [row.kind for row in floor.incidents] == ["mass_change"]
    floor.time.pass_by(hours=60)
    floor.round()
    assert (set(floor.statuses.values()), ages(floor)) == ({Observed.LIVE}, before)
    floor.time.pass_by(hours=25)
    floor.round()
    assert [row.closed_at is None for row in floor.incidents] == [False]
    assert set(floor.statuses.values()) <= GONE
    for _ in range(3):
        floor.time.pass_by(hours=25)
        floor.round()
    assert len(floor.incidents) == 1


def test_goods_that_come_back_end_it_at_once(stall: Stall) -> None:
    floor = watch(stall, 3)
    floor.disturb("status", status=404)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=11)
    floor.repair()
    floor.rounds_until(lambda: floor.incidents[0].closed_at is not None, most=2, minutes=20)
    assert set(floor.statuses.values()) == {Observed.LIVE}


def test_a_person_ends_it_and_the_looks_were_true(stall: Stall) -> None:
    floor = watch(stall, 2)
    floor.disturb("status", status=404)
    floor.rounds_until(lambda: bool(floor.incidents), minutes=11)
    with floor.stall.database.write() as session:
        assert close_incident(session, 1, "lan", looks_were_true=True, now=floor.time.now())
    for _ in range(3):
        floor.time.pass_by(hours=7)
        floor.round()
    assert set(floor.statuses.values()) <= GONE
    assert len(floor.incidents) == 1


def test_goods_that_go_one_after_the_other_are_believed(stall: Stall) -> None:
    floor = watch(stall, 2)
    for one in floor.ids:
        floor.take_down(one)
        floor.ask_again()
        floor.round()
        floor.time.pass_by(hours=7)
        floor.round()
        assert floor.statuses[one] == Observed.NOT_FOUND
        floor.time.pass_by(hours=7)
        floor.round()
    assert floor.incidents == []


def test_one_page_lost_asks_the_others_at_once(stall: Stall) -> None:
    """The other page's turn is tomorrow; by then the first would have been called gone."""
    floor = watch(stall, 2)
    floor.ask_again()
    floor.round()
    floor.time.pass_by(minutes=20)
    everywhere("parked")(floor)
    one = floor.ids[0]
    with floor.stall.database.write() as session:
        session.merge(floor.listing(one)).due_at = floor.time.now()
    looks = len(floor.looks)
    floor.round()
    assert {look.listing_id for look in floor.looks[looks:]} == set(floor.ids)


def test_the_front_page_is_asked_only_when_no_page_speaks(stall: Stall) -> None:
    floor = watch(stall, 3)
    floor.disturb_front("status", status=404)
    asked = floor.stall.floor.get("/faults")["faults"][0]
    assert asked["seen"] == 0
    for one, times in ((floor.ids[0], 0), (floor.ids[1], 0), (floor.ids[2], 1)):
        floor.take_down(one)
        floor.ask_again()
        floor.round()
        assert floor.stall.floor.get("/faults")["faults"][0]["seen"] == times
        floor.time.pass_by(minutes=1)


def test_a_person_who_asks_for_one_look_does_not_condemn_the_only_page(
    stall: Stall, act: Callable[[Callable[[JobContext], Awaitable[object]]], object]
) -> None:
    """The second look is asked for by hand: it too hears the front page."""
    floor = watch(stall, 1)
    with floor.stall.database.write() as session:
        opened = session.get_one(PageWatch, floor.ids[0])
        opened.told_at = opened.looked_at
    floor.time.ahead = timedelta(0)
    everywhere("status", status=410)(floor)
    act(lambda context: look_now(context, floor.ids[0]))
    assert [row.kind for row in floor.incidents] == ["site_gone"]
    assert set(floor.statuses.values()) == {Observed.LIVE}


def test_one_bad_look_at_the_only_page_is_no_incident(stall: Stall) -> None:
    floor = watch(stall, 1)
    for begin in (everywhere("parked"), everywhere("status", status=500), everywhere("wall")):
        begin(floor)
        floor.ask_again()
        floor.round()
        floor.repair()
        floor.time.pass_by(hours=25)
        floor.round()
    assert floor.incidents == []
    assert set(floor.statuses.values()) == {Observed.LIVE}


def test_the_only_page_sold_out_or_stopped_is_believed(stall: Stall) -> None:
    floor = watch(stall, 1)
    path = urlsplit(floor.listing(floor.ids[0]).public_url or "").path
    number = path.removesuffix(".html").rpartition("-")[2]
    floor.stall.floor.post(f"/items/{number}", {"stock": 0})
    floor.ask_again()
    floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE_OUT_OF_STOCK}
    assert floor.incidents == []


def all_led_home(stall: Stall, pages: int) -> FloorWatch:
    """All goods lead to a front page that is well; told as one incident, for nobody knows."""
    floor = watch(stall, pages)
    for one in floor.ids:
        lead_home(floor, one)
    for _ in range(3):
        floor.ask_again()
        floor.round()
        floor.time.pass_by(hours=1)
    assert [row.kind for row in floor.incidents] == [IncidentKind.REDESIGN]
    assert set(floor.statuses.values()) == {Observed.LIVE}
    return floor


@pytest.mark.parametrize("pages", [2, 4])
def test_goods_that_all_lead_to_a_well_front_page_for_days_are_gone(
    stall: Stall, pages: int
) -> None:
    floor = all_led_home(stall, pages)
    for _ in range(6):
        floor.time.pass_by(hours=25)
        floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}
    for _ in range(2):
        floor.time.pass_by(hours=25)
        floor.round()
    assert set(floor.statuses.values()) <= GONE
    (incident,) = floor.incidents
    assert incident.closed_at is not None
    for _ in range(3):
        floor.time.pass_by(hours=25)
        floor.ask_again()
        floor.round()
    assert set(floor.statuses.values()) <= GONE
    assert len(floor.incidents) == 1


def test_a_front_page_in_trouble_keeps_them(stall: Stall) -> None:
    floor = all_led_home(stall, 2)
    floor.disturb_front("status", status=503)
    for _ in range(9):
        floor.time.pass_by(hours=25)
        floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}


def test_a_persons_word_takes_them_for_gone_at_once(stall: Stall) -> None:
    floor = all_led_home(stall, 3)
    (incident,) = floor.incidents
    with stall.database.write() as session:
        now = floor.time.now()
        assert close_incident(session, incident.id or 0, "lan", looks_were_true=True, now=now)
    assert set(floor.statuses.values()) == {Observed.NOT_FOUND}
    for _ in range(3):
        floor.time.pass_by(hours=7)
        floor.ask_again()
        floor.round()
    assert set(floor.statuses.values()) <= GONE
    assert len(floor.incidents) == 1
    floor.repair()
    floor.time.pass_by(hours=7)
    floor.ask_again()
    floor.round()
    assert set(floor.statuses.values()) == {Observed.LIVE}
