"""Which picture counts as changed: baseline, two looks apart, acceptance, our own pushes."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from catalog import audit
from catalog.db import Database
from catalog.models import Incident, Listing
from catalog.observing import Kind, differences, record
from catalog.observing.picture import VARIES, accept, begin_anew
from catalog.observing.rules import Look, State, fold
from catalog.status import Method, Observed
from tests.unit.observing.conftest import LATER, at, listing, look

OLD, OLD_SMALL = "https://a.vn/anh/che.jpg", "https://cdn2.a.vn/anh/che_200x200.webp?v=7"
NEW, THIRD = "https://a.vn/anh/tra-xanh.jpg", "https://a.vn/anh/hop-qua.jpg"


def state(*pictures: str | None, method: Method = Method.PAGE, gap: float = 30) -> State:
    """After looks half an hour apart."""
    return fold(
        Look(at(number * gap), method, Observed.LIVE, picture=shown)
        for number, shown in enumerate(pictures)
    )


def told(found: State) -> tuple[str | None, str | None]:
    return found.picture, found.picture_base


@pytest.mark.parametrize(
    ("pictures", "shown", "base"),
    [
        ([OLD], None, None),
        ([OLD, OLD], OLD, OLD),
        ([OLD, OLD_SMALL, OLD_SMALL], OLD_SMALL, OLD_SMALL),
        ([OLD, OLD, NEW], OLD, OLD),
        ([OLD, OLD, NEW, NEW], NEW, OLD),
        ([OLD, OLD, NEW, None, NEW], NEW, OLD),
        ([OLD, OLD, NEW, OLD, NEW, OLD], OLD, OLD),
        ([OLD, OLD, NEW, NEW, OLD_SMALL, OLD_SMALL], OLD, OLD),
        ([OLD, OLD, ""], OLD, OLD),
        ([OLD, OLD, "", ""], "", OLD),
        (["", "", OLD, OLD], OLD, OLD),
        (["", "", ""], "", None),
        ([OLD, NEW, THIRD], VARIES, None),
        ([OLD, NEW, THIRD, OLD, OLD, OLD], VARIES, None),
        ([OLD, OLD, NEW, THIRD, THIRD], THIRD, OLD),
        ([OLD, OLD, NEW, THIRD, "https://a.vn/anh/khac.jpg"], VARIES, None),
        ([None, None], None, None),
    ],
)
def test_a_picture_counts_once_it_was_seen_twice(
    pictures: list[str | None], shown: str | None, base: str | None
) -> None:
    assert told(state(*pictures)) == (shown, base)


def test_two_looks_close_together_are_one() -> None:
    assert told(state(OLD, OLD, gap=2)) == (None, None)
    assert told(state(OLD, OLD, OLD, OLD, OLD, OLD, gap=2)) == (OLD, OLD)


def test_pages_are_no_measure_where_the_api_tells_the_picture() -> None:
    api = [Look(at(n), Method.API, Observed.LIVE, picture=OLD) for n in (60, 90)]
    pages = [Look(at(n), Method.PAGE, Observed.LIVE, picture=NEW) for n in (0, 30, 120, 150, 180)]
    assert told(fold([*api, *pages])) == (OLD, OLD)


def test_looks_that_miss_or_tell_nothing_change_no_picture() -> None:
    known = [Look(at(n), Method.PAGE, Observed.LIVE, picture=OLD) for n in (0, 30)]
    lost = [Look(at(n), Method.PAGE, Observed.NOT_FOUND, picture="") for n in (60, 90)]
    blind = [Look(at(n), Method.PAGE, Observed.UNKNOWN, picture="") for n in (120, 150)]
    assert told(fold([*known, *lost, *blind])) == (OLD, OLD)


def looked(session: Session, *looks: tuple[float, str]) -> None:
    record(session, [look(1, minute, picture=shown) for minute, shown in looks], now=LATER)


def drifted(session: Session, now: datetime) -> list[tuple[Kind, str, str]]:
    found = differences(session, now=now)
    changed = [one for one in found if "picture" in one.kind]
    assert all(one.since == row(session).picture_since for one in changed)
    return [(one.kind, one.seen, one.wanted) for one in changed]


def row(session: Session) -> Listing:
    return session.exec(select(Listing).where(Listing.id == 1)).one()


def test_staff_accept_a_new_picture_and_later_ones_are_compared_with_it(world: Database) -> None:
    with world.write() as session:
        looked(session, (0, OLD), (30, OLD), (60, NEW))
        assert drifted(session, at(61)) == []
        looked(session, (90, NEW))
        assert drifted(session, at(91)) == [(Kind.PICTURE_CHANGED, NEW, OLD)]
        assert row(session).picture_since == at(60)
        assert not accept(session, 1, THIRD, "canbo", at(95))
        assert not accept(session, 99, NEW, "canbo", at(95))
        assert accept(session, 1, NEW, "canbo", at(100))
        assert drifted(session, at(101)) == []
        assert not accept(session, 1, NEW, "canbo", at(101))
        looked(session, (120, NEW), (150, NEW))
        assert drifted(session, at(151)) == []
        looked(session, (180, OLD), (210, OLD))
        assert drifted(session, at(211)) == [(Kind.PICTURE_CHANGED, OLD, NEW)]
        (line,) = audit.of_object(session, "listing", 1)
        assert (line.actor, line.change) == ("canbo", {"before": OLD, "after": NEW})


def test_a_lost_picture_is_told_and_may_be_accepted(world: Database) -> None:
    with world.write() as session:
        looked(session, (0, OLD), (30, OLD), (60, ""), (90, ""))
        assert drifted(session, at(91)) == [(Kind.PICTURE_GONE, "", OLD)]
        assert accept(session, 1, "", "canbo", at(100))
        looked(session, (120, ""), (150, ""))
        assert drifted(session, at(151)) == []
        looked(session, (180, NEW), (210, NEW), (240, ""), (270, ""))
        assert drifted(session, at(271)) == [(Kind.PICTURE_GONE, "", NEW)]


def test_a_picture_seen_once_is_forgotten_when_the_known_one_is_back(world: Database) -> None:
    with world.write() as session:
        looked(session, (0, OLD), (30, OLD), (60, NEW))
        looked(session, (90, OLD_SMALL))
        assert row(session).picture_next_at is None
        looked(session, (120, NEW))
        assert drifted(session, at(121)) == []


def test_after_our_push_another_picture_is_expected(world: Database) -> None:
    with world.write() as session:
        looked(session, (0, OLD), (30, OLD), (60, NEW))
        begin_anew(row(session), at(70))
        session.flush()
        looked(session, (90, NEW), (120, NEW))
        assert drifted(session, at(121)) == []
        looked(session, (150, THIRD), (180, THIRD))
        assert drifted(session, at(181)) == [(Kind.PICTURE_CHANGED, THIRD, NEW)]


def test_looks_that_come_late_keep_what_staff_and_pushes_decided(world: Database) -> None:
    with world.write() as session:
        looked(session, (0, OLD), (30, OLD), (60, NEW), (90, NEW))
        assert accept(session, 1, NEW, "canbo", at(100))
        looked(session, (120, THIRD), (150, THIRD))
        before = row(session)
        kept = (before.observed_picture, before.picture_base, before.picture_from)
        assert kept == (THIRD, NEW, at(100))
        looked(session, (15, THIRD), (45, THIRD), (135, THIRD))
        after = row(session)
        assert (after.observed_picture, after.picture_base, after.picture_from) == kept


def test_during_an_incident_no_picture_is_judged(world: Database) -> None:
    with world.write() as session:
        session.add(Incident(scope="shopee", kind="outage", opened_at=at(50), closed_at=at(100)))
        session.flush()
        looked(session, (0, OLD), (30, OLD), (60, NEW), (90, NEW))
        assert drifted(session, at(91)) == []
        looked(session, (110, OLD))
    assert listing(world).picture_next_at is None


def test_pictures_that_never_stay_are_not_compared(world: Database) -> None:
    with world.write() as session:
        looked(session, *((n * 30, f"https://a.vn/anh/ky-{n}a{n}b.jpg") for n in range(6)))
        assert drifted(session, at(200)) == []
        found = row(session)
        assert (found.observed_picture, found.picture_next_at) == (VARIES, None)
        assert not accept(session, 1, VARIES, "canbo", at(200))
