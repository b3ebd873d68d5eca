"""When a page is read again: bounds and order of the pure rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalog.cadence import SPREAD, Facts, first_due, interval, next_due, second_opinion, spread
from catalog.config import CadenceSettings

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
DAILY = CadenceSettings()
STABLE = Facts(1, NOW, LONG_AGO, every=DAILY.usual_seconds)

settings = st.builds(
    CadenceSettings,
    soon_seconds=st.floats(1, 1e5),
    usual_seconds=st.floats(1, 1e6),
    longest_seconds=st.floats(1, 1e7),
    retry_seconds=st.floats(1, 1e5),
)
facts = st.builds(
    Facts,
    st.integers(1, 10**7),
    st.just(NOW),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 5), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.floats(0, 1e8),
    st.integers(0, 100),
    st.booleans(),
    st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 5), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.dates(date(2024, 1, 1), date(2030, 1, 1)),
)


@given(facts, settings)
def test_the_next_look_lies_within_the_bounds(given_facts: Facts, cadence: CadenceSettings) -> None:
    seconds = (next_due(given_facts, cadence) - NOW).total_seconds()
    shortest = min(cadence.soon_seconds, cadence.usual_seconds, cadence.retry_seconds)
    longest = max(cadence.usual_seconds, cadence.longest_seconds, cadence.retry_seconds)
    assert shortest - 0.001 <= seconds <= longest * (1 + SPREAD) + 0.001


@given(facts, settings, st.integers(1, 90))
def test_more_failures_never_mean_sooner(
    given_facts: Facts, cadence: CadenceSettings, number: int
) -> None:
    now, later = (replace(given_facts, failures=number + more) for more in (0, 1))
    assert interval(later, cadence) >= interval(now, cadence)


@given(facts, settings)
def test_a_stable_streak_never_gets_denser(given_facts: Facts, cadence: CadenceSettings) -> None:
    calm = replace(given_facts, failures=0, missing=False, added_at=LONG_AGO, changed_at=None)
    first = interval(calm, cadence)
    assert interval(replace(calm, every=first), cadence) >= min(first, cadence.usual_seconds)
    assert first >= cadence.usual_seconds


def test_a_stable_page_is_read_daily_then_ever_more_rarely_up_to_a_week() -> None:
    every, found = None, []
    for _ in range(5):
        every = interval(replace(STABLE, every=every), DAILY)
        found.append(every / 86_400)
    assert found == [1, 2, 4, 7, 7]


def test_what_may_be_news_is_read_soon() -> None:
    yesterday = NOW - timedelta(days=1)
    for news in (
        replace(STABLE, added_at=yesterday),
        replace(STABLE, changed_at=yesterday),
        replace(STABLE, missing=True),
    ):
        assert interval(news, DAILY) == DAILY.soon_seconds
    assert interval(replace(STABLE, changed_at=LONG_AGO), DAILY) > DAILY.soon_seconds


def test_a_certificate_that_ends_soon_keeps_the_page_daily() -> None:
    weekly = replace(STABLE, every=DAILY.longest_seconds)
    for days, expected in ((89, 1), (90, 1), (91, 7), (-30, 1)):
        ends = NOW.date() + timedelta(days=days)
        assert interval(replace(weekly, certificate_ends=ends), DAILY) == expected * 86_400


def test_around_a_certificates_last_day_the_page_is_read_soon() -> None:
    for days in (3, 0, -3):
        ends = NOW.date() + timedelta(days=days)
        assert interval(replace(STABLE, certificate_ends=ends), DAILY) == DAILY.soon_seconds
    for days in (4, -4):
        ends = NOW.date() + timedelta(days=days)
        assert interval(replace(STABLE, certificate_ends=ends), DAILY) > DAILY.soon_seconds


def test_a_look_that_told_nothing_is_repeated_ever_later_up_to_a_day() -> None:
    found = [interval(replace(STABLE, failures=number), DAILY) for number in range(1, 9)]
    assert found[:3] == [1800, 3600, 7200]
    assert found[-1] == 86_400


def test_the_sample_reads_its_share_in_a_period() -> None:
    cadence = CadenceSettings(second_opinion_share=0.02, second_opinion_seconds=604_800)
    listings = range(1, 10_001)
    week = NOW + timedelta(days=7)
    first = [first_due(one, NOW, cadence, second_opinion_only=True) for one in listings]
    assert 190 <= sum(due < week for due in first) <= 210
    sample = replace(STABLE, second_opinion=True)
    assert interval(sample, cadence) == 50 * 604_800
    nothing = CadenceSettings(second_opinion_share=0)
    assert second_opinion(nothing) > 86_400 * 365 * 90
    assert next_due(replace(STABLE, second_opinion=True), nothing).year > 2100


def test_listings_added_together_are_not_due_together() -> None:
    shares = sorted(spread(one) for one in range(1, 1001))
    assert all(0 <= share < 1 for share in shares)
    tenths = [
        sum(tenth / 10 <= share < (tenth + 1) / 10 for share in shares) for tenth in range(10)
    ]
    assert min(tenths) >= 90
    assert spread(7) == spread(7)
