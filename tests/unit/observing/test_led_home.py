"""Pages that lead to the front page, on both backends: when such a look counts as a miss."""

from datetime import timedelta

import pytest

from catalog.contract import Seen
from catalog.db import Database
from catalog.hosts import FrontPage
from catalog.observing import Rules, close_incident, led_home
from catalog.status import Method, Observed
from tests.unit.observing.conftest import at, listing, look
from tests.unit.observing.test_few_pages import HOST, lost, open_site, page, see

GAP = Rules(miss_gap=timedelta(minutes=10))


def led(number: int, minutes: float, host: str = HOST) -> Seen:
    flags = ("moved_to_home", "moved")
    how = {"code": "page_unreadable", "url": f"https://{host}/", "flags": flags}
    return look(number, minutes, Observed.UNKNOWN, Method.PAGE, confidence=0.0, **how)


def missed(database: Database, *looks: Seen, front: FrontPage | None = None) -> set[int]:
    with database.read() as session:
        return led_home.misses(session, HOST, looks, front, GAP)


def test_the_first_look_proves_nothing(world: Database) -> None:
    open_site(world, 2)
    assert missed(world, led(1, 0), page(2, 0), front=FrontPage.WELL) == set()
    see(world, 0, led(1, 0))
    assert missed(world, led(1, 9), page(2, 9), front=FrontPage.WELL) == set()


def test_a_page_that_spoke_since_vouches_for_the_site(world: Database) -> None:
    open_site(world, 2)
    see(world, 0, led(1, 0), page(2, 0))
    assert missed(world, led(1, 30)) == set()
    assert missed(world, led(1, 30), page(2, 30)) == {1}
    see(world, 20, page(2, 20))
    assert missed(world, led(1, 30)) == {1}
    # Another site's front page says nothing of this one.
    assert missed(world, led(1, 30, "san-khac.vn")) == set()


@pytest.mark.parametrize("front", [None, *FrontPage])
def test_the_front_page_vouches_for_a_site_with_one_page(
    world: Database, front: FrontPage | None
) -> None:
    open_site(world, 1)
    see(world, 0, led(1, 0))
    assert missed(world, led(1, 30), front=front) == ({1} if front is FrontPage.WELL else set())


def test_pages_that_are_led_home_together_are_no_removals(world: Database) -> None:
    open_site(world, 2)
    both = led(1, 0), led(2, 0)
    see(world, 0, *both)
    assert missed(world, led(1, 30), led(2, 30), front=FrontPage.WELL) == set()
    # Nor one of them alone, while the other is in doubt.
    assert missed(world, led(1, 30), front=FrontPage.WELL) == set()
    see(world, 40, lost(2, 40))
    assert missed(world, led(1, 60), front=FrontPage.WELL) == {1}


def test_what_is_believed_gone_stays_so(world: Database) -> None:
    open_site(world, 2)
    for minutes in (0, 11):
        see(world, minutes, lost(1, minutes), page(2, minutes))
    assert missed(world, led(1, 30)) == {1}


def test_a_page_that_spoke_between_begins_anew(world: Database) -> None:
    open_site(world, 1)
    see(world, 0, led(1, 0))
    see(world, 20, page(1, 20))
    assert missed(world, led(1, 40), front=FrontPage.WELL) == set()


def test_a_persons_word_is_a_look_of_its_own(world: Database) -> None:
    open_site(world, 3)
    for minutes in (0, 11):
        verdict = see(world, minutes, led(1, minutes), led(2, minutes), lost(3, minutes, "timeout"))
    assert verdict.opened
    with world.write() as session:
        number = verdict.incident_id or 0
        assert close_incident(session, number, "lan", looks_were_true=True, now=at(30))
    assert [listing(world, n).observed for n in (1, 2, 3)] == ["not_found", "not_found", "live"]
    assert listing(world, 1).observed_method == Method.PERSON


def test_a_week_of_a_well_front_page_says_it_too(world: Database) -> None:
    open_site(world, 2)
    week = 7 * 24 * 60
    for minutes in (0, 11):
        see(world, minutes, led(1, minutes), led(2, minutes), front=FrontPage.WELL)

    def gone(minutes: float, *others: Seen, front: FrontPage = FrontPage.WELL) -> set[int]:
        with world.read() as session:
            looks = [led(1, minutes), *others]
            return led_home.gone_for_good(session, HOST, looks, front)

    both = led(2, week)
    assert gone(week, both) == {1, 2}
    assert gone(week - 1, led(2, week - 1)) == set()
    assert gone(week, both, front=FrontPage.BROKEN) == set()
    assert gone(week, page(2, week)) == set()
    assert gone(week, lost(2, week, "timeout")) == set()
    assert gone(week) == set()
