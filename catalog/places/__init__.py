"""Vietnamese administrative units before and after 01/07/2025, with succession.

Before: province, district, commune (63/696/10,035). After: province, commune (34/3,321).
"""

from catalog.places.gazetteer import Gazetteer, gazetteer
from catalog.places.names import Named, place_key, spell_out, split_kind
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
)

__all__ = [
    "Ambiguous",
    "Commune",
    "District",
    "Era",
    "Found",
    "Gazetteer",
    "Known",
    "Lookup",
    "Missing",
    "Named",
    "Province",
    "gazetteer",
    "place_key",
    "spell_out",
    "split_kind",
]
