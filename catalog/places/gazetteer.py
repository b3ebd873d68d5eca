"""Look units up by name inside the smallest known scope, before and after 01/07/2025.

Names repeat (1,060 commune names nationally), and new communes reuse the names of dead districts
(xã Văn Bàn, xã Văn Chấn), so every look-up answers found, ambiguous, known or missing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from catalog.places.names import loose_key, place_key, split_kind
from catalog.places.tables import Alias, Tables, read_tables
from catalog.places.units import (
    Ambiguous,
    Commune,
    District,
    Era,
    Found,
    Known,
    Lookup,
    Missing,
    Province,
    UnitT_co,
)

_KEYS: tuple[Callable[[str], str], ...] = (place_key, loose_key)


class _Index(dict[str, list[UnitT_co]]):
    """Units by exact key and by loose key."""

    def __init__(self, units: Iterable[UnitT_co]) -> None:
        super().__init__()
        for unit in units:
            for number, key in enumerate(_KEYS):
                self.setdefault(f"{number}{key(unit.name)}", []).append(unit)

    def find(self, name: str, fits: Callable[[UnitT_co], bool]) -> list[UnitT_co]:
        """Return units of that name that fit; marks count unless nothing is found with them."""
        for number, key in enumerate(_KEYS):
            if units := [unit for unit in self.get(f"{number}{key(name)}", ()) if fits(unit)]:
                return units
        return []


def _answer(units: list[UnitT_co], kind: str, name: str) -> Lookup[UnitT_co]:
    same_kind = [unit for unit in units if unit.kind == kind]
    units = same_kind or units
    if not units:
        return Missing(name)
    return Found(units[0]) if len(units) == 1 else Ambiguous(tuple(units))


def _within(scope: frozenset[str] | None) -> Callable[[District], bool]:
    return lambda unit: scope is None or unit.province in scope


def _old_within(scope: frozenset[str] | None) -> Callable[[Commune], bool]:
    return lambda unit: unit.era is Era.BEFORE and (scope is None or unit.province in scope)


class Gazetteer:
    """Both maps of the country in memory; build it once with `gazetteer()`."""

    def __init__(self, tables: Tables) -> None:
        self._provinces = {(unit.era, unit.code): unit for unit in tables.provinces}
        self._districts = {unit.code: unit for unit in tables.districts}
        self._communes = {(unit.era, unit.code): unit for unit in tables.communes}
        self._aliases: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        for alias in tables.aliases:
            self._aliases[alias.level, loose_key(split_kind(alias.name).name)].append(alias)

    @cached_property
    def _province_index(self) -> _Index[Province]:
        return _Index(self._provinces.values())

    @cached_property
    def _district_index(self) -> _Index[District]:
        return _Index(self._districts.values())

    @cached_property
    def _commune_index(self) -> _Index[Commune]:
        return _Index(self._communes.values())

    @cached_property
    def _province_succession(self) -> dict[str, str]:
        # One commune decides for its province: no province was divided in 2025.
        return {
            unit.province: self._communes[Era.FROM, unit.successors[0]].province
            for unit in self.communes(Era.BEFORE)
            if unit.successors
        }

    def communes(self, era: Era, province: str = "") -> list[Commune]:
        """All communes of one map, or of one province (by code) on it."""
        return [
            unit
            for unit in self._communes.values()
            if unit.era is era and province in {"", unit.province}
        ]

    def commune(self, code: str, era: Era) -> Commune | None:
        """The commune of that code on that map; codes were reused, so the map is needed."""
        return self._communes.get((era, code))

    def district(self, code: str) -> District | None:
        """The district of that code."""
        return self._districts.get(code)

    def province(self, code: str, era: Era) -> Province | None:
        """The province of that code on that map (10 and 15 before, 15 from 2025: Lào Cai)."""
        return self._provinces.get((era, code))

    def province_now(self, old: Province) -> Province:
        """The province an old one belongs to since 01/07/2025."""
        if old.era is Era.FROM:
            return old
        return self._provinces[Era.FROM, self._province_succession[old.code]]

    def successors(self, commune: Commune) -> tuple[Commune, ...]:
        """The new units of an old commune (several when split); a new unit is its own."""
        if commune.era is Era.FROM:
            return (commune,)
        return tuple(self._communes[Era.FROM, code] for code in commune.successors)

    def now(self, commune: Commune) -> Lookup[Commune]:
        """The unit an old commune is part of now; Ambiguous when it was split."""
        return _answer(list(self.successors(commune)), "", commune.name)

    @lru_cache(maxsize=4096)  # noqa: B019 - one gazetteer lives as long as the process
    def find_province(self, name: str, era: Era = Era.BEFORE) -> Lookup[Province]:
        """Find a province on one map; all 34 of today keep the name of one of the 63."""
        bare = split_kind(name).name
        for alias in self._aliases["province", loose_key(bare)]:
            bare = alias.successor
        units = self._province_index.find(bare, lambda unit: unit.era is era)
        if not units and era is Era.FROM:
            old = self._province_index.find(bare, lambda unit: unit.era is Era.BEFORE)
            units = [self.province_now(unit) for unit in old]
        return _answer(units, "", bare)

    @lru_cache(maxsize=16384)  # noqa: B019
    def find_district(self, name: str, province: str = "") -> Lookup[District]:
        """Find a district (before 01/07/2025), in a province when its name is given."""
        named = split_kind(name)
        for scope in self._old_scopes(province):
            units = self._district_index.find(named.name, _within(scope))
            if units:
                return _answer(units, named.kind, named.name)
        for alias in self._aliases["district", loose_key(named.name)]:
            if not province or loose_key(alias.province) == loose_key(split_kind(province).name):
                if alias.successor:
                    return self.find_district(alias.successor, alias.province)
                return Known(named.name, alias.note)
        return Missing(named.name)

    @lru_cache(maxsize=16384)  # noqa: B019
    def find_commune(
        self, name: str, district: str = "", province: str = "", era: Era | None = None
    ) -> Lookup[Commune]:
        """Find a commune in the scope given; without an era the old map is asked first.

        The scope narrows by district (old map only) or province; a province of today's also
        covers those that merged into it.
        """
        named = split_kind(name)
        for asked in (era,) if era else (Era.BEFORE, Era.FROM):
            for fits in self._scopes(asked, district, province):
                if units := self._commune_index.find(named.name, fits):
                    return _answer(units, named.kind, named.name)
        return self._by_alias(named.name, district, province)

    def find_any(self, name: str, province: str = "") -> tuple[Commune | District, ...]:
        """Return every unit a bare name such as "Văn Chấn" may mean: old district, old or new."""
        units: list[Commune | District] = []
        for answer in (
            self.find_district(name, province),
            self.find_commune(name, "", province, Era.BEFORE),
            self.find_commune(name, "", province, Era.FROM),
        ):
            if isinstance(answer, Found):
                units.append(answer.unit)
            elif isinstance(answer, Ambiguous):
                units.extend(answer.units)
        return tuple(units)

    def alias_of(self, name: str, district: str = "", level: str = "commune") -> Alias | None:
        """The alias row behind a name that is in no table, with its certainty."""
        for alias in self._aliases[level, loose_key(split_kind(name).name)]:
            if not district or loose_key(split_kind(district).name) == loose_key(alias.district):
                return alias
        return None

    def _by_alias(self, name: str, district: str, province: str) -> Lookup[Commune]:
        alias = self.alias_of(name, district)
        if alias is None or (
            province and loose_key(split_kind(province).name) != loose_key(alias.province)
        ):
            return Missing(name)
        if alias.successor:
            return self.find_commune(alias.successor, "", alias.province, Era.BEFORE)
        return Known(name, alias.note)

    def _old_scopes(self, province: str) -> list[frozenset[str] | None]:
        """Old provinces a name may mean: its own, then all that are part of it now; None: any."""
        old = self.find_province(province) if province else None
        now = self.find_province(province, Era.FROM) if province else None
        if not isinstance(old, Found) or not isinstance(now, Found):
            return [None]
        merged = (code for code, new in self._province_succession.items() if new == now.unit.code)
        return [frozenset({old.unit.code}), frozenset(merged)]

    def _scopes(self, era: Era, district: str, province: str) -> list[Callable[[Commune], bool]]:
        if era is Era.FROM:
            now = self.find_province(province, Era.FROM) if province else None
            code = now.unit.code if isinstance(now, Found) else ""
            fits_new = [lambda unit: unit.era is era and code in {"", unit.province}]
            return [] if district else fits_new
        if district:
            codes = self._district_codes(district, province)
            return [lambda unit: unit.era is era and unit.district in codes]
        return [_old_within(scope) for scope in self._old_scopes(province)]

    def _district_codes(self, district: str, province: str) -> frozenset[str]:
        found = self.find_district(district, province)
        if isinstance(found, Found):
            return frozenset({found.unit.code})
        if isinstance(found, Ambiguous):
            return frozenset(unit.code for unit in found.units)
        return frozenset()


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer over the package's tables, read once per process."""
    return Gazetteer(read_tables())
