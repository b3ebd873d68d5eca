"""The one writer of products, producers and recognitions: for annexes and bundled tables alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from catalog.importing.model import Problem
from catalog.importing.problems import problem
from catalog.importing.store import stored
from catalog.importing.store.decisions import Said, decide
from catalog.importing.store.entry import Entry
from catalog.importing.store.facts import tell
from catalog.importing.store.makers import Makers
from catalog.importing.store.shelf import Shelf
from catalog.importing.store.subject import Maker, Subject
from catalog.importing.store.suspects import suspects
from catalog.models import Producer, Product, Recognition
from catalog.places.stored import load_places
from catalog.search import reindex
from catalog.version import raise_version


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows were new, changed or the same already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def to_json(self) -> dict[str, int]:
        """The contract's keys."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass(frozen=True, slots=True)
class Written:
    """What one call of the writer did, and what a person should know about it."""

    products: Tally
    producers: Tally
    recognitions: Tally
    problems: tuple[Problem, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether a row was written at all."""
        tallies = (self.products, self.producers, self.recognitions)
        return any(tally.new or tally.changed for tally in tallies)

    def to_json(self) -> dict[str, dict[str, int]]:
        """The contract's `written`."""
        return {
            "products": self.products.to_json(),
            "producers": self.producers.to_json(),
            "recognitions": self.recognitions.to_json(),
        }


def write_entries(
    session: Session,
    entries: Sequence[Entry],
    actor: str,
    *,
    update: bool = True,
    run_id: int | None = None,
) -> Written:
    """Bring the catalog to what the entries say, in the caller's transaction.

    Nothing is written that is there already. `update=False` adds what is missing and leaves what
    is stored as it is. Every changed row leaves an audit line with before and after.
    """
    stored.lock(session)
    load_places(session)
    shelf = Shelf(stored.read_subjects(session))
    subjects = shelf.place(entries)
    said: list[Said] = []
    problems: list[Problem] = []
    for subject in subjects:
        for entry in subject.entries:
            said.append(decide(subject, entry, update=update))
            if said[-1] is Said.CONFLICT:
                problems.append(_conflict(subject, entry))
        tell(subject, update=update)
    makers = Makers(stored.read_makers(session)).settle(subjects, update=update)
    problems += suspects([one for one in subjects if one.id is None], shelf.stored)
    written = Written(_tally(subjects), _tally(makers), _decisions(said), tuple(problems))
    if written.anything:
        _write(session, subjects, makers, actor, run_id)
        raise_version(session)
    return written


def _conflict(subject: Subject, entry: Entry) -> Problem:
    kept = next(row.values["stars"] for row in subject.decided if row.claimed)
    detail = f"{kept} sao và {entry.stars} sao; đã giữ dòng {subject.entries[0].row}"
    return problem(entry.sheet, entry.row or None, "duplicate_conflict", detail)


def _tally(rows: Sequence[Subject] | Sequence[Maker]) -> Tally:
    new = sum(row.id is None for row in rows)
    changed = sum(row.is_changed for row in rows)
    return Tally(new, changed, len(rows) - new - changed)


def _decisions(said: Sequence[Said]) -> Tally:
    return Tally(said.count(Said.NEW), said.count(Said.CHANGED), said.count(Said.SAME))


def _write(
    session: Session,
    subjects: Sequence[Subject],
    makers: Sequence[Maker],
    actor: str,
    run_id: int | None,
) -> None:
    stored.add(session, Producer, [maker.values for maker in makers if maker.id is None])
    renamed = [maker for maker in makers if maker.changes]
    stored.change(session, Producer, "producer", renamed, actor, run_id)
    _own(session, subjects)
    new = [subject for subject in subjects if subject.id is None]
    stored.add(session, Product, [subject.values for subject in new])
    changed = [subject for subject in subjects if subject.changes]
    stored.change(session, Product, "product", changed, actor, run_id)
    _number(session, new)
    _recognise(session, subjects, actor, run_id)
    names = {id(maker) for maker in renamed if "name" in maker.changes}
    moved = [one for one in subjects if id(one.maker) in names]
    reindex(session, {one.id for one in (*new, *changed, *moved) if one.id is not None})


def _own(session: Session, subjects: Sequence[Subject]) -> None:
    """Give products without a producer the number of theirs, new ones included."""
    homeless = [one for one in subjects if one.values.get("producer_id") is None]
    numbers = stored.producer_ids(session) if any(one.maker for one in homeless) else {}
    for subject in homeless:
        maker = subject.maker
        subject.values["producer_id"] = (
            (maker.id or numbers[maker.key, maker.province]) if maker else None
        )


def _number(session: Session, new: Sequence[Subject]) -> None:
    numbers = stored.product_ids(session) if new else {}
    for subject in new:
        subject.id = numbers[subject.key]


def _recognise(
    session: Session, subjects: Sequence[Subject], actor: str, run_id: int | None
) -> None:
    pairs = [(one, row) for one in subjects for row in one.decided]
    added = [(one, row) for one, row in pairs if row.id is None]
    changed = [row for _, row in pairs if row.changes]
    stored.add(session, Recognition, [{"product_id": one.id, **row.values} for one, row in added])
    stored.change(session, Recognition, "recognition", changed, actor, run_id)
