"""When a public page is read again: a pure rule from what its looks told so far.

New, just changed and missing listings soon; stable ones daily, then ever more rarely up to a limit;
looks that told nothing ever later up to a day; where a certificate ends soon never rarely, and in
the days around its last one soon. Every page has its own small share of delay, so that what was
added together is not read together.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalog.config import CadenceSettings

SPREAD = 0.1
ENDING_DAYS = 3
"""Days before and after a certificate's last one in which claimed stars are watched closely."""
_PRIME, _PARTS = 2_654_435_761, 10_007


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a page after a look at `now` (aware UTC).

    `every` is the interval in seconds that led to this look (None: the first), `failures` looks
    in a row that told nothing, `missing` says that a first look found the goods gone, and
    `certificate_ends` is the last day of the newest recognition.
    """

    listing_id: int
    now: datetime
    added_at: datetime
    every: float | None = None
    failures: int = 0
    missing: bool = False
    changed_at: datetime | None = None
    certificate_ends: date | None = None
    second_opinion: bool = False


def spread(listing_id: int) -> float:
    """This listing's own share of delay, 0 to 1: always the same, evenly spread over listings."""
    return (listing_id * _PRIME) % _PARTS / _PARTS


def interval(facts: Facts, cadence: CadenceSettings) -> float:
    """Seconds until the next look, before the listing's own delay."""
    if facts.failures:
        most = max(cadence.usual_seconds, cadence.retry_seconds)
        return min(most, cadence.retry_seconds * 2.0 ** min(facts.failures - 1, 40))
    if facts.second_opinion:
        return second_opinion(cadence)
    if facts.missing or _is_young(facts, cadence) or _is_ending(facts):
        return min(cadence.soon_seconds, cadence.usual_seconds)
    longest = max(cadence.usual_seconds, cadence.longest_seconds)
    if _ends_soon(facts, cadence):
        longest = cadence.usual_seconds
    return min(longest, max(cadence.usual_seconds, (facts.every or 0.0) * 2.0))


def next_due(facts: Facts, cadence: CadenceSettings) -> datetime:
    """When the page is read again: the interval and up to a tenth more."""
    seconds = interval(facts, cadence) * (1.0 + SPREAD * spread(facts.listing_id))
    return facts.now + timedelta(seconds=seconds)


def first_due(
    listing_id: int, now: datetime, cadence: CadenceSettings, *, second_opinion_only: bool
) -> datetime:
    """When a page that was never read is read: now, or somewhere in the sample's first round."""
    if not second_opinion_only:
        return now
    return now + timedelta(seconds=second_opinion(cadence) * spread(listing_id))


def second_opinion(cadence: CadenceSettings) -> float:
    """Seconds between two pages of one listing so that a period reads the wanted share of all.

    A share of 0 reads none: a century.
    """
    return min(3.2e9, cadence.second_opinion_seconds / max(cadence.second_opinion_share, 1e-9))


def _is_young(facts: Facts, cadence: CadenceSettings) -> bool:
    if (facts.now - facts.added_at).total_seconds() < cadence.new_seconds:
        return True
    changed = facts.changed_at
    return changed is not None and (facts.now - changed).total_seconds() < cadence.changed_seconds


def _is_ending(facts: Facts) -> bool:
    """Whether the stars are in their last days, or ended just now."""
    ends = facts.certificate_ends
    return ends is not None and abs((ends - facts.now.date()).days) <= ENDING_DAYS


def _ends_soon(facts: Facts, cadence: CadenceSettings) -> bool:
    """Whether the stars end within the watched span, or ended and may still be claimed."""
    if facts.certificate_ends is None:
        return False
    return (facts.certificate_ends - facts.now.date()).days <= cadence.certificate_days
