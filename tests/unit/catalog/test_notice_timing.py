"""When a person may be told, at any minute of any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
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


@given(st.integers(0, 23), st.dates(date(2026, 1, 1), date(2026, 12, 30)))
def test_a_digest_is_due_once_a_day(hour: int, day: date) -> None:
    rhythm, last, made = Rhythm(digest_hour=hour), None, 0
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    for minute in range(0, 1440, 15):
        now = start + timedelta(minutes=minute)
        if rhythm.digest_due(now, last):
            last, made = day, made + 1
    # From 21:00 on the night is quiet: such a digest comes the next morning.
    assert made == (1 if hour < 21 else 0)


@given(MINUTES)
def test_clock_and_minutes_are_inverse(minute: int) -> None:
    assert minutes(clock(minute)) == minute


@pytest.mark.parametrize("wrong", ["24:00", "7:60", "x", ""])
def test_no_time_of_day(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"time of day|invalid literal"):
        minutes(wrong)
