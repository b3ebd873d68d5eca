"""Which stored recognition an entry speaks of, and what it changes there.

A decision is told by its number and date: the same number with another day of another year is
another decision. Only the year, or nothing at all, may be known of either side.
"""

from collections.abc import Iterable
from enum import StrEnum

from catalog.importing.store.entry import Entry
from catalog.importing.store.subject import Decided, Subject, decision_values
from catalog.text_vi import fold


class Said(StrEnum):
    """What an entry's stars and decision turned out to be."""

    NOTHING = "nothing"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"


def decided_alike(rows: Iterable[Decided], entry: Entry) -> bool:
    """Whether one of the recognitions was given by the decision of the entry, number and day."""
    return any(
        entry.decision_no
        and entry.decision_date
        and _number(row.values["decision_no"]) == _number(entry.decision_no)
        and row.day == entry.decision_date
        for row in rows
    )


def decide(subject: Subject, entry: Entry, *, update: bool = True) -> Said:
    """Bring the entry's recognition to the subject; without `update` stored ones stay as they are.

    An entry without stars says nothing: what a decision once gave is not taken away by a blank.
    """
    if entry.stars is None:
        return Said.NOTHING
    ranked = sorted(
        ((rank, -number) for number, row in enumerate(subject.decided)
         if (rank := _fit(row, entry))), reverse=True
    )  # fmt: skip
    if not ranked:
        subject.decided.append(
            Decided(None, {**decision_values(entry), "source": entry.source}, claimed=True)
        )
        return Said.NEW
    return _compare(subject.decided[-ranked[0][1]], entry, update=update)


def _compare(row: Decided, entry: Entry, *, update: bool) -> Said:
    if row.claimed and row.values["stars"] != entry.stars:
        return Said.CONFLICT
    row.claimed = True
    if not update:
        return Said.SAME
    told = decision_values(entry)
    told["decision_no"] = row.values["decision_no"] or told["decision_no"]
    if told["decision_date"] is None or told["decision_date"] == row.day:
        told = {name: told[name] for name in ("stars", "decision_no")}
    row.values.update(told)
    if row.id is None:
        return Said.SAME
    return Said.CHANGED if row.changes else Said.SAME


def _number(text: str) -> str:
    return fold(text).replace(" ", "").replace("–", "-")


def _fit(row: Decided, entry: Entry) -> tuple[bool, int, bool] | None:
    """How well a recognition fits the entry's decision; None when it is of another one."""
    ours, theirs = _number(entry.decision_no), _number(row.values["decision_no"])
    dates = _dates_fit(row, entry)
    if ours and theirs and ours != theirs:
        return None
    if ours and theirs:
        fits = dates > 0
    elif ours or theirs:
        fits = dates == 3 or (_same_stars(row, entry) and _says_no_more(row, entry, dates))
    else:
        fits = dates >= 2 or (entry.decided_in is None and row.values["year"] is None)
    return (ours == theirs, dates, _same_stars(row, entry)) if fits else None


def _says_no_more(row: Decided, entry: Entry, dates: int) -> bool:
    """One side has no number, nor any day of its own: it speaks of the same stars more vaguely."""
    if dates == 2:
        return row.day is None or entry.decision_date is None
    return not entry.decision_no and entry.decided_in is None


def _same_stars(row: Decided, entry: Entry) -> bool:
    return bool(row.values["stars"] == entry.stars)


def _dates_fit(row: Decided, entry: Entry) -> int:
    """3: the same day, 2: the same year, 1: unknown on a side, 0: different years."""
    if row.day is not None and row.day == entry.decision_date:
        return 3
    years = {row.values["year"], entry.decided_in}
    if None in years:
        return 1
    return 2 if len(years) == 1 else 0
