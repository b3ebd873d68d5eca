"""Some hundreds of generated pages: right answers, and both ways of reading agree."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from connectors.page import Rung, RungCounter, read
from tests.pages import Made, make, write

COUNT = 828  # every trap meets every shape at least once
DRESSED = 138


def wrong(made: Made) -> str | None:
    got, want = read(made.page, made.want), made.truth
    if (got.status, got.price, got.currency) != (want.status, want.price, want.currency):
        return f"{made.name}: {got} instead of {want}"
    if (got.price_low, got.price_high) != (want.price_low, want.price_high):
        return f"{made.name}: {got} instead of {want}"
    if want.title is not None and got.title != want.title:
        return f"{made.name}: title {got.title!r} instead of {want.title!r}"
    if got.picture != want.picture:
        return f"{made.name}: picture {got.picture!r} instead of {want.picture!r}"
    missing = set(want.flags) - set(got.flags)
    return f"{made.name}: no flags {missing} in {got}" if missing else None


def test_generated_pages_are_read_as_they_are() -> None:
    mistakes = [text for made in make(COUNT, seed=7) if (text := wrong(made))]
    assert mistakes == []


def test_quick_way_and_full_parse_agree_on_generated_pages() -> None:
    for made in make(COUNT, seed=8):
        quick, parsed = read(made.page, made.want), read(made.page, made.want, full=True)
        assert quick == replace(parsed, rung=quick.rung, evidence=quick.evidence), made.name
        assert parsed.rung is Rung.FULL or not parsed.price


def test_dressed_pages_are_read_as_they_are_by_both_ways() -> None:
    rungs = RungCounter()
    for made in make(DRESSED, seed=10, padding=4, dress=True):
        assert wrong(made) is None
        quick = read(made.page, made.want, counter=rungs)
        parsed = read(made.page, made.want, full=True)
        assert quick == replace(parsed, rung=quick.rung, evidence=quick.evidence), made.name
    assert min(rungs.counts[Rung.SCAN], rungs.counts[Rung.SLICE]) > DRESSED / 20


def test_counter_knows_the_share_of_each_rung() -> None:
    counter = RungCounter()
    for made in make(90, seed=9, plain=True):
        read(made.page, made.want, counter=counter)
    assert counter.counts.total() == 90
    assert 0 < counter.share(Rung.SCAN) < 1
    assert sum(counter.share(rung) for rung in Rung) == 1
    assert RungCounter().share(Rung.FULL) == 0


def test_same_seed_makes_the_same_pages(tmp_path: Path) -> None:
    write(tmp_path / "a", 20, seed=3)
    write(tmp_path / "b", 20, seed=3)
    write(tmp_path / "c", 20, seed=4)
    first, second, third = (
        Counter(p.read_bytes() for p in (tmp_path / d).iterdir()) for d in "abc"
    )
    assert first == second != third
