"""The stored catalog as an import sees it: every product once, found again by what it is.

A light copy of all products is read (17,000 in the whole country): rows are matched and doubles
suspected in memory, and nothing is asked of the database product by product.
"""

from collections import defaultdict
from collections.abc import Iterable

from catalog.identity import folded_words, sku_for, slug_for
from catalog.importing.store.decisions import decided_alike
from catalog.importing.store.entry import LONGEST_KEY, Entry, bounded
from catalog.importing.store.place import Site, entry_site
from catalog.importing.store.subject import Subject
from catalog.text_vi import collation_key, fold


class Shelf:
    """All products by key; subjects of new products join them as they are found."""

    def __init__(self, stored: Iterable[Subject]) -> None:
        """Index what is stored."""
        self.stored = list(stored)
        self._by_key = {subject.key: subject for subject in self.stored}
        self._by_name: dict[tuple[str, str], list[Subject]] = defaultdict(list)
        for subject in self.stored:
            self._by_name[_name_key(subject)].append(subject)

    def place(self, entries: Iterable[Entry]) -> list[Subject]:
        """Give every entry its product, a known one or a new one; each product once, in order.

        Entries that fit a known product exactly go first: what is left over may then be a
        corrected cell of a product that no other row speaks of.
        """
        touched: dict[int, Subject] = {}
        waiting: list[tuple[Entry, Site]] = []
        for entry in entries:
            site = entry_site(entry)
            known = self._exact(entry, site)
            if known is None:
                waiting.append((entry, site))
            else:
                _take(touched, known, entry)
        for entry, site in waiting:
            subject = self._exact(entry, site) or self._corrected(entry, site)
            _take(touched, subject or self._new(entry, site), entry)
        return list(touched.values())

    def _exact(self, entry: Entry, site: Site) -> Subject | None:
        for key in (entry.key, _long_key(entry, site)):
            known = self._by_key.get(key)
            if known is not None and not known.site.differs(site):
                return known
        return None

    def _corrected(self, entry: Entry, site: Site) -> Subject | None:
        """A product of the same name and producer whose place was renamed or put right.

        Renamed: its commune went into that of the entry on 01/07/2025. Put right: it has the same
        key, or the same decision, and no other row of this import speaks of it.
        """
        if not entry.producer:
            return None
        alike = self._by_name[folded_words(entry.name), entry.producer_key]
        for known in alike:
            if known.site.became(site):
                return known
        free = [
            known for known in alike if not known.entries and not known.site.other_province(site)
        ]
        fitting = [known for known in free if known.key == entry.key]
        fitting = fitting or [known for known in free if decided_alike(known.decided, entry)]
        if len(fitting) != 1:
            return None
        fitting[0].site = site
        return fitting[0]

    def _new(self, entry: Entry, site: Site) -> Subject:
        key = entry.key
        if key in self._by_key:
            # Equal names without a producer occur in many places: a district apart is another.
            key = _long_key(entry, site)
        subject = Subject(
            None, key, entry.producer, entry.producer_key, site, _new_values(entry, site, key)
        )
        self._by_key[key] = subject
        self._by_name[_name_key(subject)].append(subject)
        return subject


def _take(touched: dict[int, Subject], subject: Subject, entry: Entry) -> None:
    subject.entries.append(entry)
    touched[id(subject)] = subject


def _long_key(entry: Entry, site: Site) -> str:
    return bounded(f"{entry.key}|{site.district_key}", LONGEST_KEY)


def _name_key(subject: Subject) -> tuple[str, str]:
    return folded_words(subject.name), subject.producer_key


def _new_values(entry: Entry, site: Site, key: str) -> dict[str, str | None]:
    sku = sku_for(key)
    return {
        "sku": sku,
        "identity_key": key,
        "slug": slug_for(entry.name, sku),
        "name": entry.name,
        "name_folded": fold(entry.name),
        "name_sort": collation_key(entry.name),
        "product_group": entry.group.value,
        "group_written": entry.group_written,
        "xa": entry.xa,
        "huyen": entry.huyen,
        "tinh": entry.tinh,
        "place_then_id": site.then,
        "place_now_id": site.now,
        "source": entry.source,
        "note": entry.note,
    }
