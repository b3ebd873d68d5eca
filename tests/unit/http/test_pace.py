"""The pace of a host: slower on trouble, back when all is well, stopped after five blocks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.http.pace import (
    DAY,
    LONGEST_AFTER_FAILURE,
    LONGEST_SLEEP,
    MOST_BLOCKS,
    Answer,
    Manners,
    Outcome,
    Pace,
    after,
)

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
MANNERS = Manners(gap=3.0)
BLOCKED = Answer(Outcome.BLOCKED, 0.2, "http_429")
CLEAN = Answer(Outcome.CLEAN, 0.2)

seconds = st.floats(min_value=0, max_value=200_000, allow_nan=False)
answers = st.builds(
    Answer,
    st.sampled_from(Outcome),
    st.floats(min_value=0, max_value=60),
    st.just("http_503"),
    st.none() | seconds,
)


def run(pace: Pace, *given_answers: Answer, manners: Manners = MANNERS) -> Pace:
    for answer in given_answers:
        pace = after(pace, answer, NOW, manners)
    return pace


@given(st.lists(answers, max_size=30), answers)
def test_only_clean_answers_shorten_the_gap(before: list[Answer], last: Answer) -> None:
    start = run(Pace(), *before)
    end = after(start, last, NOW, MANNERS)
    assert MANNERS.gap <= end.gap <= DAY
    if last.outcome is not Outcome.CLEAN:
        assert end.gap >= start.gap
        assert end.not_before is not None
        waits = (end.not_before - NOW).total_seconds()
        assert waits >= min(DAY, last.retry_after or 0.0) - 0.001
    else:
        assert end.gap >= start.gap * 0.8


@given(st.lists(answers, max_size=10), st.integers(min_value=1, max_value=60))
def test_clean_answers_lead_back_to_our_gap(before: list[Answer], number: int) -> None:
    pace = run(Pace(), CLEAN, *before)
    gaps = [pace.gap]
    for _ in range(number):
        pace = after(pace, CLEAN, NOW, MANNERS)
        gaps.append(pace.gap)
    assert gaps == sorted(gaps, reverse=True)
    assert (pace.blocks, pace.failures, pace.stopped_until, pace.asleep_until) == (0, 0, None, None)
    assert run(pace, *[CLEAN] * 60).gap == MANNERS.gap


def test_refusals_double_the_gap_and_the_fifth_stops_the_host() -> None:
    pace, gaps = Pace(), []
    for number in range(1, MOST_BLOCKS + 1):
        pace = after(pace, BLOCKED, NOW, MANNERS)
        gaps.append(pace.gap)
        assert (pace.stopped_until is not None) == (number == MOST_BLOCKS)
    assert gaps == [6.0, 12.0, 24.0, 48.0, 96.0]
    assert pace.closed_until(NOW) == NOW + timedelta(days=1)
    assert after(pace, BLOCKED, NOW, MANNERS).closed_until(NOW) is not None


def test_a_host_that_hangs_is_never_so_slow_that_nobody_sees_it_get_well() -> None:
    hangs = Answer(Outcome.FAILED, 20.0, "timeout")
    pace, gaps = Pace(), []
    for _ in range(7):
        pace = after(pace, hangs, NOW, MANNERS)
        gaps.append(pace.gap)
    assert gaps == [40.0, 80.0, 160.0, *[LONGEST_AFTER_FAILURE] * 4]
    # What refusals made of it stays: errors never speed up.
    assert run(Pace(gap=4000.0), hangs).gap == 4000.0


def test_a_clean_answer_between_breaks_the_row() -> None:
    assert run(Pace(), *[BLOCKED] * 4, CLEAN, *[BLOCKED] * 4).stopped_until is None


def test_robots_that_can_be_read_say_nothing_of_pages_that_are_refused() -> None:
    """Rules are read again between the tries of an incident; the refusals stay in a row."""
    reached = Answer(Outcome.REACHED, 0.1, retry_after=60.0)
    pace = run(Pace(), *[BLOCKED] * 4, reached)
    assert (pace.gap, pace.blocks, pace.code) == (48.0, 4, "http_429")
    assert pace.not_before == NOW + timedelta(seconds=60)
    assert run(pace, BLOCKED).stopped_until is not None
    silent = Answer(Outcome.UNREACHABLE, code="robots_503")
    awake = run(Pace(), silent, silent, reached)
    assert (awake.failures, awake.asleep_until, awake.code) == (0, None, "")


def test_retry_after_is_honoured_and_clamped_to_a_day() -> None:
    asked = run(Pace(), Answer(Outcome.BLOCKED, 0.1, "http_429", 120.5))
    assert asked.not_before == NOW + timedelta(seconds=120.5)
    endless = run(Pace(), Answer(Outcome.BLOCKED, 0.1, "http_503", 9e9))
    assert endless.not_before == NOW + timedelta(days=1)


def test_slow_answers_lengthen_the_gap() -> None:
    slow = run(Pace(), Answer(Outcome.CLEAN, 8.0))
    assert slow.gap == 16.0
    assert run(slow, CLEAN).gap == 16.0 * 0.8


def test_a_crawl_delay_is_a_least() -> None:
    assert run(Pace(), CLEAN, manners=Manners(gap=45.0)).gap == 45.0


def test_an_unreachable_host_sleeps_twice_as_long_each_time() -> None:
    pace, sleeps = Pace(), []
    for _ in range(12):
        pace = after(pace, Answer(Outcome.UNREACHABLE, code="connect_failed"), NOW, MANNERS)
        assert pace.asleep_until is not None
        sleeps.append((pace.asleep_until - NOW).total_seconds())
    assert sleeps[:4] == [30.0, 60.0, 120.0, 240.0]
    assert sleeps[-1] == LONGEST_SLEEP
    assert pace.gap == MANNERS.gap
    assert after(pace, CLEAN, NOW, MANNERS).asleep_until is None
