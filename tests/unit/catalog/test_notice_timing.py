"""When a person may be told, at any minute of any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.notices.timing import Rhythm, clock, minutes
from catalog.timing import ZONE

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
MINUTES = st.integers(0, 1439)


@pytest.mark.parametrize(
    ("local", "quiet"),
    [("20:59", False), ("21:00", True), ("00:00", True), ("06:29", True), ("06:30", False)],
)
def test_the_usual_night(local: str, quiet: bool) -> None:
    now = datetime(2026, 5, 4, tzinfo=ZONE) + timedelta(minutes=minutes(local))
    assert Rhythm().is_quiet(now) is quiet


@given(MOMENTS, MINUTES, MINUTES)
def test_quiet_and_its_complement_share_the_day(now: datetime, start: int, end: int) -> None:
    one = Rhythm(quiet_from=start, quiet_until=end).is_quiet(now)
    other = Rhythm(quiet_from=end, quiet_until=start).is_quiet(now)
    assert (one, other) == (False, False) if start == end else one != other


@given(MOMENTS, MINUTES, MINUTES)
def test_urgent_waits_unless_wanted(now: datetime, start: int, end: int) -> None:
    rhythm = Rhythm(quiet_from=start, quiet_until=end)
    assert rhythm.may_tell_urgent(now) is not rhythm.is_quiet(now)
    awake = Rhythm(quiet_from=start, quiet_until=end, urgent_any_time=True)
    assert awake.may_tell_urgent(now)


@given(st.integers(0, 23), MINUTES, MINUTES, st.dates(date(2026, 1, 1), date(2026, 12, 30)))
@settings(max_examples=50)
def test_a_digest_is_due_once_a_day_whatever_the_quiet_hours(
    hour: int, start: int, end: int, day: date
) -> None:
    rhythm, last, made = Rhythm(hour, start, end), None, list[datetime]()
    begin = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    # Rounds come every minute: the only waking one of a day must not be missed.
    for minute in range(2 * 1440):
        now = begin + timedelta(minutes=minute)
        if rhythm.digest_due(now, last):
            last = now.date()
            made.append(now)
    assert {moment.date() for moment in made} >= {day + timedelta(days=1)}
    assert len(made) == len({moment.date() for moment in made})
    assert not any(rhythm.is_quiet(moment) for moment in made)


def test_a_digest_wanted_at_night_comes_in_the_morning() -> None:
    rhythm = Rhythm(digest_hour=22)
    assert clock(rhythm.digest_at) == "06:30"
    morning = datetime(2026, 5, 4, 6, 30, tzinfo=ZONE)
    assert not rhythm.digest_due(morning - timedelta(hours=8), None)
    assert rhythm.digest_due(morning, date(2026, 5, 3))


@given(MINUTES)
def test_clock_and_minutes_are_inverse(minute: int) -> None:
    assert minutes(clock(minute)) == minute


@pytest.mark.parametrize("wrong", ["24:00", "7:60", "x", ""])
def test_no_time_of_day(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"time of day|invalid literal"):
        minutes(wrong)
