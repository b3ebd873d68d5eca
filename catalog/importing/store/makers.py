"""Producers (chủ thể) of an import: found by name and province, else new."""

from collections import defaultdict
from collections.abc import Iterable

from catalog.importing.address import TWO_TIERS
from catalog.importing.producers import producer_key as spelled
from catalog.importing.store.entry import Entry
from catalog.importing.store.place import entry_site, province_now
from catalog.importing.store.subject import Maker, Subject


class Makers:
    """The stored producers and those that an import adds."""

    def __init__(self, stored: Iterable[Maker]) -> None:
        """Index what is stored."""
        self._by_key: dict[str, list[Maker]] = defaultdict(list)
        self._by_id: dict[int, Maker] = {}
        for maker in stored:
            self._by_key[maker.key].append(maker)
            if maker.id is not None:
                self._by_id[maker.id] = maker

    def settle(self, subjects: Iterable[Subject], *, update: bool = True) -> list[Maker]:
        """Give each product its producer and bring the producers to what the entries say.

        A product that has its producer keeps it: the key of the product holds the producer's.
        """
        touched: dict[int, Maker] = {}
        for subject in subjects:
            for entry in subject.entries:
                if not entry.producer:
                    continue
                maker = self._maker(subject, entry)
                touched[id(maker)] = maker
                _tell(maker, entry, update=update)
        return list(touched.values())

    def _maker(self, subject: Subject, entry: Entry) -> Maker:
        if subject.maker is None and subject.before.get("producer_id") is not None:
            subject.maker = self._by_id[subject.before["producer_id"]]
        if subject.maker is None:
            namesakes = self._by_key[entry.producer_key]
            subject.maker = _same(namesakes, entry)
            if subject.maker is None:
                subject.maker = _new(entry)
                namesakes.append(subject.maker)
        return subject.maker


def _same(namesakes: list[Maker], entry: Entry) -> Maker | None:
    """The producer of that name and province; the only one fitting where a province is unknown.

    An annex after 01/07/2025 names the new province: a producer keeps the one it was stored with.
    """
    for maker in namesakes:
        if maker.province == entry.tinh:
            return maker
    two_tiers = entry.decision_date is not None and entry.decision_date >= TWO_TIERS
    fitting = [
        maker
        for maker in namesakes
        if not (entry.tinh and maker.province)
        or (two_tiers and province_now(maker.province) == province_now(entry.tinh))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _new(entry: Entry) -> Maker:
    site = entry_site(entry)
    values = {
        "name": entry.producer,
        "name_key": entry.producer_key,
        "kind": entry.kind,
        "province": entry.tinh,
        "district": entry.huyen,
        "commune": entry.xa,
        "place_then_id": site.then,
        "place_now_id": site.now,
    }
    return Maker(None, entry.producer_key, values)


def _tell(maker: Maker, entry: Entry, *, update: bool) -> None:
    values = maker.values
    if update and spelled(entry.producer) != spelled(values["name"]):
        values["name"] = entry.producer
    if entry.kind and (update or not values["kind"]):
        values["kind"] = entry.kind
    values["province"] = values["province"] or entry.tinh
    # One producer may make things in several communes: its own place is only filled in.
    if not values["district"]:
        values["district"] = entry.huyen
    if not values["commune"] and entry.xa:
        site = entry_site(entry)
        values["commune"] = entry.xa
        values["place_then_id"], values["place_now_id"] = site.then, site.now
