"""Which commune an entry means then and what it is now, and when two places surely differ."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from catalog.importing.address import find_commune
from catalog.importing.store.entry import Entry
from catalog.places import Era, Found, gazetteer, place_key, split_kind
from catalog.places.stored import place_id, place_now_id


@dataclass(frozen=True, slots=True)
class Site:
    """A place as written, and the keys of the communes meant (None: not found, or split)."""

    xa: str = ""
    huyen: str = ""
    tinh: str = ""
    then: str | None = None
    now: str | None = None

    def differs(self, other: "Site") -> bool:
        """Both are known far enough to say that they are two places."""
        if self.now and other.now:
            return self.now != other.now
        return (
            self.other_province(other)
            or _differ(_unit(self.huyen), _unit(other.huyen))
            or _differ(_unit(self.xa), _unit(other.xa))
        )

    def other_province(self, other: "Site") -> bool:
        """Both provinces are known and are two provinces today."""
        return _differ(province_now(self.tinh), province_now(other.tinh))

    @property
    def district_key(self) -> str:
        """District and province of today, to tell products of equal shorter keys apart."""
        return f"{_unit(self.huyen)}|{_unit(province_now(self.tinh))}"

    def became(self, other: "Site") -> bool:
        """One is an old commune and the other the new one it went into on 01/07/2025."""
        if not (self.then and other.then and self.now and self.now == other.now):
            return False
        return self.then.partition(":")[0] != other.then.partition(":")[0]


@lru_cache(maxsize=32768)
def site_of(xa: str, huyen: str, tinh: str, day: date | None) -> Site:
    """Find the commune of an entry decided that day."""
    found = find_commune(xa, huyen, tinh, day) if xa else None
    if not isinstance(found, Found):
        return Site(xa, huyen, tinh)
    return Site(xa, huyen, tinh, place_id(found.unit), place_now_id(gazetteer(), found.unit))


def entry_site(entry: Entry) -> Site:
    """The place an entry tells."""
    return site_of(entry.xa, entry.huyen, entry.tinh, entry.decision_date)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


@lru_cache(maxsize=4096)
def _unit(name: str) -> str:
    return place_key(split_kind(name).name)


@lru_cache(maxsize=512)
def province_now(name: str) -> str:
    """Yên Bái and Lào Cai are one province since 01/07/2025: a later annex names the new one."""
    found = gazetteer().find_province(name, Era.BEFORE) if name else None
    return gazetteer().province_now(found.unit).name if isinstance(found, Found) else _unit(name)


def same_unit(one: str, other: str) -> bool:
    """Whether two texts name one unit, with or without its word (huyện Bát Xát, Bát Xát)."""
    ours, theirs = split_kind(one), split_kind(other)
    return _unit(one) == _unit(other) and (
        ours.kind == theirs.kind or not (ours.kind and theirs.kind)
    )
