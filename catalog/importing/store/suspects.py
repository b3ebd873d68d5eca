"""New products that may be stored already under another name or producer: ask, keep both."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from catalog.importing.duplicates import core_name
from catalog.importing.model import Problem
from catalog.importing.problems import problem
from catalog.importing.producers import loose_producer_key
from catalog.importing.store.facts import plain
from catalog.importing.store.subject import Subject

_MOST_COMPARED = 50


def suspects(new: list[Subject], stored: Iterable[Subject]) -> Iterator[Problem]:
    """Yield duplicate_suspect on the row of each new product, naming the stored one."""
    if not new:
        return
    cores: dict[str, list[Subject]] = defaultdict(list)
    for subject in stored:
        cores[core_name(subject.name)].append(subject)
    for subject in new:
        alike = cores.get(core_name(subject.name), ())
        other = next((one for one in alike[:_MOST_COMPARED] if _suspicious(one, subject)), None)
        if other is not None:
            entry = subject.entries[0]
            detail = f"{_told(other)} đã có trong danh mục và {_told(subject)}"
            yield problem(entry.sheet, entry.row or None, "duplicate_suspect", detail)


def _suspicious(known: Subject, new: Subject) -> bool:
    one, other = loose_producer_key(known.producer), loose_producer_key(new.producer)
    if one and other and one != other:
        return False
    both_known, same_name = bool(one and other), plain(known.name) == plain(new.name)
    if known.site.differs(new.site):
        # Another commune is another product, unless the file no longer speaks of the first.
        return both_known and same_name and not known.entries
    # Single words (Lê, Quả lê) are too common to mean one product unless one producer makes them.
    return both_known or same_name or " " in core_name(new.name)


def _told(subject: Subject) -> str:
    sku = subject.values.get("sku", "")
    producer = f" của {subject.producer}" if subject.producer else " (chưa rõ chủ thể)"
    code = f" (mã {sku})" if subject.id is not None else ""
    return f"“{subject.name}”{producer}{code}"
