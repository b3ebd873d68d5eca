"""Every commune of the country before and after 01/07/2025, and which became which."""

from sqlalchemy import func
from sqlmodel import Session, select

from catalog.bulk import insert_missing
from catalog.models import Place, PlaceSuccession
from catalog.places import Commune, Era, Found, Gazetteer, gazetteer
from catalog.text_vi import fold

_ERA = {Era.BEFORE: "before", Era.FROM: "after"}


def place_id(commune: Commune) -> str:
    """The key of a commune's row: codes were reused, so it names the era as well."""
    return f"{_ERA[commune.era]}:{commune.code}"


def place_now_id(known: Gazetteer, commune: Commune) -> str | None:
    """The key of what a commune is today; None when it was split and nobody said which part."""
    now = known.now(commune)
    return place_id(now.unit) if isinstance(now, Found) else None


def load_places(session: Session) -> int:
    """Fill `place` and `place_succession`; returns how many places were new."""
    known = gazetteer()
    old, new = known.communes(Era.BEFORE), known.communes(Era.FROM)
    if session.scalar(select(func.count()).select_from(Place)) == len(old) + len(new):
        return 0
    written = insert_missing(session, Place, [_place(known, unit) for unit in (*old, *new)])
    insert_missing(
        session, PlaceSuccession, [line for unit in old for line in _succession(known, unit)]
    )
    return written


def _place(known: Gazetteer, commune: Commune) -> dict[str, object]:
    province = known.province(commune.province, commune.era)
    district = known.district(commune.district) if commune.district else None
    return {
        "id": place_id(commune),
        "era": _ERA[commune.era],
        "code": commune.code,
        "name": commune.full_name,
        "name_folded": fold(commune.name),
        "district": f"{district.kind} {district.name}" if district else "",
        "province_code": commune.province,
        "province": province.name if province else "",
    }


def _succession(known: Gazetteer, commune: Commune) -> list[dict[str, object]]:
    successors = known.successors(commune)
    return [
        {
            "old_id": place_id(commune),
            "new_id": place_id(unit),
            "is_main": len(successors) == 1 or unit.code == commune.main_successor,
        }
        for unit in successors
    ]
